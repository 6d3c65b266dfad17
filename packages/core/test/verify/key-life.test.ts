import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { KeyClient } from '@azure/keyvault-keys';
import { describe, expect, it } from 'vitest';

import type { Posture } from '../../src/verify/posture.ts';
import { isAtOrAbove } from '../../src/verify/roles.ts';
import { verify } from '../../src/verify/verify.ts';
import type { Simulator, WorldSpec } from '@azureml-cmk/simulator';
import type { CmkSpec } from '../../src/spec/types.ts';
import { planOf, run, simulator, smallSpec, wholeSpec } from '../deploy/chain.ts';

const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const MACHINE_LEARNING = '0736f41a-0425-4b46-bdb5-1563eff02385';

async function deployed(sim: Simulator, spec: CmkSpec): Promise<CmkSpec> {
  const { error } = await run(sim, planOf(sim, spec));
  expect(error?.toJSON()).toBeUndefined();
  return spec;
}

const keysOf = (sim: Simulator): KeyClient =>
  new KeyClient('https://kv-claims.vault.azure.net', sim.credential(), {
    ...sim.clientOptions('vault'),
  });
const ruleOf = (posture: Posture, id: string) => posture.rules.find(({ ruleId }) => ruleId === id);

async function disable(sim: Simulator, version: string): Promise<void> {
  await keysOf(sim).updateKeyProperties('claims-cmk', version, { enabled: false });
}

describe('the version that is in use (CMK-012)', () => {
  it('is judged, though the workspace names another that is well', async () => {
    const sim = simulator();
    const spec = await deployed(sim, smallSpec(sim));
    await sim.clock.advance({ minutes: 5 });
    const { version: newest = '' } = (await keysOf(sim).rotateKey('claims-cmk')).properties;
    await sim.clock.advance({ hours: 31 });
    expect(ruleOf(await verify(spec, sim.azure()), 'CMK-012')).toMatchObject({ result: 'holds' });
    await disable(sim, newest);
    expect(ruleOf(await verify(spec, sim.azure()), 'CMK-012')).toMatchObject({
      result: 'broken',
      level: 'must',
      violations: [
        { path: 'key.state.enabled', expected: 'an enabled key', received: 'a disabled key' },
      ],
    });
    await keysOf(sim).updateKeyProperties('claims-cmk', newest, { enabled: true });
    const expiresOn = new Date(sim.clock.now() + 60_000);
    await keysOf(sim).updateKeyProperties('claims-cmk', newest, { expiresOn });
    expect(ruleOf(await verify(spec, sim.azure()), 'CMK-012')).toMatchObject({ result: 'holds' });
    await sim.clock.advance({ minutes: 2 });
    expect(ruleOf(await verify(spec, sim.azure()), 'CMK-012')).toMatchObject({
      result: 'broken',
      violations: [{ path: 'key.state.expires' }],
    });
  });
});

describe('a key that is deleted (CMK-012)', () => {
  it('is told of with when that was, as long as its vault keeps it', async () => {
    const sim = simulator();
    const spec = await deployed(sim, smallSpec(sim));
    const deletedOn = new Date(Math.floor(sim.clock.now() / 1000) * 1000).toISOString();
    await (await keysOf(sim).beginDeleteKey('claims-cmk')).pollUntilDone();
    expect(ruleOf(await verify(spec, sim.azure()), 'CMK-012')).toMatchObject({
      result: 'broken',
      violations: [
        {
          path: 'key.state.deletedOn',
          expected: 'a key that is there',
          received: `a key that was deleted at ${deletedOn}`,
        },
      ],
    });
    await (await keysOf(sim).beginRecoverDeletedKey('claims-cmk')).pollUntilDone();
    expect(ruleOf(await verify(spec, sim.azure()), 'CMK-012')).toMatchObject({ result: 'holds' });
  });
});

