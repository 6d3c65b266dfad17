/** `https://{vault}.vault.azure.net`: one request through the data plane of Key Vault. */
import { emptyAnswer, jsonAnswer, jsonTextAnswer, refusalAnswer } from '../../kernel/answers.ts';
import type { TokenDecision } from '../../kernel/caller.ts';
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import type { RequestTarget, SimRequest, SimResponse } from '../../kernel/exchange.ts';
import type { HostService } from '../../kernel/host.ts';
import { drawGuid } from '../../kernel/ids.ts';
import type { Services } from '../../kernel/services.ts';
import type { World } from '../../kernel/world.ts';
import { checkApiVersion, isSince } from './api-version.ts';
import { authenticate } from './authentication.ts';
import { authorizationRefusal } from './authorization.ts';
import { KEY_RETENTION_ENDED, keyRetentionEnded } from './deleted-keys.ts';
import { KeyStore } from './key-store.ts';
import { CLIENT_ADDRESS } from '../../kernel/addresses.ts';
import { networkRefusal } from './network.ts';
import type { VaultAnswer, VaultRequest } from './request.ts';
import { ROTATION_DUE, rotationFallsDue } from './rotation-timer.ts';
import { route } from './route.ts';
import { SECRET_RETENTION_ENDED, secretRetentionEnded } from './secrets/deleted-secrets.ts';
import { SecretStore } from './secrets/secret-store.ts';
import { countTransaction } from './throttle.ts';
import { liveVault, type VaultView } from './vault-view.ts';
import { noSuchVault, operationSince } from './vault-errors.ts';

/** Recorded in 2023. */
const SERVICE_VERSION = '1.9.1054.1';
const NETWORK_INFO = `conn_type=Ipv4;addr=${CLIENT_ADDRESS};act_addr_fam=InterNetwork;`;

/** An entry of the ledger, as it is put together for every request. */
type LedgerNote = { -readonly [Member in keyof NewEntry]: NewEntry[Member] };
type NewEntry = Parameters<Services['ledger']['add']>[0];

const NOTHING_TO_NOTE: Pick<VaultAnswer, 'note' | 'policies'> = {};

/** The data plane of the vaults whose hosts have an ending (`.vault.azure.net`). */
export class KeyVaultService implements HostService {
  readonly timers: NonNullable<HostService['timers']> = {
    [KEY_RETENTION_ENDED]: keyRetentionEnded,
    [ROTATION_DUE]: rotationFallsDue,
    [SECRET_RETENTION_ENDED]: secretRetentionEnded,
  };
  readonly #ending: string;

  constructor(ending: string) {
    this.#ending = ending;
  }

