/**
 * Puts a published example into the world that it is played in: its subscription, tenant and regions become those that
 * are there, and placeholders become names that the rules of their types allow. Names that are well formed stay.
 */
import type { Simulator } from '@azureml-cmk/simulator';
import { isObject, type Json } from '../json.ts';
import { federatedClientOf } from './federated-client.ts';

/** A role that any tenant has: stands for the ids of roles that examples make up. */
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
/** Of a role that an example makes. */
const ROLE = '7a1f3c5e-0000-4000-8000-6b5d4f3e2a1e';
/** Of a role assignment that an example calls by no GUID. */
const ASSIGNMENT = '7a1f3c5e-0000-4000-8000-6b5d4f3e2a1d';
const A_REGION = 'eastus';
/** The documents have no other: `['createdtime', 'modifiedtime']`. */
const AN_ORDER = 'createdtime';

/** Names that the type in the path accepts, by its last word in lower case. */
const STRICT: Readonly<Record<string, RegExp>> = {
  vaults: /^[a-z][a-z0-9-]{1,22}[a-z0-9]$/i,
  storageaccounts: /^[a-z0-9]{3,24}$/,
  registries: /^[a-z0-9]{5,50}$/i,
  databaseaccounts: /^[a-z0-9][a-z0-9-]{1,42}[a-z0-9]$/,
  searchservices: /^[a-z0-9][a-z0-9-]{0,58}[a-z0-9]$/,
  workspaces: /^[a-z0-9][\w-]{2,32}$/i,
  userassignedidentities: /^[a-z0-9][\w-]{2,127}$/i,
  containergroups: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
};
const NAMED = new RegExp(`/(${Object.keys(STRICT).join('|')})/([^/"?#]+)`, 'gi');
const VAULT_HOST =
  /https:\/\/([^/"?#]+?)\.?(?:vault|managedhsm)(?:-int)?\.(?:azure(?:-int)?\.(?:net|cn)|core\.windows\.net)/gi;
/** The id of something nested, as the template says it that the example was taken from. */
const IN_TEMPLATE = /\[resourceId\('([\w.]+)\/(\w+)\/(\w+)',[^\]]*\)\]/g;
const IN_LOCATION = /\/locations\/([^/"?#]+)/gi;
const LOCATIONS = new Set(['location', 'locationname']);

/** Members that hold the id of an application, which examples make up. */
const FEDERATED = new Set(['federatedclientid', 'federatedidentityclientid']);

/** Providers that no one has, and one that stands for them. */
const NOBODYS = /\/providers\/(myPRNameSpace\/VM(?=\/)|Microsoft\.TestRP\d?)/gi;
const anybodys = (name: string): string =>
  `/providers/Microsoft.ManagedIdentity${name.includes('/') ? '/userAssignedIdentities' : ''}`;
const AUTHORIZATION = 'providers/Microsoft.Authorization';

/** Rewrites examples for a simulator. */
export class WellFormed {
  readonly #sim: Simulator;
  readonly #member: string;
  readonly #user: string;

  /** `member` and `user` are the principals that stand for those that examples name by id. */
  constructor(sim: Simulator, member: string, user: string) {
    this.#sim = sim;
    this.#member = member;
    this.#user = user;
  }

  /** The value of a path parameter, which `isWhole` of the path or a part; some examples give a parameter's name. */
  argument(given: string, isWhole: boolean, method: string): string {
    const subscription = `subscriptions/${this.#sim.subscriptionId}`;
    if (given === 'scope') return subscription;
    if (given.toLowerCase() === 'roleassignmentid') {
      return `${subscription}/${AUTHORIZATION}/roleAssignments/${ASSIGNMENT}`;
    }
    if (given === 'roleDefinitionId') {
      const role = method === 'GET' ? READER : ROLE;
      return isWhole ? `${subscription}/${AUTHORIZATION}/roleDefinitions/${role}` : role;
    }
    if (given === 'roleAssignmentName') return ASSIGNMENT;
    // A whole address where the name at its end belongs.
    if (!isWhole && given.startsWith('http')) return given.split('/').at(-1) ?? given;
    return given === 'parentResourcePath' ? '' : given;
  }

  /** The value of a query parameter: an order that is told by the name of its type is one that lists of versions have. */
  query(name: string, given: string): string {
    return /^\$?orderby$/i.test(name) && given === 'string' ? AN_ORDER : given;
  }

  /** A URL or an id. */
  text(given: string): string {
    const isAddress = given.startsWith('https:');
    const group = `/subscriptions/${this.#sim.subscriptionId}/resourceGroups/intemplate/providers`;
    return given
      .replaceAll(NOBODYS, (_, name: string) => anybodys(name))
      .replaceAll('/keys/{key}', '/keys/key/version')
      .replaceAll(IN_TEMPLATE, (_, namespace: string, type: string, child: string) =>
        [group, namespace, type, 'intemplate', child, 'default'].join('/'),
      )
      .replaceAll(/\{([\w-]+)\}/g, '$1')
      .replaceAll(/\/subscriptions\/[^/"?#]+/gi, `/subscriptions/${this.#sim.subscriptionId}`)
      .replaceAll(NAMED, (_, type: string, name: string) => `/${type}/${nameFor(type, name)}`)
      .replaceAll(
        VAULT_HOST,
        (_, name: string) => `https://${nameFor('vaults', name)}.vault.azure.net`,
      )
      .replaceAll(IN_LOCATION, (_, region: string) => `/locations/${this.#region(region)}`)
      .replaceAll(/\/roleDefinitions\/[0-9a-f-]{36}/gi, (whole) =>
        isAddress ? whole : `/roleDefinitions/${READER}`,
      );
  }

  /** A body. */
  body(given: Json): Json {
    // Some ids are written without the slash that they begin with.
    if (typeof given === 'string') return this.text(given.replace(/^(?=subscriptions\/)/i, '/'));
    if (Array.isArray(given)) return given.map((item: Json) => this.body(item));
    if (!isObject(given)) return given;
    const who = given['principalType'] === 'User' ? this.#user : this.#member;
    return Object.fromEntries(
      Object.entries(given).map(([name, member]) => [
        this.text(name),
        this.#member_(name, member, who),
      ]),
    );
  }

  #member_(name: string, member: Json, who: string): Json {
    if (typeof member !== 'string') return this.body(member);
    const lower = name.toLowerCase();
    if (lower === 'tenantid') return this.#sim.tenantId;
    if (lower === 'principalid') return who;
    if (FEDERATED.has(lower)) return federatedClientOf(this.#sim)?.appId ?? member;
    if (LOCATIONS.has(lower)) return this.#region(member);
    return this.body(member);
  }

  #region(given: string): string {
    const normal = decodeURIComponent(given).replaceAll(/\s+/g, '').toLowerCase();
    return normal === 'global' || this.#sim.regions.includes(normal) ? given : A_REGION;
  }
}

/** The name, or one like it that its type allows. */
function nameFor(type: string, name: string): string {
  if (STRICT[type.toLowerCase()]?.test(name) !== false) return name;
  const letters = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return `${/^[a-z]/.test(letters) ? '' : 'n'}${letters}`.slice(0, 20).padEnd(5, 'x');
}
