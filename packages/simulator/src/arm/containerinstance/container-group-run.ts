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

/** The group with its containers running, each for the first time. */
export function running(context: UnitContext, group: StoredResource): StoredResource {
  return runningAgain(context, withAddress(context, group), () => ({ restartCount: 0 }));
}

/** The same after a restart in place: each container remembers what it was, and the address stays. */
export function restarted(context: UnitContext, group: StoredResource): StoredResource {
  return runningAgain(context, group, (container) => {
    const view = objectAt(objectAt(container, 'properties'), 'instanceView');
    const { restartCount } = view;
    return {
      restartCount: (typeof restartCount === 'number' ? restartCount : 0) + 1,
      previousState: terminated(context, objectAt(view, 'currentState')),
    };
  });
}

/** The group without containers, as it waits for new ones. */
export function waiting(group: StoredResource): StoredResource {
  const { properties } = withoutViews(group);
  return {
    ...group,
    properties: {
      ...properties,
      provisioningState: 'Pending',
      instanceView: { events: [], state: 'Pending' },
    },
  };
}

/** The group with its containers ended; documented: their resources, and with them the address, are given back. */
export function stopped(context: UnitContext, group: StoredResource): StoredResource {
  const { ipAddress, ...properties } = group.properties;
  const { ip: _ip, ...address } = isObject(ipAddress) ? ipAddress : {};
  return {
    ...group,
    properties: {
      ...properties,
      ...(isObject(ipAddress) ? { ipAddress: address } : {}),
      provisioningState: 'Succeeded',
      containers: containersOf(group).map((container) => {
        const view = objectAt(objectAt(container, 'properties'), 'instanceView');
        const { restartCount = 0 } = view;
        const currentState = terminated(context, objectAt(view, 'currentState'));
        return withView(container, { restartCount, currentState, events: [] });
      }),
      instanceView: { events: [], state: 'Stopped' },
    },
  };
}

/** Nothing ran, so nothing failed. */
function terminated(context: UnitContext, { startTime }: JsonObject): JsonObject {
  return {
    state: 'Terminated',
    ...(startTime === undefined ? {} : { startTime }),
    exitCode: 0,
    finishTime: context.iso,
    detailStatus: 'Completed',
  };
}

function runningAgain(
  context: UnitContext,
  group: StoredResource,
  history: (container: Json) => JsonObject,
): StoredResource {
  const { properties } = group;
  return {
    ...group,
    properties: {
      ...properties,
      provisioningState: 'Succeeded',
      containers: containersOf(group).map((container) =>
        withView(container, {
          ...history(container),
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

/** Documented: another one may come with every deployment. */
function withAddress(context: UnitContext, group: StoredResource): StoredResource {
  const address = group.properties['ipAddress'];
  if (!isObject(address)) return group;
  const host = Number.parseInt(context.namedGuid(group.id, 'address', context.iso).slice(0, 2), 16);
  const ipAddress = { ...address, ip: `${DOCUMENTATION_NETWORK}.${host}` };
  return { ...group, properties: { ...group.properties, ipAddress } };
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

/** The containers of a group, without those that only prepare. */
export function containersOf(group: Pick<StoredResource, 'properties'>): readonly Json[] {
  return asArray(group.properties['containers']);
}

export function asArray(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
