/**
 * Carries out what units decide: stores effects, stamps who and when, starts and ends operations, makes the answers.
 */
import { emptyAnswer, jsonAnswer } from './answers.ts';
import { applyEffects } from './effects.ts';
import { notSimulated, Refusal } from './errors.ts';
import type { SimResponse } from './exchange.ts';
import * as refuse from './gateway-errors.ts';
import { drawGuid } from './ids.ts';
import type { Json, JsonObject } from './json.ts';
import {
  newOperation,
  OPERATION_TIMER,
  operationHeaders,
  type OperationRecord,
  OperationStore,
} from './operations.ts';
import { matchTemplate } from './path.ts';
import { presentResource } from './present.ts';
import { Quota } from './quota.ts';
import { normalizeLocation, regionsOf } from './regions.ts';
import type { StoredResource } from './resource.ts';
import type {
  ActionAnswer,
  Effects,
  OperationPlan,
  ResourceAddress,
  ResourceType,
  UnitContext,
} from './resource-type.ts';
import { runOperation } from './run-operation.ts';
import type { Services } from './services.ts';
import { stamp } from './system-data.ts';

/** Conditions in request headers. */
interface Conditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** What a write comes with. */
interface WriteInput extends Conditions {
  readonly apiVersion: string;
  readonly body: JsonObject;
  readonly query: ReadonlyMap<string, string>;
}

/** Presented bodies by resource and api-version: resources are frozen, so a text never goes stale. */
const presented = new WeakMap<StoredResource, Map<string, string>>();

/** One request's hand on the world. */
export class Writer {
  readonly #services: Services;
  readonly #context: UnitContext;
  readonly #types: ReadonlyMap<string, ResourceType>;
  readonly #operations: OperationStore;

  constructor(services: Services, context: UnitContext, types: ReadonlyMap<string, ResourceType>) {
    this.#services = services;
    this.#context = context;
    this.#types = types;
    this.#operations = new OperationStore(services.world);
  }

  present(type: ResourceType, resource: StoredResource, apiVersion: string): Json {
    return type.present ? type.present(resource, apiVersion) : presentResource(resource);
  }

