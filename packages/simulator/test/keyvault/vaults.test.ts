import { describe, expect, it } from 'vitest';
import {
  allKeys,
  GROUP,
  keyClient,
  LOCATION,
  makeVault,
  management,
  objectId,
  scene,
  send,
  vaultUrl,
} from './scene.ts';

const base = (tenantId: string) => ({
  tenantId,
  sku: { family: 'A', name: 'standard' },
  accessPolicies: [],
});

describe('vaults', () => {
  it('answer a PUT with 200 and what Azure echoes', async () => {
    const sim = await scene();
    const { status, body } = await send(sim, 'PUT', vaultUrl(sim, 'kv-echo'), {
      location: 'West Europe',
      properties: { ...base(sim.tenantId), networkAcls: { defaultAction: 'Allow' } },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.KeyVault/vaults/kv-echo`,
      name: 'kv-echo',
      type: 'Microsoft.KeyVault/vaults',
      location: LOCATION,
      tags: {},
      systemData: expect.objectContaining({ createdAt: '2026-03-01T10:00:00.000Z' }),
      properties: {
        sku: { family: 'A', name: 'standard' },
        tenantId: sim.tenantId,
        accessPolicies: [],
        enabledForDeployment: false,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        vaultUri: 'https://kv-echo.vault.azure.net/',
        provisioningState: 'Succeeded',
        publicNetworkAccess: 'Enabled',
      },
    });
  });

  it('echo what was asked for, with the firewall filled in, and never createMode', async () => {
    const sim = await scene();
    const { body } = await send(sim, 'PUT', vaultUrl(sim, 'kv-echo'), {
      location: LOCATION,
      tags: { team: 'ml' },
      properties: {
        ...base(sim.tenantId),
        createMode: 'default',
        enabledForDiskEncryption: false,
        enabledForTemplateDeployment: true,
        enableRbacAuthorization: false,
        enablePurgeProtection: true,
        softDeleteRetentionInDays: 7,
        publicNetworkAccess: 'disabled',
        networkAcls: { defaultAction: 'deny', ipRules: [{ value: '203.0.113.0/24' }] },
        vaultUri: 'https://ignored.example/',
        provisioningState: 'Failed',
      },
    });
    expect(body.tags).toEqual({ team: 'ml' });
    expect(body.properties).toEqual({
      ...base(sim.tenantId),
      networkAcls: {
        bypass: 'AzureServices',
        defaultAction: 'Deny',
        ipRules: [{ value: '203.0.113.0/24' }],
        virtualNetworkRules: [],
      },
      enabledForDeployment: false,
      enabledForDiskEncryption: false,
      enabledForTemplateDeployment: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 7,
      enableRbacAuthorization: false,
      enablePurgeProtection: true,
      vaultUri: 'https://kv-echo.vault.azure.net/',
      provisioningState: 'Succeeded',
      publicNetworkAccess: 'Disabled',
    });
  });

  it.each([
    ['2025-05-01', undefined],
    ['2026-02-01', true],
  ])('made with %s have enableRbacAuthorization %s by default', async (version, expected) => {
    const sim = await scene();
    const { body } = await send(sim, 'PUT', vaultUrl(sim, 'kv-model', version), {
      location: LOCATION,
      properties: base(sim.tenantId),
    });
    expect(body.properties.enableRbacAuthorization).toBe(expected);
    const later = await send(sim, 'PUT', vaultUrl(sim, 'kv-model', '2026-02-01'), {
      location: LOCATION,
      properties: base(sim.tenantId),
    });
    expect(later.body.properties.enableRbacAuthorization).toBe(expected);
  });

  it('hide publicNetworkAccess from api-versions that do not know it', async () => {
    const sim = await scene();
    await makeVault(sim);
    const old = await send(sim, 'GET', vaultUrl(sim, 'kv-one', '2019-09-01'));
    expect(old.body.properties).not.toHaveProperty('publicNetworkAccess');
  });

  it('register their name in DNS first when the latency is realistic', async () => {
    const sim = await scene({ latency: 'realistic', timeWarp: false });
    const { status, headers, body } = await send(sim, 'PUT', vaultUrl(sim, 'kv-slow'), {
      location: LOCATION,
      properties: base(sim.tenantId),
    });
    expect(status).toBe(200);
    expect(headers.has('azure-asyncoperation') || headers.has('location')).toBe(false);
    expect(body.properties).toMatchObject({
      vaultUri: 'https://kv-slow.vault.azure.net',
      provisioningState: 'RegisteringDns',
    });
    await sim.clock.advance({ seconds: 24 });
    const during = await management(sim).vaults.get(GROUP, 'kv-slow');
    expect(during.properties.provisioningState).toBe('RegisteringDns');
    await sim.clock.advance({ seconds: 1 });
    const after = await management(sim).vaults.get(GROUP, 'kv-slow');
    expect(after.properties).toMatchObject({
      vaultUri: 'https://kv-slow.vault.azure.net/',
      provisioningState: 'Succeeded',
    });
  });

  it('are waited for by the SDK client under time-warp', async () => {
    const sim = await scene({ latency: 'realistic' });
    const began = sim.clock.now();
    const poller = management(sim).vaults.createOrUpdate(
      GROUP,
      'kv-warp',
      {
        location: LOCATION,
        properties: { ...base(sim.tenantId), sku: { family: 'A', name: 'standard' } },
      },
      { updateIntervalInMs: 1 },
    );
    expect((await poller).properties.provisioningState).toBe('Succeeded');
    expect(sim.clock.now() - began).toBe(25_000);
  });

  it('are listed by group and by subscription', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-a');
    await makeVault(sim, 'kv-b');
    const names = [];
    for await (const vault of management(sim).vaults.listByResourceGroup(GROUP)) {
      names.push(vault.name);
    }
    for await (const vault of management(sim).vaults.listBySubscription()) names.push(vault.name);
    expect(names).toEqual(['kv-a', 'kv-b', 'kv-a', 'kv-b']);
  });

  it('are listed on pages of which the last is empty, as recorded', async () => {
    const sim = await scene();
    const url = vaultUrl(sim, '').replace('/vaults/?', '/vaults?');
    const none = await send(sim, 'GET', url);
    expect(none.body).toEqual({ value: [] });
    await makeVault(sim);
    const first = await send(sim, 'GET', url);
    expect(first.body.value).toHaveLength(1);
    expect(first.body.nextLink).toMatch(/[?&](?:\$|%24)skiptoken=/);
    const last = await send(sim, 'GET', first.body.nextLink);
    expect(last.body).toEqual({ value: [] });
  });

  it('are listed among the resources of a subscription, a page at a time', async () => {
    const sim = await scene();
    for (const name of ['kv-one', 'kv-two', 'kv-three']) await makeVault(sim, name);
    const { vaults } = management(sim);
    sim.ledger.clear();
    const names = [];
    for await (const vault of vaults.list({ top: 2 })) names.push(vault.name);
    expect(new Set(names)).toEqual(new Set(['kv-one', 'kv-two', 'kv-three']));
    expect(sim.ledger.entries().map(({ status }) => status)).toEqual([200, 200]);
    const url = `https://management.azure.com/subscriptions/${sim.subscriptionId}/resources?api-version=2015-11-01&$skiptoken=none`;
    expect((await send(sim, 'GET', url)).body.error).toEqual({
      code: 'InvalidSkipToken',
      message: "The skip token 'none' is not one that a list was given with. (simulator wording)",
    });
  });

  it('change their SKU both ways', async () => {
    const sim = await scene();
    await makeVault(sim);
    const update = (name: 'standard' | 'premium') =>
      management(sim).vaults.update(GROUP, 'kv-one', {
        properties: { sku: { family: 'A', name } },
      });
    expect((await update('premium')).properties.sku.name).toBe('premium');
    await keyClient(sim).createKey('cmk', 'RSA-HSM');
    expect((await update('standard')).properties.sku.name).toBe('standard');
    await expect(keyClient(sim).createKey('other', 'RSA-HSM')).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('Hardware key operation not allowed on standard vault'),
    });
  });

  it('keep through a PATCH what it leaves out', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { enablePurgeProtection: true, softDeleteRetentionInDays: 14 });
    const patched = await management(sim).vaults.update(GROUP, 'kv-one', {
      tags: { env: 'test' },
      properties: { enabledForDiskEncryption: true },
    });
    expect(patched.tags).toEqual({ env: 'test' });
    expect(patched.properties).toMatchObject({
      enabledForDiskEncryption: true,
      enablePurgeProtection: true,
      softDeleteRetentionInDays: 14,
      accessPolicies: [allKeys(sim)],
    });
    const again = await management(sim).vaults.update(GROUP, 'kv-one', {
      properties: { sku: { family: 'A', name: 'premium' } },
    });
    expect(again.tags).toEqual({ env: 'test' });
    expect(again.properties).toMatchObject({
      sku: { name: 'premium' },
      enabledForDiskEncryption: true,
    });
  });

  it('lose with a PUT what it leaves out, but neither purge protection nor retention', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', {
      enablePurgeProtection: true,
      softDeleteRetentionInDays: 14,
      enabledForDiskEncryption: true,
    });
    const { body } = await send(sim, 'PUT', vaultUrl(sim, 'kv-one'), {
      location: LOCATION,
      properties: base(sim.tenantId),
    });
    expect(body.properties).toMatchObject({
      enablePurgeProtection: true,
      softDeleteRetentionInDays: 14,
      accessPolicies: [],
    });
    expect(body.properties).not.toHaveProperty('enabledForDiskEncryption');
  });

  it('change their access model only for who may assign roles', async () => {
    const sim = await scene();
    const { id } = await makeVault(sim);
    const update = { properties: { enableRbacAuthorization: true } };
    await expect(
      management(sim, 'contributor').vaults.update(GROUP, 'kv-one', update),
    ).rejects.toMatchObject({
      statusCode: 403,
      code: 'InsufficientPermissions',
      message: `Caller is not allowed to change permission model. For more information on how to change the permissions model follow this link: https://go.microsoft.com/fwlink/?linkid=2155160. Details: oid=${objectId(sim, 'contributor')}; action=Microsoft.Authorization/roleAssignments/write; resource=${id?.replace('resourceGroups', 'resourcegroups')}; decision=NotAllowed; `,
    });
    const changed = await management(sim).vaults.update(GROUP, 'kv-one', update);
    expect(changed.properties.enableRbacAuthorization).toBe(true);
  });
});