describe('a rotation in the posture (CMK-020)', () => {
  it('is none while the key has one version', async () => {
    const sim = simulator();
    const posture = await verify(await deployed(sim, smallSpec(sim)), sim.azure());
    expect(ruleOf(posture, 'CMK-020')).toMatchObject({ result: 'notApplicable' });
  });

  it('holds while the version before is on, and is broken when it is off and the workspace still names it', async () => {
    const sim = simulator();
    const spec = await deployed(sim, wholeSpec(sim));
    const before = (await keysOf(sim).getKey('claims-cmk')).properties.version ?? '';
    await sim.clock.advance({ days: 3 });
    await keysOf(sim).rotateKey('claims-cmk');
    expect(ruleOf(await verify(spec, sim.azure()), 'CMK-020')).toMatchObject({ result: 'holds' });
    await disable(sim, before);
    await sim.clock.advance({ days: 3 });
    const posture = await verify(spec, sim.azure());
    expect(ruleOf(posture, 'CMK-020')).toMatchObject({
      result: 'broken',
      level: 'must',
      violations: [
        {
          path: 'rotation.isPreviousUsable',
          expected: `the version ${before} usable until every consumer has taken the new version`,
          received: 'a version that can no longer be used',
        },
      ],
    });
  });

  it('is broken for a day after everybody could have moved on, and then no read can tell', async () => {
    const sim = simulator();
    const spec = await deployed(sim, smallSpec(sim));
    const before = (await keysOf(sim).getKey('claims-cmk')).properties.version ?? '';
    await sim.clock.advance({ minutes: 5 });
    await keysOf(sim).rotateKey('claims-cmk');
    await sim.clock.advance({ hours: 2 });
    // Run again, the plan moves the workspace on.
    await deployed(sim, spec);
    await disable(sim, before);
    expect(ruleOf(await verify(spec, sim.azure()), 'CMK-020')).toMatchObject({
      result: 'broken',
      violations: [{ expected: `the version ${before} usable until 2026-09-02T08:05:00.000Z` }],
    });
    await sim.clock.advance({ days: 2 });
    expect(ruleOf(await verify(spec, sim.azure()), 'CMK-020')).toMatchObject({
      result: 'notApplicable',
    });
  });

  it('shows when a store took its version, where the store shows it', async () => {
    const sim = simulator();
    const posture = await verify(await deployed(sim, wholeSpec(sim)), sim.azure());
    expect(
      posture.items
        .filter(({ keyTakenAt }) => keyTakenAt !== undefined)
        .map(({ place, keyTakenAt }) => [place, keyTakenAt]),
    ).toEqual([['managedStorage', '2026-09-01T08:00:00.000Z']]);
  });
});

describe('a revocation in the posture (CMK-021)', () => {
  it('is none while the key can be used', async () => {
    const sim = simulator();
    const posture = await verify(await deployed(sim, smallSpec(sim)), sim.azure());
    expect(ruleOf(posture, 'CMK-021')).toMatchObject({ result: 'notApplicable' });
  });

  it.each([
    [
      'disabled',
      async (sim: Simulator) => {
        const { properties } = await keysOf(sim).getKey('claims-cmk');
        await disable(sim, properties.version ?? '');
      },
    ],
    [
      'deleted',
      async (sim: Simulator) => {
        await keysOf(sim).beginDeleteKey('claims-cmk');
      },
    ],
  ])('of a key that was %s holds: the account refuses when the hour is over', async (_, revoke) => {
    const sim = simulator();
    const spec = await deployed(sim, smallSpec(sim));
    await revoke(sim);
    await sim.clock.advance({ minutes: 30 });
    const soon = await verify(spec, sim.azure());
    expect(ruleOf(soon, 'CMK-021')).toMatchObject({ result: 'holds' });
    await sim.clock.advance({ hours: 2 });
    const posture = await verify(spec, sim.azure());
    expect(ruleOf(posture, 'CMK-021')).toMatchObject({ result: 'holds' });
    expect(posture.items.find(({ place }) => place === 'cosmosDb')?.note).toContain(
      'currently revoked',
    );
  });
});

