/** The refusals that what lies in a workspace shares, and the words of queries that are not simulated. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import type { ResourceAddress, UnitContext } from '../../kernel/resource-type.ts';
import { workspaceOf } from './child-model.ts';

/** 404 as the service itself tells it, with the extras that it adds to each of its errors. */
export function childNotFound(
  context: UnitContext,
  address: Pick<ResourceAddress, 'id'>,
  told: Pick<Refusal['data'], 'code' | 'message' | 'evidence' | 'ruleId'>,
): Refusal {
  const { location = '' } = workspaceOf(context, address.id);
  const entry = (type: string, value: Json): { type: string; info: JsonObject } => ({
    type,
    info: { value },
  });
  return new Refusal({
    status: 404,
    ...told,
    details: [],
    failureCause: 'service',
    additionalInfo: [
      entry('ComponentName', 'managementfrontend'),
      entry('Correlation', {
        operation: context.correlationId.replaceAll('-', ''),
        request: context.namedGuid('request', context.correlationId).replaceAll('-', '').slice(16),
      }),
      entry('Environment', location),
      entry('Location', location),
      entry('Time', context.iso),
      entry('InnerError', { code: 'NotFoundError', innerError: null }),
    ],
  });
}

/** Refuses query members that would change what a list shows and are not simulated. */
export function refuseQueries(
  type: string,
  query: ReadonlyMap<string, string>,
  names: readonly string[],
): void {
  const name = names.find((candidate) => query.has(candidate));
  if (name !== undefined)
    throw notSimulated(`the query parameter '${name}' of the list of ${type}`);
}
