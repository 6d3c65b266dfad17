import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { describe, expect, it } from 'vitest';

import type { CmkSpec, WorkspaceSpec } from '../../src/spec/types.ts';
import { planOf, resultsOf, run, simulator, smallSpec } from './chain.ts';

const workspace: WorkspaceSpec = {
  name: 'ml-claims',
  identity: {
    type: 'UserAssigned',
    identities: [{ create: { name: 'id-other' } }, { create: { name: 'id-claims' } }],
    primary: 1,
  },
  storage: { create: { name: 'stclaims01' } },
  applicationInsights: { create: { name: 'appi-claims' } },
  containerRegistry: { create: { name: 'crclaims01' } },
  keyVault: { create: { name: 'kv-secrets' } },
};

const assigned = [
  ['role.storage', 'Contributor', 'storageAccounts/stclaims01'],
  ['role.storage.data', 'Storage Blob Data Contributor', 'storageAccounts/stclaims01'],
  ['role.containerRegistry', 'Contributor', 'registries/crclaims01'],
  ['role.applicationInsights', 'Contributor', 'components/appi-claims'],
  ['role.vault.kv-secrets', 'Contributor', 'vaults/kv-secrets'],
  ['role.vault.kv-secrets.data', 'Key Vault Administrator', 'vaults/kv-secrets'],
] as const;

const rolesIn = (plan: ReturnType<typeof planOf>): readonly string[] =>
  plan.steps.filter(({ kind }) => kind === 'role.assign').map(({ id }) => id);

describe.each(['instant', 'realistic'] as const)('a user-assigned identity, %s', (latency) => {
  it('gets its roles on what the workspace works with, before there is a workspace', async () => {
    const sim = simulator({ latency });
    const plan = planOf(sim, smallSpec(sim, { workspace }));
    expect(rolesIn(plan)).toEqual(expect.arrayContaining(assigned.map(([id]) => id)));
    const { outcome, error } = await run(sim, plan);
    expect(error?.toJSON()).toBeUndefined();
    const order = plan.steps.map(({ id }) => id);
    const principalId = outcome.steps.find(({ stepId }) => stepId === 'identity.id-claims')
      ?.outputs['principalId'];
    const client = new AuthorizationManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    for (const [id, name, scope] of assigned) {
      expect(order.indexOf(id), id).toBeLessThan(order.indexOf('workspace'));
      const step = plan.steps.find((one) => one.id === id);
      if (step?.kind !== 'role.assign' || typeof step.scope !== 'string') throw new Error(id);
      expect(step.scope).toMatch(new RegExp(`/${scope}$`));
      expect(step.role.name).toBe(name);
      const definition = await client.roleDefinitions.get(step.scope, step.role.id);
      expect(definition.roleName).toBe(name);
      const found = [];
      for await (const assignment of client.roleAssignments.listForScope(step.scope, {
        filter: `principalId eq '${principalId}'`,
      })) {
        if (assignment.roleDefinitionId?.endsWith(step.role.id)) found.push(assignment.principalId);
      }
      expect(found, id).toEqual([principalId]);
    }
    const again = await run(sim, plan);
    expect(again.outcome).toMatchObject({ status: 'succeeded', changed: 0, writes: 0 });
  });
});

describe('roles of the workspace', () => {
  const sim = simulator();
  const planned = (more: Partial<CmkSpec>) => rolesIn(planOf(sim, smallSpec(sim, more)));

  it('are left to whoever says that they are there', () => {
    expect(planned({ workspace, grants: { workspaceIdentity: false } })).toEqual([]);
  });

  it('are made by Azure ML itself for a system-assigned identity', () => {
    expect(planned({})).toEqual([]);
  });

  it('on a vault with policies are one: data is given by policy there', () => {
    const keyVault = { create: { name: 'kv-secrets', accessModel: 'accessPolicies' as const } };
    const onVault = planned({ workspace: { ...workspace, keyVault } }).filter((id) =>
      id.includes('kv-secrets'),
    );
    expect(onVault).toEqual(['role.vault.kv-secrets']);
  });

  it('on an account under a key wait for the account, not for its key', async () => {
    const storage = { create: { name: 'stclaims01', encryption: { autoRotate: true } } };
    const plan = planOf(sim, smallSpec(sim, { workspace: { ...workspace, storage } }));
    const role = plan.steps.find(({ id }) => id === 'role.storage');
    expect(role?.dependsOn).toEqual(['identity.id-claims', 'storage']);
    const { error, outcome } = await run(sim, plan);
    expect(error?.toJSON()).toBeUndefined();
    expect(resultsOf(outcome)).toMatchObject({
      'storage.key': 'changed',
      'role.storage': 'changed',
    });
  });
});
