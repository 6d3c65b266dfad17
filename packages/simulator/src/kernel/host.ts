import type { Refusal } from './errors.ts';
import type { HostName, RequestTarget, SimRequest, SimResponse } from './exchange.ts';
import type { Json } from './json.ts';
import type { Services } from './services.ts';

/** One of Azure's hosts: Resource Manager, Entra ID, a vault, Graph; known before what answers for it is loaded. */
export interface Host {
  readonly name: HostName;
  /** Whether a host name (lower case, no port) is this one's, or a path of it. */
  claims(host: string, path: string): boolean;
  /** Names of the timers that its service files. */
  readonly timers?: readonly string[];
  /** What answers for it; loaded the first time. */
  service(): HostService;
}

/** What answers the requests to a host. */
export interface HostService {
  handle(
    request: SimRequest,
    target: RequestTarget,
    services: Services,
  ): Promise<SimResponse> | SimResponse;
  /** What roles call the operation that a request asks for; `undefined` when it asks for none that they name. */
  actionOf?(method: string, target: RequestTarget): string | undefined;
  /** A refusal in the shape of the host's own, where that is not Resource Manager's. */
  refusal?(request: SimRequest, refusal: Refusal, services: Services): SimResponse;
  /** By unique name: what happens when a timer that it filed falls due. */
  readonly timers?: Readonly<Record<string, (services: Services, payload: Json) => void>>;
}
