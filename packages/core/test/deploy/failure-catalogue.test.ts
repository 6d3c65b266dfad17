/**
 * What a deployment says of the failures of the catalogue that it can meet: each is run into against the simulator, and
 * ends in a typed error that says where, why, how to fix it, whether a retry helps, and which rule was broken.
 */
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import type { Simulator } from '@azureml-cmk/simulator';
import { KeyClient } from '@azure/keyvault-keys';
import { describe, expect, it } from 'vitest';

import type { CmkErrorData } from '../../src/errors/cmk-error.ts';
import type { CmkSpec, VaultNetworkSpec } from '../../src/spec/types.ts';
import { planOf, run, simulator, smallSpec } from './chain.ts';

type Told = Pick<CmkErrorData, 'code' | 'hop' | 'stepId' | 'retryable' | 'ruleId'>;

interface Row {
  readonly id: string;
  readonly what: string;
  /** What is there before, in a group that is there. */
  readonly before?: (sim: Simulator) => Promise<unknown>;
  readonly spec?: (sim: Simulator) => Partial<CmkSpec>;
  /** Rules whose breach is accepted, so that Azure gets to speak. */
  readonly accept?: readonly string[];
  readonly told: Told;
  /** Azure's own words, as they end up in the cause; absent: found before Azure was asked. */
  readonly cause?: RegExp;
}

const GROUP = 'rg-claims';
const SCORE = { name: 'score', image: 'mcr.microsoft.com/azuredocs/aci-helloworld' };
/** Where the simulator's clients come from. */
const CLIENT = '203.0.113.1';

const idOf = (sim: Simulator, type: string, name: string): string =>
  `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/${type}/${name}`;

const vaults = (sim: Simulator) =>
  new KeyVaultManagementClient(sim.credential(), sim.subscriptionId, { ...sim.clientOptions() })
    .vaults;

const keys = (sim: Simulator): KeyClient =>
  new KeyClient('https://kv-claims.vault.azure.net', sim.credential('keeper'), {
    ...sim.clientOptions('vault'),
  });

const makeVault = (sim: Simulator, more: object = {}) =>
  vaults(sim).createOrUpdate(GROUP, 'kv-claims', {
    location: 'westeurope',
    properties: {
      tenantId: sim.tenantId,
      sku: { family: 'A', name: 'standard' },
      enableRbacAuthorization: true,
      enablePurgeProtection: true,
      ...more,
    },
  });

const makeKey = async (sim: Simulator, options: Parameters<KeyClient['createRsaKey']>[1] = {}) => {
  await makeVault(sim);
  await keys(sim).createRsaKey('claims-cmk', { keySize: 3072, ...options });
};

const existingVault = (sim: Simulator): Partial<CmkSpec> => ({
  vault: { existing: idOf(sim, 'Microsoft.KeyVault/vaults', 'kv-claims') },
});

const existingKey = (sim: Simulator): Partial<CmkSpec> => ({
  ...existingVault(sim),
  key: { existing: 'https://kv-claims.vault.azure.net/keys/claims-cmk' },
});

const deployed = (sim: Simulator) => run(sim, planOf(sim, smallSpec(sim)));

const newVault = (network: VaultNetworkSpec): Partial<CmkSpec> => ({
  vault: { create: { name: 'kv-claims', network } },
});

