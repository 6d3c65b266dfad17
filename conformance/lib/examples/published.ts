/** The example requests that the API documents publish, each with the operation that it is of. */
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../json.ts';
import type { Described, OpenApi } from '../openapi.ts';

/** A parameter of an operation and the value that an example gives it. */
export interface Argument {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'body';
  readonly value: Json;
}

/** One published example. */
export interface PublishedExample {
  /** `Microsoft.KeyVault Vaults_Update: updateVault`: the same in every version. */
  readonly name: string;
  readonly operation: Described;
  readonly operationId: string;
  readonly arguments: readonly Argument[];
  /** Where a data plane's example is sent. */
  readonly host?: string;
  /** Statuses that the example shows, with their bodies. */
  readonly shown: ReadonlyMap<number, Json | undefined>;
  /** What keeps it from being sent at all. */
  readonly fault?: string;
}

/** Every example of the operations that `isWanted`. */
export function publishedExamples(
  api: OpenApi,
  isWanted: (operation: Described) => boolean,
): PublishedExample[] {
  const examples: PublishedExample[] = [];
  for (const operation of api.operations()) {
    if (!isWanted(operation)) continue;
    for (const [title, reference] of Object.entries(
      objectAt(operation.description, 'x-ms-examples'),
    )) {
      examples.push(read(api, operation, title, reference));
    }
  }
  return examples;
}

function read(
  api: OpenApi,
  operation: Described,
  title: string,
  reference: Json,
): PublishedExample {
  const example = api.follow(operation.file, reference);
  const stem = /\/examples\/(.*)\.json$/.exec(example?.file ?? '')?.[1] ?? title;
  const operationId = stringAt(operation.description, 'operationId') ?? '';
  const given = objectAt(example?.value, 'parameters');
  const own = operation.description['parameters'];
  const described = [
    ...operation.shared,
    ...(Array.isArray(own) ? (own as readonly Json[]) : []),
  ].map((parameter) => api.follow(operation.file, parameter)?.value ?? {});
  const faults: string[] =
    example === undefined || Object.keys(example.value).length === 0
      ? ['the example is not there']
      : [];
  const args: Argument[] = [];
  for (const parameter of described) {
    const [name, place] = [stringAt(parameter, 'name') ?? '', stringAt(parameter, 'in')];
    const value = given[name] ?? (place === 'body' ? theBody(given, described) : undefined);
    if (value !== undefined) args.push({ name, in: place as Argument['in'], value });
    else if (parameter['required'] === true && place !== 'header' && name !== 'api-version') {
      faults.push(`the ${place ?? ''} parameter '${name}' has no value`);
    }
  }
  const responses = objectAt(example?.value, 'responses');
  return {
    name: `${operation.namespace} ${operationId}: ${stem}`,
    operation,
    operationId,
    arguments: args,
    ...(typeof given['vaultBaseUrl'] === 'string' ? { host: given['vaultBaseUrl'] } : {}),
    shown: new Map(
      statuses(responses).map((status) => {
        const response = responses[String(status)];
        return [status, isObject(response) ? response['body'] : undefined];
      }),
    ),
    ...(faults.length > 0 ? { fault: faults.join('; ') } : {}),
  };
}

/** Some examples call the body by another name than their document: then it is the object that no parameter names. */
function theBody(given: JsonObject, described: readonly JsonObject[]): Json | undefined {
  const names = new Set(described.map((parameter) => parameter['name']));
  const others = Object.entries(given).filter(
    ([name, value]) => !names.has(name) && isObject(value),
  );
  return others.length === 1 ? others[0]?.[1] : undefined;
}

const statuses = (responses: JsonObject): number[] =>
  Object.keys(responses)
    .map(Number)
    .filter((status) => Number.isInteger(status));
