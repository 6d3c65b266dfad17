import type { World } from './world.ts';
import type { Json } from './json.ts';
import type { FederatedCredential, RegisteredCertificate } from './trust.ts';

/** Someone who can hold a token or a grant. */
export interface Principal {
  readonly objectId: string;
  readonly tenantId: string;
  readonly kind: 'user' | 'servicePrincipal' | 'managedIdentity' | 'group';
  /** Application (client) id; not for users and groups. */
  readonly appId?: string;
  readonly displayName: string;
  /** User principal name; users only. */
  readonly userPrincipalName?: string;
  /** The simulator's own, worthless password; begins with `sim-`; users only. */
  readonly password?: string;
  /** How a user signs in; absent: with a password alone. */
  readonly signIn?: 'multifactor' | 'disabled';
  /** Whether users sign in through it without its secret, and are let do so; absent: they cannot. */
  readonly publicClient?: 'consented' | 'unconsented';
  /** Which tenants an application can come into; absent: its own alone. */
  readonly signInAudience?: 'AzureADMultipleOrgs';
  /** Object ids of the groups it is directly in; {@link Directory.groupsOf} follows them further. */
  readonly groups: readonly string[];
  /** ARM id of the resource whose system-assigned identity, or which user-assigned identity, it is. */
  readonly resourceId?: string;
  /** Virtual epoch milliseconds from which role assignments find it. */
  readonly visibleAt?: number;
  /** Whether it may give itself access to everything in its tenant. Absent: no. */
  readonly isGlobalAdministrator?: true;
  /** Whether Microsoft Graph answers its questions. Absent: yes. */
  readonly readsDirectory?: boolean;
  /** The simulator's own, worthless client secret; begins with `sim-`. */
  readonly clientSecret?: string;
  /** Epoch milliseconds on the clock of tokens from which the secret is refused; absent: never. */
  readonly clientSecretExpiresAt?: number;
  /** Certificates that its assertions are signed with; absent: none. */
  readonly certificates?: readonly RegisteredCertificate[];
  /** Whose tokens it takes for its own secret; those of a managed identity are resources instead. */
  readonly federatedCredentials?: readonly FederatedCredential[];
}

/** A directory of principals. */
export interface Tenant {
  readonly tenantId: string;
  readonly displayName: string;
  /** The domain that its users' names end in; stands for the tenant id in an authority. */
  readonly domain: string;
}

/** What a subscription can be: only an enabled one takes writes, and one that is past due. */
export const SUBSCRIPTION_STATES = ['Enabled', 'Warned', 'PastDue', 'Disabled', 'Deleted'] as const;

/** A subscription. */
export interface Subscription {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly state: 'Enabled' | 'Warned' | 'PastDue' | 'Disabled' | 'Deleted';
  /** Name of the management group that it is in; absent: the root of its tenant. */
  readonly managementGroup?: string;
}

/** Table of principals by object id. */
export const PRINCIPALS = 'principals';
const BY_APPLICATION = 'principalsByApplication';
const TENANTS = 'tenants';
/** Table of subscriptions by their ids. */
export const SUBSCRIPTIONS = 'subscriptions';

const applicationKey = (tenantId: string, appId: string): string =>
  `${tenantId}|${appId}`.toLowerCase();

/** Tenants, subscriptions and principals of a world. */
export class Directory {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  tenant(tenantId: string): Tenant | undefined {
    return this.#world.get<Tenant>(TENANTS, tenantId.toLowerCase());
  }

  tenants(): Tenant[] {
    return this.#world.range<Tenant>(TENANTS, '').map(([, tenant]) => tenant);
  }

  /** By id or by domain. */
  tenantNamed(name: string): Tenant | undefined {
    const lower = name.toLowerCase();
    return this.tenant(lower) ?? this.tenants().find(({ domain }) => domain === lower);
  }

  addTenant(tenant: Tenant): void {
    this.#world.set(TENANTS, tenant.tenantId.toLowerCase(), tenant as unknown as Json);
  }

  subscription(subscriptionId: string): Subscription | undefined {
    return this.#world.get<Subscription>(SUBSCRIPTIONS, subscriptionId.toLowerCase());
  }

  subscriptions(): Subscription[] {
    return this.#world.range<Subscription>(SUBSCRIPTIONS, '').map(([, found]) => found);
  }

  addSubscription(subscription: Subscription): void {
    this.#world.set(
      SUBSCRIPTIONS,
      subscription.subscriptionId.toLowerCase(),
      subscription as unknown as Json,
    );
  }

  principal(objectId: string): Principal | undefined {
    return this.#world.get<Principal>(PRINCIPALS, objectId.toLowerCase());
  }

  principals(): Principal[] {
    return this.#world.range<Principal>(PRINCIPALS, '').map(([, principal]) => principal);
  }

  /** A user by user principal name, in any case. */
  userNamed(name: string): Principal | undefined {
    const lower = name.toLowerCase();
    return this.principals().find(
      ({ kind, userPrincipalName }) =>
        kind === 'user' && userPrincipalName?.toLowerCase() === lower,
    );
  }

  /** The service principal of an application in a tenant. */
  servicePrincipal(tenantId: string, appId: string): Principal | undefined {
    const objectId = this.#world.get<string>(BY_APPLICATION, applicationKey(tenantId, appId));
    return objectId === undefined ? undefined : this.principal(objectId);
  }

  /** An application as it is registered, in its home tenant; Microsoft's own are registered elsewhere. */
  registered(appId: string): Principal | undefined {
    const wanted = appId.toLowerCase();
    return this.principals().find(
      (one) => one.clientSecret !== undefined && one.appId?.toLowerCase() === wanted,
    );
  }

  /** The groups a principal is in, also through other groups. */
  groupsOf(objectId: string): string[] {
    const found = new Set<string>();
    const open = [objectId];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const group of this.principal(next)?.groups ?? []) {
        if (found.has(group)) continue;
        found.add(group);
        open.push(group);
      }
    }
    return [...found];
  }

  addPrincipal(principal: Principal): void {
    this.#world.set(PRINCIPALS, principal.objectId.toLowerCase(), principal as unknown as Json);
    if (principal.appId !== undefined) {
      this.#world.set(
        BY_APPLICATION,
        applicationKey(principal.tenantId, principal.appId),
        principal.objectId,
      );
    }
  }

  removePrincipal(objectId: string): void {
    const principal = this.principal(objectId);
    if (!principal) return;
    this.#world.delete(PRINCIPALS, objectId.toLowerCase());
    if (principal.appId !== undefined) {
      this.#world.delete(BY_APPLICATION, applicationKey(principal.tenantId, principal.appId));
    }
  }
}
