import { evaluate } from '@azureml-cmk/core/rules';
import { describe, expect, it } from 'vitest';
import { createRulePort } from '../../src/enforce/enforce.ts';
import { factsOf } from '../../src/enforce/facts-of-store.ts';
import type { FactSources } from '../../src/enforce/key-use.ts';
import { VirtualClock } from '../../src/kernel/clock.ts';
import { Directory } from '../../src/kernel/directory.ts';
import { Refusal } from '../../src/kernel/errors.ts';
import type { KeyDescription, KeyPort } from '../../src/kernel/ports.ts';
import { ResourceStore, type StoredResource } from '../../src/kernel/resource.ts';
import type { Settings } from '../../src/kernel/settings.ts';
import { World } from '../../src/kernel/world.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const TENANT = '22222222-2222-4222-8222-222222222222';
const COSMOS = '33333333-3333-4333-8333-333333333333';
const GROUP_MAKER = '44444444-4444-4444-8444-444444444444';
const VERSION = '0123456789abcdef0123456789abcdef';
const KEY = `https://kv-ml.vault.azure.net/keys/cosmos-key/${VERSION}`;
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-ml/providers`;
const VAULT_ID = `${GROUP}/Microsoft.KeyVault/vaults/kv-ml`;

const vault: StoredResource = {
  id: VAULT_ID,
  type: 'Microsoft.KeyVault/vaults',
  name: 'kv-ml',
  location: 'westeurope',
  properties: {
    tenantId: TENANT,
    vaultUri: 'https://kv-ml.vault.azure.net/',
    enablePurgeProtection: true,
    enableRbacAuthorization: true,
  },
};

const workspace: StoredResource = {
  id: `${GROUP}/Microsoft.MachineLearningServices/workspaces/mlw`,
  type: 'Microsoft.MachineLearningServices/workspaces',
  name: 'mlw',
  location: 'westeurope',
  kind: 'Default',
  properties: {
    hbiWorkspace: true,
    encryption: {
      status: 'Enabled',
      keyVaultProperties: { keyVaultArmId: VAULT_ID, keyIdentifier: KEY },
    },
  },
};

const rsaKey: KeyDescription = {
  id: KEY,
  vaultId: VAULT_ID,
  vaultUri: 'https://kv-ml.vault.azure.net',
  name: 'cosmos-key',
  version: VERSION,
  type: 'RSA',
  sizeBits: 3072,
  enabled: true,
  operations: ['wrapKey', 'unwrapKey'],
};

/** A store with the vault, and a key as Key Vault would describe it. */
function sources(
  key: KeyDescription | undefined = rsaKey,
  granted: ReturnType<KeyPort['permitted']> = ['get', 'wrapKey', 'unwrapKey'],
): FactSources {
  const world = new World(Date.parse('2026-03-01T10:00:00Z'), 'facts');
  const store = new ResourceStore(world);
  const directory = new Directory(world);
  store.put(vault);
  directory.addSubscription({
    subscriptionId: SUBSCRIPTION,
    tenantId: TENANT,
    displayName: 'one',
    state: 'Enabled',
  });
  directory.addPrincipal({
    objectId: COSMOS,
    tenantId: TENANT,
    kind: 'servicePrincipal',
    appId: 'a232010e-820c-4083-83bb-3ace5fc29d0b',
    displayName: 'Azure Cosmos DB',
    groups: [],
  });
  directory.addPrincipal({
    objectId: GROUP_MAKER,
    tenantId: TENANT,
    kind: 'servicePrincipal',
    appId: '0736f41a-0425-4b46-bdb5-1563eff02385',
    displayName: 'Azure Machine Learning',
    groups: [],
  });
  const keys: KeyPort = {
    describe: () => key,
    permitted: (_key, principalId) => (principalId === COSMOS ? granted : []),
    refuses: () => undefined,
    vaultOf: () => store.get(VAULT_ID),
  };
  const settings: Settings = {
    cloud: {
      name: 'public',
      resourceManager: 'https://management.azure.com',
      authority: 'https://login.microsoftonline.com',
      vaultSuffix: 'vault.azure.net',
      graph: 'https://graph.microsoft.com',
    },
    edition: 'current',
    latency: 'instant',
    timeWarp: true,
    retryAfter: 'recorded',
    tokens: 'wall',
    keys: 'bank',
    throttling: false,
    apiVersions: 'nearest',
    workspacePurge: 'documented',
    wallClock: () => 0,
  };
  const access = { allows: (principalId: string) => principalId === GROUP_MAKER };
  const clock = new VirtualClock(world, new Map());
  return { clock, store, directory, keys, access, settings };
}

function refusalOf(act: () => void): Refusal['data'] | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.data;
    throw error;
  }
  return undefined;
}

describe('facts out of the store', () => {
  it('hold what is known of a workspace, its vault, its key and who uses it', () => {
    expect(factsOf(sources(), { workspace })).toEqual({
      groupMaker: { principalId: GROUP_MAKER, mayCreate: true },
      asOf: '2026-03-01T10:00:00.000Z',
      cloud: 'public',
      tenantId: TENANT,
      cosmosDbApplicationIds: expect.arrayContaining([
        'a232010e-820c-4083-83bb-3ace5fc29d0b',
        '57506a73-e302-42a9-b869-6f12d9ec29e9',
      ]),
      vault: {
        id: VAULT_ID,
        name: 'kv-ml',
        subscriptionId: SUBSCRIPTION,
        state: {
          location: 'westeurope',
          tenantId: TENANT,
          uri: 'https://kv-ml.vault.azure.net',
          purgeProtection: true,
          accessModel: 'rbac',
        },
      },
      key: {
        id: KEY,
        vaultUri: 'https://kv-ml.vault.azure.net',
        name: 'cosmos-key',
        version: VERSION,
        state: { type: 'RSA', sizeBits: 3072, enabled: true },
      },
      keyAccess: [
        {
          consumer: 'cosmosDb',
          target: 'workspace',
          principalId: COSMOS,
          granted: ['get', 'wrapKey', 'unwrapKey'],
        },
      ],
      workspace: {
        name: 'mlw',
        subscriptionId: SUBSCRIPTION,
        location: 'westeurope',
        kind: 'Default',
        highBusinessImpact: true,
        encryption: { architecture: 'managedResourceGroup', vaultId: VAULT_ID, keyIdentifier: KEY },
      },
    });
  });

  it('leave out what is not known: a key that is not there has no state and nobody uses it', () => {
    const { key, keyAccess } = factsOf(
      { ...sources(), keys: { ...sources().keys, describe: () => undefined } },
      { workspace },
    );
    expect(key).not.toHaveProperty('state');
    expect(keyAccess).toBeUndefined();
  });

  it('break no rule for a chain that holds', () => {
    const findings = evaluate(factsOf(sources(), { workspace }), { edition: 'current' });
    expect(findings.filter(({ level }) => level === 'must')).toEqual([]);
  });
});

describe('enforcing the rules', () => {
  it('refuses a key that cannot wrap, with the rule and its evidence', () => {
    const rules = createRulePort(sources({ ...rsaKey, type: 'EC' }));
    const data = refusalOf(() => rules.enforce('workspace.create.operation', { workspace }));
    expect(data).toEqual({
      status: 400,
      code: 'BadRequest',
      message: `The key '${KEY}' is a key of type EC; only RSA and RSA-HSM keys can wrap a data key.`,
      evidence: 'assumed',
      ruleId: 'CMK-010',
    });
  });

  it.each([
    ['workspace.create.request', undefined],
    ['workspace.create.operation', 'CMK-013'],
  ] as const)('at the stage %s only what is refused there', (stage, ruleId) => {
    const rules = createRulePort(sources(rsaKey, ['get']));
    expect(refusalOf(() => rules.enforce(stage, { workspace }))?.ruleId).toBe(ruleId);
  });

  it.each([
    ['enc', undefined],
    ['howto-a', undefined],
    ['howto-b', 'CMK-013'],
    ['current', 'CMK-013'],
  ] as const)('in the edition %s only what that edition states', (edition, ruleId) => {
    const given = sources(rsaKey, []);
    const rules = createRulePort({ ...given, settings: { ...given.settings, edition } });
    expect(
      refusalOf(() => rules.enforce('workspace.create.operation', { workspace }))?.ruleId,
    ).toBe(ruleId);
  });

  it('lets pass what breaks nothing', () => {
    const rules = createRulePort(sources());
    expect(
      refusalOf(() => rules.enforce('workspace.create.operation', { workspace })),
    ).toBeUndefined();
  });
});
