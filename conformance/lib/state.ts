/** Brings a simulator into the state that a recorded exchange was made in, where the recording does not do it itself. */
import type { Simulator } from '@azureml-cmk/simulator';
import { armTarget, idsOfResources } from './arm-path.ts';
import { errorOf, notServed } from './compare.ts';
import { send, settle } from './driver.ts';
import { type Json, type JsonObject, listedIn, objectAt, stringAt } from './json.ts';
import { makeQueryKeys } from './query-keys.ts';
import {
  type RecordedResource,
  recordedResources,
  regionsIn,
  requestOf,
  vaultHosts,
  withThroughput,
} from './recorded-resources.ts';
import type { Exchange } from './recordings.ts';
import type { Rewriter } from './rewriter.ts';
import { type Place, standIns } from './stand-ins.ts';

const MANAGEMENT = 'https://management.azure.com';
const GROUP_API_VERSION = '2021-04-01';
/** Stands for regions that are not public, such as canaries. */
const A_REGION = 'eastus2';
const KEYS_API_VERSION = '7.5';
/** Operations of a vault that change nothing. */
const READING = /\/((en|de)crypt|sign|verify|(un)?wrapkey|backup)$/i;
const KEY_URL = /https:\/\/([^/"]+\.vault\.azure\.net)\/keys\/([^/"]+)\/([0-9a-f]{32})/gi;

/** What a replay has made and what it may make up. */
export class State {
  /** Ids in lower case of what the flow's own requests wrote: those are never made up. */
  readonly written = new Set<string>();
  /** By path, where the simulator's last answer said that a list goes on. */
  readonly nextLinks = new Map<string, string | undefined>();
  readonly #lost = new Set<string>();
  readonly #tried = new Map<string, string | undefined>();
  readonly #sim: Simulator;
  readonly #place: Place;
  readonly #rewriter: Rewriter;
  /** GET answers of the flow first, then of the file; what a write answered where no GET shows it. */
  readonly #known: ReadonlyMap<string, RecordedResource>;

  constructor(sim: Simulator, place: Place, rewriter: Rewriter, sources: readonly Exchange[]) {
    this.#sim = sim;
    this.#place = place;
    this.#rewriter = rewriter;
    this.#known = recordedResources(sources);
    for (const region of regionsIn(sources)) {
      if (!sim.regions.includes(region)) rewriter.name(region, A_REGION);
    }
    for (const [host, name] of vaultHosts(sources)) rewriter.name(host, `${name}.vault.azure.net`);
  }

  /** Makes the identities that answers of a flow show, so that what is granted to their principals reaches them. */
  async adopt(exchanges: readonly Exchange[]): Promise<void> {
    for (const { responseBody } of exchanges) {
      const shown = objectAt(objectAt(responseBody, 'identity'), 'userAssignedIdentities');
      for (const [id, principal] of Object.entries(shown)) {
        await this.resource(id, true);
        const made = this.#sim.resource(this.#rewriter.text(id))?.properties;
        for (const name of ['principalId', 'clientId']) {
          const [from, to] = [stringAt(principal, name), made?.[name]];
          if (from !== undefined && typeof to === 'string') this.#rewriter.id(from, to);
        }
      }
    }
  }

  /** An exchange was not replayed: what it wrote to a vault is not there. */
  lose(exchange: Exchange): void {
    const item = vaultItem(exchange);
    const isWrite = exchange.method !== 'GET' && !READING.test(exchange.path);
    if (item !== undefined && isWrite && exchange.status < 300) this.#lost.add(item);
  }

  /** Why an exchange cannot be replayed when an earlier one was not. */
  lost(exchange: Exchange): string | undefined {
    const item = vaultItem(exchange);
    return item !== undefined && this.#lost.has(item)
      ? 'follows an exchange that is not replayable'
      : undefined;
  }

