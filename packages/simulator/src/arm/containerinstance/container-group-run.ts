/** What a container group shows once it runs. */
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';

/** Addresses reserved for documentation: nothing answers there. */
const DOCUMENTATION_NETWORK = '203.0.113';
const SECOND_MS = 1000;

/** The pulling of every image, as the operation tells it when it succeeded. */
export function pullEvents(context: UnitContext, group: StoredResource): JsonObject[] {
  return containersOf(group).flatMap((container) => imageEvents(context, container));
}

/** The group with its containers running. */
export function running(context: UnitContext, group: StoredResource): StoredResource {
  const { properties } = group;
  return {
    ...group,
    properties: {
      ...properties,
      provisioningState: 'Succeeded',
      containers: containersOf(group).map((container) =>
        withView(container, {
          restartCount: 0,
          currentState: { state: 'Running', startTime: context.iso, detailStatus: '' },
          events: [
            ...imageEvents(context, container),
            event(context.iso, 'Started', 'Started container'),
          ],
        }),
      ),
      initContainers: asArray(properties['initContainers']).map((container) =>
        withView(container, {
          restartCount: 0,
          currentState: {
            state: 'Terminated',
            startTime: context.iso,
            exitCode: 0,
            finishTime: context.iso,
            detailStatus: 'Completed',
          },
          events: [],
        }),
      ),
      ...withAddress(context, group),
      instanceView: { events: [], state: 'Running' },
    },
  };
}

/** The group as lists show it: recorded without the views of its instances. */
export function withoutViews(group: StoredResource): StoredResource {
  const { instanceView: _group, ...properties } = group.properties;
  const containers = ['containers', 'initContainers'].flatMap((member) => {
    const value = group.properties[member];
    return Array.isArray(value) ? [[member, asArray(value).map(withoutView)]] : [];
  });
  return { ...group, properties: { ...properties, ...Object.fromEntries(containers) } };
}

function withoutView(container: Json): Json {
  if (!isObject(container)) return container;
  const { instanceView: _view, ...properties } = objectAt(container, 'properties');
  return { ...container, properties };
}

function withAddress(context: UnitContext, group: StoredResource): JsonObject {
  const address = group.properties['ipAddress'];
  if (!isObject(address)) return {};
  const host = Number.parseInt(context.namedGuid(group.id, 'address').slice(0, 2), 16);
  return { ipAddress: { ...address, ip: `${DOCUMENTATION_NETWORK}.${host}` } };
}

function imageEvents(context: UnitContext, container: Json): JsonObject[] {
  const image = stringAt(objectAt(container, 'properties'), 'image') ?? '';
  const before = new Date(context.now - 2 * SECOND_MS).toISOString();
  return [
    event(before, 'Pulling', `pulling image "${image}"`),
    event(context.iso, 'Pulled', `Successfully pulled image "${image}"`),
  ];
}

function event(at: string, name: string, message: string): JsonObject {
  const timestamp = at.replace(/\.\d+Z$/, 'Z');
  return {
    count: 1,
    firstTimestamp: timestamp,
    lastTimestamp: timestamp,
    name,
    message,
    type: 'Normal',
  };
}

function withView(container: Json, instanceView: JsonObject): Json {
  if (!isObject(container)) return container;
  return { ...container, properties: { ...objectAt(container, 'properties'), instanceView } };
}

function containersOf(group: StoredResource): readonly Json[] {
  return asArray(group.properties['containers']);
}

function asArray(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
