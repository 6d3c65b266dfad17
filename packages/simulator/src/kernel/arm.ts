/**
 * Resource Manager: one request through the pipeline. The order of checks is this file's `serve`; the kernel never
 * branches on a resource type (the resource group is one too).
 */
import type { Attributes } from './access.ts';
import { EVIDENCE_HEADER, refusalAnswer, RULE_HEADER } from './answers.ts';
import { checkApiVersion } from './api-version.ts';
import { type ArmRequest, readBody } from './arm-request.ts';
import { actionName, authorize, challenge, NO_SUBSCRIPTION, subscriptionOf } from './authorize.ts';
import type { Caller, TokenDecision } from './caller.ts';
import { Collections } from './collections.ts';
import { unitContext } from './context.ts';
import { notSimulated, Refusal } from './errors.ts';
import type { RequestTarget, SimRequest, SimResponse } from './exchange.ts';
import * as refuse from './gateway-errors.ts';
import type { HostHandler } from './host.ts';
import { drawGuid } from './ids.ts';
import type { Exchanged } from './ledger.ts';
import { checkLocks } from './locks.ts';
import { OperationRunner } from './operation-runner.ts';
import { isLocationPoll, pollAnswer } from './operations.ts';
import {
  type ArmPath,
  matchTemplate,
  parseArmPath,
  readTemplate,
  RESOURCE_GROUPS,
  segmentsOf,
  type Template,
} from './path.ts';
import { policyContent, type PolicyMark } from './policy/policies.ts';
import { Providers } from './providers.ts';
import { regionsOf } from './regions.ts';
import type { ResourceAddress, ResourceType, Route, UnitContext } from './resource-type.ts';
import type { Services } from './services.ts';
import { withSettled } from './settle.ts';
import { checkSurroundings, groupOf, unknownType, withGroupCase } from './surroundings.ts';
import { throttle, type Throttled } from './throttle.ts';
import { Writer } from './writer.ts';

/** What the ledger is to say of an exchange besides what was answered. */
interface Remarks {
  note?: string;
  policies?: readonly PolicyMark[];
  ignored?: readonly string[];
  unchecked?: readonly string[];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What goes with a request through its checks. */
interface Serving {
  readonly correlationId: string;
  readonly remarks: Remarks;
  readonly hasSchemas: boolean;
  /** Set when the client's request id is told without being asked for. */
  echoes: boolean;
}

/** Whether the client asks to be told its own id of the request. */
const wantsEcho = ({ headers }: SimRequest): boolean =>
  headers.get('x-ms-return-client-request-id')?.toLowerCase() === 'true';

/** What a target means: worked out once for each. */
interface Meaning {
  readonly segments: readonly string[];
  readonly path: ArmPath;
  /** What roles call it, by method. */
  readonly actions: Map<string, string>;
}

type PlacedRoute = Route & { readonly template: Template };

/** Resource Manager over a table of types. */
export class ResourceManager implements HostHandler {
  readonly name = 'resourceManager';
  readonly #host: string;
  readonly #types: ReadonlyMap<string, ResourceType>;
  /** By method and number of segments: `GET 5`. */
  readonly #routes: ReadonlyMap<string, readonly PlacedRoute[]>;

  readonly #meanings = new WeakMap<RequestTarget, Meaning>();
  #stamped = { iso: '', stamp: '' };

  constructor(host: string, types: readonly ResourceType[], routes: readonly Route[]) {
    this.#host = host;
    this.#types = new Map(types.map((type) => [type.type.toLowerCase(), type]));
    const placed = [...types.flatMap((type) => type.routes ?? []), ...routes].map((route) => ({
      ...route,
      template: readTemplate(segmentsOf(route.path)),
    }));
    this.#routes = Map.groupBy(placed, ({ method, template }) => `${method} ${template.length}`);
  }

  claims(host: string): boolean {
    return host === this.#host;
  }

  get types(): ReadonlyMap<string, ResourceType> {
    return this.#types;
  }

