/** Makes what a published example refers to: groups, parents, other resources, keys, grants to identities. */
import type { Simulator } from '@azureml-cmk/simulator';
import { idsOfResources } from '../arm-path.ts';
import { errorOf } from '../compare.ts';
import { CALLER, send } from '../driver.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../json.ts';
import { standIns } from '../stand-ins.ts';
import { trustIdentities } from './federated-client.ts';
import { driveToEnd } from './lro.ts';
import { idsAbove, subjectOf } from './path-kind.ts';
import { policiesIn } from './policies.ts';
import type { Shape, Shapes } from './shapes.ts';
import { shapesAbove } from './what-is-below.ts';
import type { WellFormed } from './well-formed.ts';

const MANAGEMENT = 'https://management.azure.com';
const GROUPS = 'microsoft.resources/resourcegroups';
const GROUP: Shape = { apiVersion: '2021-04-01', body: { location: 'eastus' } };
const KEYS_API_VERSION = '7.5';
const KEY_URL = /https:\/\/([^/"]+)\.vault\.azure\.net\/keys\/([^/"?]+)(?:\/([^/"?]+))?/i;
const SECRET_URL = /https:\/\/([^/"]+)\.vault\.azure\.net\/secrets\/([^/"?]+)/i;
/** Key Vault Crypto Service Encryption User, and Key Vault Secrets User. */
const USES = ['e147488a-f6f5-4113-8e2d-b22465e65bf6', '4633458b-17de-408a-b874-0445c86b69e6'];

/** How one resource came to be. */
type Made = { readonly problem?: string };

/** A world in the making. */
export class Builder {
  readonly #sim: Simulator;
  readonly #wellFormed: WellFormed;
  readonly #shapes: Shapes;
  readonly #version: string;
  readonly #location: string | undefined;
  readonly #tried = new Map<string, Made>();
  readonly #keys = new Map<string, string>();
  readonly #granted = new Set<string>();

  /** `location`: where that is to be for which everything is made; much has to be in one region. */
  constructor(
    sim: Simulator,
    wellFormed: WellFormed,
    shapes: Shapes,
    version: string,
    location?: string,
  ) {
    this.#sim = sim;
    this.#wellFormed = wellFormed;
    this.#shapes = shapes;
    this.#version = version;
    this.#location = location;
  }

  /** Where everything is made. */
  get subscriptionId(): string {
    return this.#sim.subscriptionId;
  }

  /** Where what is made for an example should be. */
  get location(): string {
    return this.#location ?? 'eastus';
  }

  /** Makes no resource of this id, whoever refers to it. */
  leaveOut(id: string): void {
    this.#tried.set(id.toLowerCase(), {});
  }

  /** Makes a resource and all above it, from the given bodies first. */
  async make(id: string, bodies: readonly Shape[] = []): Promise<Made> {
    const key = id.toLowerCase();
    const done = this.#tried.get(key);
    if (done || this.#sim.resource(id)) return done ?? {};
    // What refers to itself, by way of another, is not made twice.
    this.#tried.set(key, {});
    const made = await this.#make(id, bodies);
    this.#tried.set(key, made);
    return made;
  }

  async #make(id: string, bodies: readonly Shape[]): Promise<Made> {
    for (const above of idsAbove(id)) {
      const made = await this.make(above, shapesAbove(above, id));
      if (made.problem !== undefined) return made;
    }
    if (this.#sim.resource(id)) return {};
    const { type } = subjectOf('PUT', id);
    let problem: string | undefined;
    for (const shape of this.candidates(type, bodies).slice(0, MOST_TRIED)) {
      problem = await this.#put(id, bodies.includes(shape) ? shape : this.#there(shape));
      if (problem === undefined) return {};
    }
    // What has no PUT of its own is there with its parent.
    return problem === undefined ? {} : { problem: `${type} cannot be made: ${problem}` };
  }

  /** Bodies that may make a resource of a type. */
  candidates(type: string, bodies: readonly Shape[] = []): readonly Shape[] {
    if (type === GROUPS) return [GROUP];
    const standIn = this.#standIn(type);
    return [...bodies, ...(standIn ? [standIn] : []), ...this.#shapes.of(type, this.#version)];
  }

  #there(shape: Shape): Shape {
    const isMoved = this.#location !== undefined && 'location' in shape.body;
    return isMoved ? { ...shape, body: { ...shape.body, location: this.#location ?? '' } } : shape;
  }

  #standIn(type: string): Shape | undefined {
    const standIn = standIns[type];
    const { tenantId, subscriptionId } = this.#sim;
    const group = `/subscriptions/${subscriptionId}/resourceGroups/standins`;
    const place = { tenantId, objectId: '', location: 'eastus', group, isReference: true };
    if (type === 'microsoft.keyvault/vaults') {
      const sku = { family: 'A', name: 'premium' };
      const guards = { enableRbacAuthorization: true, enablePurgeProtection: true };
      const body = { location: 'eastus', properties: { tenantId, sku, ...guards } };
      return { apiVersion: '2023-07-01', body };
    }
    return standIn && { apiVersion: standIn.apiVersion, body: standIn.body(place) };
  }

  async #put(id: string, { apiVersion, body }: Shape): Promise<string | undefined> {
    const request = await this.references(this.#wellFormed.body(body));
    await this.grant();
    const url = `${MANAGEMENT}${id}?api-version=${apiVersion}`;
    const answer = await send(this.#sim, { method: 'PUT', url, body: request });
    if (answer.status >= 300) {
      const { code, message } = errorOf(answer.body) ?? {};
      return `${answer.status} ${code ?? ''}: ${message ?? ''}`;
    }
    return (await driveToEnd(this.#sim, answer)).problem;
  }

  /** Makes what a body refers to; the body with the versions that its keys have here. */
  async references(body: Json): Promise<Json> {
    for (const { id, shape, later } of policiesIn(body)) {
      await this.make(id, [shape]);
      if (later) await this.#put(id, later);
    }
    const ids = idsOfResources(JSON.stringify(body));
    for (const id of ids) {
      const { kind, type } = subjectOf('PUT', id);
      if (kind === 'resource' && type !== '') await this.make(id);
    }
    await trustIdentities(this.#sim, body, ids);
    return this.#withKeys(body);
  }

  async #withKeys(value: Json): Promise<Json> {
    if (typeof value === 'string') {
      await this.#secret(value);
      const [whole, vault = '', key = '', version] = KEY_URL.exec(value) ?? [];
      if (whole === undefined) return value;
      const made = await this.key(vault, key);
      return version === undefined ? value : value.replace(version, made);
    }
    if (Array.isArray(value)) {
      const items: Json[] = [];
      for (const item of value as readonly Json[]) items.push(await this.#withKeys(item));
      return items;
    }
    if (!isObject(value)) return value;
    const out: Record<string, Json> = {};
    for (const [name, member] of Object.entries(value)) out[name] = await this.#withKeys(member);
    return this.#withSplitKey(out);
  }

  /** A key that is told in parts: name, version and the vault's address. */
  async #withSplitKey(value: JsonObject): Promise<JsonObject> {
    const member = (pattern: RegExp): string | undefined =>
      Object.keys(value).find((name) => pattern.test(name));
    const [name, version] = [member(/^keyname$/i), member(/^keyversion$/i)];
    const address = stringAt(value, member(/^(keyvaulturi|vaultbaseurl|vaulturi)$/i) ?? '');
    const [, vault] = /https:\/\/([^/.]+)\.vault\.azure\.net/i.exec(address ?? '') ?? [];
    const key = stringAt(value, name ?? '');
    if (vault === undefined || key === undefined) return value;
    const made = await this.key(vault, key);
    return version === undefined ? value : { ...value, [version]: made };
  }

  /** A key's version; the key and its vault are made where they are not there. */
  async key(vault: string, name: string, body: Json = { kty: 'RSA' }): Promise<string> {
    const known = this.#keys.get(`${vault}/${name}`.toLowerCase());
    if (known !== undefined) return known;
    await this.vault(vault);
    const url = `https://${vault}.vault.azure.net/keys/${name}/create?api-version=${KEYS_API_VERSION}`;
    const answer = await send(this.#sim, { method: 'POST', url, body });
    const version = stringAt(objectAt(answer.body, 'key'), 'kid')?.split('/').at(-1) ?? '';
    this.#keys.set(`${vault}/${name}`.toLowerCase(), version);
    return version;
  }

  /** The secret that an address is of, with its vault. */
  async #secret(address: string): Promise<void> {
    const [whole, vault = '', name = ''] = SECRET_URL.exec(address) ?? [];
    if (whole === undefined) return;
    await this.vault(vault);
    const url = `https://${vault}.vault.azure.net/secrets/${name}?api-version=${KEYS_API_VERSION}`;
    await send(this.#sim, { method: 'PUT', url, body: { value: 'published example' } });
  }

  /** A vault by its name, where it is not there yet. */
  async vault(name: string, bodies: readonly Shape[] = []): Promise<Made> {
    const suffix = `/providers/Microsoft.KeyVault/vaults/${name}`;
    const there = [...this.#tried.keys()].some((id) => id.endsWith(suffix.toLowerCase()));
    const group = `/subscriptions/${this.#sim.subscriptionId}/resourceGroups/keyvaults`;
    return there ? {} : this.make(`${group}${suffix}`, bodies);
  }

  /** Lets every principal that has come to be use keys and read secrets. */
  async grant(): Promise<void> {
    let isNew = false;
    const scope = `/subscriptions/${this.#sim.subscriptionId}`;
    for (const { objectId, displayName } of this.#sim.principals) {
      if (this.#granted.has(objectId) || displayName === CALLER) continue;
      this.#granted.add(objectId);
      isNew = true;
      for (const [index, role] of USES.entries()) {
        const name = `${objectId.slice(0, -4)}000${index + 1}`;
        const roleDefinitionId = `${scope}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
        await send(this.#sim, {
          method: 'PUT',
          url: `${MANAGEMENT}${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`,
          body: {
            properties: {
              roleDefinitionId,
              principalId: objectId,
              principalType: 'ServicePrincipal',
            },
          },
        });
      }
    }
    // Grants take a while to reach those who check them.
    if (isNew) await this.#sim.clock.advance({ minutes: 30 });
  }
}

/** Tries for one resource before it counts as one that cannot be made. */
const MOST_TRIED = 5;
