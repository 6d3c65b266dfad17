import { CosmosDBManagementClient } from '@azure/arm-cosmosdb';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import type { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import {
  COSMOS_APP_ID,
  encryptedWorkspace,
  FAST,
  grant,
  GROUP,
  keys,
  machineLearning,
  principalOf,
  resources,
  scene,
  type Scene,
  type SceneOptions,
  send,
  VAULT,
  wireWorkspace,
  WORKSPACE,
} from './scene.ts';

const MARKER = 'only-the-customer-reads-this';
const CONFIRMED = 'Access to the configured customer managed key confirmed.';
const BLOCKED = `The metadata of '${WORKSPACE}' cannot be reached: {"Errors":["Request is blocked due to Customer Managed Key not being accessible."]} (simulator wording)`;

interface Kept extends Scene {
  readonly client: AzureMachineLearningWorkspaces;
  /** Name of the managed group. */
  readonly managed: string;
  readonly account: string;
  /** Takes the grant away. */
  readonly revoke: () => Promise<void>;
}

/** A workspace under a customer's key with a job, a model and a cluster in it. */
async function kept(options: SceneOptions = {}): Promise<Kept> {
  const given = await scene({ ...options, grantCosmosDb: false });
  const { sim } = given;
  const assignment = await grant(sim, given.vaultId, principalOf(sim, COSMOS_APP_ID));
  const client = machineLearning(sim);
  const made = await client.workspaces.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    encryptedWorkspace(given),
    FAST,
  );
  await makeJob(client, 'job-1');
  await client.modelVersions.createOrUpdate(GROUP, WORKSPACE, 'churn', '1', {
    properties: { modelUri: `azureml://${MARKER}`, modelType: 'custom_model' },
  });
  await client.computeOperations.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    'cpu',
    {
      location: 'westeurope',
      properties: {
        computeType: 'AmlCompute',
        description: MARKER,
        properties: { vmSize: 'STANDARD_DS2_V2', scaleSettings: { maxNodeCount: 2 } },
      },
    },
    FAST,
  );
  const managed = made.serviceProvisionedResourceGroup ?? '';
  const { name: account } = sim.resources.one({
    type: 'Microsoft.DocumentDB/databaseAccounts',
    group: managed,
  });
  const revoke = async (): Promise<void> => {
    const id = `${given.vaultId}/providers/Microsoft.Authorization/roleAssignments/${assignment}`;
    await resources(sim).resources.deleteById(id, '2022-04-01', FAST);
  };
  return { ...given, client, managed, account, revoke };
}

async function makeJob(client: AzureMachineLearningWorkspaces, name: string): Promise<void> {
  await client.jobs.createOrUpdate(GROUP, WORKSPACE, name, {
    properties: { jobType: 'Command', command: MARKER, environmentId: 'azureml://e' },
  });
}

const commandOf = async ({ client }: Pick<Kept, 'client'>, name = 'job-1'): Promise<unknown> => {
  const { properties } = await client.jobs.get(GROUP, WORKSPACE, name);
  return 'command' in properties ? properties.command : undefined;
};

const statusOf = async ({ sim, managed, account }: Kept): Promise<string | undefined> => {
  const cosmos = new CosmosDBManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  const { customerManagedKeyStatus } = await cosmos.databaseAccounts.get(managed, account);
  return customerManagedKeyStatus;
};

const setFirewall = async ({ sim }: Scene, bypass: 'None' | 'AzureServices'): Promise<void> => {
  const { vaults } = new KeyVaultManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  await vaults.update(GROUP, VAULT, {
    properties: { networkAcls: { defaultAction: bypass === 'None' ? 'Deny' : 'Allow', bypass } },
  });
};

