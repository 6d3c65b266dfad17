/** `GET /providers/Microsoft.KeyVault/operations`: the permissions that roles can hold, as far as they are served. */
import type { JsonObject } from '../../kernel/json.ts';
import type { Route } from '../../kernel/resource-type.ts';

type Row = readonly [name: string, resource: string, operation: string];

/** Documented names; without `Microsoft.KeyVault/`. */
const ACTIONS: readonly Row[] = [
  ['register/action', 'Subscription', 'Register Subscription'],
  ['unregister/action', 'Subscription', 'Unregister Subscription'],
  ['operations/read', 'Operations', 'Available Key Vault Operations'],
  ['checkNameAvailability/read', 'Name Availability', 'Check Name Availability'],
  ['vaults/read', 'Key Vault', 'View Key Vault'],
  ['vaults/write', 'Key Vault', 'Update Key Vault'],
  ['vaults/delete', 'Key Vault', 'Delete Key Vault'],
  ['vaults/accessPolicies/write', 'Access Policy', 'Update Access Policy'],
  ['vaults/keys/read', 'Key', 'View Key Properties'],
  ['vaults/keys/write', 'Key', 'Create Key'],
  ['deletedVaults/read', 'Soft Deleted Key Vault', 'View Soft Deleted Vaults'],
  ['locations/deletedVaults/read', 'Soft Deleted Key Vault', 'View Soft Deleted Key Vault'],
  [
    'locations/deletedVaults/purge/action',
    'Soft Deleted Key Vault',
    'Purge Soft Deleted Key Vault',
  ],
  ['locations/operationResults/read', 'Long Run Operation Result', 'Check Operation Result'],
];

const KEY_DATA_ACTIONS =
  'read create/action update/action import/action recover/action restore/action backup/action purge/action encrypt/action decrypt/action wrap/action unwrap/action sign/action verify/action release/action rotate/action delete'.split(
    ' ',
  );

const DATA_ACTIONS: readonly Row[] = KEY_DATA_ACTIONS.map((action) => [
  `vaults/keys/${action}`,
  'Key',
  `${(action.split('/')[0] ?? '').replace(/^./, (letter) => letter.toUpperCase())} Key`,
]);

const shown =
  (isDataAction: boolean) =>
  ([name, resource, operation]: Row): JsonObject => ({
    name: `Microsoft.KeyVault/${name}`,
    display: { provider: 'Microsoft Key Vault', resource, operation, description: operation },
    isDataAction,
  });

const VALUE = [...ACTIONS.map(shown(false)), ...DATA_ACTIONS.map(shown(true))];

export const providerOperations: Route = {
  method: 'GET',
  path: '/providers/Microsoft.KeyVault/operations',
  handle: () => ({ status: 200, body: { value: VALUE } }),
};
