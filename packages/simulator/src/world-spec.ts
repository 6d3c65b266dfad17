import type { JsonObject } from './kernel/json.ts';

/** A tenant to seed. */
export interface TenantSpec {
  /** GUID; default: drawn from the seed. */
  readonly tenantId?: string;
  readonly displayName?: string;
  /**
   * The domain that its users' names end in, lower case; stands for the tenant id in an authority. Default:
   * `simulator.invalid`, `tenant-2.simulator.invalid` and so on.
   */
  readonly domain?: string;
  /**
   * First-party service principals that are there from the start, whatever is registered. Default: Azure Container
   * Instances' (which an administrator adds once per tenant); the others come with their provider's registration.
   */
  readonly firstParty?: readonly (
    'cosmosDb' | 'containerInstance' | 'machineLearning' | 'databricks'
  )[];
}

/**
 * A management group to seed. Every tenant has a root group besides, which is called as the tenant's id. Nobody has a role
 * in any of them but who is given one there, {@link PrincipalSpec.roles} with the group's id as the scope, or takes one
 * ({@link PrincipalSpec.isGlobalAdministrator}).
 */
export interface ManagementGroupSpec {
  /**
   * The last word of its id, unique in the world in any case: at most 90 letters, digits, `-`, `_`, `(`, `)` and `.`, the
   * last one no `.`.
   */
  readonly name: string;
  /** Default: the name. */
  readonly displayName?: string;
  /** Name of the group that it is in, at most six levels below the root. Default: the root of the tenant. */
  readonly parent?: string;
  /** Default: the first tenant. */
  readonly tenantId?: string;
}

/** A subscription to seed. */
export interface SubscriptionSpec {
  /** GUID; default: drawn from the seed. */
  readonly subscriptionId?: string;
  /** Default: the first tenant. */
  readonly tenantId?: string;
  /** Name of the management group that it is in. Default: the root of the tenant. */
  readonly managementGroup?: string;
  readonly displayName?: string;
  /**
   * `Warned` and `Disabled` take reads and deletes only; what `resources` puts there is there all the same. `Deleted` is
   * not found. `PastDue` takes everything. Default `Enabled`.
   */
  readonly state?: 'Enabled' | 'Warned' | 'PastDue' | 'Disabled' | 'Deleted';
  /** `all`: every provider that is served. `none`: a new subscription. Or the namespaces. Default `all`. */
  readonly providers?: 'all' | 'none' | readonly string[];
}

/** A role of a principal to seed. */
export interface RoleSpec {
  /** Name or GUID of a built-in role. */
  readonly role: string;
  /**
   * Scope id: `/subscriptions/…`, `/providers/Microsoft.Management/managementGroups/{name}`. Default: the first
   * subscription.
   */
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
  /**
   * Users only. `password`: their password (`sim-password-{name}`) is enough. `multifactor`: it is refused where nobody can
   * be asked for more, and a device code is fine. `disabled`: nothing is. Default `password`.
   */
  readonly signIn?: 'password' | 'multifactor' | 'disabled';
  /**
   * Service principals only: users may sign in through the application without its secret. `unconsented`: nobody has
   * consented to that yet. Default: they may not. The clients of Microsoft (Azure CLI, PowerShell) always may.
   */
  readonly publicClient?: 'consented' | 'unconsented';
  /**
   * Service principals only: `AzureADMultipleOrgs` lets the application come into other tenants, as
   * `POST /servicePrincipals` of Microsoft Graph brings it there; what it proves itself with stays here. Default
   * `AzureADMyOrg`.
   */
  readonly signInAudience?: 'AzureADMyOrg' | 'AzureADMultipleOrgs';
  /** ISO 8601, on the clock that judges tokens; service principals only. Default: their secret does not expire. */
  readonly clientSecretExpiresOn?: string;
  /**
   * Whether it holds the role Global Administrator of its directory, and so may ask for User Access Administrator at the
   * tenant's root (`POST /providers/Microsoft.Authorization/elevateAccess`). Default false.
   */
  readonly isGlobalAdministrator?: boolean;
  /** Whether it may read the directory in Microsoft Graph. Default true. */
  readonly readsDirectory?: boolean;
  /**
   * Certificates (PEM, RSA, public part only) that its client assertions are signed with, as for
   * `ClientCertificateCredential`; service principals only.
   */
  readonly certificates?: readonly string[];
  /** Whose tokens it takes for its own secret, as for `WorkloadIdentityCredential`; service principals only. */
  readonly federatedCredentials?: readonly FederatedCredentialSpec[];
}

/** A federated credential of an application. Those of a managed identity are resources of Resource Manager. */
export interface FederatedCredentialSpec {
  /** The `iss` of the token, compared as it is written. */
  readonly issuer: string;
  /** The `sub` of the token, compared as it is written. */
  readonly subject: string;
  /** One of them is the `aud` of the token. Default `api://AzureADTokenExchange`. */
  readonly audiences?: readonly string[];
}

/** An issuer of OpenID Connect tokens outside Azure: a cluster, a pipeline. Nobody is contacted, so its keys stand here. */
export interface OidcIssuerSpec {
  /** https URL, as in `iss`. */
  readonly issuer: string;
  /** Its public RSA keys as JWKs, with `kid` when there are several. */
  readonly keys: readonly JsonObject[];
}

/** A resource to seed: sent as the PUT it would be, by an owner, before anyone else comes. */
export interface ResourceSpec {
  readonly id: string;
  readonly apiVersion: string;
  readonly body: JsonObject;
}

/**
 * The machine on Azure that the code under test seems to run on: who `ManagedIdentityCredential` signs in as. What is
 * named may be made later: it is looked up when a token is asked for.
 */
export interface MachineSpec {
  /** Id of a resource whose system-assigned identity is the machine's. */
  readonly resourceId?: string;
  /** Ids of the user-assigned identities that the machine has. */
  readonly userAssigned?: readonly string[];
}

/** What is there when a simulator starts. Everything has a default: one tenant, one subscription, one Owner. */
export interface WorldSpec {
  readonly tenants?: readonly TenantSpec[];
  /** Default: the root of each tenant alone. */
  readonly managementGroups?: readonly ManagementGroupSpec[];
  readonly subscriptions?: readonly SubscriptionSpec[];
  /** Default: one service principal `owner` with the role Owner on the first subscription. */
  readonly principals?: readonly PrincipalSpec[];
  readonly resources?: readonly ResourceSpec[];
  /** Issuers whose tokens federated credentials may name. Default: none. */
  readonly oidcIssuers?: readonly OidcIssuerSpec[];
  /**
   * What the code under test runs on. Default: no machine on Azure, so nobody answers at `169.254.169.254`.
   */
  readonly machine?: MachineSpec;
}
