/** A compute as it is stored, and what is asked of each kind. */
import { type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { WORKSPACES } from './workspace-model.ts';

export const COMPUTES: string = `${WORKSPACES}/computes`;

/** A compute about which its kind is asked. */
export interface ComputeSubject {
  readonly context: UnitContext;
  readonly name: string;
  readonly location: string;
  /** `properties.resourceId`: what is attached. */
  readonly attachedId: string | undefined;
  /** `properties.properties` as they were read. */
  readonly given: JsonObject;
}

/** One kind of compute. */
export interface ComputeKind {
  /** Checks and completes `properties.properties` of a request. */
  readonly read: (given: JsonObject, attachedId: string | undefined) => JsonObject;
  readonly whileMade: (subject: ComputeSubject) => JsonObject;
  readonly whenMade: (subject: ComputeSubject) => JsonObject;
  /** Whether it is made elsewhere and only attached. */
  readonly isAttached: boolean;
  /** Milliseconds. */
  readonly createMs: number;
}

/** Recorded: while a cluster is written again, the answer names the managed cluster behind it. */
export function managedClusterOf(existing: StoredResource | undefined): string | null {
  if (existing?.properties['computeType'] !== 'AmlCompute') return null;
  return existing.id.replace(
    /\/providers\/[^/]+\/workspaces\/([^/]+)\/computes\//i,
    '/providers/Microsoft.BatchAI/workspaces/$1/clusters/',
  );
}

/** The size of one that is there, for a request that does not repeat it. */
export function sizeOf(existing: StoredResource | undefined): JsonObject {
  const vmSize = stringAt(objectAt(existing?.properties, 'properties'), 'vmSize');
  return vmSize === undefined ? {} : { vmSize };
}

/** Why it failed is kept with it. */
export function failedCompute(compute: StoredResource, error: Json): StoredResource {
  return {
    ...compute,
    properties: {
      ...compute.properties,
      provisioningState: 'Failed',
      provisioningErrors: [{ error }],
    },
  };
}

/** Recorded: tags that are null until it stands, no `systemData`. */
export function presentCompute(compute: StoredResource): Json {
  const { id, name, location, tags, identity, sku, properties } = compute;
  return {
    id,
    name,
    type: COMPUTES,
    location,
    tags: tags ?? null,
    ...(identity === undefined ? {} : { identity }),
    ...(sku === undefined ? {} : { sku }),
    properties,
  };
}