  /** Without a promise when the token is known and no schema is to be loaded: as most requests are. */
  handle(
    request: SimRequest,
    target: RequestTarget,
    services: Services,
  ): Promise<SimResponse> | SimResponse {
    const authorization = request.headers.get('authorization');
    const decision = services.tokens.verify(authorization, 'resourceManager');
    return decision instanceof Promise
      ? decision.then((decided) => this.#prepare(request, target, services, decided))
      : this.#prepare(request, target, services, decision);
  }

  #prepare(
    request: SimRequest,
    target: RequestTarget,
    services: Services,
    decided: TokenDecision,
  ): Promise<SimResponse> | SimResponse {
    const preparing =
      request.body !== undefined && 'caller' in decided
        ? services.schemas.prepare(this.#meaningOf(target).segments)
        : undefined;
    return preparing
      ? preparing.then(() => this.#admit(request, target, services, decided))
      : this.#admit(request, target, services, decided);
  }

  #admit(
    request: SimRequest,
    target: RequestTarget,
    services: Services,
    decided: TokenDecision,
  ): SimResponse {
    const throttled =
      services.settings.throttling && 'caller' in decided
        ? throttle(services, decided.caller, request.method, target.path)
        : undefined;
    return this.#answer(request, target, services, decided, true, throttled);
  }

  /**
   * The same, for a caller who needs no token: the seeding of a world. No schema is at hand before the first request of a
   * client, so what is seeded is held against none.
   */
  handleAs(
    caller: Caller,
    request: SimRequest,
    target: RequestTarget,
    services: Services,
  ): SimResponse {
    return this.#answer(request, target, services, { caller }, false);
  }

  #answer(
    request: SimRequest,
    target: RequestTarget,
    services: Services,
    decision: TokenDecision,
    hasSchemas: boolean,
    throttled?: Throttled,
  ): SimResponse {
    const id = drawGuid(services.world);
    const correlationId = request.headers.get('x-ms-correlation-request-id') ?? id;
    let answer: SimResponse;
    let refusal: Refusal | undefined;
    const remarks: Remarks = {};
    const serving: Serving = { correlationId, remarks, hasSchemas, echoes: false };
    try {
      if (throttled?.refusal) throw throttled.refusal;
      answer = this.#serve(request, target, services, decision, serving);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal = error;
      answer = refusalAnswer(error);
    }
    const at = services.clock.iso();
    // A poll that tells of a failure is a success itself: its headers name the rule all the same.
    const { [RULE_HEADER]: ruleId, [EVIDENCE_HEADER]: evidence } = answer.headers;
    const exchanged: Mutable<Exchanged> = {
      at,
      method: request.method,
      url: request.url,
      status: answer.status,
      ...remarks,
    };
    if ('caller' in decision) exchanged.caller = decision.caller.objectId;
    if (refusal) exchanged.code = refusal.data.code;
    if (evidence !== undefined) exchanged.evidence = evidence;
    if (ruleId !== undefined) exchanged.ruleId = ruleId;
    services.ledger.add(exchanged);
    const headers: Record<string, string> = {
      ...answer.headers,
      ...throttled?.headers,
      'x-ms-request-id': id,
      'x-ms-correlation-request-id': correlationId,
      'x-ms-routing-request-id': `SIMULATOR:${this.#stamp(at)}:${id}`,
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
      pragma: 'no-cache',
      expires: '-1',
    };
    const echo = request.headers.get('x-ms-client-request-id');
    if (echo && (serving.echoes || wantsEcho(request))) headers['x-ms-client-request-id'] = echo;
    return { status: answer.status, headers, body: answer.body };
  }

  /** `20260901T000000Z`, remembered: it changes only when the clock moves. */
  #stamp(iso: string): string {
    if (this.#stamped.iso !== iso) {
      this.#stamped = { iso, stamp: iso.replaceAll(/[-:]|\.\d+/g, '') };
    }
    return this.#stamped.stamp;
  }

