import { SecretClient } from '@azure/keyvault-secrets';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/index.ts';
import { makeVault, management, GROUP, objectId, scene, send, vaultUrl } from './scene.ts';

const url = (path: string, version = '2026-04-01'): string =>
  `https://kv-one.vault.azure.net${path}?api-version=${version}`;
const CREATED = Date.parse('2026-03-01T10:00:00Z') / 1000;
const FAST = { intervalInMs: 1 };

function secretClient(sim: Simulator, vault = 'kv-one', name?: string): SecretClient {
  return new SecretClient(`https://${vault}.vault.azure.net`, sim.credential(name), {
    ...sim.clientOptions('vault'),
  });
}

async function secretScene(
  options: SimulatorOptions = {},
  properties: Parameters<typeof makeVault>[2] = {},
): Promise<Simulator> {
  const sim = await scene(options);
  await makeVault(sim, 'kv-one', {
    accessPolicies: [
      { tenantId: sim.tenantId, objectId: objectId(sim), permissions: { secrets: ['all'] } },
    ],
    ...properties,
  });
  return sim;
}

const refusal = (statusCode: number, code: string, message: string) => ({
  statusCode,
  code,
  message: expect.stringContaining(message) as string,
});

const notFound = (which: string): string =>
  `A secret with (name/id) ${which} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`;