  actionOf(method: string, target: RequestTarget): string | undefined {
    try {
      const { permission } = route(method, target.path).operation;
      return permission && `Microsoft.KeyVault/vaults/${permission.dataAction}`;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  handle(
    request: SimRequest,
    target: RequestTarget,
    services: Services,
  ): Promise<SimResponse> | SimResponse {
    const decision = services.tokens.verify(request.headers.get('authorization'), 'vault');
    return decision instanceof Promise
      ? decision.then((decided) => this.#answer(request, target, services, decided))
      : this.#answer(request, target, services, decision);
  }

  #answer(
    request: SimRequest,
    target: RequestTarget,
    services: Services,
    decision: TokenDecision,
  ): Promise<SimResponse> | SimResponse {
    const vault = liveVault(services, target.host.slice(0, -this.#ending.length));
    const finish = (outcome: VaultAnswer | Refusal): SimResponse =>
      this.#finish(request, vault, services, decision, outcome);
    try {
      if (!vault) throw noSuchVault(target.host);
      const served = this.#serve(request, target, vault, services, decision);
      return served instanceof Promise ? served.then(finish) : finish(served);
    } catch (error) {
      if (error instanceof Refusal) return finish(error);
      throw error;
    }
  }

  /** Notes the outcome in the ledger and gives it the headers that every answer has. */
  #finish(
    request: SimRequest,
    vault: VaultView | undefined,
    services: Services,
    decision: TokenDecision,
    outcome: VaultAnswer | Refusal,
  ): SimResponse {
    const answer = answerOf(outcome);
    const { note, policies } = outcome instanceof Refusal ? NOTHING_TO_NOTE : outcome;
    const entry: LedgerNote = {
      at: services.clock.iso(),
      method: request.method,
      url: request.url,
      status: answer.status,
    };
    if ('caller' in decision) entry.caller = decision.caller.objectId;
    if (outcome instanceof Refusal) {
      entry.code = outcome.data.code;
      entry.evidence = outcome.data.evidence;
    }
    if (note !== undefined) entry.note = note;
    if (policies !== undefined) entry.policies = policies;
    services.ledger.add(entry);
    const echo = request.headers.get('x-ms-client-request-id');
    const headers: Record<string, string> = {
      ...answer.headers,
      'cache-control': 'no-cache',
      pragma: 'no-cache',
      expires: '-1',
      'x-ms-request-id': drawGuid(services.world),
      'x-ms-keyvault-service-version': SERVICE_VERSION,
      'x-ms-keyvault-network-info': NETWORK_INFO,
      'strict-transport-security': 'max-age=31536000;includeSubDomains',
      'x-content-type-options': 'nosniff',
    };
    if (vault) headers['x-ms-keyvault-region'] = vault.location;
    if (echo) headers['x-ms-client-request-id'] = echo;
    return { ...answer, headers };
  }

  /** Token, api-version, operation, firewall, authorization; the operation looks at the rest. The order is assumed. */
  #serve(
    request: SimRequest,
    target: RequestTarget,
    vault: VaultView,
    services: Services,
    decision: TokenDecision,
  ): VaultAnswer | Promise<VaultAnswer> {
    const caller = authenticate(services, vault, decision);
    const { apiVersion, note } = checkApiVersion(
      target.query.get('api-version'),
      services.settings.apiVersions,
    );
    const { operation, params } = route(request.method, target.path);
    if (operation.since !== undefined && !isSince(apiVersion, operation.since)) {
      throw operationSince(operation.name, operation.since, apiVersion);
    }
    const closed = networkRefusal(services, vault, caller);
    if (closed) throw closed;
    const { permission, ruleId } = operation;
    const refusal = authorizationRefusal(services, vault, caller, permission, params['name']);
    if (refusal) throw ruleId === undefined ? refusal : new Refusal({ ...refusal.data, ruleId });
    const { handle } = operation;
    if (!handle) {
      throw (
        operation.refusal?.() ??
        notSimulated(`${operation.name} (${operation.method} ${operation.path})`)
      );
    }
    const asked: VaultRequest = {
      services,
      vault,
      ...storesOf(services.world, vault),
      caller,
      params,
      query: target.query,
      apiVersion,
      origin: target.origin,
      path: target.path,
      rawBody: request.body,
      now: Math.floor(services.world.now / 1000),
    };
    if (services.settings.throttling) countTransaction(asked, operation);
    const answer = handle(asked);
    if (note === undefined) return answer;
    return answer instanceof Promise
      ? answer.then((served) => ({ note, ...served }))
      : { note, ...answer };
  }
}

interface Stores {
  readonly keys: KeyStore;
  readonly secrets: SecretStore;
}

// Ways to look into a world, which hold nothing themselves.
const stores = new WeakMap<World, WeakMap<VaultView, Stores>>();

function storesOf(world: World, vault: VaultView): Stores {
  let ofVaults = stores.get(world);
  if (!ofVaults) stores.set(world, (ofVaults = new WeakMap()));
  let found = ofVaults.get(vault);
  if (!found) {
    found = { keys: new KeyStore(world, vault.name), secrets: new SecretStore(world, vault.name) };
    ofVaults.set(vault, found);
  }
  return found;
}

function answerOf(outcome: VaultAnswer | Refusal): SimResponse {
  if (outcome instanceof Refusal) return refusalAnswer(outcome);
  const { status, body, text } = outcome;
  if (text !== undefined) return jsonTextAnswer(status, text);
  return body === undefined ? emptyAnswer(status) : jsonAnswer(status, body);
}
