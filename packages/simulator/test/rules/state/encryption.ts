/** Rules on what is encrypted under the key and on the life of that key, asserted over what the simulator holds, on its clock. */
import type { ChainFacts, ClaimFacts, ManagedStoreFacts } from '@azureml-cmk/core/rules';
import { expect } from 'vitest';
import type { SimulatorEncryptedStore } from '../../../src/index.ts';
import { kept, type Kept, makeJob, setGrant } from '../../machinelearning/kept.ts';
import { FAST, GROUP, keys, send, WORKSPACE } from '../../machinelearning/scene.ts';
import type { StateAssertions } from './assertions.ts';
import { factsOfState } from './state-facts.ts';
import { expectBroken, expectHolds } from './verdicts.ts';

const SEGMENTS: Readonly<Record<string, ManagedStoreFacts['service']>> = {
  databaseaccounts: 'cosmosDb',
  searchservices: 'search',
  storageaccounts: 'storage',
};
const PLACES = { cosmosDb: 'cosmosDb', search: 'search', storage: 'managedStorage' } as const;
const KEY = 'cosmos-key';

const serviceOf = ({ id }: SimulatorEncryptedStore): ManagedStoreFacts['service'] => {
  const service = SEGMENTS[id.split('/').at(-2)?.toLowerCase() ?? ''];
  if (!service) throw new TypeError(`no managed store: ${id}`);
  return service;
};

const storeOf = ({ sim }: Kept, service: ManagedStoreFacts['service']) =>
  sim.encryption.stores().find((store) => serviceOf(store) === service);

const around = ({ sim, workspaceId }: Kept): ChainFacts => factsOfState(sim, workspaceId);

/** A rotation, as far as the account is: from when on it wraps nothing by the version before. */
function rotationOf(given: Kept, previousVersion: string, isPreviousUsable: boolean): ChainFacts {
  const [dataKey] = storeOf(given, 'cosmosDb')?.dataKeys ?? [];
  const isInUse = dataKey?.wrappedBy.endsWith(previousVersion) ?? true;
  const switched = dataKey && !isInUse ? { switchedAt: dataKey.madeAt } : {};
  return { ...around(given), rotation: { previousVersion, isPreviousUsable, ...switched } };
}

/** One claim for each store that keeps metadata under the customer's key. */
function claimsOf({ sim }: Kept): ClaimFacts[] {
  return sim.encryption.stores().map((store) => ({
    place: PLACES[serviceOf(store)],
    under: store.keyIdentifier.includes(`/keys/${KEY}`) ? 'customer' : 'microsoft',
    provenBy: 'resource',
  }));
}

/** Whether the account serves: it is asked for a job. */
async function isServing({ sim, workspaceId }: Kept): Promise<boolean> {
  const { status } = await send(sim, 'GET', `${workspaceId}/jobs/job-1`, '2025-09-01');
  expect([200, 403]).toContain(status);
  return status === 200;
}