describe('secrets', () => {
  it('are set and read as Azure tells it', async () => {
    const sim = await secretScene({}, { softDeleteRetentionInDays: 7 });
    const body = {
      value: 'sim-value',
      contentType: 'text/plain',
      tags: { of: 'claims' },
      attributes: { nbf: 1_700_000_000, exp: 32_503_680_000 },
    };
    const set = await send(sim, 'PUT', url('/secrets/one'), body);
    const expected = {
      value: 'sim-value',
      id: expect.stringMatching(
        /^https:\/\/kv-one\.vault\.azure\.net\/secrets\/one\/[0-9a-f]{32}$/,
      ),
      attributes: {
        enabled: true,
        nbf: 1_700_000_000,
        exp: 32_503_680_000,
        created: CREATED,
        updated: CREATED,
        recoveryLevel: 'CustomizedRecoverable+Purgeable',
        recoverableDays: 7,
      },
      contentType: 'text/plain',
      tags: { of: 'claims' },
    };
    expect(set).toMatchObject({ status: 200 });
    expect(set.body).toEqual(expected);
    expect((await send(sim, 'GET', url('/secrets/ONE'))).body).toEqual(set.body);
  });

  it('keep every version; the newest is the current one', async () => {
    const sim = await secretScene();
    const client = secretClient(sim);
    const first = await client.setSecret('one', 'sim-first');
    const second = await client.setSecret('one', '');
    expect(await client.getSecret('one')).toMatchObject({ value: '' });
    expect(
      await client.getSecret('one', { version: first.properties.version ?? '' }),
    ).toMatchObject({ value: 'sim-first' });
    const versions: (string | undefined)[] = [];
    for await (const { version } of client.listPropertiesOfSecretVersions('one')) {
      versions.push(version);
    }
    expect(new Set(versions)).toEqual(
      new Set([first.properties.version, second.properties.version]),
    );
    expect(versions).toHaveLength(2);
    await expect(client.getSecret('one', { version: '0'.repeat(32) })).rejects.toMatchObject(
      refusal(404, 'SecretNotFound', notFound(`one/${'0'.repeat(32)}`)),
    );
  });

  it('are changed without their value', async () => {
    const sim = await secretScene();
    const client = secretClient(sim);
    const { properties } = await client.setSecret('one', 'sim-value', { enabled: false });
    await sim.clock.advance({ minutes: 1 });
    const answer = await send(sim, 'PATCH', url('/secrets/one/'), {
      attributes: { exp: 32_503_680_000 },
      contentType: 'text/plain',
    });
    expect(answer.body).toEqual({
      id: properties.id,
      attributes: {
        enabled: false,
        exp: 32_503_680_000,
        created: CREATED,
        updated: CREATED + 60,
        recoveryLevel: 'Recoverable+Purgeable',
        recoverableDays: 90,
      },
      contentType: 'text/plain',
    });
    await client.updateSecretProperties('one', properties.version ?? '', { enabled: true });
    expect(await client.getSecret('one')).toMatchObject({
      value: 'sim-value',
      properties: { contentType: 'text/plain' },
    });
  });

  it('are not read while they are disabled; their metadata is', async () => {
    const sim = await secretScene();
    const client = secretClient(sim);
    await client.setSecret('one', 'sim-value', { enabled: false });
    const answer = await send(sim, 'GET', url('/secrets/one/'));
    expect(answer).toMatchObject({
      status: 403,
      body: {
        error: {
          code: 'Forbidden',
          message: 'Operation get is not allowed on a disabled secret.',
          innererror: { code: 'SecretDisabled' },
        },
      },
    });
    const listed = await client.listPropertiesOfSecrets().next();
    expect(listed.value).toMatchObject({ name: 'one', enabled: false });
  });

  it('are read before they are valid and after they expired, as the documentation has it', async () => {
    const sim = await secretScene();
    const client = secretClient(sim);
    await client.setSecret('early', 'sim-early', { notBefore: new Date('2027-01-01') });
    await client.setSecret('late', 'sim-late', { expiresOn: new Date('2026-03-02') });
    await sim.clock.advance({ days: 3 });
    expect(await client.getSecret('early')).toMatchObject({ value: 'sim-early' });
    expect(await client.getSecret('late')).toMatchObject({ value: 'sim-late' });
  });

  it('are listed in pages, without values', async () => {
    const sim = await secretScene();
    const client = secretClient(sim);
    for (let index = 0; index < 30; index += 1) {
      await client.setSecret(`s${String(index).padStart(2, '0')}`, 'sim-value');
    }
    const sizes: number[] = [];
    const names: string[] = [];
    for await (const page of client.listPropertiesOfSecrets().byPage({ maxPageSize: 12 })) {
      sizes.push(page.length);
      names.push(...page.map(({ name }) => name));
    }
    expect(sizes).toEqual([12, 12, 6]);
    expect(names).toEqual([...names].sort());
    expect(new Set(names).size).toBe(30);
    const first = await send(sim, 'GET', url('/secrets'));
    expect(first.body.value).toHaveLength(25);
    expect(first.body.value[0]).toEqual({
      id: 'https://kv-one.vault.azure.net/secrets/s00',
      attributes: expect.any(Object),
    });
    expect(first.body.nextLink).toMatch(
      /^https:\/\/kv-one\.vault\.azure\.net:443\/secrets\?api-version=2026-04-01&\$skiptoken=/,
    );
  });

  it('leave no value in the ledger', async () => {
    const sim = await secretScene();
    await secretClient(sim).setSecret('one', 'sim-not-to-be-seen');
    await secretClient(sim).getSecret('one');
    expect(JSON.stringify(sim.ledger.entries())).not.toContain('sim-not-to-be-seen');
  });
});