  /** Makes what an exchange needs; the reason when it cannot. */
  async prepare(exchange: Exchange): Promise<string | undefined> {
    if (exchange.host.endsWith('.vault.azure.net')) return this.#vault(exchange.host);
    const target = armTarget(exchange.path);
    if (!target) {
      await this.#listed(exchange);
      return undefined;
    }
    const isMissing = exchange.status === 404;
    for (const id of target.above) {
      if (isMissing && id.split('/').length > 5) continue;
      // What holds the versions of an asset comes with the first of them.
      if (
        exchange.method === 'PUT' &&
        target.type.endsWith('/versions') &&
        id === target.above.at(-1)
      ) {
        continue;
      }
      const reason = await this.resource(id);
      if (reason !== undefined) return reason;
    }
    // What is validated need not be there.
    const isAbsent = exchange.method === 'POST' && exchange.path.endsWith('/validate');
    if (isAbsent) return this.references(exchange.requestBody);
    if (target.kind === 'tail' || showsExisting(exchange, target.type)) {
      if (!isMissing) {
        const reason = await this.resource(target.id);
        if (reason !== undefined) return reason;
      }
    }
    await this.#listed(exchange);
    await makeQueryKeys(this.#sim, this.#rewriter, exchange);
    return this.references(exchange.requestBody);
  }

  /** Makes a resource from a recorded GET answer, or its stand-in. */
  async resource(recordedId: string, isReference = false): Promise<string | undefined> {
    const id = this.#rewriter.text(recordedId);
    const key = recordedId.toLowerCase();
    if (this.written.has(key) || this.#tried.has(key) || this.#sim.resource(id)) {
      return this.#tried.get(key);
    }
    // What refers to itself, by way of another, is not made twice; what failed is not tried again.
    this.#tried.set(key, undefined);
    const reason = await this.#make(recordedId, id, isReference);
    this.#tried.set(key, reason);
    return reason;
  }

  async #make(recordedId: string, id: string, isReference: boolean): Promise<string | undefined> {
    const target = armTarget(recordedId);
    if (!target) return undefined;
    for (const above of target.above) {
      const reason = await this.resource(above);
      if (reason !== undefined) return reason;
    }
    const known = this.#known.get(recordedId.toLowerCase());
    if (target.above.length === 0) {
      const location = stringAt(known?.body, 'location') ?? this.#place.location;
      const tags = objectAt(known?.body, 'tags');
      return this.#put(id, GROUP_API_VERSION, { location, tags });
    }
    let reason: string | undefined;
    if (known) {
      const settings = this.#known.get(`${recordedId.toLowerCase()}/throughputsettings/default`);
      const body = withThroughput(requestOf(known.body), settings?.body);
      const missing = await this.references(body);
      if (missing !== undefined) return missing;
      reason = await this.#put(id, known.apiVersion, body);
      // What the flow looks at itself is as recorded or not there; what is only referred to may be anything.
      if (reason === undefined || !isReference) return reason;
    }
    const standIn = standIns[target.type];
    if (!standIn) return reason ?? `nothing to make ${typeName(target.id)} from`;
    const services = this.#sim.principals.map(({ objectId }) => objectId);
    const group = recordedId.split('/').slice(0, 5).join('/');
    const body = standIn.body({ ...this.#place, group, isReference, services });
    const missing = await this.references(body);
    if (missing !== undefined) return missing;
    return this.#put(id, standIn.apiVersion, body);
  }

  /** Makes what a body refers to: resources of the types that have a stand-in, and keys. */
  async references(body: Json): Promise<string | undefined> {
    const text = JSON.stringify(body);
    for (const id of idsOfResources(text)) {
      const target = armTarget(id);
      const isMade = target?.kind === 'resource' && standIns[target.type] !== undefined;
      const reason = isMade ? await this.resource(id, true) : undefined;
      if (reason !== undefined) return reason;
    }
    for (const [, host = '', name = '', version = ''] of text.matchAll(KEY_URL)) {
      const reason = await this.#key(host, name, version);
      if (reason !== undefined) return reason;
    }
    const split =
      /"vaultBaseUrl":"https:\/\/([^/"]+)\/?","keyName":"([^"]+)","keyVersion":"(\w+)"/i.exec(text);
    return split ? this.#key(split[1] ?? '', split[2] ?? '', split[3] ?? '') : undefined;
  }

  /** Makes what is listed; what else was in the recorded subscription need not be there. */
  async #listed(exchange: Exchange): Promise<void> {
    if (exchange.method !== 'GET') return;
    for (const item of listedIn(exchange.responseBody)) {
      const id = stringAt(item, 'id');
      const target = id === undefined ? undefined : armTarget(id);
      if (id === undefined || target?.kind !== 'resource') continue;
      if (target.above.length > 0 && !this.#known.has(id.toLowerCase())) continue;
      await this.resource(id);
    }
  }

  async #vault(host: string): Promise<string | undefined> {
    const [name = ''] = this.#rewriter.text(host).split('.');
    const path = `/providers/Microsoft.KeyVault/vaults/${name}`.toLowerCase();
    const known = [...this.#known.keys()].find((id) => id.endsWith(path));
    if (known !== undefined) return this.resource(this.#known.get(known)?.body['id'] as string);
    const id = `/subscriptions/${this.#sim.subscriptionId}/resourceGroups/conformance/providers/Microsoft.KeyVault/vaults/${name}`;
    return this.resource(id);
  }

  async #key(host: string, name: string, version: string): Promise<string | undefined> {
    if (this.#rewriter.knows(version)) return undefined;
    const reason = await this.#vault(host);
    if (reason !== undefined) return reason;
    const url = `https://${this.#rewriter.text(host)}/keys/${name}/create?api-version=${KEYS_API_VERSION}`;
    const answer = await send(this.#sim, { method: 'POST', url, body: { kty: 'RSA' } });
    const kid = stringAt(objectAt(answer.body, 'key'), 'kid');
    if (kid === undefined) return `the key ${answer.status}`;
    this.#rewriter.id(version, kid.split('/').at(-1) ?? '');
    return undefined;
  }

  async #put(id: string, apiVersion: string, body: JsonObject): Promise<string | undefined> {
    const text = this.#rewriter.text(JSON.stringify(body));
    const url = `${MANAGEMENT}${id}?api-version=${apiVersion}`;
    const answer = await send(this.#sim, { method: 'PUT', url, body: JSON.parse(text) as Json });
    await settle(this.#sim, answer);
    if (answer.status < 300) return undefined;
    if (answer.status === 501) return notServed(answer);
    return `state: ${typeName(id)} ${errorOf(answer.body)?.code ?? answer.status}`;
  }
}

const typeName = (id: string): string =>
  id
    .replace(/^.*\/providers\//i, '')
    .split('/')
    .filter((_, index) => index === 0 || index % 2 === 1)
    .join('/');

/** The key or secret that an exchange is about: what was restored or imported says so in its answer only. */
function vaultItem({ host, path, responseBody }: Exchange): string | undefined {
  if (!host.endsWith('.vault.azure.net')) return undefined;
  const kid = stringAt(objectAt(responseBody, 'key'), 'kid') ?? stringAt(responseBody, 'id');
  const [kind = '', name] = (kid === undefined ? path : new URL(kid).pathname).split('/').slice(1);
  return name === undefined ? undefined : `${host}/${kind.replace('deleted', '')}/${name}`;
}

/** Whether an answer tells that the resource was there before the request. */
function showsExisting({ method, status, responseBody }: Exchange, type: string): boolean {
  if (status >= 300) return false;
  if (method !== 'PUT') return true;
  const state = stringAt(objectAt(responseBody, 'properties'), 'provisioningState');
  return status === 200 && type !== 'microsoft.keyvault/vaults' && state !== 'Creating';
}