export const encryptionAssertions: StateAssertions = {
  'CMK-020': async () => {
    const given = await kept();
    const { sim, keyId } = given;
    const previousVersion = keyId.slice(-32);
    const enable = (enabled: boolean): Promise<unknown> =>
      keys(sim).updateKeyProperties(KEY, previousVersion, { enabled });
    const rotated = (isPreviousUsable: boolean): ChainFacts =>
      rotationOf(given, previousVersion, isPreviousUsable);
    await keys(sim).rotateKey(KEY);
    const rotatedAt = sim.clock.now();
    // Nobody has switched yet.
    expectHolds('CMK-020', rotated(true));
    expectBroken('CMK-020', rotated(false));
    while (storeOf(given, 'cosmosDb')?.dataKeys[0]?.wrappedBy === keyId) {
      await sim.clock.advance({ minutes: 1 });
    }
    expect(sim.clock.now() - rotatedAt).toBeLessThanOrEqual(60 * 60_000);
    // Kept, all goes on; switched off too soon, the rule and the account say so alike.
    expectHolds('CMK-020', rotated(true));
    await enable(false);
    await sim.clock.advance({ hours: 1 });
    expectBroken('CMK-020', rotated(false));
    expect(await isServing(given)).toBe(false);
    expect(sim.encryption.objects().some(({ isReadable }) => !isReadable)).toBe(true);
    await enable(true);
    await sim.clock.advance({ hours: 24 });
    // After it nothing of the account needs the version any more.
    const dataKeys = storeOf(given, 'cosmosDb')?.dataKeys;
    expect(dataKeys?.map(({ wrappedBy }) => wrappedBy.endsWith(previousVersion))).not.toContain(
      true,
    );
    await enable(false);
    await sim.clock.advance({ hours: 1 });
    expectHolds('CMK-020', rotated(false));
    expect(await isServing(given)).toBe(true);
  },

  'CMK-021': async () => {
    const given = await kept();
    const { sim } = given;
    await sim.clock.advance({ minutes: 25 });
    const revokedAt = sim.clock.iso();
    await setGrant(given, false);
    const revoked = (): ChainFacts => {
      const stores = sim.encryption
        .stores()
        .map((store) => ({ service: serviceOf(store), isServing: store.lost === undefined }));
      return { ...around(given), revocation: { revokedAt, stores } };
    };
    const serving = (): readonly string[] =>
      (revoked().revocation?.stores ?? []).flatMap(({ service, isServing: is }) =>
        is ? [service] : [],
      );
    expect(serving()).toHaveLength(3);
    for (let minute = 0; minute <= 70; minute += 10) {
      expectHolds('CMK-021', revoked());
      // What the account says of itself is what a read of a job finds.
      expect(await isServing(given)).toBe(serving().includes('cosmosDb'));
      if (minute >= 60) expect(serving()).toEqual([]);
      await sim.clock.advance({ minutes: 10 });
    }
    // A store that still served then would break it.
    const stores = [{ service: 'cosmosDb', isServing: true }] as const;
    expectBroken('CMK-021', { ...around(given), revocation: { revokedAt, stores } });
  },

  'CMK-045': async () => {
    const given = await kept();
    const facts = around(given);
    const claims = claimsOf(given);
    expectHolds('CMK-045', { ...facts, claims });
    expectBroken('CMK-045', { ...facts, claims: claims.slice(1) });
    // Jobs, computes and assets are in the database account; the search service has an index of each.
    const account = storeOf(given, 'cosmosDb')?.id.toLowerCase();
    for (const name of ['jobs/job-1', 'computes/cpu', 'models/churn/versions/1']) {
      const id = `${given.workspaceId}/${name}`.toLowerCase();
      const object = given.sim.encryption.objects().find((one) => one.id.toLowerCase() === id);
      expect(object?.store, name).toBe(account);
    }
    expect(storeOf(given, 'search')?.indices).toEqual(
      expect.arrayContaining(['jobs', 'computes', 'models']),
    );
  },

  'CMK-048': async () => {
    const given = await kept();
    const { sim, client, workspaceId } = given;
    const metadata = (of: string) => ({
      of,
      isObjectThere: sim.resource(`${workspaceId}/${of}`) !== undefined,
      isRecordThere: sim.encryption
        .objects()
        .some(({ id }) => id.toLowerCase() === `${workspaceId}/${of}`.toLowerCase()),
    });
    const all = () =>
      ['jobs/job-1', 'jobs/job-2', 'models/churn/versions/1', 'computes/cpu'].map(metadata);
    const there = () => all().map(({ isRecordThere }) => isRecordThere);
    expect(there()).toEqual([true, false, true, true]);
    expectHolds('CMK-048', { ...around(given), metadata: all() });
    await makeJob(client, 'job-2');
    await client.jobs.beginDeleteAndWait(GROUP, WORKSPACE, 'job-1', FAST);
    await client.computeOperations.beginDeleteAndWait(GROUP, WORKSPACE, 'cpu', 'Delete', FAST);
    expect(there()).toEqual([false, true, true, false]);
    expectHolds('CMK-048', { ...around(given), metadata: all() });
    const [one] = all();
    expectBroken('CMK-048', {
      ...around(given),
      metadata: one ? [{ ...one, isRecordThere: !one.isObjectThere }] : [],
    });
  },
};
