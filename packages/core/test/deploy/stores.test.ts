import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import { KeyClient } from '@azure/keyvault-keys';
import type { Simulator } from '@azureml-cmk/simulator';
import { describe, expect, it } from 'vitest';

import { storeTypes } from '../../src/plan/stores.ts';
import type { StoreKind } from '../../src/rules/facts.ts';
import type { CmkSpec, IdentityRef } from '../../src/spec/types.ts';
import { verify } from '../../src/verify/verify.ts';
import { planOf, resultsOf, run, simulator, smallSpec } from './chain.ts';

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
    expect(row?.evidence.length).toBeGreaterThan(1);
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
  it.each(cases.filter(([, { place }]) => place !== 'workspaceStorage'))(
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
      expect((await rowOf(sim, spec, one.place, one.name).catch(() => ({}))) ?? {}).toEqual({});
      const again = await run(sim, plan);
      expect(again.error?.toJSON()).toBeUndefined();
      const changed = Object.entries(resultsOf(again.outcome)).filter(
        ([, result]) => result === 'changed',
      );
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
