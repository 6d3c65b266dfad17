/** Reads of one resource. */
import { emptyAnswer, jsonAnswer, jsonTextAnswer } from './answers.ts';
import { Refusal } from './errors.ts';
import type { SimResponse } from './exchange.ts';
import * as refuse from './gateway-errors.ts';
import { isObject } from './json.ts';
import { OperationRunner } from './operation-runner.ts';
import { addedRetryAfter } from './operation-wire.ts';
import { OperationStore } from './operations.ts';
import type { TypeTable } from './path.ts';
import { derived, present } from './present.ts';
import type { StoredResource } from './resource.ts';
import type { ResourceAddress, ResourceType, UnitContext } from './resource-type.ts';
import type { Services } from './services.ts';

/** Presented bodies by resource and api-version: resources are frozen, so a text never goes stale. */
const presented = new WeakMap<StoredResource, Map<string, string>>();

/** Answers a GET or a HEAD; `stored` is what was stored when the request came. */
export function readResource(
  type: ResourceType,
  address: ResourceAddress,
  {
    method,
    apiVersion,
    query,
  }: {
    readonly method: string;
    readonly apiVersion: string;
    readonly query: ReadonlyMap<string, string>;
  },
  context: UnitContext,
  services: Services,
  types: TypeTable,
  stored: StoredResource | undefined,
): SimResponse {
  const running = new OperationStore(services.world).runningOn(address.id);
  // What no header tells of is asked about here.
  const polled =
    running?.style.headers.length === 0
      ? new OperationRunner(services, context, types).poll(running.id)
      : undefined;
  const found = running || type.find ? findResource(type, address, context) : stored;
  if (!found) {
    if (method === 'HEAD') return emptyAnswer(404, { 'x-ms-failure-cause': 'gateway' });
    throw missing(type, address, context);
  }
  if (method === 'HEAD') return emptyAnswer(204);
  const resource = derived(type, found, context, query);
  const error = polled?.operation.error;
  const shown = error ? present(type, resource, apiVersion) : undefined;
  if (error && isObject(shown)) {
    // Where clients look for it; the resource itself keeps its state alone.
    return jsonAnswer(200, { ...shown, error: new Refusal(error).error() }, etagOf(resource));
  }
  let texts = presented.get(resource);
  if (!texts) presented.set(resource, (texts = new Map()));
  let text = texts.get(apiVersion);
  if (text === undefined) {
    text = JSON.stringify(present(type, resource, apiVersion));
    texts.set(apiVersion, text);
  }
  const told = polled ? addedRetryAfter(polled.operation, services.settings) : {};
  return jsonTextAnswer(200, text, { ...etagOf(resource), ...told });
}

/** What is there, as its type finds it, without what follows from others. */
export function findResource(
  type: ResourceType,
  address: ResourceAddress,
  context: UnitContext,
): StoredResource | undefined {
  return type.find ? type.find(context, address) : context.resource(address.id);
}

/** The refusal of what is not there, as its type words it. */
export function missing(
  type: ResourceType,
  address: ResourceAddress,
  context: UnitContext,
): Refusal {
  if (type.missing) return type.missing(context, address);
  return refuse.resourceNotFound(type.type, address.names, address.resourceGroup);
}

export function etagOf(resource: Pick<StoredResource, 'etag'>): Record<string, string> {
  return resource.etag === undefined ? {} : { etag: resource.etag };
}
