import type { GenericResource } from '@azure/arm-resources';

import { contains, failedState } from '../differences.ts';
import {
  absent,
  defineStep,
  type Difference,
  found as same,
  type StepContext,
  type StepUnit,
} from '../step-unit.ts';
import { drive, readAtRest } from '../waiting.ts';

/** A resource of any type, as Resource Manager returns it. */
export interface FoundResource {
  readonly id: string;
  readonly resource: GenericResource;
  readonly provisioningState: string | undefined;
}

/** The facts of a resource. */
export function resourceOf(resource: GenericResource): FoundResource {
  const properties = resource.properties as
    { readonly provisioningState?: string } | null | undefined;
  return {
    id: resource.id ?? '',
    resource,
    provisioningState: properties?.provisioningState,
  };
}

/** Reads a resource by its id. */
export function readById(
  context: StepContext,
  id: string,
  apiVersion: string,
): Promise<FoundResource | undefined> {
  return readAtRest(context, `${id.split('/').at(-1) ?? id} is being changed`, async () => {
    const client = await context.clients.resources();
    return resourceOf(
      await client.resources.getById(id, apiVersion, { abortSignal: context.signal }),
    );
  });
}

/** Writes a resource by its id and reads it back. */
export async function writeById(
  context: StepContext,
  id: string,
  apiVersion: string,
  body: GenericResource,
): Promise<FoundResource> {
  const client = await context.clients.resources();
  const what = `${id.split('/').at(-1) ?? id} is being made`;
  await drive(context, what, client.resources.createOrUpdateById(id, apiVersion, body));
  return (await readById(context, id, apiVersion)) as FoundResource;
}

/** The attributes of the first levels of a body that do not stand in what is there. */
export function missingParts(
  body: Readonly<Record<string, unknown>>,
  resource: GenericResource,
): readonly Difference[] {
  const is = resource as Readonly<Record<string, unknown>>;
  return Object.entries(body)
    .filter(([key, value]) => !contains(is[key], value))
    .map(([key, value]) => ({
      path: key,
      expected: JSON.stringify(value),
      received: JSON.stringify(is[key]) ?? 'nothing',
    }));
}

/** Makes a resource by its id through Resource Manager's generic API. */
export const ensureResource: StepUnit<'resource.ensure', FoundResource> = defineStep({
  kind: 'resource.ensure',
  read: ({ resourceId, apiVersion }, context) => readById(context, resourceId, apiVersion),
  compare({ body }, found) {
    if (!found) return absent;
    const differences = [
      ...failedState(found.provisioningState),
      ...missingParts(body, found.resource),
    ];
    return differences.length === 0 ? same : { is: 'differs', differences };
  },
  write: ({ resourceId, apiVersion, body }, found, context) =>
    writeById(context, resourceId, apiVersion, {
      ...body,
      tags: {
        ...found?.resource.tags,
        ...(body['tags'] as Readonly<Record<string, string>> | undefined),
      },
    }),
  outputs: (_, { id }) => ({ id }),
});