  #meaningOf(target: RequestTarget): Meaning {
    let meaning = this.#meanings.get(target);
    if (!meaning) {
      const segments = segmentsOf(target.path);
      meaning = { segments, path: parseArmPath(segments, this.#types), actions: new Map() };
      this.#meanings.set(target, meaning);
    }
    return meaning;
  }

  #serve(
    request: SimRequest,
    target: RequestTarget,
    services: Services,
    decision: TokenDecision,
    serving: Serving,
  ): SimResponse {
    const { correlationId, remarks, hasSchemas } = serving;
    const apiVersion = target.query.get('api-version');
    if (!apiVersion) throw refuse.missingApiVersion();
    if (!('caller' in decision)) throw refuse.authenticationFailed(challenge(services, decision));
    const { caller } = decision;
    const { segments, path, actions } = this.#meaningOf(target);
    const isOfType = path.kind !== 'other' && path.kind !== 'unknownType';
    serving.echoes = isOfType && path.type.echoesClientRequestId === true;
    const subscription = subscriptionOf(path, services, caller, request.method);
    const context = unitContext(services, caller, subscription ?? NO_SUBSCRIPTION, correlationId);
    const read: ArmRequest = {
      method: request.method,
      target,
      path,
      actions,
      segments,
      apiVersion,
      rawBody: request.body,
      headers: request.headers,
      settle: (body) => {
        if (!hasSchemas) return { body, ignored: [], unchecked: [] };
        const settled = services.schemas.settle({
          method: request.method,
          segments,
          apiVersion,
          body,
          text: request.body ?? '',
          isEnveloped: path.kind === 'resource' && path.type.scope === 'group',
        });
        if (settled.ignored.length > 0) remarks.ignored = settled.ignored;
        if (settled.unchecked.length > 0) remarks.unchecked = settled.unchecked;
        return settled;
      },
    };
    // No route has the path of a resource or a list of such: a test holds them against each other.
    const isRouted = path.kind !== 'resource' && path.kind !== 'collection';
    const answer = isRouted ? this.#pollOrRoute(read, context, services) : undefined;
    return answer ?? this.#serveResource(read, context, services, remarks);
  }

  /** Status URLs and routes of providers that are not resources. */
  #pollOrRoute(
    request: ArmRequest,
    context: UnitContext,
    services: Services,
  ): SimResponse | undefined {
    const { kind } = request.path;
    const isOther = kind === 'other';
    if (request.method === 'GET' && (isOther || kind === 'action' || kind === 'unknownType')) {
      const polled = new OperationRunner(services, context, this.#types).poll(
        request.segments[request.segments.length - 1] ?? '',
        isOther ? undefined : request.target.path,
      );
      if (polled) {
        // As roles name it: `Microsoft.KeyVault/locations/operationResults/read`.
        const { type, style } = polled.operation;
        const of = isOther || style.underGroup ? `${type.split('/')[0] ?? ''}/locations` : type;
        authorize(context, services, `${of}/${style.path}/read`, polled.operation.resourceId);
        return pollAnswer(
          polled.operation,
          isLocationPoll(polled.operation, request.target),
          polled.result,
          context.resourceManager,
        );
      }
    }
    const { method, segments } = request;
    for (const route of this.#routes.get(`${method} ${segments.length}`) ?? []) {
      const params = matchTemplate(route.template, segments);
      if (!params) continue;
      const scope = fill(route.scope ?? '/subscriptions/{subscriptionId}', params);
      if (route.action) authorize(context, services, route.action, scope);
      const { apiVersion, target } = request;
      const answer = withSettled(services.world, request.settle(readBody(request)), (body) =>
        route.handle(context, { params, query: target.query, body, apiVersion }),
      );
      return new Writer(services, context, this.#types).finishAction(answer, {
        resourceId: scope,
        type: route.action?.split('/').slice(0, 2).join('/') ?? 'Microsoft.Resources/subscriptions',
        location: params['location'] ?? 'global',
        apiVersion,
      });
    }
    return undefined;
  }

  #serveResource(
    request: ArmRequest,
    context: UnitContext,
    services: Services,
    remarks: Remarks,
  ): SimResponse {
    const { path, method } = request;
    if (path.kind === 'other') throw notSimulated(`${method} ${request.target.path}`);
    if (path.kind === 'unknownType') {
      groupOf(path.subscriptionId, path.resourceGroup, services);
      throw unknownType(this.#types, path.namespace, path.type, method);
    }
    const { type } = path;
    const scopeId = path.kind === 'collection' ? path.scope : path.address.id;
    if (!isPublicRead(path, method, context)) {
      let action = request.actions.get(method);
      if (action === undefined) request.actions.set(method, (action = actionName(path, method)));
      const attributes = attributesOf(request, path, context, services);
      authorize(context, services, action, scopeId, attributes);
    }
    checkSurroundings(path, method, services);
    if (type.type !== RESOURCE_GROUPS && method !== 'GET') {
      const namespace = type.type.split('/')[0] ?? '';
      const state = new Providers(services.world).state(
        context.subscription.subscriptionId,
        namespace,
      );
      if (context.subscription.subscriptionId !== '' && state !== 'Registered') {
        throw refuse.notRegistered(namespace, state);
      }
    }
    const { note } = checkApiVersion(
      type,
      request.apiVersion,
      regionsOf[services.settings.cloud.name],
      services.settings.apiVersions,
    );
    const first = note === undefined ? undefined : services.ledger.once(note);
    if (first !== undefined) remarks.note = first;
    if (method !== 'GET' && method !== 'HEAD' && path.kind !== 'collection' && !type.ignoresLocks) {
      const verb = method === 'DELETE' ? 'delete' : 'write';
      checkLocks(services.world, services.store, path.address.id, verb);
    }
    const policies = checkPolicies(request, path, services);
    const answer = this.#dispatch(request, path, context, services);
    if (policies.length > 0) remarks.policies = policies;
    return answer;
  }

  #dispatch(
    request: ArmRequest,
    path: Exclude<ArmPath, { kind: 'other' | 'unknownType' }>,
    context: UnitContext,
    services: Services,
  ): SimResponse {
    const writer = new Writer(services, context, this.#types);
    const { method, apiVersion, target } = request;
    if (path.kind === 'collection') {
      if (method !== 'GET') throw notSimulated(`${method} on the collection ${path.type.type}`);
      return new Collections(services, context).list(path.type, path.scope, target, apiVersion);
    }
    const { type } = path;
    const existing = services.store.get(path.address.id);
    const address: ResourceAddress = existing
      ? path.address
      : withGroupCase(path.address, services);
    if (path.kind === 'action') {
      return writer.act(type, address, path.action, method, {
        apiVersion,
        body: readBody(request),
        query: target.query,
        settle: request.settle,
      });
    }
    if (method === 'GET' || method === 'HEAD') {
      return writer.read(type, address, apiVersion, method);
    }
    const condition = {
      ifMatch: request.headers.get('if-match') ?? undefined,
      ifNoneMatch: request.headers.get('if-none-match') ?? undefined,
    };
    switch (method) {
      case 'PUT':
      case 'PATCH':
        return writer.write(method, type, address, {
          apiVersion,
          body: readBody(request),
          query: target.query,
          settle: request.settle,
          ...condition,
        });
      case 'DELETE':
        return writer.remove(type, address, { apiVersion, query: target.query, ...condition });
      default:
        throw notSimulated(`${method} on ${type.type}`);
    }
  }
}