describe('a secret that is refused', () => {
  it.each([
    ['no value', {}, 'Property  has invalid value\r\n'],
    ['a value that is no text', { value: 5 }, 'Property  has invalid value\r\n'],
    ['a content type that is no text', { value: '', contentType: 5 }, 'Property  has invalid'],
    ['an attribute of the wrong type', { value: '', attributes: { exp: 'x' } }, 'Property  has'],
    [
      'a value of more than 25,600 bytes',
      { value: 'ä'.repeat(12_801) },
      'The value of a secret has at most 25600 bytes, not 25602 (simulator wording)',
    ],
    [
      'a content type of more than 255 characters',
      { value: '', contentType: 'x'.repeat(256) },
      'The contentType of a secret has at most 255 characters, not 256 (simulator wording)',
    ],
    [
      'an end before its beginning',
      { value: '', attributes: { nbf: 20, exp: 10 } },
      'The attribute exp (10) must be later than nbf (20) (simulator wording)',
    ],
    [
      'more than 15 tags',
      {
        value: '',
        tags: Object.fromEntries(Array.from({ length: 16 }, (_, at) => [`t${at}`, ''])),
      },
      'A secret has at most 15 tags, not 16 (simulator wording)',
    ],
  ])('has %s', async (_, body, message) => {
    const sim = await secretScene();
    const answer = await send(sim, 'PUT', url('/secrets/one'), body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BadParameter' } } });
    expect(answer.body.error.message).toContain(message);
    expect((await send(sim, 'GET', url('/secrets/one'))).status).toBe(404);
  });

  it('may have 25,600 bytes', async () => {
    const sim = await secretScene();
    const client = secretClient(sim);
    const value = 'ä'.repeat(12_800);
    await client.setSecret('one', value);
    expect(await client.getSecret('one')).toMatchObject({ value });
  });

  it('has a name that is none, or none at all', async () => {
    const sim = await secretScene();
    expect(await send(sim, 'PUT', url('/secrets/a_b'), { value: '' })).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'BadParameter',
          message: 'The request URI contains an invalid name: a_b',
        },
      },
    });
    expect(await send(sim, 'PUT', url('/secrets/'), { value: '' })).toMatchObject({
      status: 405,
      body: { error: { code: 'MethodNotAllowed', message: 'HTTP PUT not allowed' } },
    });
  });

  it('is a certificate: those are not simulated', async () => {
    const sim = await secretScene();
    expect(await send(sim, 'GET', url('/certificates/one'))).toMatchObject({
      status: 501,
      body: { error: { message: expect.stringContaining('GET /certificates') as string } },
    });
  });
});

