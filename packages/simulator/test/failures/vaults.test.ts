/**
 * Failures of vaults that people meet, each named by its id in the catalogue of failures, with status, code and words.
 * The moment of a race (F15) is not simulated, so a fault says the words and what is tested is that they reach the client
 * whole. How a deployment takes them is tested in core.
 */
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
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
} from '../keyvault/scene.ts';

const OTHER_TENANT = '11111111-2222-4333-8444-555555555555';

const keyUrl = 'https://kv-one.vault.azure.net/keys/cmk?api-version=7.4';

const appIdOf = (sim: Simulator, name = 'owner'): string =>
  sim.principals.find(({ displayName }) => displayName === name)?.appId ?? '';

/** How Key Vault writes who called. */
const callerText = (sim: Simulator, name = 'owner'): string =>
  `appid=${appIdOf(sim, name)};oid=${objectId(sim, name)};iss=https://sts.windows.net/${sim.tenantId}/`;

describe('making a vault', () => {
  it.each(['ab', 'a'.repeat(25), '1vault', 'kv_one', 'kv--one', 'kv-'])(
    'F01 with the name %s fails',
    async (name) => {
      await expect(makeVault(await scene(), name)).rejects.toMatchObject({
        statusCode: 400,
        code: 'VaultNameNotValid',
        message:
          'The vault name should be string of 3 to 24 characters and can contain only numbers (0-9), letters (a-z, A-Z), and hyphens (-)',
      });
    },
  );

  it('F02 with a name that another tenant has fails, live or soft-deleted', async () => {
    const there = '00000000-0000-4000-8000-0000000000bb';
    const here = '00000000-0000-4000-8000-0000000000aa';
    const sim = await scene({
      world: {
        tenants: [{}, { tenantId: OTHER_TENANT }],
        subscriptions: [
          { subscriptionId: here },
          { subscriptionId: there, tenantId: OTHER_TENANT },
        ],
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }] },
          {
            name: 'elsewhere',
            tenantId: OTHER_TENANT,
            roles: [{ role: 'Owner', scope: `/subscriptions/${there}` }],
          },
        ],
      },
    });
    const group = `https://management.azure.com/subscriptions/${there}/resourceGroups/rg`;
    const url = `${group}/providers/Microsoft.KeyVault/vaults/kv-one?api-version=2023-02-01`;
    const as = { as: 'elsewhere' };
    await send(sim, 'PUT', `${group}?api-version=2021-04-01`, { location: LOCATION }, as);
    const made = await send(
      sim,
      'PUT',
      url,
      {
        location: LOCATION,
        properties: {
          tenantId: OTHER_TENANT,
          sku: { family: 'A', name: 'standard' },
          accessPolicies: [],
        },
      },
      as,
    );
    expect(made.status).toBe(200);
    const refusal = {
      statusCode: 409,
      code: 'VaultAlreadyExists',
      message:
        "The vault name 'kv-one' is already in use. Vault names are globally unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state. If the vault is in a recoverable state then the vault will need to be purged before reusing the name. For more information about VaultAlreadyExists, soft delete and purging a vault follow this link https://go.microsoft.com/fwlink/?linkid=2147740.",
    };
    await expect(makeVault(sim)).rejects.toMatchObject(refusal);
    await send(sim, 'DELETE', url, undefined, as);
    await expect(makeVault(sim)).rejects.toMatchObject(refusal);
    // The name is free again at the end of the retention, and not before.
    await sim.clock.advance({ days: 89 });
    await expect(makeVault(sim)).rejects.toMatchObject(refusal);
    await sim.clock.advance({ days: 1 });
    await expect(makeVault(sim)).resolves.toMatchObject({ name: 'kv-one' });
  });

  it('F03 with the name of a soft-deleted one fails, and recovering it does not', async () => {
    const sim = await scene();
    await makeVault(sim);
    await management(sim).vaults.delete(GROUP, 'kv-one');
    await expect(makeVault(sim)).rejects.toMatchObject({
      statusCode: 409,
      code: 'ConflictError',
      message:
        'A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.',
    });
    await expect(makeVault(sim, 'kv-one', { createMode: 'recover' })).resolves.toMatchObject({
      name: 'kv-one',
    });
  });

  it('F04 with purge protection false fails, for a new one and for one that is there', async () => {
    const sim = await scene();
    const refusal = {
      statusCode: 400,
      code: 'BadRequest',
      message:
        'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
    };
    const off = { enablePurgeProtection: false };
    await expect(makeVault(sim, 'kv-one', off)).rejects.toMatchObject(refusal);
    await makeVault(sim, 'kv-one', { enablePurgeProtection: true });
    await expect(makeVault(sim, 'kv-one', off)).rejects.toMatchObject(refusal);
    await expect(
      management(sim).vaults.update(GROUP, 'kv-one', { properties: off }),
    ).rejects.toMatchObject(refusal);
    // Left out, it stays.
    expect((await makeVault(sim)).properties.enablePurgeProtection).toBe(true);
  });

  it('F05 with another retention than the one it has fails', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { softDeleteRetentionInDays: 7 });
    const refusal = {
      statusCode: 400,
      code: 'BadRequest',
      message:
        'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
    };
    const longer = { softDeleteRetentionInDays: 90 };
    await expect(makeVault(sim, 'kv-one', longer)).rejects.toMatchObject(refusal);
    await expect(
      management(sim).vaults.update(GROUP, 'kv-one', { properties: longer }),
    ).rejects.toMatchObject(refusal);
  });

  it('F06 against a policy of the organisation fails in the words of the policy', async () => {
    const sim = await scene();
    const reason =
      'Soft delete and Purge Protection should be enabled and retention days should be 90 days';
    const root = `https://management.azure.com/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization`;
    const version = '?api-version=2023-04-01';
    const policyRule = {
      if: {
        allOf: [
          { field: 'type', equals: 'Microsoft.KeyVault/vaults' },
          {
            anyOf: [
              { field: 'Microsoft.KeyVault/vaults/enablePurgeProtection', notEquals: true },
              { field: 'Microsoft.KeyVault/vaults/softDeleteRetentionInDays', notEquals: 90 },
            ],
          },
        ],
      },
      // oxlint-disable-next-line unicorn/no-thenable -- the word of policy rules
      then: { effect: 'deny' },
    };
    const definition = await send(sim, 'PUT', `${root}/policyDefinitions/vaults${version}`, {
      properties: { policyRule },
    });
    const assignment = await send(sim, 'PUT', `${root}/policyAssignments/vaults${version}`, {
      properties: {
        policyDefinitionId: definition.body.id,
        nonComplianceMessages: [{ message: reason }],
      },
    });
    expect([definition.status, assignment.status]).toEqual([201, 201]);
    const lasting = { softDeleteRetentionInDays: 90 };
    await expect(makeVault(sim, 'kv-one', lasting)).rejects.toMatchObject({
      statusCode: 403,
      code: 'RequestDisallowedByPolicy',
      message: `Resource 'kv-one' was disallowed by policy. Reasons: '${reason}'. See error details for policy resource IDs.`,
    });
    await expect(management(sim).vaults.get(GROUP, 'kv-one')).rejects.toMatchObject({
      statusCode: 404,
    });
    await makeVault(sim, 'kv-one', { ...lasting, enablePurgeProtection: true });
  });

  it('F07 from 2026-02-01 on with policies and without the flag succeeds, and denies everybody later', async () => {
    const sim = await scene();
    const properties = {
      tenantId: sim.tenantId,
      sku: { family: 'A', name: 'standard' },
      accessPolicies: [allKeys(sim)],
    };
    const put = (name: string, apiVersion: string) =>
      send(sim, 'PUT', vaultUrl(sim, name, apiVersion), { location: LOCATION, properties });
    const made = await put('kv-new', '2026-02-01');
    expect([made.status, made.body.properties.enableRbacAuthorization]).toEqual([200, true]);
    expect(made.body.properties.accessPolicies).toHaveLength(1);
    await expect(keyClient(sim, 'kv-new').createKey('cmk', 'RSA')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      details: { error: { innerError: { code: 'ForbiddenByRbac' } } },
      message:
        'Caller is not authorized to perform action on resource.\r\n' +
        'If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\n' +
        `Caller: ${callerText(sim)}\r\n` +
        "Action: 'Microsoft.KeyVault/vaults/keys/create/action'\r\n" +
        `Resource: '/subscriptions/${sim.subscriptionId}/resourcegroups/${GROUP}/providers/microsoft.keyvault/vaults/kv-new/keys/cmk'\r\n` +
        "Assignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: 'DeniedWithNoValidRBAC' \r\n" +
        'Vault: kv-new;location=westeurope\r\n',
    });
    // The same request with the version before lets them in; nor does a later update flip that.
    expect((await put('kv-old', '2025-05-01')).body.properties).not.toHaveProperty(
      'enableRbacAuthorization',
    );
    await put('kv-old', '2026-02-01');
    await expect(keyClient(sim, 'kv-old').createKey('cmk', 'RSA')).resolves.toBeDefined();
  });

  it('F08 again without the whole list of policies takes them away', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { accessPolicies: [allKeys(sim), allKeys(sim, 'stranger')] });
    await keyClient(sim).createKey('cmk', 'RSA');
    await expect(keyClient(sim, 'kv-one', 'stranger').getKey('cmk')).resolves.toBeDefined();
    const { properties } = await makeVault(sim);
    expect(properties.accessPolicies).toHaveLength(1);
    await expect(keyClient(sim, 'kv-one', 'stranger').getKey('cmk')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      details: { error: { innerError: { code: 'AccessDenied' } } },
      message: `The user, group or application '${callerText(sim, 'stranger')}' does not have keys get permission on key vault 'kv-one;location=westeurope'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
    });
  });
});

describe('purging', () => {
  it('F09 what is purge-protected fails, key and vault, until the retention ends', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { enablePurgeProtection: true, softDeleteRetentionInDays: 7 });
    const keys = keyClient(sim);
    await keys.createKey('cmk', 'RSA');
    await (await keys.beginDeleteKey('cmk')).pollUntilDone();
    await expect(keys.purgeDeletedKey('cmk')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message:
        'Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault service will automatically purge it after the retention period has passed. Vault: kv-one;location=westeurope',
    });
    await management(sim).vaults.delete(GROUP, 'kv-one');
    await expect(management(sim).vaults.purgeDeleted('kv-one', LOCATION)).rejects.toMatchObject({
      statusCode: 400,
      code: 'MethodNotAllowed',
      message:
        "Operation 'DeletedVaultPurge' is not allowed: purge protection is on for the vault 'kv-one'. (simulator wording)",
    });
    await sim.clock.advance({ days: 7 });
    await expect(management(sim).vaults.getDeleted('kv-one', LOCATION)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
      message: 'The specified resource does not exist.',
    });
  });

  it('F10 without the permission fails, key and vault', async () => {
    const sim = await scene();
    const keys = ['create', 'get', 'delete'] as const;
    await makeVault(sim, 'kv-one', {
      accessPolicies: [{ ...allKeys(sim), permissions: { keys: [...keys] } }],
    });
    await keyClient(sim).createKey('cmk', 'RSA');
    await (await keyClient(sim).beginDeleteKey('cmk')).pollUntilDone();
    await expect(keyClient(sim).purgeDeletedKey('cmk')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      details: { error: { innerError: { code: 'AccessDenied' } } },
      message: `The user, group or application '${callerText(sim)}' does not have keys purge permission on key vault 'kv-one;location=westeurope'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
    });
    await management(sim).vaults.delete(GROUP, 'kv-one');
    const scope = `/subscriptions/${sim.subscriptionId}/providers/Microsoft.KeyVault/locations/${LOCATION}/deletedVaults/kv-one`;
    await expect(
      management(sim, 'stranger').vaults.purgeDeleted('kv-one', LOCATION),
    ).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthorizationFailed',
      message: `The client '${appIdOf(sim, 'stranger')}' with object id '${objectId(sim, 'stranger')}' does not have authorization to perform action 'Microsoft.KeyVault/locations/deletedVaults/purge/action' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    });
  });
});

describe('the tenant of a vault', () => {
  it('F12 stays the old one when the vault comes into another, until it is set and access is given again', async () => {
    const sim = await scene({ world: { tenants: [{}, { tenantId: OTHER_TENANT }] } });
    await makeVault(sim);
    const { vaults } = management(sim);
    // As a vault is whose subscription was moved: it is still of the tenant that it was made in.
    await vaults.update(GROUP, 'kv-one', {
      properties: { tenantId: OTHER_TENANT, accessPolicies: [] },
    });
    // The client would follow the challenge into the other tenant: asked with the token that the caller has.
    const answer = await send(sim, 'GET', keyUrl);
    expect(answer).toMatchObject({
      status: 401,
      body: {
        error: {
          code: 'Unauthorized',
          message: `AKV10032: Invalid issuer. Expected one of https://sts.windows.net/${OTHER_TENANT}/, found https://sts.windows.net/${sim.tenantId}/.`,
        },
      },
    });
    // Policies of one tenant do not go with a vault of another.
    await expect(
      vaults.update(GROUP, 'kv-one', { properties: { accessPolicies: [allKeys(sim)] } }),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message: `The parameter accessPolicies[0].tenantId has an invalid value: it must be the tenant of the vault, ${OTHER_TENANT}. (simulator wording)`,
    });
    await vaults.update(GROUP, 'kv-one', {
      properties: { tenantId: sim.tenantId, accessPolicies: [allKeys(sim)] },
    });
    await expect(keyClient(sim).createKey('cmk', 'RSA')).resolves.toBeDefined();
  });
});

