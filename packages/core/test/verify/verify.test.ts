import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { KeyClient } from '@azure/keyvault-keys';
import { describe, expect, it } from 'vitest';

import { renderPosture } from '../../src/verify/render/render-posture.ts';
import type { Posture, PostureItem } from '../../src/verify/posture.ts';
import { verify } from '../../src/verify/verify.ts';
import type { Principal, Simulator } from '@azureml-cmk/simulator';
import type { CmkSpec } from '../../src/spec/types.ts';
import { planOf, run, simulator, smallSpec, wholeSpec } from '../deploy/chain.ts';

async function deployed(sim: Simulator, spec: CmkSpec): Promise<CmkSpec> {
  const { error } = await run(sim, planOf(sim, spec));
  expect(error?.toJSON()).toBeUndefined();
  return spec;
}

async function takeRoleAway(sim: Simulator, vault: string, roleId: string): Promise<void> {
  const client = new AuthorizationManagementClient(sim.credential(), sim.subscriptionId, {
    ...sim.clientOptions(),
  });
  const scope = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-claims/providers/Microsoft.KeyVault/vaults/${vault}`;
  for await (const { id = '', roleDefinitionId = '' } of client.roleAssignments.listForScope(
    scope,
  )) {
    if (roleDefinitionId.endsWith(roleId)) await client.roleAssignments.deleteById(id);
  }
}

/** Puts a principal into a group, which no world can say of a service of Microsoft. */
function joinGroup(sim: Simulator, displayName: string, group: string): void {
  const groupId = sim.principals.find((each) => each.displayName === group)?.objectId ?? '';
  const { tables, ...rest } = sim.snapshot();
  const principals = (tables['principals'] ?? []).map(([id, principal]) => {
    const one = principal as unknown as Principal;
    return one.displayName === displayName
      ? ([id, { ...one, groups: [groupId] } as unknown as typeof principal] as const)
      : ([id, principal] as const);
  });
  sim.restore({ ...rest, tables: { ...tables, principals } });
}

const itemOf = (posture: Posture, what: RegExp): PostureItem | undefined =>
  posture.items.find((item) => what.test(item.what));
const ruleOf = (posture: Posture, id: string) => posture.rules.find(({ ruleId }) => ruleId === id);

describe('the posture of the whole chain', () => {
  it('is read back, with the key, its version and what proves it', async () => {
    const sim = simulator();
    const plan = planOf(sim, wholeSpec(sim));
    const { outcome } = await run(sim, plan);
    const keyIdentifier =
      outcome.steps.find(({ stepId }) => stepId === 'key')?.outputs['keyIdentifier'] ?? '';
    const version = outcome.steps.find(({ stepId }) => stepId === 'key')?.outputs['version'];
    sim.ledger.clear();
    const posture = await verify(plan, sim.azure());
    expect(posture).toMatchObject({
      kind: 'posture',
      edition: 'current',
      editionStamp: 'current@2026-08',
      architecture: 'managedResourceGroup',
      keyIdentifier,
      unread: [],
    });
    expect(itemOf(posture, /^Azure Cosmos DB/)).toMatchObject({
      under: 'customer',
      keyIdentifier: keyIdentifier.slice(0, keyIdentifier.lastIndexOf('/')),
      evidence: [
        {
          property: 'properties.keyVaultKeyUri',
          value: keyIdentifier.slice(0, keyIdentifier.lastIndexOf('/')),
        },
        { property: 'properties.customerManagedKeyStatus' },
        { property: 'properties.defaultIdentity', value: 'FirstPartyIdentity' },
      ],
    });
    for (const what of [
      /^Azure AI Search/,
      /^Managed storage/,
      /^Container group/,
      /^Disk encryption set/,
      /OS disks$/,
      /data disks$/,
    ]) {
      expect(itemOf(posture, what)).toMatchObject({
        under: 'customer',
        keyIdentifier,
        keyVersion: version,
      });
    }
    expect(itemOf(posture, /^Storage account of the workspace/)).toMatchObject({
      under: 'microsoft',
    });
    expect(itemOf(posture, /^Compute cluster: OS disk/)).toMatchObject({
      under: 'platform',
      ruleIds: ['CMK-070', 'CMK-067'],
    });
    expect(posture.keyUse.map(({ consumer, verdict }) => [consumer, verdict])).toEqual([
      ['cosmosDb', 'sufficient'],
      ['containerInstance', 'sufficient'],
      ['diskEncryptionSet', 'sufficient'],
    ]);
    const broken = posture.rules.filter(({ result }) => result === 'broken');
    // The accounts that the plan makes for the workspace are under keys of Microsoft, and documents say what that means.
    expect(broken.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['CMK-078', 'note'],
      ['CMK-083', 'note'],
    ]);
    expect(broken.flatMap(({ violations }) => violations.map(({ path }) => path))).toContain(
      'Storage account of the workspace: snapshots, outputs, logs',
    );
    for (const id of [
      'CMK-015',
      'CMK-034',
      'CMK-035',
      'CMK-070',
      'CMK-075',
      'CMK-079',
      'CMK-085',
    ]) {
      expect(ruleOf(posture, id)).toMatchObject({ result: 'holds' });
    }
    for (const id of [
      'CMK-001',
      'CMK-002',
      'CMK-003',
      'CMK-010',
      'CMK-012',
      'CMK-013',
      'CMK-014',
      'CMK-017',
      'CMK-063',
    ]) {
      expect(ruleOf(posture, id)).toMatchObject({ result: 'holds' });
    }
    // It only reads.
    expect(sim.ledger.entries().filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(JSON.parse(JSON.stringify(posture))).toEqual(posture);
  });

  it('tells where documents disagree about the OS disks of clusters', async () => {
    const sim = simulator();
    const spec = await deployed(sim, smallSpec(sim));
    const posture = await verify(spec, sim.azure());
    expect(itemOf(posture, /^Compute cluster: OS/)).toMatchObject({
      under: 'platform',
      note: 'Always under a key of Microsoft; Azure has no property for it. Deleted when the nodes are scaled down. One how-to article says: encrypted only with high business impact, which is off.',
    });
  });

  it('fits a terminal of 100 columns', async () => {
    const sim = simulator();
    const text = renderPosture(await verify(await deployed(sim, wholeSpec(sim)), sim.azure()), {
      format: 'text',
    });
    // An identifier is never broken: it is there to be copied.
    expect(
      text.split('\n').filter((line) => line.length > 100 && line.trim().includes(' ')),
    ).toEqual([]);
    expect(text).toContain('Encryption of workspace ml-claims in rg-claims');
    expect(text).toMatch(/^YOUR KEY {3}Azure Cosmos DB: job history/m);
    expect(text).toMatch(/^PLATFORM {3}Compute cluster: OS disk/m);
    expect(text).toMatch(/^CAN {8}Azure Cosmos DB, for the metadata of the workspace$/m);
    expect(text).toMatch(/^holds {3}CMK-002 purge-protection \(must\)/m);
  });
});

describe('whoever reads', () => {
  it.each(['there', 'deleted'])(
    'needs to be Reader and Key Vault Reader: the key is %s',
    async (key) => {
      const auditor = {
        name: 'auditor',
        roles: [{ role: 'Reader' }, { role: 'Key Vault Reader' }],
      };
      const owner = { name: 'owner', roles: [{ role: 'Owner' }] };
      const sim = simulator({ world: { principals: [owner, auditor] } });
      const spec = await deployed(sim, wholeSpec(sim));
      if (key === 'deleted') {
        const keys = new KeyClient('https://kv-claims.vault.azure.net', sim.credential(), {
          ...sim.clientOptions('vault'),
        });
        await keys.beginDeleteKey('claims-cmk');
      }
      const read = await verify(spec, sim.azure('auditor'));
      expect(read).toEqual(await verify(spec, sim.azure()));
      expect(read.unread.map(({ request }) => request)).toEqual(
        key === 'deleted' ? [`getKey ${read.keyIdentifier}`] : [],
      );
    },
  );
});

describe('what follows the newest version of a key', () => {
  it('is told as such beside the version in use, and the version that is not asked for as empty', async () => {
    const sim = simulator();
    const set = { create: { name: 'des-claims', autoRotate: true } };
    const storage = { create: { name: 'stclaims01', encryption: { autoRotate: true } } };
    const identity = { create: { name: 'id-images' } };
    const registry = { create: { name: 'crclaims01', encryption: { identity, autoRotate: true } } };
    const spec = smallSpec(sim, {
      workspace: { name: 'ml-claims', storage, containerRegistry: registry },
      clusters: [{ create: { name: 'aks-claims', diskEncryptionSet: set, nodeCount: 1 } }],
      searchServices: [{ name: 'srch-claims', autoRotate: true }],
      storageAccounts: [{ name: 'stpinned01' }],
    });
    const posture = await verify(await deployed(sim, spec), sim.azure());
    const note =
      'It follows the newest version of the key; the version that is named is the one in use.';
    for (const what of [/^Storage account of the/, /^Container registry/, /^Disk encryption set/]) {
      expect(itemOf(posture, what)).toMatchObject({
        under: 'customer',
        keyIdentifier: posture.keyIdentifier,
        note,
      });
    }
    const text = renderPosture(posture);
    // These two show no version in use.
    for (const what of ['Azure Cosmos DB: job history', 'AI Search service srch-claims: its']) {
      expect(text).toMatch(
        new RegExp(`^YOUR KEY +${what}.*\\n +key claims-cmk, newest version$`, 'm'),
      );
    }
    expect(itemOf(posture, /^Storage account stpinned01/)?.note).toBeUndefined();

    const property = 'properties.encryption.keyVaultProperties.keyVersion';
    expect(itemOf(posture, /^Storage account of the/)?.evidence).toContainEqual(
      expect.objectContaining({ property, value: 'empty' }),
    );
    expect(text).toMatch(new RegExp(`^ +${property} = empty$`, 'm'));
    expect(renderPosture(posture, { format: 'markdown' })).toContain(`\`${property} = empty\``);
    const page = renderPosture(posture, { format: 'html' }).replaceAll('<wbr>', '');
    expect(page).toContain(`>${property} = empty</`);
  });
});