describe('deleted secrets', () => {
  it('take their time to be deleted and to come back', async () => {
    const sim = await scene({ latency: 'realistic', timeWarp: false });
    // The client would poll in real time.
    await send(sim, 'PUT', vaultUrl(sim, 'kv-one'), {
      location: 'westeurope',
      properties: {
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'standard' },
        enableRbacAuthorization: false,
        accessPolicies: [
          { tenantId: sim.tenantId, objectId: objectId(sim), permissions: { secrets: ['all'] } },
        ],
      },
    });
    await sim.clock.advance({ minutes: 5 });
    const { body: made } = await send(sim, 'PUT', url('/secrets/one'), { value: 'sim-value' });
    const deleted = await send(sim, 'DELETE', url('/secrets/one'));
    const now = Math.floor(sim.clock.now() / 1000);
    const { value: _, ...shown } = made;
    expect(deleted.body).toEqual({
      recoveryId: 'https://kv-one.vault.azure.net/deletedsecrets/one',
      deletedDate: now,
      scheduledPurgeDate: now + 90 * 86_400,
      ...shown,
    });
    const early = await send(sim, 'GET', url('/deletedsecrets/one'));
    expect(early).toMatchObject({
      status: 404,
      body: { error: { code: 'SecretNotFound', message: 'Deleted Secret not found: one' } },
    });
    for (const [method, path, message] of [
      [
        'PUT',
        '/secrets/one',
        'Secret one is currently being deleted and cannot be re-created; retry later.',
      ],
      ['POST', '/deletedsecrets/one/recover', 'Secret one is currently being deleted.'],
      ['DELETE', '/deletedsecrets/one', 'Secret is currently being deleted.'],
    ] as const) {
      expect(await send(sim, method, url(path), { value: '' })).toMatchObject({
        status: 409,
        body: {
          error: { code: 'Conflict', message, innererror: { code: 'ObjectIsBeingDeleted' } },
        },
      });
    }
    await sim.clock.advance({ seconds: 8 });
    expect((await send(sim, 'GET', url('/deletedsecrets/one'))).body).toEqual(deleted.body);
    expect(await send(sim, 'POST', url('/deletedsecrets/one/recover'))).toEqual(
      expect.objectContaining({ status: 200, body: shown }),
    );
    expect((await send(sim, 'GET', url('/secrets/one'))).status).toBe(404);
    await sim.clock.advance({ seconds: 8 });
    expect((await send(sim, 'GET', url('/secrets/one'))).body).toEqual(made);
  });

  it.each(['instant', 'realistic'] as const)('go through the pollers (%s)', async (latency) => {
    const sim = await secretScene({ latency });
    await sim.clock.advance({ minutes: 5 });
    const client = secretClient(sim);
    await client.setSecret('one', 'sim-first');
    await client.setSecret('one', 'sim-second');
    const deletion = await client.beginDeleteSecret('one', FAST);
    expect(await deletion.pollUntilDone()).toMatchObject({ name: 'one' });
    const listed = await client.listDeletedSecrets().next();
    expect(listed.value).toMatchObject({ name: 'one' });
    await expect(client.setSecret('one', 'x')).rejects.toMatchObject(
      refusal(
        409,
        'Conflict',
        'Secret one is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.',
      ),
    );
    await expect(client.getSecret('one')).rejects.toMatchObject(
      refusal(404, 'SecretNotFound', notFound('one')),
    );
    const recovery = await client.beginRecoverDeletedSecret('one', FAST);
    await recovery.pollUntilDone();
    expect(await client.getSecret('one')).toMatchObject({ value: 'sim-second' });
    await (await client.beginDeleteSecret('one', FAST)).pollUntilDone();
    await client.purgeDeletedSecret('one');
    await expect(client.getDeletedSecret('one')).rejects.toMatchObject(
      refusal(404, 'SecretNotFound', 'Deleted Secret not found: one'),
    );
    await client.setSecret('one', 'sim-third');
    let count = 0;
    for await (const _ of client.listPropertiesOfSecretVersions('one')) count += 1;
    expect(count).toBe(1);
  });

  it('are kept for as long as the vault says', async () => {
    const sim = await secretScene({}, { softDeleteRetentionInDays: 7 });
    const client = secretClient(sim);
    await client.setSecret('one', 'sim-value');
    await (await client.beginDeleteSecret('one', FAST)).pollUntilDone();
    await sim.clock.advance({ days: 6, hours: 23, minutes: 59, seconds: 59 });
    expect(await client.getDeletedSecret('one')).toMatchObject({ name: 'one' });
    await sim.clock.advance({ seconds: 1 });
    await expect(client.getDeletedSecret('one')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('are not purged under purge protection', async () => {
    const sim = await secretScene({}, { enablePurgeProtection: true });
    const client = secretClient(sim);
    await client.setSecret('one', 'sim-value');
    await (await client.beginDeleteSecret('one', FAST)).pollUntilDone();
    await expect(client.purgeDeletedSecret('one')).rejects.toMatchObject(
      refusal(
        403,
        'Forbidden',
        'Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault service will automatically purge it after the retention period has passed. Vault: kv-one;location=westeurope',
      ),
    );
  });

  it('must be there to be recovered', async () => {
    const sim = await secretScene();
    await secretClient(sim).setSecret('secret1', 'sim-value');
    expect(await send(sim, 'POST', url('/deletedsecrets/secret1/recover'))).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'MethodNotAllowed',
          message: 'Secret exists already: secret1',
          innererror: { code: 'RequestNotAllowedOnNonDeletedObject' },
        },
      },
    });
    expect(await send(sim, 'POST', url('/deletedsecrets/none/recover'))).toMatchObject({
      status: 404,
      body: { error: { code: 'SecretNotFound', message: notFound('none') } },
    });
    expect(await send(sim, 'DELETE', url('/secrets/none'))).toMatchObject({
      status: 404,
      body: { error: { code: 'SecretNotFound', message: notFound('none') } },
    });
  });

  it('come back with their vault', async () => {
    const sim = await secretScene();
    await secretClient(sim).setSecret('one', 'sim-value');
    const { vaults } = management(sim);
    await vaults.delete(GROUP, 'kv-one');
    await vaults.createOrUpdate(GROUP, 'kv-one', {
      location: 'westeurope',
      properties: {
        createMode: 'recover',
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'standard' },
      },
    });
    expect(await secretClient(sim).getSecret('one')).toMatchObject({ value: 'sim-value' });
  });
});