describe('a call to a vault', () => {
  it('F13 with a token for another audience is refused, with the challenge', async () => {
    const sim = await scene();
    await makeVault(sim);
    const scope = 'https://management.azure.com/.default';
    const answer = await send(sim, 'GET', keyUrl, undefined, { scope });
    expect(answer).toMatchObject({
      status: 401,
      body: {
        error: {
          code: 'Unauthorized',
          message: expect.stringMatching(
            /^AKV10022: Invalid audience\. Expected https:\/\/vault\.azure\.net, found: https:\/\/management\.(?:core\.windows\.net|azure\.com)\/?\.$/,
          ) as unknown as string,
        },
      },
    });
    expect(answer.headers.get('www-authenticate')).toBe(
      `Bearer authorization="https://login.microsoftonline.com/${sim.tenantId}", resource="https://vault.azure.net"`,
    );
  });

  it('F13 with a token of another tenant is refused, with the challenge', async () => {
    const sim = await scene({
      world: {
        tenants: [{}, { tenantId: OTHER_TENANT }],
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }] },
          { name: 'guest', tenantId: OTHER_TENANT },
        ],
      },
    });
    await makeVault(sim);
    const answer = await send(sim, 'GET', keyUrl, undefined, { as: 'guest' });
    expect(answer).toMatchObject({
      status: 401,
      body: {
        error: {
          code: 'Unauthorized',
          message: `AKV10032: Invalid issuer. Expected one of https://sts.windows.net/${sim.tenantId}/, found https://sts.windows.net/${OTHER_TENANT}/.`,
        },
      },
    });
    expect(answer.headers.get('www-authenticate')).toContain(sim.tenantId);
  });

  it('F14 among too many is put off, and the client tries again when it is told to', async () => {
    const sim = await scene();
    await makeVault(sim);
    await keyClient(sim).createKey('cmk', 'RSA');
    sim.faults.add({
      host: 'keyVault',
      path: '/keys/cmk/*',
      times: 2,
      answer: { status: 429, retryAfterSeconds: 0 },
    });
    const raw = await send(sim, 'GET', 'https://kv-one.vault.azure.net/keys/cmk/x?api-version=7.4');
    expect(raw).toMatchObject({
      status: 429,
      body: {
        error: {
          code: 'TooManyRequests',
          message: 'The request failed because a fault was asked for. (simulator wording)',
        },
      },
    });
    expect(raw.headers.get('retry-after')).toBe('0');
    const { properties } = await keyClient(sim).getKey('cmk');
    const { version = '' } = properties;
    await expect(keyClient(sim).getKey('cmk', { version })).resolves.toBeDefined();
    expect(sim.faults.list()[0]).toMatchObject({ fired: 2 });
  });

  it('F14 at once is refused when limits are counted, until ten seconds have passed', async () => {
    const sim = await scene({ throttling: true });
    await makeVault(sim);
    const client = keyClient(sim);
    for (let made = 0; made < 20; made += 1) await client.createRsaKey('cmk');
    await expect(client.createRsaKey('cmk')).rejects.toMatchObject({
      statusCode: 429,
      code: 'Throttled',
      message:
        'Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached',
    });
    await sim.clock.advance({ seconds: 10 });
    await expect(client.createRsaKey('cmk')).resolves.toBeDefined();
  });

  it('F15 at the same time as another that changes it fails in the words of the race', async () => {
    const sim = await scene();
    await makeVault(sim);
    const message =
      "A conflict occurred that prevented the operation from completing. The operation failed because the Key Vault 'kv-one' changed from the point the operation began. This can happen if parallel operations are being performed on the Key Vault. To prevent this error, serialize the operations so that only one operation is performed on the Key Vault at a time. Follow this link for more information: https://go.microsoft.com/fwlink/?linkid=2147741";
    sim.faults.add({
      method: 'PATCH',
      path: '**/vaults/kv-one',
      from: 2,
      answer: { status: 409, code: 'ConflictError', message },
    });
    const tag = (value: string) =>
      management(sim).vaults.update(GROUP, 'kv-one', { tags: { value } });
    const [first, second] = await Promise.allSettled([tag('one'), tag('two')]);
    expect(first).toMatchObject({ status: 'fulfilled', value: { tags: { value: 'one' } } });
    expect(second).toMatchObject({
      status: 'rejected',
      reason: { statusCode: 409, code: 'ConflictError', message },
    });
    expect((await management(sim).vaults.get(GROUP, 'kv-one')).tags).toEqual({ value: 'one' });
  });
});