describe('what has changed since', () => {
  it('a grant that was taken away is seen: who may use the key, and the rule', async () => {
    const sim = simulator();
    const spec = await deployed(sim, smallSpec(sim));
    await takeRoleAway(sim, 'kv-claims', 'e147488a-f6f5-4113-8e2d-b22465e65bf6');
    const posture = await verify(spec, sim.azure());
    expect(posture.keyUse).toMatchObject([
      { consumer: 'cosmosDb', granted: [], verdict: 'insufficient' },
    ]);
    expect(ruleOf(posture, 'CMK-013')).toMatchObject({
      result: 'broken',
      violations: [{ path: 'keyAccess[0].granted' }],
    });
    expect(renderPosture(posture)).toMatch(/^BROKEN {2}CMK-013 key-access \(must\)/m);
  });

  it('a store that has lost its key says so, in the words of Azure', async () => {
    const sim = simulator();
    const spec = await deployed(sim, smallSpec(sim));
    await takeRoleAway(sim, 'kv-claims', 'e147488a-f6f5-4113-8e2d-b22465e65bf6');
    const before = itemOf(await verify(spec, sim.azure()), /^Azure Cosmos DB/);
    expect(before?.note).toBeUndefined();
    await sim.clock.advance({ hours: 1 });
    const posture = await verify(spec, sim.azure());
    const status =
      'Access to your account is currently revoked because the current default identity no longer has permission to the associated Key Vault key; for more details about this error and how to restore access to your account please visit https://learn.microsoft.com/en-us/azure/cosmos-db/cmk-troubleshooting-guide#default-identity-is-unauthorized-to-access-the-azure-key-vault-key (4002).';
    expect(itemOf(posture, /^Azure Cosmos DB/)).toMatchObject({
      under: 'customer',
      evidence: expect.arrayContaining([
        expect.objectContaining({
          property: 'properties.customerManagedKeyStatus',
          value: status,
        }),
      ]),
      ruleIds: expect.arrayContaining(['CMK-021']),
      note: status,
    });
    expect(posture.keyUse).toMatchObject([{ consumer: 'cosmosDb', verdict: 'insufficient' }]);
    expect(renderPosture(posture, { format: 'text' }).replaceAll(/\s+/g, ' ')).toContain(
      'currently revoked',
    );
  });

  it('access policies are read as they are in force', async () => {
    const sim = simulator();
    const vault = { create: { name: 'kv-claims', accessModel: 'accessPolicies' } } as const;
    const identity = { create: { name: 'id-claims' } };
    const posture = await verify(
      await deployed(
        sim,
        smallSpec(sim, {
          vault,
          workspace: {
            name: 'ml-claims',
            identity: { type: 'UserAssigned', identities: [identity] },
            encryption: { identity },
          },
        }),
      ),
      sim.azure(),
    );
    expect(posture.keyUse).toMatchObject([
      {
        consumer: 'workspaceEncryptionIdentity',
        granted: ['get', 'wrapKey', 'unwrapKey'],
        verdict: 'sufficient',
        evidence: [{ property: 'properties.accessPolicies[].permissions.keys' }],
      },
    ]);
  });

  it('a principal that has its role by a group may use the key', async () => {
    const role = 'Key Vault Crypto User';
    const sim = simulator({
      world: {
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }] },
          { name: 'services', kind: 'group', roles: [{ role }] },
        ],
      },
    });
    const spec = await deployed(sim, smallSpec(sim));
    await takeRoleAway(sim, 'kv-claims', 'e147488a-f6f5-4113-8e2d-b22465e65bf6');
    expect((await verify(spec, sim.azure())).keyUse).toMatchObject([{ verdict: 'insufficient' }]);

    joinGroup(sim, 'Azure Cosmos DB', 'services');
    const posture = await verify(spec, sim.azure());
    expect(posture.keyUse).toMatchObject([
      {
        consumer: 'cosmosDb',
        granted: ['get', 'wrapKey', 'unwrapKey'],
        verdict: 'sufficient',
        evidence: [
          {
            request: expect.stringContaining("assignedTo('") as unknown,
            value: expect.stringContaining(`(${role}), assigned at /subscriptions/`) as unknown,
          },
        ],
      },
    ]);
    expect(posture.keyUse[0]?.note).toBeUndefined();
    expect(ruleOf(posture, 'CMK-013')).toMatchObject({ result: 'holds' });
  });

  it('service-side encryption has no stores to read, and says so', async () => {
    const sim = simulator();
    const workspace = { name: 'ml-claims', encryption: { architecture: 'serviceSide' } } as const;
    const posture = await verify(await deployed(sim, smallSpec(sim, { workspace })), sim.azure());
    expect(posture.architecture).toBe('serviceSide');
    expect(itemOf(posture, /^Workspace metadata in stores of Microsoft/)).toMatchObject({
      under: 'customer',
      note: expect.stringContaining('cannot be read') as unknown,
    });
    expect(itemOf(posture, /^Azure Cosmos DB/)).toBeUndefined();
  });
});

