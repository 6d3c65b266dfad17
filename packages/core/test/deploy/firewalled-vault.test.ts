import { ContainerInstanceManagementClient } from '@azure/arm-containerinstance';
import { describe, expect, it } from 'vitest';

import type { Simulator } from '@azureml-cmk/simulator';
import type { CmkSpec, IdentityRef } from '../../src/spec/types.ts';
import { verify } from '../../src/verify/verify.ts';
import { planOf, run, simulator, smallSpec } from './chain.ts';

/** The address that requests of the simulator come from. */
const CLIENT = '203.0.113.1';
const identity: IdentityRef = { create: { name: 'id-score' } };
const SCORE = {
  name: 'score',
  image: 'mcr.microsoft.com/azuredocs/aci-helloworld',
  ports: [80],
} as const;

function behindFirewall(sim: Simulator, more: Partial<CmkSpec>) {
  return smallSpec(sim, {
    vault: {
      create: {
        name: 'kv-claims',
        network: { defaultAction: 'Deny', bypass: 'AzureServices', ipRules: [CLIENT] },
      },
    },
    ...more,
  });
}

describe('a container group under a key in a vault behind a firewall', () => {
  it.each(['instant', 'realistic'] as const)(
    'opens it as its user-assigned identity, with %s latency',
    async (latency) => {
      const sim = simulator({ latency });
      const spec = behindFirewall(sim, { containerGroups: [{ ...SCORE, identity }] });
      const plan = planOf(sim, spec);
      const { error, outcome } = await run(sim, plan);
      expect(error?.toJSON()).toBeUndefined();

      const client = new ContainerInstanceManagementClient(sim.credential(), sim.subscriptionId, {
        ...sim.clientOptions(),
      });
      const group = await client.containerGroups.get('rg-claims', 'score');
      const identityId = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-claims/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-score`;
      expect(group).toMatchObject({
        provisioningState: 'Succeeded',
        identity: { type: 'UserAssigned', userAssignedIdentities: { [identityId]: {} } },
        encryptionProperties: {
          vaultBaseUrl: 'https://kv-claims.vault.azure.net',
          keyName: 'claims-cmk',
          identity: identityId,
        },
      });

      const posture = await verify(spec, sim.azure());
      expect(posture.items.find(({ place }) => place === 'containerGroup')).toMatchObject({
        under: 'customer',
        keyIdentifier: outcome.keyIdentifier,
        ruleIds: ['CMK-060', 'CMK-068'],
      });
      expect(posture.keyUse.find(({ target }) => target === 'score')).toMatchObject({
        consumer: 'containerGroupIdentity',
        principalId: Object.values(group.identity?.userAssignedIdentities ?? {})[0]?.principalId,
        required: ['get', 'unwrapKey'],
        verdict: 'sufficient',
      });
      expect(
        posture.rules.filter(({ result, level }) => result === 'broken' && level === 'must'),
      ).toEqual([]);
      expect((await run(sim, plan)).outcome).toMatchObject({ changed: 0, writes: 0 });
    },
  );

  it('is refused in the description as the service itself, which the firewall keeps out', () => {
    const sim = simulator();
    expect(() => planOf(sim, behindFirewall(sim, { containerGroups: [SCORE] }))).toThrow(
      /SPEC-CONFLICT at containerGroups\[0\]\.identity: The vault is behind a firewall/,
    );
  });

  it('says which rule it is when the identity was granted nothing', async () => {
    const sim = simulator();
    const { error } = await run(
      sim,
      planOf(
        sim,
        behindFirewall(sim, {
          containerGroups: [{ ...SCORE, identity }],
          grants: { containerGroups: false },
        }),
      ),
    );
    expect(error?.toJSON()).toMatchObject({
      code: 'CMK_CONTAINER_KEY_ACCESS_DENIED',
      ruleId: 'CMK-013',
      stepId: 'aci.score',
      message: expect.stringContaining(
        "needed are get and unwrapKey for the container group's identity (score), granted is nothing. (simulator wording)",
      ) as unknown,
    });
  });
});