describe('backups of secrets', () => {
  it('bring all versions back, into another vault too', async () => {
    const sim = await secretScene();
    const { accessPolicies } = (await management(sim).vaults.get(GROUP, 'kv-one')).properties;
    await makeVault(sim, 'kv-two', { accessPolicies: accessPolicies ?? [] });
    const client = secretClient(sim);
    const first = await client.setSecret('one', 'sim-first', { tags: { of: 'claims' } });
    await client.setSecret('one', 'sim-second');
    const backup = await client.backupSecret('one');
    expect(Buffer.from(backup ?? new Uint8Array()).includes('sim-first')).toBe(false);

    const other = secretClient(sim, 'kv-two');
    await other.restoreSecretBackup(backup ?? new Uint8Array());
    expect(await other.getSecret('one')).toMatchObject({ value: 'sim-second' });
    const version = first.properties.version ?? '';
    expect(await other.getSecret('one', { version })).toMatchObject({
      value: 'sim-first',
      properties: { tags: { of: 'claims' } },
    });

    await expect(client.restoreSecretBackup(backup ?? new Uint8Array())).rejects.toMatchObject(
      refusal(
        409,
        'Conflict',
        `There was a conflict restoring the secret 'https://kv-one.vault.azure.net/secrets/one/`,
      ),
    );
    await (await client.beginDeleteSecret('one', FAST)).pollUntilDone();
    await expect(client.restoreSecretBackup(backup ?? new Uint8Array())).rejects.toMatchObject({
      statusCode: 409,
    });
    await client.purgeDeletedSecret('one');
    expect(await client.restoreSecretBackup(backup ?? new Uint8Array())).toMatchObject({
      name: 'one',
    });
  });

  it('are refused when they are no backups, or changed', async () => {
    const sim = await secretScene();
    const client = secretClient(sim);
    await client.setSecret('one', 'sim-value');
    const backup = (await client.backupSecret('one')) ?? new Uint8Array();
    const changed = Uint8Array.from(backup);
    changed[40] = (changed[40] ?? 0) ^ 1;
    for (const bad of [changed, backup.slice(0, 20), new TextEncoder().encode('nonsense')]) {
      await expect(client.restoreSecretBackup(bad)).rejects.toMatchObject(
        refusal(400, 'Malformed backup blob', 'Backup blob contains invalid or corrupt version.'),
      );
    }
    await expect(client.backupSecret('none')).rejects.toMatchObject(
      refusal(404, 'SecretNotFound', notFound('none')),
    );
  });

  it('stay in the geography', async () => {
    const sim = await secretScene();
    const { accessPolicies } = (await management(sim).vaults.get(GROUP, 'kv-one')).properties;
    const client = secretClient(sim);
    await client.setSecret('one', 'sim-value');
    const backup = (await client.backupSecret('one')) ?? new Uint8Array();
    for (const [vault, location] of [
      ['kv-north', 'northeurope'],
      ['kv-east', 'eastus'],
    ] as const) {
      await management(sim).vaults.createOrUpdate(GROUP, vault, {
        location,
        properties: {
          tenantId: sim.tenantId,
          sku: { family: 'A', name: 'standard' },
          enableRbacAuthorization: false,
          accessPolicies: accessPolicies ?? [],
        },
      });
    }
    expect(await secretClient(sim, 'kv-north').restoreSecretBackup(backup)).toMatchObject({
      name: 'one',
    });
    await expect(secretClient(sim, 'kv-east').restoreSecretBackup(backup)).rejects.toMatchObject(
      refusal(400, 'BadParameter', 'Cannot decrypt backup blob.'),
    );
  });

  it('hold at most 500 versions', async () => {
    const sim = await secretScene();
    const client = secretClient(sim);
    for (let index = 0; index < 500; index += 1) await client.setSecret('one', 'sim-value');
    await client.backupSecret('one');
    await client.setSecret('one', 'sim-value');
    await expect(client.backupSecret('one')).rejects.toMatchObject(
      refusal(400, 'BadParameter', 'A secret of more than 500 versions cannot be backed up'),
    );
  });
});