describe('what cannot be read', () => {
  it('is unknown with the reason, never assumed', async () => {
    const sim = simulator({
      world: {
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }] },
          { name: 'reader', roles: [{ role: 'Reader' }] },
        ],
      },
    });
    const spec = await deployed(sim, smallSpec(sim));
    // A Reader sees resources, but opens no key.
    const posture = await verify(spec, sim.azure('reader'));
    expect(posture.unread).toMatchObject([
      {
        request: expect.stringMatching(/^getKey /) as unknown,
        reason: expect.stringMatching(/^CMK_KEY_ACCESS_DENIED/) as unknown,
      },
    ]);
    expect(ruleOf(posture, 'CMK-012')).toMatchObject({ result: 'notApplicable' });
    expect(ruleOf(posture, 'CMK-002')).toMatchObject({ result: 'holds' });
    expect(renderPosture(posture)).toContain('Could not be read');
  });

  it('as a whole is an error: no workspace', async () => {
    const sim = simulator();
    await expect(verify(smallSpec(sim), sim.azure())).rejects.toMatchObject({
      code: 'CMK_WORKSPACE_NOT_FOUND',
      hop: 'workspace',
    });
  });

  it('as a whole is an error: no rights', async () => {
    const sim = simulator({
      world: { principals: [{ name: 'owner', roles: [{ role: 'Owner' }] }, { name: 'nobody' }] },
    });
    const spec = await deployed(sim, smallSpec(sim));
    await expect(verify(spec, sim.azure('nobody'))).rejects.toMatchObject({
      code: 'CMK_AUTHORIZATION_FAILED',
    });
  });

  it('can be aborted', async () => {
    const sim = simulator();
    const spec = await deployed(sim, smallSpec(sim));
    await expect(
      verify(spec, { ...sim.azure(), signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'CMK_ABORTED' });
  });
});

it.each([undefined, null, 'a text', {}, [], { kind: 'posture' }])(
  'what is no description is refused: %j',
  async (target) => {
    await expect(verify(target as never, simulator().azure())).rejects.toMatchObject({
      code: 'CMK_SPEC_INVALID',
    });
  },
);
