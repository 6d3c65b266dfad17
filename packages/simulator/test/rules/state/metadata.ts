/** Rules on metadata and on the life of its key, asserted over what the simulator holds, on its clock. */
import type { ChainFacts, ClaimFacts, ManagedStoreFacts } from '@azureml-cmk/core/rules';
import { expect } from 'vitest';
import type { SimulatorEncryptedStore } from '../../../src/index.ts';
import { kept, type Kept, makeJob } from '../../machinelearning/kept.ts';
import { FAST, GROUP, keys, WORKSPACE } from '../../machinelearning/scene.ts';
import { factsOfState } from './state-facts.ts';
import { expectBroken, expectHolds } from './verdicts.ts';
import type { StateAssertions } from './assertions.ts';

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

/** A rotation, as far as the stores are: from when on nothing of the account is wrapped by the version before. */
function rotationOf(given: Kept, previousVersion: string, isPreviousUsable: boolean): ChainFacts {
  const { sim, workspaceId } = given;
  const account = sim.encryption.stores().find((store) => serviceOf(store) === 'cosmosDb');
  const isInUse = account?.dataKeys[0]?.wrappedBy.endsWith(previousVersion) ?? true;
  const switchedAt = isInUse ? undefined : account?.dataKeys[0]?.madeAt;
  return {
    ...factsOfState(sim, workspaceId),
    rotation: {
      previousVersion,
      isPreviousUsable,
      ...(switchedAt === undefined ? {} : { switchedAt }),
    },
  };
}

function revocationOf({ sim, workspaceId }: Kept, revokedAt: string): ChainFacts {
  return {
    ...factsOfState(sim, workspaceId),
    revocation: {
      revokedAt,
      stores: sim.encryption
        .stores()
        .map((store) => ({ service: serviceOf(store), isServing: store.lost === undefined })),
    },
  };
}

/** One claim for each store that keeps metadata under the customer's key. */
function claimsOf({ sim }: Kept): ClaimFacts[] {
  return sim.encryption.stores().map((store) => ({
    place: PLACES[serviceOf(store)],
    under: store.keyIdentifier.includes(`/keys/${KEY}`) ? 'customer' : 'microsoft',
    provenBy: 'resource',
  }));
}

function metadataOf({ sim, workspaceId }: Kept, of: string, isObjectThere: boolean): ChainFacts {
  const id = `${workspaceId}/${of}`.toLowerCase();
  const isRecordThere = sim.encryption.objects().some((object) => object.id.toLowerCase() === id);
  return { ...factsOfState(sim, workspaceId), metadata: [{ of, isObjectThere, isRecordThere }] };
}

export const metadataAssertions: StateAssertions = {
  'CMK-020': async () => {
    const given = await kept();
    const { sim } = given;
    const before = given.keyId.slice(-32);
    const enable = (enabled: boolean): Promise<unknown> =>
      keys(sim).updateKeyProperties(KEY, before, { enabled });
    await keys(sim).rotateKey(KEY);
    // Nobody has switched yet.
    expectHolds('CMK-020', rotationOf(given, before, true));
    expectBroken('CMK-020', rotationOf(given, before, false));
    await sim.clock.advance({ hours: 1 });
    // Switched, but the guard runs: what is disabled now takes the data along.
    expectBroken('CMK-020', rotationOf(given, before, false));
    await enable(false);
    await sim.clock.advance({ hours: 1 });
    expect(sim.encryption.objects().some(({ isReadable }) => !isReadable)).toBe(true);
    await enable(true);
    await sim.clock.advance({ hours: 25 });
    // After it nothing of the account needs the version any more.
    expectHolds('CMK-020', rotationOf(given, before, false));
    const account = sim.encryption.stores().find((store) => serviceOf(store) === 'cosmosDb');
    expect(account?.dataKeys.some(({ wrappedBy }) => wrappedBy.endsWith(before))).toBe(false);
  },

  'CMK-021': async () => {
    const given = await kept();
    const { sim } = given;
    await keys(sim).updateKeyProperties(KEY, { enabled: false });
    const revokedAt = sim.clock.iso();
    expectHolds('CMK-021', revocationOf(given, revokedAt));
    const serving = () =>
      revocationOf(given, revokedAt).revocation?.stores.filter(({ isServing }) => isServing);
    expect(serving()).toHaveLength(3);
    await sim.clock.advance({ hours: 1 });
    expectHolds('CMK-021', revocationOf(given, revokedAt));
    expect(serving()).toEqual([]);
    // A store that still served then would break it.
    const facts = revocationOf(given, revokedAt);
    const stores = (facts.revocation?.stores ?? []).map((store) => ({ ...store, isServing: true }));
    expectBroken('CMK-021', { ...facts, revocation: { revokedAt, stores } });
  },

  'CMK-045': async () => {
    const given = await kept();
    const facts = factsOfState(given.sim, given.workspaceId);
    const claims = claimsOf(given);
    expectHolds('CMK-045', { ...facts, claims });
    expectBroken('CMK-045', { ...facts, claims: claims.slice(1) });
    // Jobs, computes and assets are in the database account; the search service has an index of each.
    const ofStore = (service: ManagedStoreFacts['service']) =>
      given.sim.encryption.stores().find((store) => serviceOf(store) === service);
    const account = ofStore('cosmosDb')?.id.toLowerCase();
    for (const name of ['jobs/job-1', 'computes/cpu', 'models/churn/versions/1']) {
      const id = `${given.workspaceId}/${name}`.toLowerCase();
      const object = given.sim.encryption.objects().find((one) => one.id.toLowerCase() === id);
      expect(object?.store, name).toBe(account);
    }
    expect(ofStore('search')?.indices).toEqual(
      expect.arrayContaining(['jobs', 'computes', 'models']),
    );
  },

  'CMK-048': async () => {
    const given = await kept();
    const { client } = given;
    expectHolds('CMK-048', metadataOf(given, 'jobs/job-1', true));
    expectHolds('CMK-048', metadataOf(given, 'jobs/job-2', false));
    await makeJob(client, 'job-2');
    expectHolds('CMK-048', metadataOf(given, 'jobs/job-2', true));
    await client.jobs.beginDeleteAndWait(GROUP, WORKSPACE, 'job-2', FAST);
    expectHolds('CMK-048', metadataOf(given, 'jobs/job-2', false));
    expectBroken('CMK-048', metadataOf(given, 'jobs/job-2', true));
  },
};