describe('who may do what with secrets', () => {
  it('is said by access policies', async () => {
    const sim = await secretScene();
    await secretClient(sim).setSecret('one', 'sim-value');
    const stranger = sim.principals.find(({ displayName }) => displayName === 'stranger');
    const answer = await send(sim, 'GET', url('/secrets/one'), undefined, { as: 'stranger' });
    expect(answer).toMatchObject({
      status: 403,
      body: {
        error: {
          code: 'Forbidden',
          message: `The user, group or application 'appid=${stranger?.appId};oid=${stranger?.objectId};iss=https://sts.windows.net/${sim.tenantId}/' does not have secrets get permission on key vault 'kv-one;location=westeurope'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
          innererror: { code: 'AccessDenied' },
        },
      },
    });
  });

  it.each([
    ['GET', '/secrets', 'list'],
    ['GET', '/secrets/one', 'get'],
    ['GET', '/secrets/one/versions', 'list'],
    ['PUT', '/secrets/one', 'set'],
    ['PATCH', '/secrets/one', 'set'],
    ['DELETE', '/secrets/one', 'delete'],
    ['POST', '/secrets/one/backup', 'backup'],
    ['POST', '/secrets/restore', 'restore'],
    ['GET', '/deletedsecrets', 'list'],
    ['GET', '/deletedsecrets/one', 'get'],
    ['POST', '/deletedsecrets/one/recover', 'recover'],
    ['DELETE', '/deletedsecrets/one', 'purge'],
  ])('%s %s needs %s, and rights on keys do not help', async (method, path, permission) => {
    const sim = await scene();
    await makeVault(sim);
    const body = method === 'GET' ? undefined : { value: '' };
    const answer = await send(sim, method, url(path), body);
    expect(answer.status).toBe(403);
    expect(answer.body.error.message).toContain(`does not have secrets ${permission} permission`);
  });

  it('is said by roles, down to one secret', async () => {
    const SECRETS_USER = 'Key Vault Secrets User';
    const at = (sim: Simulator, end: string): string =>
      `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.KeyVault/vaults/kv-one${end}`;
    const probe = createSimulator({ now: '2026-03-01T10:00:00Z' });
    const sim = await scene({
      world: {
        principals: [
          {
            name: 'owner',
            roles: [{ role: 'Owner' }, { role: 'Key Vault Secrets Officer', scope: at(probe, '') }],
          },
          { name: 'reader', roles: [{ role: SECRETS_USER, scope: at(probe, '/secrets/one') }] },
          { name: 'viewer', roles: [{ role: 'Key Vault Reader', scope: at(probe, '') }] },
        ],
      },
    });
    await makeVault(sim, 'kv-one', { enableRbacAuthorization: true });
    const officer = secretClient(sim);
    await officer.setSecret('one', 'sim-one');
    await officer.setSecret('two', 'sim-two');
    const reader = secretClient(sim, 'kv-one', 'reader');
    expect(await reader.getSecret('one')).toMatchObject({ value: 'sim-one' });
    const denied = await send(sim, 'GET', url('/secrets/two'), undefined, { as: 'reader' });
    const principal = sim.principals.find(({ displayName }) => displayName === 'reader');
    expect(denied).toMatchObject({
      status: 403,
      body: {
        error: {
          code: 'Forbidden',
          message: `Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: appid=${principal?.appId};oid=${principal?.objectId};iss=https://sts.windows.net/${sim.tenantId}/\r\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\r\nResource: '${at(sim, '/secrets/two').replace('resourceGroups', 'resourcegroups').replace('Microsoft.KeyVault', 'microsoft.keyvault')}'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: 'DeniedWithNoValidRBAC' \r\nVault: kv-one;location=westeurope\r\n`,
          innererror: { code: 'ForbiddenByRbac' },
        },
      },
    });
    const viewer = secretClient(sim, 'kv-one', 'viewer');
    expect((await viewer.listPropertiesOfSecrets().next()).value).toMatchObject({ name: 'one' });
    await expect(viewer.getSecret('one')).rejects.toMatchObject({ statusCode: 403 });
  });

  it('does not matter when the firewall is closed', async () => {
    const sim = await secretScene({}, { networkAcls: { defaultAction: 'Deny' } });
    const answer = await send(sim, 'GET', url('/secrets/one'));
    expect(answer).toMatchObject({
      status: 403,
      body: { error: { innererror: { code: 'ForbiddenByFirewall' } } },
    });
  });
});
