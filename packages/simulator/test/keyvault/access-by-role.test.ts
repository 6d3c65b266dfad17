/** Every operation of a vault and the one data action that it needs; and whose tokens are taken at what time. */
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { beforeAll, describe, expect, it } from 'vitest';
import { vaultOperations } from '../../src/data-plane/keyvault/operations.ts';
import type { Simulator } from '../../src/index.ts';
import { GROUP, keyClient, makeVault, objectId, scene, send } from './scene.ts';

const VAULT = 'Microsoft.KeyVault/vaults';
const HOST = 'https://kv-one.vault.azure.net';
const PUBLISHED = ['keys', 'secrets', 'deletedkeys', 'deletedsecrets'];

/** As the documentation of roles names them, operation by operation; written down again, not read from the table. */
const DATA_ACTIONS: Readonly<Record<string, string>> = {
  GetKeys: 'keys/read',
  GetKeyVersions: 'keys/read',
  GetKey: 'keys/read',
  GetDeletedKeys: 'keys/read',
  GetDeletedKey: 'keys/read',
  CreateKey: 'keys/create/action',
  ImportKey: 'keys/import/action',
  UpdateKey: 'keys/update/action',
  DeleteKey: 'keys/delete',
  RecoverDeletedKey: 'keys/recover/action',
  PurgeDeletedKey: 'keys/purge/action',
  BackupKey: 'keys/backup/action',
  RestoreKey: 'keys/restore/action',
  RotateKey: 'keys/rotate/action',
  GetKeyRotationPolicy: 'keyrotationpolicies/read',
  UpdateKeyRotationPolicy: 'keyrotationpolicies/write',
  Encrypt: 'keys/encrypt/action',
  Decrypt: 'keys/decrypt/action',
  WrapKey: 'keys/wrap/action',
  UnwrapKey: 'keys/unwrap/action',
  Sign: 'keys/sign/action',
  Verify: 'keys/verify/action',
  Release: 'keys/release/action',
  GetSecrets: 'secrets/readMetadata/action',
  GetSecretVersions: 'secrets/readMetadata/action',
  GetSecret: 'secrets/getSecret/action',
  GetDeletedSecrets: 'secrets/readMetadata/action',
  GetDeletedSecret: 'secrets/readMetadata/action',
  SetSecret: 'secrets/setSecret/action',
  UpdateSecret: 'secrets/update/action',
  DeleteSecret: 'secrets/delete',
  RecoverDeletedSecret: 'secrets/recover/action',
  PurgeDeletedSecret: 'secrets/purge/action',
  BackupSecret: 'secrets/backup/action',
  RestoreSecret: 'secrets/restore/action',
};

const served = vaultOperations.filter(
  ({ handle, path }) => handle && PUBLISHED.includes(path.split('/')[1] ?? ''),
);

describe('an operation on a vault that goes by roles', () => {
  let base: Simulator;
  beforeAll(async () => {
    base = await scene();
    await makeVault(base, 'kv-one', { enableRbacAuthorization: true });
  });

  /** Makes a role, and gives it to the stranger on the vault. */
  async function allow(sim: Simulator, dataActions: string[], notDataActions: string[] = []) {
    const client = new AuthorizationManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    const subscription = `/subscriptions/${sim.subscriptionId}`;
    const role = await client.roleDefinitions.createOrUpdate(
      subscription,
      '11111111-2222-4333-8444-555555555555',
      {
        roleName: 'One thing',
        roleType: 'CustomRole',
        assignableScopes: [subscription],
        permissions: [{ actions: [], notActions: [], dataActions, notDataActions }],
      },
    );
    await client.roleAssignments.create(
      `${subscription}/resourceGroups/${GROUP}/providers/${VAULT}/kv-one`,
      '77777777-1111-4222-8333-444444444444',
      { principalId: objectId(sim, 'stranger'), roleDefinitionId: role.id ?? '' },
    );
  }

  it('is one that the documentation names an action for', () => {
    const names = served.map(({ name }) => name.toLowerCase());
    const known = Object.keys(DATA_ACTIONS).map((name) => name.toLowerCase());
    expect([...new Set(names)].toSorted()).toEqual(known.toSorted());
  });

  it.each(served.map((operation) => [operation.method, operation.path, operation] as const))(
    '%s %s needs one data action and no other',
    async (method, path, { name }) => {
      const wanted = Object.entries(DATA_ACTIONS).find(
        ([known]) => known.toLowerCase() === name.toLowerCase(),
      );
      const action = `${VAULT}/${wanted?.[1] ?? ''}`;
      const target = path.replace('{name}', 'one').replace('{version}', '0123456789abcdef');
      const url = `${HOST}${target}?api-version=2025-07-01`;
      const body = method === 'GET' || method === 'DELETE' ? undefined : {};
      const ask = (sim: Simulator) => send(sim, method, url, body, { as: 'stranger' });

      const others = base.fork();
      await allow(others, [`${VAULT}/*`], [action]);
      const refused = await ask(others);
      expect(refused.status).toBe(403);
      expect(refused.body.error).toMatchObject({
        code: 'Forbidden',
        innererror: { code: 'ForbiddenByRbac' },
        message: expect.stringContaining(`\r\nAction: '${action}'\r\nResource: '`),
      });

      const alone = base.fork();
      await allow(alone, [action]);
      expect((await ask(alone)).status).not.toBe(403);
    },
  );
});

describe('the time of a token', () => {
  it('is judged at a vault too, and a client that waited too long signs in anew', async () => {
    const sim = await scene({ tokens: 'virtual' });
    await makeVault(sim);
    const got = await sim.credential().getToken('https://vault.azure.net/.default');
    const ask = () =>
      sim.fetch(`${HOST}/keys?api-version=2025-07-01`, {
        headers: { authorization: `Bearer ${got!.token}` },
      });
    expect((await ask()).status).toBe(200);
    await sim.clock.advance({ hours: 1 });
    const late = await ask();
    expect(late.status).toBe(401);
    expect(late.headers.get('www-authenticate')).toBe(
      `Bearer authorization="https://login.microsoftonline.com/${sim.tenantId}", resource="https://vault.azure.net"`,
    );
    expect(await late.json()).toEqual({
      error: { code: 'Unauthorized', message: 'The token is expired (simulator wording)' },
    });
    await expect(keyClient(sim).createRsaKey('k')).resolves.toMatchObject({ name: 'k' });
  });

  it('has not come for one that was signed later', async () => {
    const later = await scene({ tokens: 'virtual', now: '2026-03-02T10:00:00Z' });
    const got = await later.credential().getToken('https://vault.azure.net/.default');
    const sim = await scene({ tokens: 'virtual' });
    await makeVault(sim);
    const early = await sim.fetch(`${HOST}/keys?api-version=2025-07-01`, {
      headers: { authorization: `Bearer ${got!.token}` },
    });
    expect(early.status).toBe(401);
    expect(await early.json()).toMatchObject({
      error: { message: 'The token is not valid yet (simulator wording)' },
    });
  });
});