const OTHER_TENANT = '11111111-2222-4333-8444-555555555555';

describe('a vault is refused', () => {
  const cases: readonly [string, Record<string, unknown>, string, string][] = [
    [
      'without a tenant',
      { tenantId: undefined },
      'BadRequest',
      'The parameter tenantId is not specified. (simulator wording)',
    ],
    [
      'with a tenant that is no GUID',
      { tenantId: 'contoso' },
      'BadRequest',
      'The parameter tenantId has an invalid value: it must be a GUID. (simulator wording)',
    ],
    [
      'without a SKU',
      { sku: undefined },
      'BadRequest',
      'The parameter sku is not specified. (simulator wording)',
    ],
    [
      'with an unknown SKU',
      { sku: { family: 'A', name: 'gold' } },
      'BadRequest',
      "The parameter sku.name has an invalid value: it must be 'standard' or 'premium'. (simulator wording)",
    ],
    [
      'without access policies',
      { accessPolicies: undefined },
      'BadRequest',
      'The parameter accessPolicies is not specified.',
    ],
    [
      'with purge protection off',
      { enablePurgeProtection: false },
      'BadRequest',
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
    ],
    [
      'with soft delete off',
      { enableSoftDelete: false },
      'BadRequest',
      'The property "enableSoftDelete" can be set to false only for creating new vault. Enabling the \'soft delete\' functionality is an irreversible action. (simulator wording)',
    ],
    [
      'with 6 days of retention',
      { softDeleteRetentionInDays: 6 },
      'BadRequest',
      'The parameter softDeleteRetentionInDays has an invalid value: it must be a whole number from 7 to 90. (simulator wording)',
    ],
    [
      'with 91 days of retention',
      { softDeleteRetentionInDays: 91 },
      'BadRequest',
      'The parameter softDeleteRetentionInDays has an invalid value: it must be a whole number from 7 to 90. (simulator wording)',
    ],
    [
      'with an unknown bypass',
      { networkAcls: { bypass: 'All' } },
      'BadRequest',
      'The parameter networkAcls.bypass has an invalid value: it must be one of AzureServices, None. (simulator wording)',
    ],
    [
      'with a bad address',
      { networkAcls: { ipRules: [{ value: '300.1.1.1' }] } },
      'BadRequest',
      'The parameter networkAcls.ipRules has an invalid value: it must be a list of IPv4 addresses or ranges in CIDR form. (simulator wording)',
    ],
    [
      'with an unknown create mode',
      { createMode: 'restore' },
      'BadRequest',
      "The parameter createMode has an invalid value: it must be 'default' or 'recover'. (simulator wording)",
    ],
  ];
  it.each(cases)('%s', async (_, change, code, message) => {
    const sim = await scene();
    const answer = await send(sim, 'PUT', vaultUrl(sim, 'kv-bad'), {
      location: LOCATION,
      properties: { ...base(sim.tenantId), ...change },
    });
    expect(answer).toMatchObject({ status: 400, body: { error: { code, message } } });
    expect((await send(sim, 'GET', vaultUrl(sim, 'kv-bad'))).status).toBe(404);
  });

  it.each(['ab', 'a'.repeat(25), '1kv', 'kv-', 'kv--two', 'kv_one'])(
    'by the name %j',
    async (name) => {
      const sim = await scene();
      const answer = await send(sim, 'PUT', vaultUrl(sim, name), {
        location: LOCATION,
        properties: base(sim.tenantId),
      });
      expect(answer).toMatchObject({
        status: 400,
        body: {
          error: {
            code: 'VaultNameNotValid',
            message:
              'The vault name should be string of 3 to 24 characters and can contain only numbers (0-9), letters (a-z, A-Z), and hyphens (-)',
          },
        },
      });
    },
  );

  it('with a property that nobody knows, loudly', async () => {
    const sim = await scene();
    const answer = await send(sim, 'PUT', vaultUrl(sim, 'kv-bad'), {
      location: LOCATION,
      properties: { ...base(sim.tenantId), hsm: true },
    });
    expect(answer).toMatchObject({
      status: 501,
      body: {
        error: {
          code: 'NotSimulated',
          message: "the vault property 'hsm' is not simulated (simulator wording)",
        },
      },
    });
  });

  it('when its retention is to change', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { softDeleteRetentionInDays: 14 });
    const same = await management(sim).vaults.update(GROUP, 'kv-one', {
      properties: { softDeleteRetentionInDays: 14 },
    });
    expect(same.properties.softDeleteRetentionInDays).toBe(14);
    await expect(
      management(sim).vaults.update(GROUP, 'kv-one', {
        properties: { softDeleteRetentionInDays: 15 },
      }),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message:
        'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
    });
  });

  it('when its soft delete or purge protection is to go', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { enablePurgeProtection: true });
    const update = management(sim).vaults.update.bind(management(sim).vaults);
    await expect(
      update(GROUP, 'kv-one', { properties: { enablePurgeProtection: false } }),
    ).rejects.toMatchObject({ statusCode: 400, code: 'BadRequest' });
    await expect(
      update(GROUP, 'kv-one', { properties: { enableSoftDelete: false } }),
    ).rejects.toMatchObject({ statusCode: 400, code: 'BadRequest' });
  });

  it('when its name is taken, whoever has it', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-taken');
    const url = vaultUrl(sim, 'KV-TAKEN').replace(GROUP, 'rg-other');
    await send(sim, 'PUT', `${url.split('/providers')[0]}?api-version=2021-04-01`, {
      location: LOCATION,
    });
    const answer = await send(sim, 'PUT', url, {
      location: LOCATION,
      properties: base(sim.tenantId),
    });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'VaultAlreadyExists' } } });
    expect(answer.body.error.message).toMatch(
      /^The vault name 'KV-TAKEN' is already in use\. .*linkid=2147740\.$/,
    );
  });
});