/** A PUT that no client of this package's tests has. */
async function put(sim: Simulator, path: string, apiVersion: string, body: object): Promise<void> {
  const token = await sim.credential().getToken('https://management.azure.com/.default');
  const response = await sim.fetch(
    `https://management.azure.com${path}?api-version=${apiVersion}`,
    {
      method: 'PUT',
      headers: { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
  );
  if (!response.ok) throw new Error(await response.text());
}

async function denyCosmosDb(sim: Simulator): Promise<void> {
  const scope = `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization`;
  await put(sim, `${scope}/policyDefinitions/no-cosmos`, '2025-03-01', {
    properties: {
      mode: 'Indexed',
      policyRule: {
        if: { field: 'type', equals: 'Microsoft.DocumentDB/databaseAccounts' },
        // oxlint-disable-next-line unicorn/no-thenable -- the word of policy rules
        then: { effect: 'deny' },
      },
    },
  });
  await put(sim, `${scope}/policyAssignments/no-cosmos`, '2025-03-01', {
    properties: { policyDefinitionId: `${scope}/policyDefinitions/no-cosmos` },
  });
}

const rows: readonly Row[] = [
  {
    id: 'F02',
    what: 'the name of the vault is taken',
    before: async (sim) =>
      sim.faults.add({
        method: 'PUT',
        path: '**/vaults/kv-claims',
        answer: { status: 409, code: 'VaultAlreadyExists', message: 'The vault name is in use.' },
      }),
    told: { code: 'CMK_VAULT_NAME_TAKEN', hop: 'vault', stepId: 'vault', retryable: false },
    cause: /in use/,
  },
  {
    id: 'F03',
    what: 'a softly deleted vault has the name',
    before: async (sim) => {
      await makeVault(sim);
      await vaults(sim).delete(GROUP, 'kv-claims');
    },
    told: { code: 'CMK_VAULT_SOFT_DELETED', hop: 'vault', stepId: 'vault', retryable: false },
    cause: /already exists in deleted state/,
  },
  {
    id: 'F17',
    what: 'whoever deploys has no role on keys',
    spec: () => ({ grants: { deployer: false } }),
    told: {
      code: 'CMK_KEY_ACCESS_DENIED',
      hop: 'access',
      stepId: 'key',
      retryable: false,
      ruleId: 'CMK-008',
    },
    cause: /^Caller is not authorized to perform action on resource\./,
  },
  {
    id: 'F18',
    what: 'whoever deploys is kept out by the firewall',
    spec: () => newVault({ defaultAction: 'Deny' }),
    told: { code: 'CMK_VAULT_FIREWALL', hop: 'network', stepId: 'key', retryable: false },
    cause: /^Client address is not authorized and caller is not a trusted service/,
  },
  {
    id: 'F19',
    what: 'whoever deploys does not come over a private link',
    spec: () => newVault({ publicNetworkAccess: 'Disabled' }),
    told: { code: 'CMK_VAULT_NOT_PUBLIC', hop: 'network', stepId: 'key', retryable: false },
    cause: /^Public network access is disabled/,
  },
  {
    id: 'F20',
    what: 'a softly deleted key has the name',
    before: async (sim) => {
      await makeKey(sim);
      await (await keys(sim).beginDeleteKey('claims-cmk', { intervalInMs: 1 })).pollUntilDone();
    },
    told: { code: 'CMK_KEY_SOFT_DELETED', hop: 'key', stepId: 'key', retryable: false },
    cause: /currently in a deleted but recoverable state/,
  },
  {
    id: 'F22',
    what: 'the key is on a curve',
    before: async (sim) => {
      await makeVault(sim);
      await keys(sim).createEcKey('claims-cmk');
    },
    spec: existingKey,
    told: {
      code: 'CMK_RULE_VIOLATED',
      hop: 'key',
      stepId: 'key',
      retryable: false,
      ruleId: 'CMK-010',
    },
  },
  {
    id: 'F23',
    what: 'the key may not wrap',
    before: (sim) => makeKey(sim, { keyOps: ['sign', 'verify'] }),
    spec: existingKey,
    told: {
      code: 'CMK_KEY_OPERATION_NOT_PERMITTED',
      hop: 'key',
      stepId: 'workspace',
      retryable: false,
    },
    cause: /Operation \w+ is not permitted on this key/,
  },
  {
    id: 'F24',
    what: 'the key is disabled',
    before: (sim) => makeKey(sim, { enabled: false }),
    spec: existingKey,
    accept: ['CMK-012'],
    told: {
      code: 'CMK_KEY_DISABLED',
      hop: 'key',
      stepId: 'workspace',
      retryable: false,
      ruleId: 'CMK-012',
    },
    cause: /not allowed on a disabled key/,
  },
  {
    id: 'F25',
    what: 'the key has expired',
    before: (sim) => makeKey(sim, { expiresOn: new Date(sim.clock.now() - 60_000) }),
    spec: existingKey,
    accept: ['CMK-012'],
    told: {
      code: 'CMK_KEY_EXPIRED',
      hop: 'key',
      stepId: 'workspace',
      retryable: false,
      ruleId: 'CMK-012',
    },
    cause: /wrapKey/i,
  },
  {
    id: 'F32',
    what: 'the vault has no purge protection',
    before: (sim) => makeVault(sim, { enablePurgeProtection: undefined }),
    spec: existingVault,
    accept: ['CMK-002'],
    told: {
      code: 'CMK_PURGE_PROTECTION_MISSING',
      hop: 'vault',
      stepId: 'workspace',
      retryable: false,
      ruleId: 'CMK-002',
    },
    cause: /^CMK workspaces should have purge protection enabled on their CMK keyvault\.$/,
  },
  {
    id: 'F38',
    what: 'the key is not there',
    before: (sim) => makeVault(sim),
    spec: existingKey,
    told: {
      code: 'CMK_KEY_NOT_FOUND',
      hop: 'key',
      stepId: 'key',
      retryable: false,
      ruleId: 'CMK-017',
    },
  },
  {
    id: 'F39',
    what: 'the firewall lets no trusted service pass',
    before: async (sim) => {
      await makeKey(sim);
      await makeVault(sim, {
        networkAcls: { defaultAction: 'Deny', bypass: 'None', ipRules: [{ value: CLIENT }] },
      });
    },
    spec: existingKey,
    told: { code: 'CMK_VAULT_FIREWALL', hop: 'network', stepId: 'workspace', retryable: false },
    cause: /caller was ignored because bypass is set to None/,
  },
  {
    id: 'F42',
    what: 'Azure Cosmos DB may not use the key',
    spec: () => ({ grants: { workspace: false } }),
    told: {
      code: 'CMK_CONSUMER_ACCESS_DENIED',
      hop: 'access',
      stepId: 'workspace',
      retryable: false,
      ruleId: 'CMK-013',
    },
    cause: /Caller is not authorized to perform action on resource\./,
  },
  {
    id: 'F46',
    what: 'a softly deleted workspace has the name',
    before: async (sim) => {
      await deployed(sim);
      await new ResourceManagementClient(sim.credential(), sim.subscriptionId, {
        ...sim.clientOptions(),
      }).resources.deleteById(
        idOf(sim, 'Microsoft.MachineLearningServices/workspaces', 'ml-claims'),
        '2025-09-01',
        { updateIntervalInMs: 0 },
      );
    },
    told: {
      code: 'CMK_WORKSPACE_SOFT_DELETED',
      hop: 'workspace',
      stepId: 'workspace',
      retryable: false,
    },
    cause: /^Soft-deleted workspace exists\. Please purge or recover it\./,
  },
  {
    id: 'F48',
    what: 'the region has no capacity',
    before: async (sim) =>
      sim.faults.add({
        path: '**/workspaces/ml-claims',
        operation: {
          endsAtPoll: 1,
          error: {
            code: 'ServiceUnavailable',
            message:
              'Database account creation failed. Operation Id: 00000000-0000-0000-0000-000000000000, Error : Message: {"code":"ServiceUnavailable","message":"Sorry, we are currently experiencing high demand in West Europe region, and cannot fulfill your request at this time."}',
          },
        },
      }),
    told: {
      code: 'CMK_REGION_CAPACITY',
      hop: 'managedResources',
      stepId: 'workspace',
      retryable: true,
    },
    cause: /experiencing high demand in West Europe region/,
  },
  {
    id: 'F49',
    what: 'the subscription has no quota',
    before: async (sim) => sim.quota.set('Microsoft.Search/searchServices', 'westeurope', 0),
    told: {
      code: 'CMK_QUOTA_EXCEEDED',
      hop: 'managedResources',
      stepId: 'workspace',
      retryable: false,
      ruleId: 'CMK-007',
    },
    cause: /quota of 0 resources of type 'Microsoft\.Search\/searchServices'/,
  },
  {
    id: 'F51',
    what: 'a policy denies what the service makes',
    before: denyCosmosDb,
    told: {
      code: 'CMK_POLICY_DENIED',
      hop: 'workspace',
      stepId: 'workspace',
      retryable: false,
    },
    cause: /was disallowed by policy\. Policy identifiers: '.*no-cosmos/,
  },
  {
    id: 'F57',
    what: 'the identity that is to use the key has no role',
    spec: () => ({
      workspace: {
        name: 'ml-claims',
        identity: { type: 'UserAssigned', identities: [{ create: { name: 'id-claims' } }] },
        encryption: { identity: { create: { name: 'id-claims' } } },
      },
      grants: { workspace: false },
    }),
    told: {
      code: 'CMK_CONSUMER_ACCESS_DENIED',
      hop: 'access',
      stepId: 'workspace',
      retryable: false,
      ruleId: 'CMK-013',
    },
    cause: /Caller is not authorized to perform action on resource\./,
  },
  {
    id: 'F58',
    what: 'the storage account is a premium one',
    before: (sim) =>
      new StorageManagementClient(sim.credential(), sim.subscriptionId, {
        ...sim.clientOptions(),
      }).storageAccounts.create(
        GROUP,
        'stpremium',
        { kind: 'StorageV2', sku: { name: 'Premium_LRS' }, location: 'westeurope' },
        { updateIntervalInMs: 0 },
      ),
    spec: (sim) => ({
      workspace: {
        name: 'ml-claims',
        storage: { existing: idOf(sim, 'Microsoft.Storage/storageAccounts', 'stpremium') },
      },
    }),
    told: {
      code: 'CMK_STORAGE_UNFIT',
      hop: 'storage',
      stepId: 'storage',
      retryable: false,
    },
  },
  {
    id: 'F89',
    what: 'the service of container groups may not use the key',
    spec: () => ({ containerGroups: [SCORE], grants: { containerGroups: false } }),
    told: {
      code: 'CMK_CONTAINER_KEY_ACCESS_DENIED',
      hop: 'access',
      stepId: 'aci.score',
      retryable: false,
      ruleId: 'CMK-013',
    },
    cause: /granted is nothing/,
  },
];

describe('a deployment that runs into it tells', () => {
  it.each(rows)(
    '$id $what',
    { timeout: 60_000 },
    async ({ before, spec, accept = [], told, cause }) => {
      const sim = simulator({
        world: {
          principals: [
            { name: 'owner', roles: [{ role: 'Owner' }] },
            { name: 'keeper', roles: [{ role: 'Owner' }, { role: 'Key Vault Crypto Officer' }] },
          ],
        },
      });
      await new ResourceManagementClient(sim.credential(), sim.subscriptionId, {
        ...sim.clientOptions(),
      }).resourceGroups.createOrUpdate(GROUP, { location: 'westeurope' });
      await before?.(sim);
      const described = smallSpec(sim, spec?.(sim));
      const { error, outcome } = await run(sim, planOf(sim, described, { accept }));
      expect(error?.toJSON()).toMatchObject(told);
      expect(error?.ruleId).toBe(told.ruleId);
      for (const words of [error?.message, error?.reason, error?.fix]) {
        expect(words).toMatch(/\w{3}/);
      }
      if (cause === undefined) expect(error?.cause).toBeUndefined();
      else expect(error?.cause?.message).toMatch(cause);
      expect(outcome.status).toBe('failed');
    },
  );
});