it.each([
  ['/', true],
  ['/providers/Microsoft.Management/managementGroups/contoso', true],
  ['/subscriptions/s', true],
  ['/subscriptions/s/resourceGroups/G', true],
  ['/subscriptions/s/resourceGroups/g2', false],
  ['/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v/keys/k', false],
])('a role assigned at %s counts at a vault of the group: %s', (assigned, counts) => {
  const vault = '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v';
  expect(isAtOrAbove(assigned, vault)).toBe(counts);
});

async function takeRoleOfServiceAway(sim: Simulator): Promise<void> {
  const client = new AuthorizationManagementClient(sim.credential(), sim.subscriptionId, {
    ...sim.clientOptions(),
  });
  const scope = `/subscriptions/${sim.subscriptionId}`;
  for await (const { id = '', roleDefinitionId = '' } of client.roleAssignments.listForScope(
    scope,
    { filter: 'atScope()' },
  )) {
    if (roleDefinitionId.endsWith(CONTRIBUTOR)) await client.roleAssignments.deleteById(id);
  }
}

describe('who makes the managed resource group (CMK-024)', () => {
  it('may, as the roles of the subscription say', async () => {
    const sim = simulator();
    const spec = await deployed(sim, smallSpec(sim));
    expect(ruleOf(await verify(spec, sim.azure()), 'CMK-024')).toMatchObject({ result: 'holds' });
    await takeRoleOfServiceAway(sim);
    expect(ruleOf(await verify(spec, sim.azure()), 'CMK-024')).toMatchObject({
      result: 'broken',
      violations: [{ path: 'groupMaker.mayCreate' }],
    });
  });

  it('is not asked about where no group is made', async () => {
    const sim = simulator();
    const workspace = { name: 'ml-claims', encryption: { architecture: 'serviceSide' } } as const;
    const spec = await deployed(sim, smallSpec(sim, { workspace }));
    await takeRoleOfServiceAway(sim);
    sim.ledger.clear();
    expect(ruleOf(await verify(spec, sim.azure()), 'CMK-024')).toMatchObject({
      result: 'notApplicable',
    });
    expect(sim.ledger.entries().some(({ url }) => url.includes(MACHINE_LEARNING))).toBe(false);
  });

  it('is unknown to who may not read the directory', async () => {
    const world: WorldSpec = {
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }] },
        {
          name: 'auditor',
          roles: [{ role: 'Reader' }, { role: 'Key Vault Reader' }],
          readsDirectory: false,
        },
      ],
    };
    const sim = simulator({ world });
    const posture = await verify(await deployed(sim, smallSpec(sim)), sim.azure('auditor'));
    expect(ruleOf(posture, 'CMK-024')).toMatchObject({ result: 'notApplicable' });
    expect(posture.unread.map(({ request }) => request)).toEqual(
      expect.arrayContaining([expect.stringMatching(/servicePrincipals of machineLearning$/)]),
    );
  });
});

describe('the identity of the workspace, of which earlier documents want that it makes keys (CMK-008)', () => {
  it.each(['rbac', 'accessPolicies'] as const)(
    'is judged by edition, with %s',
    async (accessModel) => {
      const sim = simulator();
      const identity = { create: { name: 'id-claims' } };
      const spec = await deployed(
        sim,
        smallSpec(sim, {
          vault: { create: { name: 'kv-claims', accessModel } },
          workspace: {
            name: 'ml-claims',
            identity: { type: 'UserAssigned', identities: [identity] },
            encryption: { identity },
          },
        }),
      );
      expect(ruleOf(await verify(spec, sim.azure()), 'CMK-008')).toMatchObject({ result: 'holds' });
      const earlier = await verify({ ...spec, edition: 'howto-b' }, sim.azure());
      expect(ruleOf(earlier, 'CMK-008')).toMatchObject({
        result: 'broken',
        violations: [
          {
            path: 'keyMakers[0].granted',
            expected:
              'create, get, delete and purge for the identity that is meant for the workspace',
            received: 'get',
          },
          { path: 'keyMakers[0].isContributor' },
        ],
      });
    },
  );
});
