/** The roles over data that every NoSQL account has. */
import type { StoredResource } from '../../kernel/resource.ts';
import { ACCOUNT_TYPE } from './account-versions.ts';

/** Definitions of roles as a type. */
export const DEFINITIONS: string = `${ACCOUNT_TYPE}/sqlRoleDefinitions`;
/** What every action on data begins with. */
export const DATA_ACTIONS = 'Microsoft.DocumentDB/databaseAccounts/';
const CONTAINERS = `${DATA_ACTIONS}sqlDatabases/containers/`;

/** Of every account, by the last digit of their ids. */
const BUILT_IN: readonly (readonly [name: string, dataActions: readonly string[]])[] = [
  [
    'Cosmos DB Built-in Data Reader',
    [
      `${DATA_ACTIONS}readMetadata`,
      `${CONTAINERS}executeQuery`,
      `${CONTAINERS}readChangeFeed`,
      `${CONTAINERS}items/read`,
    ],
  ],
  [
    'Cosmos DB Built-in Data Contributor',
    [`${DATA_ACTIONS}readMetadata`, `${CONTAINERS}*`, `${CONTAINERS}items/*`],
  ],
];

/** Those of an account. */
export function builtInDataRoles(accountId: string): StoredResource[] {
  return BUILT_IN.map(([roleName, dataActions], index) => {
    const name = `00000000-0000-0000-0000-00000000000${index + 1}`;
    return {
      id: `${accountId}/sqlRoleDefinitions/${name}`,
      type: DEFINITIONS,
      name,
      properties: {
        roleName,
        type: 'BuiltInRole',
        assignableScopes: [accountId],
        permissions: [{ dataActions, notDataActions: [] }],
      },
    };
  });
}
