/** Routes of providers that are not resources, and the URLs at which operations are asked about. */
import { type ArmRequest, readBody } from './arm-request.ts';
import { authorize } from './authorize.ts';
import type { SimResponse } from './exchange.ts';
import { OperationRunner } from './operation-runner.ts';
import { isLocationPoll, pollAnswer } from './operation-wire.ts';
import { matchTemplate, readTemplate, segmentsOf, type Template, type TypeTable } from './path.ts';
import type { Provider } from './provider.ts';
import type { Route, UnitContext } from './resource-type.ts';
import type { Services } from './services.ts';
import { withSettled } from './settle.ts';
import { Writer } from './writer.ts';

/** A route before its provider is loaded. */
interface Place {
  readonly path: string;
  readonly provider: Provider;
  readonly index: number;
  /** Cut up when a request is first held against it. */
  template?: Template;
}

/** A route that a request has the path of. */
interface Routed {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** What is served by method and path. */
export class Routes {
  readonly #types: TypeTable;
  /** By method and number of segments: `GET 5`. */
  readonly #places = new Map<string, Place[]>();

  constructor(types: TypeTable, providers: readonly Provider[]) {
    this.#types = types;
    for (const provider of providers) {
      for (const [index, [method, path]] of provider.routes.entries()) {
        const key = `${method} ${path.split('/').length - 1}`;
        const alike = this.#places.get(key);
        if (alike) alike.push({ path, provider, index });
        else this.#places.set(key, [{ path, provider, index }]);
      }
    }
  }

  find(method: string, segments: readonly string[]): Routed | undefined {
    for (const place of this.#places.get(`${method} ${segments.length}`) ?? []) {
      place.template ??= readTemplate(segmentsOf(place.path));
      const params = matchTemplate(place.template, segments);
      const route = params && place.provider.units().routes[place.index];
      if (route) return { route, params };
    }
    return undefined;
  }

  /** `undefined`: no route and no operation has this path. */
  serve(request: ArmRequest, context: UnitContext, services: Services): SimResponse | undefined {
    const polled = this.#poll(request, context, services);
    if (polled) return polled;
    const routed = this.find(request.method, request.segments);
    if (!routed) return undefined;
    const { route, params } = routed;
    const scope = fill(route.scope ?? '/subscriptions/{subscriptionId}', params);
    if (route.action) authorize(context, services, route.action, scope);
    const { apiVersion, target } = request;
    const answer = withSettled(services.world, request.settle(readBody(request)), (body) =>
      route.handle(context, { params, query: target.query, body, apiVersion }),
    );
    return new Writer(services, context, this.#types).finishAction(answer, {
      resourceId: scope,
      type: route.action?.split('/').slice(0, 2).join('/') ?? 'Microsoft.Resources/subscriptions',
      action: route.action ?? '',
      location: params['location'] ?? 'global',
      apiVersion,
    });
  }

  #poll(request: ArmRequest, context: UnitContext, services: Services): SimResponse | undefined {
    const { kind } = request.path;
    const isOther = kind === 'other';
    const mayBePolled = isOther || kind === 'action' || kind === 'unknownType';
    if (request.method !== 'GET' || !mayBePolled) return undefined;
    const polled = new OperationRunner(services, context, this.#types).poll(
      request.segments.at(-1) ?? '',
      isOther ? undefined : request.target.path,
    );
    if (!polled) return undefined;
    // As roles name it: `Microsoft.KeyVault/locations/operationResults/read`.
    const { operation, result } = polled;
    const { type, style } = operation;
    const of = isOther || style.underGroup ? `${type.split('/')[0] ?? ''}/locations` : type;
    authorize(context, services, `${of}/${style.path}/read`, operation.resourceId);
    const isLocation = isLocationPoll(operation, request.target);
    return pollAnswer(operation, isLocation, result, services.settings);
  }
}

/** Fills the parameters of a route into the scope it is authorized at. */
function fill(template: string, params: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
}