  read(
    type: ResourceType,
    address: ResourceAddress,
    apiVersion: string,
    method: string,
  ): SimResponse {
    const running = this.#operations.runningOn(address.id);
    if (running && this.#services.settings.timeWarp && running.style.headers.length === 0) {
      this.#services.clock.advanceTo(running.dueAt);
    }
    const resource = type.find
      ? type.find(this.#context, address)
      : this.#services.store.get(address.id);
    if (!resource) {
      if (method === 'HEAD') return emptyAnswer(404, { 'x-ms-failure-cause': 'gateway' });
      throw this.#missing(type, address);
    }
    if (method === 'HEAD') return emptyAnswer(204);
    let texts = presented.get(resource);
    if (!texts) presented.set(resource, (texts = new Map()));
    let text = texts.get(apiVersion);
    if (text === undefined) {
      text = JSON.stringify(this.present(type, resource, apiVersion));
      texts.set(apiVersion, text);
    }
    return {
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8', ...etagOf(resource) },
      body: text,
    };
  }

  write(
    method: 'PUT' | 'PATCH',
    type: ResourceType,
    address: ResourceAddress,
    input: WriteInput,
  ): SimResponse {
    const handle = method === 'PUT' ? type.put : type.patch;
    if (!handle) throw notSimulated(`${method} on ${type.type}`);
    const existing = this.#services.store.get(address.id);
    if (!existing && method === 'PATCH') throw this.#missing(type, address);
    checkConditions(existing, input);
    const body = this.#withLocation(type, method, existing, input.body);
    if (!existing) type.checkName?.(address.name, this.#context);
    const answer = handle(this.#context, {
      address: existing ? { ...address, id: existing.id } : address,
      apiVersion: input.apiVersion,
      body,
      existing,
      query: input.query,
    });
    if ('done' in answer) {
      const resource = stamp(answer.done, existing, this.#context);
      this.#apply({ ...answer.effects, put: [resource, ...(answer.effects?.put ?? [])] });
      const status = answer.status ?? (existing ? 200 : 201);
      return jsonAnswer(status, this.present(type, resource, input.apiVersion), {
        ...etagOf(resource),
        ...answer.headers,
      });
    }
    const pending = answer.pending ? stamp(answer.pending, existing, this.#context) : undefined;
    this.#apply({
      ...answer.effects,
      put: [...(pending ? [pending] : []), ...(answer.effects?.put ?? [])],
    });
    const location =
      pending?.location ?? existing?.location ?? stringOr(body['location'], 'global');
    return this.#start(type, answer.operation, {
      resourceId: address.id,
      location: normalizeLocation(location),
      apiVersion: input.apiVersion,
      created: true,
      echo: answer.echo,
    });
  }

  remove(
    type: ResourceType,
    address: ResourceAddress,
    input: Conditions & { apiVersion: string; query: ReadonlyMap<string, string> },
  ): SimResponse {
    const existing = this.#services.store.get(address.id);
    if (!type.remove) throw notSimulated(`DELETE on ${type.type}`);
    if (!existing) return this.#removeMissing(type, address);
    checkConditions(existing, input);
    const answer = type.remove(this.#context, {
      address: { ...address, id: existing.id },
      apiVersion: input.apiVersion,
      existing,
      query: input.query,
    });
    if ('removed' in answer) {
      this.#apply({
        ...answer.effects,
        remove: [existing.id, ...(answer.effects?.remove ?? [])],
      });
      const status = answer.status ?? 200;
      return answer.body === 'resource'
        ? jsonAnswer(status, this.present(type, existing, input.apiVersion))
        : emptyAnswer(status);
    }
    this.#apply({
      ...answer.effects,
      put: [...(answer.pending ? [answer.pending] : []), ...(answer.effects?.put ?? [])],
    });
    return this.#start(type, answer.operation, {
      resourceId: existing.id,
      location: existing.location ?? 'global',
      apiVersion: input.apiVersion,
      created: false,
    });
  }

  act(
    type: ResourceType,
    address: ResourceAddress,
    action: string,
    method: string,
    input: {
      readonly apiVersion: string;
      readonly body: JsonObject;
      readonly query: ReadonlyMap<string, string>;
    },
  ): SimResponse {
    for (const [key, handle] of Object.entries(type.actions ?? {})) {
      const [verb = '', template = ''] = key.split(' ');
      const params =
        verb === method ? matchTemplate(template.split('/'), action.split('/')) : undefined;
      if (!params) continue;
      const resource = this.#services.store.get(address.id);
      if (!resource) throw this.#missing(type, address);
      const answer = handle(this.#context, { address, ...input, resource, params });
      return this.finishAction(answer, {
        resourceId: resource.id,
        type: type.type,
        location: resource.location ?? 'global',
        apiVersion: input.apiVersion,
      });
    }
    throw notSimulated(`${method} ${type.type}/${action}`);
  }

  /** Carries out what an action came to. */
  finishAction(
    answer: ActionAnswer,
    about: { resourceId: string; type: string; location: string; apiVersion: string },
  ): SimResponse {
    this.#apply(answer.effects);
    if ('operation' in answer) {
      const type = this.#types.get(about.type.toLowerCase());
      if (!type) throw new Error(`an operation of '${about.type}' needs that type to be known`);
      return this.#start(type, answer.operation, { ...about, created: false });
    }
    return answer.body === undefined
      ? emptyAnswer(answer.status, answer.headers)
      : jsonAnswer(answer.status, answer.body, answer.headers);
  }

  /** The operation with this id after this poll, and what it came to. */
  poll(id: string): { operation: OperationRecord; result: Json | undefined } | undefined {
    let operation = this.#operations.get(id);
    if (!operation) return undefined;
    if (operation.status === 'Running' && this.#services.settings.timeWarp) {
      this.#services.clock.advanceTo(operation.dueAt);
      operation = this.#operations.get(id) ?? operation;
    }
    const resource =
      operation.status === 'Succeeded' && operation.resultId !== undefined
        ? this.#services.store.get(operation.resultId)
        : undefined;
    const type = resource && this.#types.get(resource.type.toLowerCase());
    const result =
      resource && type ? this.present(type, resource, operation.apiVersion) : undefined;
    return { operation, result };
  }

  #start(
    type: ResourceType,
    plan: OperationPlan,
    about: {
      readonly resourceId: string;
      readonly location: string;
      readonly apiVersion: string;
      readonly created: boolean;
      readonly echo?: Json | undefined;
    },
  ): SimResponse {
    const { clock, world, settings } = this.#services;
    const isRealistic = settings.latency === 'realistic';
    const { echo, ...rest } = about;
    let operation = newOperation(
      drawGuid(world),
      plan,
      {
        ...rest,
        type: type.type,
        subscriptionId: this.#context.subscription.subscriptionId,
        startedBy: this.#context.caller.objectId,
      },
      world.now,
      isRealistic ? plan.durationMs : 0,
    );
    this.#operations.put(operation);
    // The first answer shows what is pending: present it before the work is done.
    const before = this.#services.store.get(about.resourceId);
    const firstBody = echo ?? (before ? this.present(type, before, about.apiVersion) : undefined);
    if (isRealistic) {
      clock.schedule({
        dueAt: operation.dueAt,
        handler: OPERATION_TIMER,
        payload: operation.id,
      });
    } else {
      runOperation(operation.id, this.#services, this.#types);
      operation = this.#operations.get(operation.id) ?? operation;
      if (operation.status === 'Succeeded' && plan.style.instant !== 'poll') {
        const after =
          operation.resultId === undefined
            ? undefined
            : this.#services.store.get(operation.resultId);
        if (after) {
          return jsonAnswer(plan.style.instant, this.present(type, after, about.apiVersion));
        }
        return operation.output === undefined
          ? emptyAnswer(plan.style.instant)
          : jsonAnswer(plan.style.instant, operation.output);
      }
    }
    const headers = operationHeaders(operation, settings.cloud.resourceManager);
    return plan.style.body === 'resource' && firstBody !== undefined
      ? jsonAnswer(plan.style.status, firstBody, headers)
      : emptyAnswer(plan.style.status, headers);
  }

  /** Removing what is not there: 204, but a group that is not there is told. */
  #removeMissing(type: ResourceType, address: ResourceAddress): SimResponse {
    if (address.name === address.resourceGroup && address.parentId === '' && type.missing) {
      throw this.#missing(type, address);
    }
    return emptyAnswer(204);
  }

  #missing(type: ResourceType, address: ResourceAddress): Refusal {
    if (type.missing) return type.missing(this.#context, address);
    return refuse.resourceNotFound(type.type, address.names, address.resourceGroup);
  }

  #withLocation(
    type: ResourceType,
    method: string,
    existing: StoredResource | undefined,
    body: JsonObject,
  ): JsonObject {
    const given = body['location'];
    const isTopLevel = type.type.split('/').length === 2;
    const needs = type.needsLocation ?? (type.scope === 'group' && isTopLevel);
    if (!needs || method === 'PATCH') return body;
    if (typeof given !== 'string' || given.trim() === '') {
      if (existing) return { ...body, location: existing.location };
      throw refuse.locationRequired();
    }
    const location = normalizeLocation(given);
    const regions = regionsOf[this.#services.settings.cloud.name];
    if (location !== 'global' && !regions.includes(location)) {
      throw refuse.locationNotAvailable(given, type.type, regions);
    }
    if (existing?.location !== undefined && existing.location !== location) {
      throw refuse.invalidResourceLocation(existing.name, existing.location, location);
    }
    return { ...body, location };
  }

  #apply(effects: Effects | undefined): void {
    applyEffects(effects, {
      ...this.#services,
      quota: new Quota(this.#services.world, this.#services.store),
    });
  }
}

function checkConditions(existing: StoredResource | undefined, input: Conditions): void {
  const { ifMatch, ifNoneMatch } = input;
  if (ifNoneMatch === '*' && existing) throw refuse.preconditionFailed();
  if (ifMatch === undefined) return;
  if (!existing) throw refuse.preconditionFailed();
  if (ifMatch !== '*' && existing.etag !== undefined && ifMatch !== existing.etag) {
    throw refuse.preconditionFailed();
  }
}

function etagOf(resource: StoredResource): Record<string, string> {
  return resource.etag === undefined ? {} : { etag: resource.etag };
}

function stringOr(value: Json | undefined, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}
