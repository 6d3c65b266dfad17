/** Rules on what is encrypted under the key, asserted over what the simulator holds, on its clock. */
import type { ChainFacts } from '@azureml-cmk/core/rules';
import { expect } from 'vitest';
import { kept, type Kept, makeJob, setGrant } from '../../machinelearning/kept.ts';
import { FAST, GROUP, keys, send, WORKSPACE } from '../../machinelearning/scene.ts';
import type { StateAssertions } from './assertions.ts';
import { expectBroken, expectHolds } from './verdicts.ts';

const around = ({ sim }: Kept): ChainFacts => ({
  asOf: sim.clock.iso(),
  cloud: 'public',
  cosmosDbApplicationIds: [],
});

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
    await keys(sim).rotateKey('cosmos-key');
    const rotatedAt = sim.clock.now();
    const account = () =>
      sim.encryption.stores().find(({ id }) => id.includes('/databaseAccounts/'));
    while (account()?.dataKeys[0]?.wrappedBy === keyId) await sim.clock.advance({ minutes: 1 });
    expect(sim.clock.now() - rotatedAt).toBeLessThanOrEqual(60 * 60_000);
    const switchedAt = account()?.dataKeys[0]?.madeAt ?? '';
    const rotated = (isPreviousUsable: boolean): ChainFacts => ({
      ...around(given),
      rotation: { previousVersion, isPreviousUsable, switchedAt },
    });
    // Kept, all goes on; switched off too soon, the rule and the account say so alike.
    expectHolds('CMK-020', rotated(true));
    await keys(sim).updateKeyProperties('cosmos-key', previousVersion, { enabled: false });
    await sim.clock.advance({ hours: 1 });
    expectBroken('CMK-020', rotated(false));
    expect(await isServing(given)).toBe(false);
    await keys(sim).updateKeyProperties('cosmos-key', previousVersion, { enabled: true });
    await sim.clock.advance({ hours: 24 });
    await keys(sim).updateKeyProperties('cosmos-key', previousVersion, { enabled: false });
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
    for (let minute = 0; minute <= 70; minute += 10) {
      const storage = sim.encryption.stores().find(({ id }) => id.includes('/storageAccounts/'));
      const revocation = {
        revokedAt,
        stores: [
          { service: 'cosmosDb', isServing: await isServing(given) },
          { service: 'storage', isServing: storage?.lost === undefined },
        ],
      } as const;
      expectHolds('CMK-021', { ...around(given), revocation });
      if (minute >= 60) expect(revocation.stores.some((store) => store.isServing)).toBe(false);
      await sim.clock.advance({ minutes: 10 });
    }
    const serving = { revokedAt, stores: [{ service: 'cosmosDb', isServing: true }] } as const;
    expectBroken('CMK-021', { ...around(given), revocation: serving });
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
