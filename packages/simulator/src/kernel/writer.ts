/**
 * Carries out what units decide: stores effects, stamps who and when, starts and ends operations, makes the answers.
 */
import { emptyAnswer, jsonAnswer } from './answers.ts';
import { actionOn, withoutNames } from './authorize.ts';
import { checkConditions, type Conditions } from './conditions.ts';
import { applyEffects } from './effects.ts';
import { cancelOperation } from './end-operation.ts';
import { notSimulated } from './errors.ts';
import type { SimResponse } from './exchange.ts';
import * as refuse from './gateway-errors.ts';
import type { JsonObject } from './json.ts';
import { OperationRunner } from './operation-runner.ts';
import { OperationStore } from './operations.ts';
import { withLocation } from './location.ts';
import { matchTemplate, readTemplate, type TypeTable } from './path.ts';
import { derived, present } from './present.ts';
import { etagOf, findResource, missing } from './read-resource.ts';
import { normalizeLocation } from './regions.ts';
import { checkResourceName } from './resource-name.ts';
import type {
  ActionAnswer,
  Effects,
  ResourceAddress,
  ResourceType,
  UnitContext,
} from './resource-type.ts';
import type { Services } from './services.ts';
import { type Settle, withSettled } from './settle.ts';
import { stamp } from './system-data.ts';

/** What a write comes with. */
interface WriteInput extends Conditions {
  readonly apiVersion: string;
  readonly body: JsonObject;
  readonly query: ReadonlyMap<string, string>;
  readonly settle: Settle;
}

/** One request's hand on the world. */
export class Writer {
  readonly #services: Services;
  readonly #context: UnitContext;
  readonly #types: TypeTable;
  readonly #operations: OperationStore;

  constructor(services: Services, context: UnitContext, types: TypeTable) {
    this.#services = services;
    this.#context = context;
    this.#types = types;
    this.#operations = new OperationStore(services.world);
  }

  get #runner(): OperationRunner {
    return new OperationRunner(this.#services, this.#context, this.#types);
  }

