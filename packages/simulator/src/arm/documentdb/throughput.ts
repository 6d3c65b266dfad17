/** The throughput of a database or of what is in it, in request units a second: fixed, or up to a maximum. */
import { type JsonObject, objectAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ActionRequest,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { refused } from './account-key.ts';
import { operation } from './account-operations.ts';
import { accountOf, at, CHILD_WRITE_MS, notFoundByReplica, resourceIdOf } from './child-model.ts';
import { ACCOUNT_API_VERSIONS, ACCOUNT_TYPE } from './account-versions.ts';

/** Request units a second. */
const FIXED_MIN_RUS = 400;
const FIXED_STEP_RUS = 100;
const AUTOSCALE_MIN_RUS = 1000;
const AUTOSCALE_STEP_RUS = 1000;
/** What an autoscaled one goes down to, of its maximum. */
const AUTOSCALE_FLOOR = 0.1;

/** A throughput that is asked for; `maximum`: it scales by itself. */
interface Throughput {
  readonly rus: number;
  readonly kind: 'fixed' | 'maximum';
}

/** What is there when nothing is asked for. */
export const LEAST: Throughput = Object.freeze({ rus: FIXED_MIN_RUS, kind: 'fixed' });

/** `throughput` or `autoscaleSettings` of a request; neither: nothing is asked for. */
export function readThroughput(context: UnitContext, given: JsonObject): Throughput | undefined {
  const { throughput, autoscaleSettings } = given;
  const maximum = objectAt(given, 'autoscaleSettings')['maxThroughput'];
  if (throughput !== undefined && autoscaleSettings !== undefined) {
    throw bad(context, "Either 'throughput' or 'autoscaleSettings' is given, not both.");
  }
  if (throughput !== undefined) {
    return {
      rus: checked(context, 'throughput', throughput, FIXED_MIN_RUS, FIXED_STEP_RUS),
      kind: 'fixed',
    };
  }
  if (autoscaleSettings === undefined) return undefined;
  const name = 'autoscaleSettings.maxThroughput';
  const rus = checked(context, name, maximum, AUTOSCALE_MIN_RUS, AUTOSCALE_STEP_RUS);
  return { rus, kind: 'maximum' };
}

function checked(context: UnitContext, name: string, rus: unknown, min: number, step: number) {
  if (typeof rus === 'number' && rus >= min && rus % step === 0) return rus;
  throw bad(
    context,
    `'${name}' must be a multiple of ${step} request units a second, and ${min} at least.`,
  );
}

const bad = (context: UnitContext, message: string) =>
  refused(context, { message, evidence: 'assumed' });

/** The settings of what has a throughput of its own. */
export function throughputOf(
  context: UnitContext,
  owner: Pick<StoredResource, 'id' | 'type'>,
  throughput: Throughput,
): StoredResource {
  const id = `${owner.id}/throughputSettings/default`;
  return {
    id,
    type: `${owner.type}/throughputSettings`,
    name: 'default',
    properties: { resource: shown(throughput) },
    // Answers name it by the offer that it is.
    hidden: { offer: resourceIdOf(context, id, 3) },
  };
}

function shown({ rus, kind }: Throughput): JsonObject {
  if (kind === 'fixed') return { throughput: rus, minimumThroughput: String(FIXED_MIN_RUS) };
  return {
    throughput: rus * AUTOSCALE_FLOOR,
    autoscaleSettings: { maxThroughput: rus },
    minimumThroughput: String(AUTOSCALE_MIN_RUS),
  };
}

/** The type of the settings of one kind of database or container. */
export function throughputType(kind: string): ResourceType {
  const type = `${ACCOUNT_TYPE}/${kind}/throughputSettings`;
  const migrate =
    (name: string, next: (resource: JsonObject) => Throughput) =>
    (context: UnitContext, { resource }: Pick<ActionRequest, 'resource'>) => {
      const settings = objectAt(resource.properties, 'resource');
      const wanted = { resource: shown(next(settings)) } as JsonObject;
      const plan = operation('migrate', CHILD_WRITE_MS, { action: name });
      return {
        operation: {
          ...at(accountOf(context, resource.id), plan),
          input: { properties: wanted, action: name },
        },
      };
    };
  return defineResourceType({
    type,
    apiVersions: ACCOUNT_API_VERSIONS,
    scope: 'group',
    put: (context, { address, body, existing }) => {
      const given = objectAt(objectAt(body, 'properties'), 'resource');
      const throughput = readThroughput(context, given);
      if (!throughput) {
        throw bad(context, "Either 'throughput' or 'autoscaleSettings' must be given.");
      }
      if (!existing) throw notFoundByReplica(context);
      const [before, after] = [objectAt(existing.properties, 'resource'), shown(throughput)];
      if ('autoscaleSettings' in before !== 'autoscaleSettings' in after) {
        const to = throughput.kind === 'fixed' ? 'migrateToManualThroughput' : 'migrateToAutoscale';
        throw bad(context, `The kind of a throughput is changed by ${to}.`);
      }
      const plan = at(accountOf(context, address.id), operation('write', CHILD_WRITE_MS));
      return { operation: { ...plan, input: { properties: { resource: after } } } };
    },
    actions: {
      'POST migrateToAutoscale': migrate('migrateToAutoscale', (settings) => ({
        rus: scaled(settings['throughput']),
        kind: 'maximum',
      })),
      'POST migrateToManualThroughput': migrate('migrateToManualThroughput', (settings) => ({
        rus: Number(
          objectAt(settings, 'autoscaleSettings')['maxThroughput'] ?? settings['throughput'],
        ),
        kind: 'fixed',
      })),
    },
    operations: {
      write: (_context, { resource, input }) => {
        if (!resource) throw new TypeError('a throughput goes with what it is of');
        return { resource: { ...resource, properties: objectAt(input, 'properties') } };
      },
      migrate: (_context, { resource, input }) => {
        if (!resource) throw new TypeError('a throughput goes with what it is of');
        const properties = objectAt(input, 'properties');
        const action = String(input['action']);
        return {
          effects: { put: [{ ...resource, properties }] },
          output: {
            id: `${resource.id}/${action}`,
            type: `${type}/${action}`,
            name: resource.hidden?.['offer'] ?? resource.name,
            properties,
          },
        };
      },
    },
    missing: notFoundByReplica,
    failed: () => ({}),
    present: ({ id, name, hidden, properties }) => ({
      id,
      type,
      name: hidden?.['offer'] ?? name,
      properties,
    }),
  });
}

/** The maximum that a fixed throughput becomes: itself, rounded up. */
const scaled = (rus: unknown): number =>
  Math.max(AUTOSCALE_MIN_RUS, Math.ceil(Number(rus) / AUTOSCALE_STEP_RUS) * AUTOSCALE_STEP_RUS);