/** What a condition of the caller's role assignments may look at. */
function attributesOf(
  request: ArmRequest,
  path: Exclude<ArmPath, { kind: 'other' | 'unknownType' }>,
  context: UnitContext,
  { store }: Services,
): Attributes | undefined {
  const { conditionAttributes } = path.type;
  if (!conditionAttributes || path.kind === 'collection') return undefined;
  const body = request.method === 'PUT' ? readBody(request) : {};
  return conditionAttributes(context, body, store.get(path.address.id));
}

/** Policies see a write before the service does. */
function checkPolicies(
  request: ArmRequest,
  path: ArmPath,
  { policies, store }: Services,
): readonly PolicyMark[] {
  const { method, apiVersion } = request;
  if (path.kind !== 'resource' || (method !== 'PUT' && method !== 'PATCH')) return [];
  if (policies.areNone) return [];
  const { id, type, name } = path.address;
  const content = policyContent(method, readBody(request), store.get(id));
  return policies.check({ id, type, name, apiVersion, content });
}

/** What Azure itself has at the tenant's root is everybody's to read; what is not there is nobody's. */
function isPublicRead(
  path: Exclude<ArmPath, { kind: 'other' | 'unknownType' }>,
  method: string,
  context: UnitContext,
): boolean {
  if (path.type.isPublic !== true || method !== 'GET') return false;
  if (path.kind === 'collection') return path.scope === '';
  const { address, type } = path;
  return address.scope === '' && type.find?.(context, address) !== undefined;
}

/** Fills the parameters of a route into the scope it is authorized at. */
function fill(template: string, params: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
}