  write(
    method: 'PUT' | 'PATCH',
    type: ResourceType,
    address: ResourceAddress,
    input: WriteInput,
  ): SimResponse {
    const handle = method === 'PUT' ? type.put : type.patch;
    if (!handle) throw notSimulated(`${method} on ${type.type}`);
    this.#checkIdle(type, address, 'write');
    const existing = findResource(type, address, this.#context);
    if (!existing && method === 'PATCH') throw missing(type, address, this.#context);
    checkConditions(existing, input);
    const located = withLocation(
      type,
      method,
      address,
      existing,
      input.body,
      this.#services.settings.cloud.name,
    );
    if (!existing) {
      type.checkName?.(address.name, this.#context);
      checkResourceName(address.name);
    }
    const { apiVersion, query } = input;
    const at = existing ? { ...address, id: existing.id } : address;
    const answer = withSettled(this.#services.world, input.settle(located), (body) =>
      handle(this.#context, { address: at, apiVersion, body, existing, query }),
    );
    if ('done' in answer) {
      const resource = stamp(answer.done, existing, this.#context);
      const stored = answer.isStored === false ? [] : [resource];
      this.#apply({ ...answer.effects, put: [...stored, ...(answer.effects?.put ?? [])] });
      const status = answer.status ?? (existing ? 200 : 201);
      const shown = derived(type, answer.shown ?? resource, this.#context);
      return jsonAnswer(status, present(type, shown, input.apiVersion), {
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
      pending?.location ?? existing?.location ?? String(located['location'] ?? 'global');
    return this.#runner.start(type, answer.operation, {
      resourceId: address.id,
      location: normalizeLocation(location),
      apiVersion: input.apiVersion,
      action: actionOn(type.type, 'write'),
      created: true,
      isWrite: true,
      echo: answer.echo,
    });
  }

  remove(
    type: ResourceType,
    address: ResourceAddress,
    input: Conditions & { apiVersion: string; query: ReadonlyMap<string, string> },
  ): SimResponse {
    const existing = findResource(type, address, this.#context);
    if (!type.remove) throw notSimulated(`DELETE on ${type.type}`);
    this.#checkIdle(type, address, 'delete');
    if (!existing) return this.#removeMissing(type, address, input);
    checkConditions(existing, input);
    const answer = type.remove(this.#context, {
      address: { ...address, id: existing.id },
      apiVersion: input.apiVersion,
      existing,
      query: input.query,
      ifMatch: input.ifMatch,
    });
    if ('removed' in answer) {
      const shown =
        answer.body === 'resource' && derived(type, answer.shown ?? existing, this.#context);
      this.#apply({
        ...answer.effects,
        remove: [existing.id, ...(answer.effects?.remove ?? [])],
      });
      const status = answer.status ?? 200;
      return shown
        ? jsonAnswer(status, present(type, shown, input.apiVersion), etagOf(answer.shown ?? {}))
        : emptyAnswer(status);
    }
    this.#apply({
      ...answer.effects,
      put: [...(answer.pending ? [answer.pending] : []), ...(answer.effects?.put ?? [])],
    });
    return this.#runner.start(type, answer.operation, {
      resourceId: existing.id,
      location: existing.location ?? 'global',
      apiVersion: input.apiVersion,
      action: actionOn(type.type, 'delete'),
      created: false,
      isWrite: true,
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
      readonly settle: Settle;
      readonly ifMatch: string | undefined;
    },
  ): SimResponse {
    for (const [key, handle] of Object.entries(type.actions ?? {})) {
      const [verb = '', template = ''] = key.split(' ');
      const params =
        verb === method
          ? matchTemplate(readTemplate(template.split('/')), action.split('/'))
          : undefined;
      if (!params) continue;
      const resource = findResource(type, address, this.#context);
      if (!resource) throw missing(type, address, this.#context);
      const { apiVersion, query, ifMatch } = input;
      const answer = withSettled(this.#services.world, input.settle(input.body), (body) =>
        handle(this.#context, { address, apiVersion, body, query, resource, params, ifMatch }),
      );
      return this.finishAction(answer, {
        resourceId: resource.id,
        type: type.type,
        action: actionOn(type.type, `${withoutNames(action)}/action`),
        location: resource.location ?? 'global',
        apiVersion: input.apiVersion,
      });
    }
    throw notSimulated(`${method} ${type.type}/${action}`);
  }

  /** Carries out what an action came to. */
  finishAction(
    answer: ActionAnswer,
    about: {
      readonly resourceId: string;
      readonly type: string;
      readonly action: string;
      readonly location: string;
      readonly apiVersion: string;
    },
  ): SimResponse {
    this.#apply(answer.effects);
    if ('operation' in answer) {
      const type = this.#types.get(about.type.toLowerCase());
      if (!type) throw new Error(`an operation of '${about.type}' needs that type to be known`);
      return this.#runner.start(type, answer.operation, {
        ...about,
        created: false,
        isWrite: false,
      });
    }
    if (answer.cancels !== undefined) cancelOperation(answer.cancels, this.#services);
    return answer.body === undefined
      ? emptyAnswer(answer.status, answer.headers)
      : jsonAnswer(answer.status, answer.body, answer.headers);
  }

  /**
   * One write at a time: also on what is being made and does not show yet. What is told in no header (the name of a
   * vault comes into DNS) is no operation to a client, and stands in nobody's way.
   */
  #checkIdle(type: ResourceType, address: ResourceAddress, verb: 'write' | 'delete'): void {
    const running = this.#operations.runningOn(address.id);
    if (running?.type !== type.type || running.style.headers.length === 0) return;
    throw (
      type.inProgress?.(this.#context, address, verb) ??
      refuse.operationInProgress(type.type, address.name)
    );
  }

  /** Removing what is not there: 204, but a group that is not there is told, and what is kept for a while can go. */
  #removeMissing(
    type: ResourceType,
    address: ResourceAddress,
    { apiVersion, query }: { apiVersion: string; query: ReadonlyMap<string, string> },
  ): SimResponse {
    const kept = type.removeMissing?.(this.#context, { address, apiVersion, query });
    if (kept) {
      this.#apply(kept.effects);
      return this.#runner.start(type, kept.operation, {
        resourceId: address.id,
        location: 'global',
        apiVersion,
        action: actionOn(type.type, 'delete'),
        created: false,
        isWrite: true,
      });
    }
    if (address.name === address.resourceGroup && address.parentId === '' && type.missing) {
      throw missing(type, address, this.#context);
    }
    return emptyAnswer(204);
  }

  #apply(effects: Effects | undefined): void {
    applyEffects(effects, this.#services);
  }
}
