/**
 * Resource Manager: one request through the pipeline. The order of checks is this file's `#serve`, then that of
 * `serve-resource.ts`; the kernel never branches on a resource type (the resource group is one too).
 */
import { EVIDENCE_HEADER, refusalAnswer, RULE_HEADER } from './answers.ts';
import type { ArmRequest } from './arm-request.ts';
import { actionName, challenge, noSubscription, subscriptionOf } from './authorize.ts';
import type { Caller, TokenDecision } from './caller.ts';
import { unitContext } from './context.ts';
import { Refusal } from './errors.ts';
import type { RequestTarget, SimRequest, SimResponse } from './exchange.ts';
import * as refuse from './gateway-errors.ts';
import type { HostService } from './host.ts';
import { drawGuid } from './ids.ts';
import type { Exchanged, Remarks } from './ledger.ts';
import { type ArmPath, parseArmPath, segmentsOf, type TypeTable } from './path.ts';
import { prepareSchemas } from './prepare-schemas.ts';
import type { Provider } from './provider.ts';
import type { SubmittedAnswer, SubmittedRequest } from './resource-type.ts';
import { Routes } from './routes.ts';
import { serveResource } from './serve-resource.ts';
import type { Services } from './services.ts';
import { Stamps } from './stamps.ts';
import { answerOf, goneWrong, requestOf } from './submitted.ts';
import { leftOfFull, throttle, type Throttled } from './throttle.ts';
import { ProvidedTypes } from './type-table.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What goes with a request through its checks. */
interface Serving {
  readonly correlationId: string;
  readonly remarks: Remarks;
  readonly hasSchemas: boolean;
  /** Set when the client's request id is told without being asked for. */
  echoes: boolean;
  /** What the service adds. */
  headers: Readonly<Record<string, string>> | undefined;
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

/** Resource Manager over a table of types. */
export class ResourceManager implements HostService {
  readonly #types: TypeTable;
  readonly #routes: Routes;

  readonly #meanings = new WeakMap<RequestTarget, Meaning>();
  readonly #stamps = new Stamps();

  constructor(providers: readonly Provider[]) {
    this.#types = new ProvidedTypes(providers);
    this.#routes = new Routes(this.#types, providers);
  }

  actionOf(method: string, target: RequestTarget): string | undefined {
    const { segments, path } = this.#meaningOf(target);
    const isResource = path.kind === 'resource' || path.kind === 'collection';
    const routed = isResource ? undefined : this.#routes.find(method, segments);
    if (routed) return routed.route.action;
    return isResource || path.kind === 'action' ? actionName(path, method) : undefined;
  }

  get types(): TypeTable {
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
    let preparing: Promise<unknown> | undefined;
    if (request.body !== undefined && 'caller' in decided) {
      const { segments, path } = this.#meaningOf(target);
      preparing = prepareSchemas(request, segments, path, services);
    }
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

  /** A request of Resource Manager's own in a caller's name, which a fault may meet. Bodies of types that were not made ready meet no schema. */
  submit(
    caller: Caller,
    submitted: SubmittedRequest,
    correlationId: string,
    services: Services,
  ): SubmittedAnswer {
    const { resourceManager } = services.settings.cloud;
    const { request, target } = requestOf(submitted, correlationId, resourceManager);
    const wrong = goneWrong(request, target, caller, services, () =>
      this.actionOf(request.method, target),
    );
    if (wrong) return wrong;
    return answerOf(this.#answer(request, target, services, { caller }, true), services.world);
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
    const serving: Serving = {
      correlationId,
      remarks,
      hasSchemas,
      echoes: false,
      headers: undefined,
    };
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
    const stamp = this.#stamps.of(at);
    const headers: Record<string, string> = {
      ...answer.headers,
      'x-ms-request-id': id,
      'x-ms-correlation-request-id': correlationId,
      'x-ms-routing-request-id': `SIMULATOR:${stamp.compact}:${id}`,
      date: stamp.date,
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
      pragma: 'no-cache',
      expires: '-1',
    };
    if (refusal?.data.failureCause !== 'gateway') Object.assign(headers, serving.headers);
    const left =
      throttled?.headers ?? (refusal ? undefined : leftOfFull(request.method, target.path));
    Object.assign(headers, left);
    const echo = request.headers.get('x-ms-client-request-id');
    if (echo && (serving.echoes || wantsEcho(request))) headers['x-ms-client-request-id'] = echo;
    return { status: answer.status, headers, body: answer.body };
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
    const { segments, path, actions } = this.#meaningOf(target);
    if (!('caller' in decision)) {
      throw refuse.authenticationFailed(challenge(services, path, decision));
    }
    const { caller } = decision;
    const isOfType = path.kind !== 'other' && path.kind !== 'unknownType';
    if (isOfType) {
      serving.echoes = path.type.echoesClientRequestId === true;
      serving.headers = path.type.serviceHeaders;
    }
    const subscription = subscriptionOf(path, services, caller, request.method);
    const place = subscription ?? noSubscription(caller);
    const context = unitContext(services, caller, place, correlationId);
    const read: ArmRequest = {
      method: request.method,
      target,
      path,
      actions,
      segments,
      apiVersion,
      rawBody: request.body,
      relaxed: isOfType ? path.type.readsRelaxed : undefined,
      headers: request.headers,
      settle: (body) => {
        if (!hasSchemas) return { body, ignored: [], unchecked: [], unlisted: [] };
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
        if (settled.unlisted.length > 0) remarks.unlisted = settled.unlisted;
        return settled;
      },
    };
    // No route has the path of a resource or a list of such: a test holds them against each other.
    const isRouted = path.kind !== 'resource' && path.kind !== 'collection';
    const answer = isRouted ? this.#routes.serve(read, context, services) : undefined;
    return answer ?? serveResource(read, context, services, this.#types, remarks);
  }
}
