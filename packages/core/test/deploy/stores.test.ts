import { CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices';
import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { AzureDatabricksManagementClient } from '@azure/arm-databricks';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import { KeyClient } from '@azure/keyvault-keys';
import type { Simulator } from '@azureml-cmk/simulator';
import { describe, expect, it } from 'vitest';

import { storeTypes } from '../../src/plan/stores.ts';
import type { StoreKind } from '../../src/rules/facts.ts';
import type { CmkSpec, IdentityRef } from '../../src/spec/types.ts';
import { parseSpec } from '../../src/spec/parse-spec.ts';
import { verify } from '../../src/verify/verify.ts';
import { keepingPuts, planOf, resultsOf, run, simulator, smallSpec } from './chain.ts';

const KEY_URL = 'https://kv-claims.vault.azure.net';
const identity: IdentityRef = { create: { name: 'id-data' } };

/** A kind of store: how it is described, the step that puts it under the key, and its row in a report. */
interface Case {
  readonly store: StoreKind;
  readonly name: string;
  readonly place: string;
  readonly spec: (sim: Simulator) => CmkSpec;
  /** The step after which it is under the key. */
  readonly keyStep: string;
  readonly follows: boolean;
}

function storage(more: NonNullable<CmkSpec['storageAccounts']>[number], follows: boolean): Case {
  return {
    store: 'storageAccount',
    name: more.name,
    place: 'storageAccount',
    spec: (sim) => smallSpec(sim, { storageAccounts: [more] }),
    keyStep: more.identity ? `storage.${more.name}` : `storage.${more.name}.key`,
    follows,
  };
}

type More = Partial<CmkSpec>;

/** Another kind of store of the same description. */
function other(store: StoreKind, place: string, step: string, more: More, follows = false): Case {
  const spec = (sim: Simulator): CmkSpec => ({ ...smallSpec(sim), ...more });
  const named = Object.values(more)
    .flat()
    .map((one) => (one as { readonly name?: string }).name)
    .find((each) => each !== undefined);
  return { store, place, name: named ?? 'none', spec, keyStep: step, follows };
}

/** Azure AI services take no other size. */
const smallKey: More = { key: { create: { name: 'claims-cmk', size: 2048 } } };
const name = 'stdata01';
const cases: readonly (readonly [string, Case])[] = [
  ['a storage account, its own identity, pinned', storage({ name }, false)],
  ['a storage account, its own identity, following', storage({ name, autoRotate: true }, true)],
  ['a storage account, a user-assigned identity, pinned', storage({ name, identity }, false)],
  [
    'a storage account, a user-assigned identity, following',
    storage({ name, identity, autoRotate: true, hierarchicalNamespace: true }, true),
  ],
  [
    "the workspace's storage account",
    {
      store: 'storageAccount',
      name: 'stclaims01',
      place: 'workspaceStorage',
      spec: (sim) =>
        smallSpec(sim, {
          workspace: {
            name: 'ml-claims',
            storage: { create: { name: 'stclaims01', encryption: { autoRotate: true } } },
          },
        }),
      keyStep: 'storage.key',
      follows: true,
    },
  ],
  [
    'a container registry, pinned',
    other('containerRegistry', 'containerRegistry', 'registry.crdata01', {
      containerRegistries: [{ name: 'crdata01', identity }],
    }),
  ],
  [
    'a container registry, following',
    other(
      'containerRegistry',
      'containerRegistry',
      'registry.crdata01',
      { containerRegistries: [{ name: 'crdata01', identity, autoRotate: true, adminUser: true }] },
      true,
    ),
  ],
  [
    'an AI Search service, its own identity',
    other('searchService', 'searchService', 'search.srch-data.key', {
      searchServices: [{ name: 'srch-data' }],
    }),
  ],
  [
    'an AI Search service, a user-assigned identity',
    other('searchService', 'searchService', 'search.srch-data', {
      searchServices: [{ name: 'srch-data', sku: 'standard', identity }],
    }),
  ],
  [
    'an AI Services account, its own identity',
    other('aiServicesAccount', 'aiServices', 'ai.ai-data.key', {
      aiServicesAccounts: [{ name: 'ai-data', kind: 'OpenAI' }],
      ...smallKey,
    }),
  ],
  [
    'an AI Services account, a user-assigned identity',
    other('aiServicesAccount', 'aiServices', 'ai.ai-data', {
      aiServicesAccounts: [{ name: 'ai-data', kind: 'AIServices', identity }],
      ...smallKey,
    }),
  ],
  [
    'a Databricks workspace',
    other('databricksWorkspace', 'databricksDbfsRoot', 'databricks.dbw-data.key', {
      databricksWorkspaces: [{ name: 'dbw-data' }],
    }),
  ],
];

function keysOf(sim: Simulator): KeyClient {
  return new KeyClient(KEY_URL, sim.credential(), sim.clientOptions());
}

async function rowOf(sim: Simulator, spec: CmkSpec, place: string, named: string) {
  const posture = await verify(spec, sim.azure());
  expect(posture.unread).toEqual([]);
  const broken = posture.rules.filter((one) => one.result === 'broken' && one.level === 'must');
  expect(broken).toEqual([]);
  const row = posture.items.find(
    (item) => item.place === place && item.where.endsWith(`/${named}`),
  );
  const use = posture.keyUse.find(({ target }) => target === named);
  return { row, use };
}

describe.each(['instant', 'realistic'] as const)('with %s latency', (latency) => {
  it.each(cases)('deploys %s, reads it back, and a second run changes nothing', async (_, one) => {
    const sim = simulator({ latency });
    const spec = one.spec(sim);
    const plan = planOf(sim, spec);
    const first = await run(sim, plan);
    expect(first.error?.toJSON()).toBeUndefined();
    expect(resultsOf(first.outcome)[one.keyStep]).toBe('changed');

    const { row, use } = await rowOf(sim, spec, one.place, one.name);
    expect(row).toMatchObject({ under: 'customer', keyIdentifier: first.outcome.keyIdentifier });
    expect(row?.note).toBe(
      one.follows
        ? 'It follows the newest version of the key; the version that is named is the one in use.'
        : undefined,
    );
    // What is said of the version is what Azure said of it.
    expect(row?.evidence.some(({ value }) => value.endsWith(row.keyVersion ?? 'none'))).toBe(true);
    expect(use).toMatchObject({
      consumer: one.store,
      keyIdentifier: first.outcome.keyIdentifier,
      verdict: 'sufficient',
    });

    sim.ledger.clear();
    const second = await run(sim, plan);
    expect(second.outcome).toMatchObject({ status: 'succeeded', changed: 0, writes: 0 });
    expect(new Set(Object.values(resultsOf(second.outcome)))).toEqual(new Set(['unchanged']));
  });
});

describe('beside a workspace that is there already', () => {
  // Nothing else takes time then, so that the grant to the store has not spread when its key is set. Databricks is longer
  // about it than a grant.
  it.each(
    cases.filter(
      ([, { store, place }]) => store !== 'databricksWorkspace' && place !== 'workspaceStorage',
    ),
  )('%s waits for its grant', async (_, one) => {
    const sim = simulator({ latency: 'realistic' });
    const { key, ...spec } = one.spec(sim);
    const before = await run(sim, planOf(sim, smallSpec(sim, { key })));
    expect(before.error?.toJSON()).toBeUndefined();
    const { error, events } = await run(sim, planOf(sim, { ...spec, key }), { concurrency: 1 });
    expect(error?.toJSON()).toBeUndefined();
    expect(events.find(({ type }) => type === 'step.waiting')).toMatchObject({
      stepId: one.keyStep,
      reason: 'a grant that was made a moment ago is not known everywhere yet',
    });
  });
});

describe('a new version of the key', () => {
  it.each(cases)('reaches %s', async (_, one) => {
    const sim = simulator();
    const spec = one.spec(sim);
    const plan = planOf(sim, spec);
    await run(sim, plan);
    const { id } = await keysOf(sim).rotateKey('claims-cmk');
    await sim.clock.advance({ days: 1 });
    const before = await rowOf(sim, spec, one.place, one.name);
    // What follows the key has moved by itself; what is pinned stays until the plan is run again.
    expect(before.row?.keyIdentifier === id).toBe(one.follows);
    const again = await run(sim, plan);
    expect(again.error?.toJSON()).toBeUndefined();
    expect(resultsOf(again.outcome)[one.keyStep]).toBe(one.follows ? 'unchanged' : 'changed');
    expect((await rowOf(sim, spec, one.place, one.name)).row).toMatchObject({ keyIdentifier: id });
  });
});

describe('a tag that changes', () => {
  it.each(cases.filter(([, { place }]) => place !== 'workspaceStorage'))(
    'on %s leaves it under its key',
    async (_, one) => {
      const sim = simulator();
      const spec = one.spec(sim);
      await run(sim, planOf(sim, spec));
      const tagged = { ...spec, tags: { stage: 'test' } };
      const { error, outcome } = await run(sim, planOf(sim, tagged));
      expect(error?.toJSON()).toBeUndefined();
      const ensured = one.keyStep.replace(/\.key$/, '');
      expect(resultsOf(outcome)).toMatchObject({
        [ensured]: 'changed',
        [one.keyStep]: one.keyStep === ensured ? 'changed' : 'unchanged',
      });
      expect((await rowOf(sim, tagged, one.place, one.name)).row).toMatchObject({
        under: 'customer',
        keyIdentifier: outcome.keyIdentifier,
      });
    },
  );
});

describe('without the grant', () => {
  it.each(cases)('%s fails, and is finished once the plan may grant', async (_, one) => {
    const sim = simulator();
    const spec = one.spec(sim);
    const refused = await run(sim, planOf(sim, { ...spec, grants: { stores: false } }));
    expect(refused.error?.toJSON()).toMatchObject({
      stepId: one.keyStep,
      ruleId: 'CMK-013',
      retryable: false,
    });
    expect(refused.error?.fix).toContain('grants.stores');
    const again = await run(sim, planOf(sim, spec));
    expect(again.error?.toJSON()).toBeUndefined();
    expect(resultsOf(again.outcome)[one.keyStep]).toBe('changed');
  });
});

describe('taken away', () => {
  // Accounts of Azure AI services are kept for a while: they have a test of their own.
  it.each(cases.filter(([, { place }]) => !['workspaceStorage', 'aiServices'].includes(place)))(
    '%s is made again by the same plan, and nothing else is touched',
    async (_, one) => {
      const sim = simulator();
      const spec = one.spec(sim);
      const plan = planOf(sim, spec);
      await run(sim, plan);
      const { namespace, type, apiVersion } = storeTypes[one.store];
      const id = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-claims/providers/${namespace}/${type}/${one.name}`;
      const client = new ResourceManagementClient(
        sim.credential(),
        sim.subscriptionId,
        sim.clientOptions(),
      );
      await client.resources.deleteById(id, apiVersion);
      const { items } = await verify(spec, sim.azure());
      expect(items.find(({ where }) => where === id)).toMatchObject({
        place: one.place,
        under: 'unknown',
        evidence: [{ value: 'not found' }],
      });
      const again = await run(sim, plan);
      expect(again.error?.toJSON()).toBeUndefined();
      const changed = Object.entries(resultsOf(again.outcome)).filter(
        ([, result]) => result === 'changed',
      );
      expect(changed.map(([stepId]) => stepId)).toContain(one.keyStep);
      // Its own identity is another one now, so that is granted anew.
      for (const [stepId] of changed) expect(stepId).toContain(one.name);
    },
  );
});

describe('a storage account', () => {
  it('keeps its blobs closed and takes TLS only', async () => {
    const sim = simulator();
    await run(sim, planOf(sim, smallSpec(sim, { storageAccounts: [{ name }] })));
    const client = new StorageManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    expect(await client.storageAccounts.getProperties('rg-claims', name)).toMatchObject({
      kind: 'StorageV2',
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: 'TLS1_2',
      allowBlobPublicAccess: false,
      identity: { type: 'SystemAssigned' },
      encryption: {
        keySource: 'Microsoft.Keyvault',
        keyVaultProperties: { keyName: 'claims-cmk', keyVaultUri: KEY_URL },
      },
    });
  });

  it('changes from its own identity to a user-assigned one, and keeps both', async () => {
    const sim = simulator();
    await run(sim, planOf(sim, smallSpec(sim, { storageAccounts: [{ name }] })));
    const spec = smallSpec(sim, { storageAccounts: [{ name, identity }] });
    const { error } = await run(sim, planOf(sim, spec));
    expect(error?.toJSON()).toBeUndefined();
    const { use } = await rowOf(sim, spec, 'storageAccount', name);
    expect(use).toMatchObject({ verdict: 'sufficient' });
    const back = await run(sim, planOf(sim, smallSpec(sim, { storageAccounts: [{ name }] })));
    expect(back.error?.toJSON()).toBeUndefined();
    expect(resultsOf(back.outcome)).toMatchObject({
      [`storage.${name}`]: 'unchanged',
      [`storage.${name}.key`]: 'changed',
    });
  });

  it('that exists with another kind of namespace is refused before it is touched', async () => {
    const sim = simulator();
    await run(sim, planOf(sim, smallSpec(sim, { storageAccounts: [{ name }] })));
    const spec = smallSpec(sim, { storageAccounts: [{ name, hierarchicalNamespace: true }] });
    const { error } = await run(sim, planOf(sim, spec));
    expect(error?.toJSON()).toMatchObject({ code: 'CMK_IMMUTABLE', hop: 'storage' });
    expect(error?.message).toBe(
      `Storage account ${name} exists and differs: properties.isHnsEnabled is false, described as true.`,
    );
  });
});

describe('a container registry', () => {
  const registryOf = (sku: 'Standard' | 'Premium'): NonNullable<CmkSpec['workspace']> => ({
    name: 'ml-claims',
    containerRegistry: { create: { name: 'crclaims01', sku } },
  });

  it('of the workspace is made under the key before the workspace, with its admin account', async () => {
    const sim = simulator();
    const workspace = {
      name: 'ml-claims',
      containerRegistry: { create: { name: 'crclaims01', encryption: { identity } } },
    };
    const spec = smallSpec(sim, { workspace });
    const plan = planOf(sim, spec);
    const order = plan.steps.map(({ id }) => id);
    expect(order.indexOf('containerRegistry')).toBeLessThan(order.indexOf('workspace'));
    const { error } = await run(sim, plan);
    expect(error?.toJSON()).toBeUndefined();
    const { row, use } = await rowOf(sim, spec, 'containerRegistry', 'crclaims01');
    expect(row).toMatchObject({ under: 'customer', where: expect.stringMatching(/crclaims01$/) });
    expect(use).toMatchObject({ consumer: 'containerRegistry', verdict: 'sufficient' });
    const client = new ContainerRegistryManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    expect(await client.registries.get('rg-claims', 'crclaims01')).toMatchObject({
      sku: { name: 'Premium' },
      adminUserEnabled: true,
      encryption: { status: 'enabled' },
      identity: { type: 'userAssigned' },
    });
    expect((await run(sim, plan)).outcome).toMatchObject({ changed: 0, writes: 0 });
  });

  it.each(['Standard', 'Premium'] as const)(
    'of the tier %s that exists is not put under a key',
    async (sku) => {
      const sim = simulator();
      await run(sim, planOf(sim, smallSpec(sim, { workspace: registryOf(sku) })));
      const spec = smallSpec(sim, { containerRegistries: [{ name: 'crclaims01', identity }] });
      const { error } = await run(sim, planOf(sim, spec));
      expect(error?.toJSON()).toMatchObject({
        code: 'CMK_IMMUTABLE',
        hop: 'containerRegistry',
        ruleId: 'CMK-074',
        stepId: 'registry.crclaims01',
      });
      expect(error?.message).toContain(
        'properties.encryption.status is disabled, described as enabled',
      );
    },
  );

  it('of another tier is refused in the description', () => {
    const sim = simulator();
    const create = { name: 'crclaims01', sku: 'Basic' as const, encryption: { identity } };
    const spec = smallSpec(sim, { workspace: { name: 'ml', containerRegistry: { create } } });
    expect(parseSpec(spec).issues).toMatchObject([
      { code: 'SPEC-NAME' },
      {
        code: 'SPEC-CONFLICT',
        path: 'workspace.containerRegistry.create.sku',
        message: 'A container registry under a key must be a Premium one.',
      },
    ]);
  });
});

describe('an AI Services account', () => {
  const accounts: More = { aiServicesAccounts: [{ name: 'ai-data' }] };

  it('of Azure OpenAI uses the key as itself', () => {
    const account = { name: 'oai-data', kind: 'OpenAI', identity } as const;
    const spec = smallSpec(simulator(), { aiServicesAccounts: [account], ...smallKey });
    expect(parseSpec(spec).issues).toMatchObject([
      {
        code: 'SPEC-CONFLICT',
        path: 'aiServicesAccounts[0].identity',
        message:
          'An Azure OpenAI account uses its key as itself: user-assigned identities are not supported with a customer-managed key.',
      },
    ]);
  });

  it("under the workspace's key needs that to have 2048 bits", async () => {
    const sim = simulator();
    expect(parseSpec(smallSpec(sim, accounts)).issues).toMatchObject([
      {
        code: 'SPEC-CONFLICT',
        path: 'aiServicesAccounts[0]',
        message:
          "Azure AI services take RSA keys of 2048 bits only, and the workspace's key has 3072.",
      },
    ]);
    // Of a key that exists the size is found out by the service.
    const first = await run(sim, planOf(sim, smallSpec(sim)));
    const key = { existing: first.outcome.keyIdentifier ?? '' };
    const { error } = await run(sim, planOf(sim, smallSpec(sim, { ...accounts, key })));
    expect(error?.toJSON()).toMatchObject({
      code: 'CMK_STORE_KEY_KIND',
      ruleId: 'CMK-010',
      stepId: 'ai.ai-data.key',
      cause: { message: expect.stringContaining('it has 3072 bits, not 2048') },
    });
  });

  it('that was deleted keeps its name until it is purged', async () => {
    const sim = simulator();
    const plan = planOf(sim, smallSpec(sim, { ...accounts, ...smallKey }));
    expect(plan.steps.find(({ id }) => id === 'ai.ai-data')).toMatchObject({
      reversible: false,
      lasting:
        'A deleted AI Services account ai-data is kept for 48 hours, and its name taken, unless it is purged.',
    });
    await run(sim, plan);
    const client = new CognitiveServicesManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    await client.accounts.beginDeleteAndWait('rg-claims', 'ai-data');
    expect((await run(sim, plan)).error?.toJSON()).toMatchObject({
      code: 'CMK_AI_ACCOUNT_SOFT_DELETED',
      hop: 'aiServices',
      stepId: 'ai.ai-data',
    });
    await client.deletedAccounts.beginPurgeAndWait('westeurope', 'rg-claims', 'ai-data');
    expect((await run(sim, plan)).error?.toJSON()).toBeUndefined();
  });
});

describe('a Databricks workspace', () => {
  it('keeps what it was made with when the key is set', async () => {
    const sim = simulator();
    const more = { databricksWorkspaces: [{ name: 'dbw-data', tags: { team: 'claims' } }] };
    const spec = smallSpec(sim, more);
    await run(sim, planOf(sim, spec));
    const client = new AzureDatabricksManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    const found = await client.workspaces.get('rg-claims', 'dbw-data');
    expect(found).toMatchObject({
      sku: { name: 'premium' },
      tags: { team: 'claims' },
      managedResourceGroupId: expect.stringMatching(/\/databricks-rg-dbw-data$/),
      parameters: {
        prepareEncryption: { value: true },
        encryption: { value: { keySource: 'Microsoft.Keyvault', keyName: 'claims-cmk' } },
        storageAccountSkuName: { value: 'Standard_GRS' },
      },
    });
  });

  it('names its key whenever it is sent, because it is sent as a whole', async () => {
    const sim = simulator();
    const workspace = { name: 'dbw-data' };
    await run(sim, planOf(sim, smallSpec(sim, { databricksWorkspaces: [workspace] })));
    const { sent, clientOptions } = keepingPuts(sim, '/workspaces/dbw-data');
    const tagged = [{ ...workspace, tags: { team: 'claims' } }];
    const { error, outcome } = await run(
      sim,
      planOf(sim, smallSpec(sim, { databricksWorkspaces: tagged })),
      { clientOptions },
    );
    expect(error?.toJSON()).toBeUndefined();
    expect(resultsOf(outcome)['databricks.dbw-data.key']).toBe('unchanged');
    expect(sent).toMatchObject([
      {
        tags: { team: 'claims' },
        properties: {
          parameters: {
            prepareEncryption: { value: true },
            encryption: { value: { keySource: 'Microsoft.Keyvault', KeyName: 'claims-cmk' } },
          },
        },
      },
    ]);
  });

  it('is put under the key in the second phase', () => {
    const sim = simulator();
    const more = { databricksWorkspaces: [{ name: 'dbw-data' }] };
    const steps = planOf(sim, smallSpec(sim, more)).steps.filter(({ id }) => /dbw-data/.test(id));
    expect(steps.map(({ id, phase }) => [id, phase])).toEqual([
      ['databricks.dbw-data', 1],
      ['grant.databricks.dbw-data', 2],
      ['databricks.dbw-data.key', 2],
    ]);
  });
});

describe('a vault from which keys can be lost', () => {
  it.each(cases.filter(([, { place }]) => place !== 'workspaceStorage'))(
    'is no place for the key of %s',
    async (_, one) => {
      const sim = simulator();
      const spec = one.spec(sim);
      const vault = { create: { name: 'kv-claims', purgeProtection: false } };
      const plan = planOf(sim, { ...spec, vault }, { accept: ['CMK-002'] });
      const { error, outcome } = await run(sim, plan);
      expect(error).toBeDefined();
      const step = outcome.steps.find(({ stepId }) => stepId === one.keyStep);
      expect(step).toMatchObject({
        result: 'failed',
        error: {
          ruleId: 'CMK-002',
          cause: { message: expect.stringMatching(/purge protection/i) },
        },
      });
    },
  );
});