describe('access policies', () => {
  it('are added, replaced and removed', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { accessPolicies: [] });
    const { vaults } = management(sim);
    const entry = (...keys: ('get' | 'wrapKey' | 'unwrapKey')[]) => ({
      properties: {
        accessPolicies: [
          { tenantId: sim.tenantId, objectId: objectId(sim, 'stranger'), permissions: { keys } },
        ],
      },
    });
    const keysOf = async (): Promise<unknown> =>
      (await vaults.get(GROUP, 'kv-one')).properties.accessPolicies?.map(
        ({ permissions }) => permissions.keys,
      );
    const added = await vaults.updateAccessPolicy(GROUP, 'kv-one', 'add', entry('get'));
    expect(added).toMatchObject({
      id: expect.stringMatching(/\/vaults\/kv-one\/accessPolicies\/$/),
      type: 'Microsoft.KeyVault/vaults/accessPolicies',
      properties: entry('get').properties,
    });
    await vaults.updateAccessPolicy(GROUP, 'kv-one', 'add', entry('get', 'wrapKey'));
    expect(await keysOf()).toEqual([['get', 'wrapKey']]);
    await vaults.updateAccessPolicy(GROUP, 'kv-one', 'remove', entry('get'));
    expect(await keysOf()).toEqual([['wrapKey']]);
    await vaults.updateAccessPolicy(GROUP, 'kv-one', 'replace', entry('unwrapKey'));
    expect(await keysOf()).toEqual([['unwrapKey']]);
    await vaults.updateAccessPolicy(GROUP, 'kv-one', 'remove', entry('unwrapKey'));
    expect(await keysOf()).toEqual([]);
  });

  it.each([
    [
      { tenantId: OTHER_TENANT },
      /accessPolicies\[0\]\.tenantId .* it must be the tenant of the vault/,
    ],
    [{ objectId: 'me' }, /accessPolicies\[0\]\.objectId .* it must be a GUID/],
    [
      { permissions: { keys: ['wrap'] } },
      /accessPolicies\[0\]\.permissions\.keys .* 'wrap' is not/,
    ],
    [{ permissions: { hsm: ['get'] } }, /accessPolicies\[0\]\.permissions\.hsm/],
    [{ permissions: undefined }, /accessPolicies\[0\]\.permissions is not specified/],
  ])('are refused with %j', async (change, message) => {
    const sim = await scene();
    const answer = await send(sim, 'PUT', vaultUrl(sim, 'kv-bad'), {
      location: LOCATION,
      properties: { ...base(sim.tenantId), accessPolicies: [{ ...allKeys(sim), ...change }] },
    });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } });
    expect(answer.body.error.message).toMatch(message);
  });

  it('name a principal once, and at most 1024 of them', async () => {
    const sim = await scene();
    const put = (accessPolicies: unknown[]) =>
      send(sim, 'PUT', vaultUrl(sim, 'kv-bad'), {
        location: LOCATION,
        properties: { ...base(sim.tenantId), accessPolicies },
      });
    const twice = await put([allKeys(sim), allKeys(sim)]);
    expect(twice.body.error.message).toContain('accessPolicies[1].objectId');
    const many = Array.from({ length: 1025 }, (_, index) => ({
      ...allKeys(sim),
      objectId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    }));
    expect((await put(many)).body.error.message).toContain('at most 1024 entries, not 1025');
    expect((await put(many.slice(1))).status).toBe(200);
  });
});

describe('names', () => {
  it('are checked before use', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one');
    const check = (name: string) =>
      management(sim).vaults.checkNameAvailability({ name, type: 'Microsoft.KeyVault/vaults' });
    expect(await check('kv-free')).toEqual({ nameAvailable: true });
    expect(await check('KV-ONE')).toMatchObject({
      nameAvailable: false,
      reason: 'AlreadyExists',
      message: expect.stringContaining("The vault name 'KV-ONE' is already in use."),
    });
    expect(await check('no')).toMatchObject({
      nameAvailable: false,
      reason: 'AccountNameInvalid',
    });
    await management(sim).vaults.delete(GROUP, 'kv-one');
    expect(await check('kv-one')).toMatchObject({ reason: 'AlreadyExists' });
  });
});
