/** Rules on the managed resource group, asserted over what the simulator holds, on its clock. */
import { editions } from '@azureml-cmk/core/rules';
import { expect } from 'vitest';
import {
  authorization,
  encrypted,
  encryptedWorkspace,
  FAST,
  GROUP,
  keys,
  machineLearning,
  resources,
  scene,
  send,
  wireWorkspace,
  WORKSPACE,
} from '../../machinelearning/scene.ts';
import { makePrivateEndpoint } from '../../machinelearning/private-endpoint.ts';
import { factsOfState } from './state-facts.ts';
import { expectBroken, expectHolds } from './verdicts.ts';
import type { StateAssertions } from './assertions.ts';

const VERSION = '2025-09-01';

export const managedGroupAssertions: StateAssertions = {
  'CMK-015': async () => {
    const { sim, workspaceId } = await encrypted();
    expectHolds('CMK-015', factsOfState(sim, workspaceId));
    const next = await keys(sim).createRsaKey('next-key', { keySize: 3072 });
    const body = { properties: { encryption: { keyVaultProperties: { keyIdentifier: next.id } } } };
    await resources(sim).resources.updateById(workspaceId, VERSION, body, FAST);
    const facts = factsOfState(sim, workspaceId);
    expect(
      facts.managedGroup?.stores.every((store) => store.keyIdentifier?.includes('/next-key')),
    ).toBe(true);
    expectHolds('CMK-015', facts);
  },

  'CMK-016': async () => {
    const given = await scene({ latency: 'realistic' });
    const { sim, workspaceId } = given;
    const answer = await send(sim, 'PUT', workspaceId, VERSION, wireWorkspace(given));
    expect(answer.status).toBeLessThan(300);
    // From the first moment on that the workspace is there, it is under the key, and so are its stores.
    for (let minute = 0; minute < 20; minute += 1) {
      const facts = factsOfState(sim, workspaceId);
      if (facts.workspace) {
        expect(facts.workspace.encryption?.keyIdentifier).toBe(given.keyId);
        const stores = facts.managedGroup?.stores ?? [];
        expect(stores.every(({ keyIdentifier }) => keyIdentifier !== undefined)).toBe(true);
      }
      await sim.clock.advance({ minutes: 1 });
    }
    const { workspace } = factsOfState(sim, workspaceId);
    const name = workspace?.name ?? '';
    const asOf = sim.clock.iso();
    const base = { asOf, cloud: 'public' as const, cosmosDbApplicationIds: [] };
    const assigned = (givenAt: 'creation' | 'later') => ({
      ...base,
      keyAssignments: [{ target: 'workspace' as const, name, givenAt }],
    });
    const [first] = sim.ledger
      .entries()
      .filter(({ method, url }) => method === 'PUT' && url.includes(`/workspaces/${WORKSPACE}?`));
    expect(first?.status).toBe(answer.status);
    expectHolds('CMK-016', assigned('creation'));
    // One without a key gets none later.
    const plain = await scene();
    const { encryption: _key, ...bare } = encryptedWorkspace(plain);
    const client = machineLearning(plain.sim).workspaces;
    await client.beginCreateOrUpdateAndWait(GROUP, WORKSPACE, bare, FAST);
    await expect(
      client.beginCreateOrUpdateAndWait(GROUP, WORKSPACE, encryptedWorkspace(plain), FAST),
    ).rejects.toThrow(/cannot be switched to customer-managed keys/);
    expect(factsOfState(plain.sim, plain.workspaceId).workspace?.encryption).toBeUndefined();
    expectBroken('CMK-016', assigned('later'));
  },

  'CMK-024': async () => {
    const { sim, workspaceId } = await encrypted();
    const service = sim.principals.find(
      ({ displayName }) => displayName === 'Azure Machine Learning',
    );
    const client = authorization(sim);
    const filter = `principalId eq '${service?.objectId}'`;
    const assignments = await Array.fromAsync(
      client.roleAssignments.listForSubscription({ filter }),
    );
    expect(assignments.map(({ scope }) => scope)).toEqual([`/subscriptions/${sim.subscriptionId}`]);
    const principalId = service?.objectId ?? '';
    const facts = factsOfState(sim, workspaceId);
    expectHolds('CMK-024', {
      ...facts,
      groupMaker: { principalId, mayCreate: assignments.length > 0 },
    });
    for (const { id = '' } of assignments) await client.roleAssignments.deleteById(id);
    const left = await Array.fromAsync(client.roleAssignments.listForSubscription({ filter }));
    expectBroken('CMK-024', { ...facts, groupMaker: { principalId, mayCreate: left.length > 0 } });
  },

  'CMK-034': async () => {
    for (const edition of editions) {
      const { sim, workspaceId } = await encrypted({ edition });
      const facts = factsOfState(sim, workspaceId);
      expect(facts.managedGroup?.name).toMatch(
        edition === 'current' || edition === 'concept-2023-09'
          ? /^azureml-rg-mlw-credit-risk_[0-9a-f-]{36}$/
          : /^rg-ml[0-9a-f-]{36}$/,
      );
      expectHolds('CMK-034', facts, edition);
    }
  },

  'CMK-035': async () => {
    const given = await scene({ latency: 'realistic' });
    const { sim, workspaceId } = given;
    await send(sim, 'PUT', workspaceId, VERSION, wireWorkspace(given));
    const stores = (): number =>
      sim.resources.count({ type: 'Microsoft.DocumentDB/databaseAccounts' }) +
      sim.resources.count({ type: 'Microsoft.Search/searchServices' });
    await sim.clock.advance({ minutes: 13 });
    expect(stores()).toBe(0);
    await sim.clock.advance({ minutes: 2 });
    expect(stores()).toBe(2);
    expectHolds('CMK-035', factsOfState(sim, workspaceId));
  },

  'CMK-036': async () => {
    const { sim, workspaceId } = await encrypted();
    const facts = factsOfState(sim, workspaceId);
    const account = facts.managedGroup?.stores.find(({ service }) => service === 'cosmosDb');
    expect(account?.requestUnits).toEqual({ min: 1200, max: 12_000 });
    expectHolds('CMK-036', facts);
  },

  'CMK-037': async () => {
    const { sim, workspaceId } = await encrypted();
    const open = factsOfState(sim, workspaceId);
    expect(open.managedGroup).toMatchObject({
      hasVirtualNetwork: false,
      isWorkspacePrivate: false,
    });
    expectHolds('CMK-037', open);
    await makePrivateEndpoint(sim, workspaceId);
    const facts = factsOfState(sim, workspaceId);
    expect(facts.managedGroup).toMatchObject({ hasVirtualNetwork: true, isWorkspacePrivate: true });
    expectHolds('CMK-037', facts);
    expectBroken('CMK-037', {
      ...facts,
      ...(facts.managedGroup
        ? { managedGroup: { ...facts.managedGroup, hasVirtualNetwork: false } }
        : {}),
    });
  },

  'CMK-040': async () => {
    const { sim, workspaceId } = await encrypted();
    const facts = factsOfState(sim, workspaceId);
    expect(facts.managedGroup?.stores.map(({ isReadByWorkspace }) => isReadByWorkspace)).toEqual([
      true,
      true,
      true,
    ]);
    expectHolds('CMK-040', facts);
  },
};