/** Each way to take the key away, how it comes back, and what the account says meanwhile. */
const LOSSES: readonly {
  readonly what: string;
  readonly lose: (given: Kept) => Promise<unknown>;
  readonly recover: (given: Kept) => Promise<unknown>;
  readonly code: number;
}[] = [
  {
    what: 'disabled',
    lose: ({ sim }) => keys(sim).updateKeyProperties('cosmos-key', { enabled: false }),
    recover: ({ sim }) => keys(sim).updateKeyProperties('cosmos-key', { enabled: true }),
    code: 4002,
  },
  {
    what: 'expired',
    lose: ({ sim }) =>
      keys(sim).updateKeyProperties('cosmos-key', { expiresOn: new Date(sim.clock.now() - 1000) }),
    recover: ({ sim }) =>
      keys(sim).updateKeyProperties('cosmos-key', {
        expiresOn: new Date(sim.clock.now() + 90 * 24 * 3_600_000),
      }),
    code: 4002,
  },
  {
    what: 'deleted',
    lose: async ({ sim }) => (await keys(sim).beginDeleteKey('cosmos-key')).pollUntilDone(),
    recover: async ({ sim }) =>
      (await keys(sim).beginRecoverDeletedKey('cosmos-key')).pollUntilDone(),
    code: 4003,
  },
  {
    what: 'no longer granted',
    lose: ({ revoke }) => revoke(),
    recover: ({ sim, vaultId }) => grant(sim, vaultId, principalOf(sim, COSMOS_APP_ID)),
    code: 4002,
  },
  {
    what: 'behind a firewall without bypass',
    lose: (given) => setFirewall(given, 'None'),
    recover: (given) => setFirewall(given, 'AzureServices'),
    code: 4016,
  },
  {
    what: 'deleted with its vault',
    lose: ({ sim, vaultId }) => resources(sim).resources.deleteById(vaultId, '2023-07-01', FAST),
    recover: (given) =>
      send(given.sim, 'PUT', given.vaultId, '2023-07-01', {
        location: 'westeurope',
        properties: {
          tenantId: given.sim.tenantId,
          sku: { family: 'A', name: 'premium' },
          createMode: 'recover',
        },
      }).then(async () => {
        // The roles of a deleted vault do not come back with it.
        await grant(given.sim, given.vaultId, principalOf(given.sim, COSMOS_APP_ID));
      }),
    code: 4017,
  },
];

describe('metadata under a customer’s key', () => {
  it('is nowhere in the clear: not in a snapshot, not in the resources at rest', async () => {
    const given = await kept();
    expect(await commandOf(given)).toBe(MARKER);
    const text = JSON.stringify(given.sim.snapshot());
    expect(text).not.toContain(MARKER);
    expect(text).toContain('job-1');
  });

  it('is in the clear under Microsoft’s keys, where nobody asked for more', async () => {
    const given = await scene();
    const { encryption: _encryption, ...plain } = encryptedWorkspace(given);
    const client = machineLearning(given.sim);
    await client.workspaces.beginCreateOrUpdateAndWait(GROUP, WORKSPACE, plain, FAST);
    await makeJob(client, 'job-1');
    expect(JSON.stringify(given.sim.snapshot())).toContain(MARKER);
  });

  it('is read by forks and restored worlds, and by none that lost the key', async () => {
    const given = await kept();
    const restored = createSimulator();
    restored.restore(JSON.parse(JSON.stringify(given.sim.snapshot())));
    for (const sim of [given.sim.fork(), restored]) {
      const client = machineLearning(sim);
      expect(await commandOf({ client })).toBe(MARKER);
      await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
      expect(await commandOf({ client })).toBe(MARKER);
      await sim.clock.advance({ hours: 1 });
      await expect(commandOf({ client })).rejects.toMatchObject({ statusCode: 403 });
      expect(JSON.stringify(sim.snapshot())).not.toContain(MARKER);
    }
    expect(await commandOf(given)).toBe(MARKER);
  });

  it('is the same bytes in every run', async () => {
    const [one, other] = [await kept(), await kept()];
    const sealedOf = (sim: Simulator): unknown => {
      const { tables } = sim.snapshot();
      return [tables['encryptedStores']?.length, tables['metadataStores']?.length];
    };
    expect(sealedOf(one.sim)).toEqual([3, 1]);
    expect(sealedOf(other.sim)).toEqual(sealedOf(one.sim));
  });

  it('has a data key that Azure Cosmos DB wraps through the vault: the ledger shows it', async () => {
    const { sim, keyId } = await kept();
    const caller = principalOf(sim, COSMOS_APP_ID);
    const wraps = sim.ledger.entries().filter(({ url }) => url.startsWith(`${keyId}/wrapkey`));
    expect(wraps).toHaveLength(3);
    expect(wraps[0]).toMatchObject({ method: 'POST', status: 200, caller, decision: 'answered' });
  });
});

