import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import {
  GROUP,
  keyClient,
  makeVault,
  management,
  objectId,
  scene,
  send,
  vaultUrl,
} from './scene.ts';

const create = (sim: Simulator, name: string, properties: object = {}) =>
  management(sim).keys.createIfNotExist(GROUP, 'kv-one', name, {
    properties: { kty: 'RSA', ...properties },
  });

describe('keys as Resource Manager shows them', () => {
  it('are made with the defaults that the document names, and read alike on both planes', async () => {
    const sim = await scene();
    await makeVault(sim);
    const made = await create(sim, 'cmk');
    const version = made.keyUriWithVersion?.split('/').pop() ?? '';
    expect(version).toMatch(/^[0-9a-f]{32}$/);
    const now = Date.parse('2026-03-01T10:00:00Z') / 1000;
    const raw = await send(sim, 'GET', vaultUrl(sim, 'kv-one/keys/cmk'));
    expect(raw).toMatchObject({
      status: 200,
      body: {
        id: `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.KeyVault/vaults/kv-one/keys/cmk`,
        name: 'cmk',
        type: 'Microsoft.KeyVault/vaults/keys',
        location: 'westeurope',
        properties: {
          kty: 'RSA',
          keySize: 2048,
          keyOps: ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'],
          keyUri: 'https://kv-one.vault.azure.net:443/keys/cmk',
          keyUriWithVersion: `https://kv-one.vault.azure.net:443/keys/cmk/${version}`,
        },
      },
    });
    expect(raw.body.properties.attributes).toEqual({
      enabled: true,
      created: now,
      updated: now,
      recoveryLevel: 'Recoverable+Purgeable',
      exportable: false,
    });
    const key = await keyClient(sim).getKey('cmk');
    expect(key.properties.version).toBe(version);
  });

  it('are left as they are when they are there', async () => {
    const sim = await scene();
    await makeVault(sim);
    const first = await create(sim, 'cmk', { keySize: 3072 });
    const second = await create(sim, 'cmk', { keySize: 4096, attributes: { enabled: false } });
    expect(second).toEqual(first);
    expect((await keyClient(sim).getKey('cmk')).key?.n).toHaveLength(3072 / 8);
  });

  it('take curves, operations, attributes, tags and a rotation policy', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { sku: { family: 'A', name: 'premium' } });
    const curve = await create(sim, 'ec', { kty: 'EC-HSM', curveName: 'P-384' });
    expect(curve).toMatchObject({ kty: 'EC-HSM', curveName: 'P-384' });
    expect(curve.keySize).toBeUndefined();
    const key = await management(sim).keys.createIfNotExist(GROUP, 'kv-one', 'cmk', {
      tags: { for: 'workspace' },
      properties: {
        kty: 'RSA-HSM',
        keySize: 3072,
        keyOps: ['wrapKey', 'unwrapKey'],
        attributes: { expires: 1_900_000_000 },
        rotationPolicy: {
          attributes: { expiryTime: 'P90D' },
          lifetimeActions: [{ action: { type: 'rotate' }, trigger: { timeAfterCreate: 'P30D' } }],
        },
      },
    });
    expect(key).toMatchObject({
      tags: { for: 'workspace' },
      kty: 'RSA-HSM',
      keyOps: ['wrapKey', 'unwrapKey'],
      attributes: { expires: 1_900_000_000 },
      rotationPolicy: {
        attributes: { expiryTime: 'P90D' },
        lifetimeActions: [{ action: { type: 'rotate' }, trigger: { timeAfterCreate: 'P30D' } }],
      },
    });
    // The policy is the one of the data plane: it fires on the clock.
    await sim.clock.advance({ days: 31 });
    const versions = [];
    for await (const each of management(sim).keys.listVersions(GROUP, 'kv-one', 'cmk')) {
      versions.push(each.name ?? '');
    }
    expect(versions).toHaveLength(2);
    const current = (await management(sim).keys.get(GROUP, 'kv-one', 'cmk')).keyUriWithVersion;
    expect(versions).toContain(current?.split('/').pop());
    const old = await management(sim).keys.getVersion(GROUP, 'kv-one', 'cmk', versions[0] ?? '');
    expect(old).toMatchObject({ type: 'Microsoft.KeyVault/vaults/keys/versions', kty: 'RSA-HSM' });
  });

  it('are listed with identifiers and attributes alone', async () => {
    const sim = await scene();
    await makeVault(sim);
    await create(sim, 'one');
    await create(sim, 'two');
    const { body } = await send(sim, 'GET', vaultUrl(sim, 'kv-one/keys'));
    expect(body.value.map(({ name }: { name: string }) => name)).toEqual(['one', 'two']);
    expect(Object.keys(body.value[0].properties)).toEqual(['attributes', 'keyUri']);
    const names = [];
    for await (const { name } of management(sim).keys.list(GROUP, 'kv-one')) names.push(name);
    expect(names).toEqual(['one', 'two']);
  });

  it('go by roles and not by access policies, and not by the firewall', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', {
      accessPolicies: [],
      publicNetworkAccess: 'Disabled',
      networkAcls: { defaultAction: 'Deny', bypass: 'None' },
    });
    await create(sim, 'cmk');
    expect((await management(sim).keys.get(GROUP, 'kv-one', 'cmk')).kty).toBe('RSA');
    const id = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.KeyVault/vaults/kv-one/keys/cmk`;
    await expect(
      management(sim, 'stranger').keys.get(GROUP, 'kv-one', 'cmk'),
    ).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthorizationFailed',
      message: expect.stringContaining(
        `does not have authorization to perform action 'Microsoft.KeyVault/vaults/keys/read' over scope '${id}'`,
      ),
    });
  });

  it('are read in the name of who makes them, who needs the right to (KVM-020)', async () => {
    const sim = await scene();
    const { id: vaultId = '' } = await makeVault(sim);
    const client = new AuthorizationManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    const writer = '00000000-0000-4000-8000-0000000000cc';
    const made = await client.roleDefinitions.createOrUpdate(
      `/subscriptions/${sim.subscriptionId}`,
      writer,
      {
        roleName: 'Key Writer',
        permissions: [{ actions: ['Microsoft.KeyVault/vaults/keys/write'] }],
        assignableScopes: [`/subscriptions/${sim.subscriptionId}`],
      },
    );
    await client.roleAssignments.create(vaultId, '00000000-0000-4000-8000-0000000000dd', {
      principalId: objectId(sim, 'stranger'),
      roleDefinitionId: made.id ?? '',
    });
    const stranger = sim.principals.find(({ displayName }) => displayName === 'stranger');
    await expect(
      management(sim, 'stranger').keys.createIfNotExist(GROUP, 'kv-one', 'cmk', {
        properties: { kty: 'RSA' },
      }),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'ForbiddenByRbac',
      message:
        '[ForbiddenByRbac (Forbidden)] Caller is not authorized to perform action on resource.\r\n' +
        'If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\n' +
        `Caller: name=KeyVault/ManagementPlane;appid=${stranger?.appId};oid=${stranger?.objectId};iss=https://sts.windows.net/${sim.tenantId}/\r\n` +
        "Action: 'Microsoft.KeyVault/vaults/keys/read'\r\n" +
        `Resource: '/subscriptions/${sim.subscriptionId}/resourcegroups/${GROUP}/providers/microsoft.keyvault/vaults/kv-one/keys/cmk'\r\n` +
        'Assignment: (not found)\r\nVault: kv-one;location=westeurope\r\n',
    });
    await expect(keyClient(sim).getKey('cmk')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('are missing by name, and so is what is above them', async () => {
    const sim = await scene();
    await makeVault(sim);
    await expect(management(sim).keys.get(GROUP, 'kv-one', 'cmk')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
    for (const path of ['kv-none/keys', 'kv-none/keys/cmk', 'kv-one/keys/cmk/versions']) {
      expect(await send(sim, 'GET', vaultUrl(sim, path))).toMatchObject({
        status: 404,
        body: { error: { code: 'ParentResourceNotFound' } },
      });
    }
    expect(await send(sim, 'GET', vaultUrl(sim, 'kv-one/keys/cmk/versions/none'))).toMatchObject({
      status: 404,
      body: { error: { code: 'ResourceNotFound' } },
    });
  });

  it('are refused as the data plane refuses them, in the form of the management plane', async () => {
    const sim = await scene();
    await makeVault(sim);
    await create(sim, 'cmk');
    await (await keyClient(sim).beginDeleteKey('cmk')).pollUntilDone();
    const refusals: readonly [string, object, string, string][] = [
      [
        'cmk',
        { kty: 'RSA' },
        'ObjectIsDeletedButRecoverable',
        '[ObjectIsDeletedButRecoverable (Conflict)] Key cmk is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the key can only be recovered or purged. (simulator wording)',
      ],
      [
        'hsm',
        { kty: 'RSA-HSM' },
        'BadParameter',
        expect.stringMatching(
          /Hardware key operation not allowed on standard vault.* \(simulator wording\)$/s,
        ) as unknown as string,
      ],
      [
        'oct',
        { kty: 'oct' },
        'BadRequest',
        'The parameter properties.kty has an invalid value: it must be one of EC, EC-HSM, RSA, RSA-HSM. (simulator wording)',
      ],
      [
        'typo',
        { kty: 'RSA', size: 2048 },
        'BadRequest',
        'The parameter properties.size has an invalid value: it must be left out: a key has no such property. (simulator wording)',
      ],
      [
        'bad_name',
        { kty: 'RSA' },
        'BadRequest',
        'The parameter keyName has an invalid value: it must be of the pattern ^[a-zA-Z0-9-]{1,127}$. (simulator wording)',
      ],
    ];
    for (const [name, properties, code, message] of refusals) {
      const answer = await send(sim, 'PUT', vaultUrl(sim, `kv-one/keys/${name}`), { properties });
      expect([answer.status, answer.body.error]).toEqual([400, { code, message }]);
    }
  });

  it('are not made when their rotation policy is refused', async () => {
    const sim = await scene();
    await makeVault(sim);
    const answer = await send(sim, 'PUT', vaultUrl(sim, 'kv-one/keys/cmk'), {
      properties: {
        kty: 'RSA',
        rotationPolicy: {
          lifetimeActions: [{ action: { type: 'rotate' }, trigger: { timeAfterCreate: 'P1D' } }],
        },
      },
    });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BadParameter' } } });
    await expect(keyClient(sim).getKey('cmk')).rejects.toMatchObject({ statusCode: 404 });
  });
});
