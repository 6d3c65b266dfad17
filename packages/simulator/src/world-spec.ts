import type { JsonObject } from './kernel/json.ts';

/** A tenant to seed. */
export interface TenantSpec {
  /** GUID; default: drawn from the seed. */
  readonly tenantId?: string;
  readonly displayName?: string;
  /**
   * First-party service principals that are there from the start, whatever is registered. Default: Azure Container
   * Instances' (which an administrator adds once per tenant); the others come with their provider's registration.
   */
  readonly firstParty?: readonly ('cosmosDb' | 'containerInstance' | 'machineLearning')[];
}

/** A subscription to seed. */
export interface SubscriptionSpec {
  /** GUID; default: drawn from the seed. */
  readonly subscriptionId?: string;
  /** Default: the first tenant. */
  readonly tenantId?: string;
  readonly displayName?: string;
  readonly state?: 'Enabled' | 'Warned' | 'PastDue' | 'Disabled' | 'Deleted';
  /** `all`: every provider registered. `none`: a new subscription. Or the namespaces. Default `all`. */
  readonly providers?: 'all' | 'none' | readonly string[];
}

/** A role of a principal to seed. */
export interface RoleSpec {
  /** Name or GUID of a built-in role. */
  readonly role: string;
  /** Scope id; default: the first subscription. */
  readonly scope?: string;
}

/** A principal to seed; `sim.credential(name)` gives its tokens. */
export interface PrincipalSpec {
  /** Unique in the world. */
  readonly name: string;
  /** Default `servicePrincipal`. */
  readonly kind?: 'user' | 'servicePrincipal' | 'group';
  /** Default: the first tenant. */
  readonly tenantId?: string;
  /** GUID; default: drawn from the name. */
  readonly objectId?: string;
  /** GUID; service principals only; default: drawn from the name. */
  readonly appId?: string;
  /** Names of groups in this world. */
  readonly groups?: readonly string[];
  readonly roles?: readonly RoleSpec[];
  /** Whether it may read the directory in Microsoft Graph. Default true. */
  readonly readsDirectory?: boolean;
}

/** A resource to seed: sent as the PUT it would be, by an owner, before anyone else comes. */
export interface ResourceSpec {
  readonly id: string;
  readonly apiVersion: string;
  readonly body: JsonObject;
}

/** What is there when a simulator starts. Everything has a default: one tenant, one subscription, one Owner. */
export interface WorldSpec {
  readonly tenants?: readonly TenantSpec[];
  readonly subscriptions?: readonly SubscriptionSpec[];
  /** Default: one service principal `owner` with the role Owner on the first subscription. */
  readonly principals?: readonly PrincipalSpec[];
  readonly resources?: readonly ResourceSpec[];
}
