/** The objects of the directory as Microsoft Graph shows them, collection by collection. */
import type { Directory, Principal } from '../kernel/directory.ts';
import { namedGuid } from '../kernel/ids.ts';
import type { Json } from '../kernel/json.ts';

/** What Graph shows of an object; properties that the simulator does not keep are absent. */
export type Shown = Readonly<Record<string, Json>>;

/** One collection of Graph. */
export interface Collection {
  readonly name: 'applications' | 'groups' | 'servicePrincipals' | 'users';
  /** How `@odata.type` names its objects. */
  readonly type: string;
  readonly holds: (principal: Principal) => boolean;
  readonly idOf: (principal: Principal) => string;
  readonly show: (principal: Principal) => Shown;
  /** Properties that a filter may compare. */
  readonly filterable: readonly string[];
  /** Keys beside the id: `(appId='…')`, or a user principal name in place of the id. */
  readonly alternateKey?: 'appId' | 'userPrincipalName';
}

const users: Collection = {
  name: 'users',
  type: '#microsoft.graph.user',
  holds: ({ kind }) => kind === 'user',
  idOf: ({ objectId }) => objectId,
  show: (principal) => ({
    id: principal.objectId,
    businessPhones: [],
    displayName: principal.displayName,
    givenName: null,
    jobTitle: null,
    mail: null,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: null,
    userPrincipalName: principal.userPrincipalName ?? principal.displayName,
  }),
  filterable: ['id', 'displayName', 'userPrincipalName', 'mail'],
  alternateKey: 'userPrincipalName',
};

const groups: Collection = {
  name: 'groups',
  type: '#microsoft.graph.group',
  holds: ({ kind }) => kind === 'group',
  idOf: ({ objectId }) => objectId,
  show: ({ objectId, displayName }) => ({
    id: objectId,
    description: null,
    displayName,
    groupTypes: [],
    mail: null,
    mailEnabled: false,
    securityEnabled: true,
  }),
  filterable: ['id', 'displayName'],
};

const servicePrincipals: Collection = {
  name: 'servicePrincipals',
  type: '#microsoft.graph.servicePrincipal',
  holds: ({ kind }) => kind === 'servicePrincipal' || kind === 'managedIdentity',
  idOf: ({ objectId }) => objectId,
  show: (principal) => {
    const isManagedIdentity = principal.kind === 'managedIdentity';
    const appId = principal.appId ?? principal.objectId;
    return {
      id: principal.objectId,
      accountEnabled: true,
      alternativeNames:
        isManagedIdentity && principal.resourceId !== undefined
          ? ['isExplicit=True', principal.resourceId]
          : [],
      appDisplayName: isManagedIdentity ? null : principal.displayName,
      appId,
      displayName: principal.displayName,
      servicePrincipalNames: [appId],
      servicePrincipalType: isManagedIdentity ? 'ManagedIdentity' : 'Application',
      tags: [],
    };
  },
  filterable: ['id', 'appId', 'displayName', 'servicePrincipalNames'],
  alternateKey: 'appId',
};

/** An application has an object of its own in its home tenant, beside the service principal. */
const applicationObjectId = ({ objectId }: Principal): string => namedGuid('application', objectId);

const applications: Collection = {
  name: 'applications',
  type: '#microsoft.graph.application',
  // Microsoft's own applications and managed identities are registered elsewhere.
  holds: ({ kind, clientSecret }) => kind === 'servicePrincipal' && clientSecret !== undefined,
  idOf: applicationObjectId,
  show: (principal) => ({
    id: applicationObjectId(principal),
    appId: principal.appId ?? null,
    displayName: principal.displayName,
    identifierUris: [],
    isFallbackPublicClient: principal.publicClient !== undefined,
    signInAudience: principal.signInAudience ?? 'AzureADMyOrg',
    tags: [],
  }),
  filterable: ['id', 'appId', 'displayName'],
  alternateKey: 'appId',
};

/** By lower-cased name. */
export const collections: ReadonlyMap<string, Collection> = new Map(
  [applications, groups, servicePrincipals, users].map((one) => [one.name.toLowerCase(), one]),
);

/** The collection of directory objects that a principal is in; applications are not principals. */
export function collectionOf(principal: Principal): Collection {
  return [users, groups].find(({ holds }) => holds(principal)) ?? servicePrincipals;
}

/** What a collection holds of a tenant. */
export function objectsIn(
  collection: Collection,
  directory: Directory,
  tenantId: string,
): Principal[] {
  return directory
    .principals()
    .filter((principal) => principal.tenantId === tenantId && collection.holds(principal));
}

/** The object of a tenant under a key; a named key is that property, an unnamed one the id or a user principal name. */
export function objectBy(
  collection: Collection,
  directory: Directory,
  tenantId: string,
  key: { readonly name: string | undefined; readonly value: string },
): Principal | undefined {
  const wanted = key.value.toLowerCase();
  const names =
    key.name === undefined
      ? ['id', ...(collection.alternateKey === 'userPrincipalName' ? ['userPrincipalName'] : [])]
      : [key.name];
  return objectsIn(collection, directory, tenantId).find((principal) => {
    const shown = collection.show(principal);
    return names.some((name) => String(shown[name]).toLowerCase() === wanted);
  });
}

/** An object among others of other kinds says its kind. */
export function withType(principal: Principal): Shown {
  const collection = collectionOf(principal);
  return { '@odata.type': collection.type, ...collection.show(principal) };
}