describe.each(LOSSES)('when the key is $what', ({ lose, recover, code }) => {
  it('works on until the service looks, then nothing does, and all comes back', async () => {
    const given = await kept();
    const { sim, client, workspaceId } = given;
    await lose(given);
    expect(await statusOf(given)).toBe(CONFIRMED);
    expect(await commandOf(given)).toBe(MARKER);
    await sim.clock.advance({ hours: 1 });
    expect(await statusOf(given)).toMatch(
      new RegExp(`^Access to your account is currently revoked because .*\\(${code}\\)\\.$`),
    );
    const blocked = { statusCode: 403, code: 'Forbidden', message: BLOCKED };
    await expect(commandOf(given)).rejects.toMatchObject(blocked);
    await expect(Array.fromAsync(client.jobs.list(GROUP, WORKSPACE))).rejects.toMatchObject(
      blocked,
    );
    await expect(makeJob(client, 'job-2')).rejects.toMatchObject(blocked);
    await expect(client.jobs.beginDeleteAndWait(GROUP, WORKSPACE, 'job-1', FAST)).rejects.toThrow(
      BLOCKED,
    );
    await expect(client.computeOperations.get(GROUP, WORKSPACE, 'cpu')).rejects.toMatchObject(
      blocked,
    );
    const update = await send(sim, 'PATCH', workspaceId, '2025-09-01', { tags: { a: 'b' } });
    const poll = update.headers.get('azure-asyncoperation') ?? '';
    expect((await send(sim, 'GET', poll, '')).body).toMatchObject({
      status: 'Failed',
      error: { code: 'Forbidden', message: BLOCKED },
    });
    const refused = sim.ledger.entries().filter(({ url }) => url.includes('/keys/cosmos-key'));
    expect(refused.at(-1)).toMatchObject({
      decision: 'refused',
      caller: principalOf(sim, COSMOS_APP_ID),
    });
    await recover(given);
    await sim.clock.advance({ hours: 1 });
    expect(await statusOf(given)).toBe(CONFIRMED);
    expect(await commandOf(given)).toBe(MARKER);
    await makeJob(client, 'job-2');
    expect(await commandOf(given, 'job-2')).toBe(MARKER);
  });
});

describe('a workspace whose key is gone', () => {
  it('can be deleted, and its group with all that Microsoft kept goes too', async () => {
    const given = await kept();
    await given.revoke();
    await given.sim.clock.advance({ hours: 2 });
    const deleted = await send(
      given.sim,
      'DELETE',
      `${given.workspaceId}?forceToPurge=true`,
      '2025-09-01',
    );
    expect(deleted.status).toBe(200);
    await send(given.sim, 'GET', deleted.headers.get('azure-asyncoperation') ?? '', '');
    const { tables } = given.sim.snapshot();
    expect(tables['encryptedStores']).toBeUndefined();
    expect(tables['metadataStores']).toBeUndefined();
    expect(given.sim.resources.count({ group: given.managed })).toBe(0);
    expect(JSON.stringify(tables)).not.toContain('job-1');
  });

  it('goes with the group that holds it', async () => {
    const given = await kept();
    await given.revoke();
    await given.sim.clock.advance({ hours: 2 });
    await resources(given.sim).resourceGroups.delete(GROUP, FAST);
    expect(given.sim.resources.count({ group: GROUP })).toBe(0);
  });

  it('comes back from a soft delete with metadata that is encrypted all the while', async () => {
    const given = await kept();
    const { sim, workspaceId } = given;
    const polled = async (method: string, body?: unknown): Promise<void> => {
      const answer = await send(sim, method, workspaceId, '2025-09-01', body);
      await send(sim, 'GET', answer.headers.get('azure-asyncoperation') ?? '', '');
    };
    await polled('DELETE');
    expect(JSON.stringify(sim.snapshot())).not.toContain(MARKER);
    await sim.clock.advance({ days: 3 });
    await polled('PUT', wireWorkspace(given, { allowRecoverSoftDeletedWorkspace: true }));
    expect(await commandOf(given)).toBe(MARKER);
  });
});

describe('metadata that Microsoft keeps in its own subscription', () => {
  it('is encrypted document by document, and follows the key likewise', async () => {
    const given = await scene();
    const { sim, workspaceId } = given;
    const put = await send(
      sim,
      'PUT',
      workspaceId,
      '2025-09-01',
      wireWorkspace(given, { enableServiceSideCMKEncryption: true }),
    );
    await send(sim, 'GET', put.headers.get('azure-asyncoperation') ?? '', '');
    const client = machineLearning(sim);
    await makeJob(client, 'job-1');
    expect(JSON.stringify(sim.snapshot())).not.toContain(MARKER);
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
    await sim.clock.advance({ hours: 1 });
    await expect(commandOf({ client })).rejects.toMatchObject({ message: BLOCKED });
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: true });
    await sim.clock.advance({ hours: 1 });
    expect(await commandOf({ client })).toBe(MARKER);
  });
});
