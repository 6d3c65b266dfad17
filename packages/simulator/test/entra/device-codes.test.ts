/** Users who sign in by entering a code elsewhere, with `DeviceCodeCredential` and request by request. */
import { ResourceManagementClient } from '@azure/arm-resources';
import { DeviceCodeCredential } from '@azure/identity';
import { decodeJwt } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { appId, ARM, AZURE_CLI, make, OTHER_TENANT, post, principal, VAULT } from './user-scene.ts';

const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const startDeviceCode = (sim: Simulator, changes: Readonly<Record<string, string>> = {}) =>
  post(
    sim,
    { client_id: AZURE_CLI, scope: `${ARM} openid profile offline_access`, ...changes },
    { path: 'devicecode' },
  );

const poll = (sim: Simulator, deviceCode: string) =>
  post(sim, {
    client_id: AZURE_CLI,
    grant_type: DEVICE_CODE_GRANT,
    device_code: deviceCode,
    scope: ARM,
  });

afterEach(() => {
  vi.useRealTimers();
});

describe('DeviceCodeCredential', () => {
  it('has a token once a user has entered the code, and another resource without asking again', async () => {
    const sim = make();
    const prompts: string[] = [];
    const credential = new DeviceCodeCredential({
      userPromptCallback: ({ userCode, message, verificationUri }) => {
        prompts.push(message);
        expect(verificationUri).toBe('https://microsoft.com/devicelogin');
        sim.deviceCodes.approve(userCode, 'ann');
      },
      ...sim.clientOptions('credential'),
    });
    const arm = await credential.getToken(ARM);
    expect(decodeJwt(arm.token)).toMatchObject({
      oid: principal(sim, 'ann').objectId,
      appid: AZURE_CLI,
      idtyp: 'user',
      upn: 'ann@simulator.invalid',
      scp: 'user_impersonation',
      aud: 'https://management.azure.com',
    });
    const vault = await credential.getToken(VAULT);
    expect(decodeJwt(vault.token)['aud']).toBe('https://vault.azure.net');
    expect(prompts).toHaveLength(1);
    expect(prompts[0]).toMatch(
      /^To sign in, use a web browser to open the page https:\/\/microsoft\.com\/devicelogin and enter the code [A-Z2-9]{9} to authenticate\.$/,
    );

    const groups = new ResourceManagementClient(credential, sim.subscriptionId, {
      ...sim.clientOptions(),
    }).resourceGroups;
    const made = await groups.createOrUpdate('rg', { location: 'westeurope' });
    expect(made.name).toBe('rg');
  });

  it('polls while nobody has entered it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'], shouldAdvanceTime: true, advanceTimeDelta: 1000 });
    const sim = make();
    let code = '';
    const credential = new DeviceCodeCredential({
      userPromptCallback: ({ userCode }) => {
        code = userCode;
      },
      ...sim.clientOptions('credential'),
    });
    const got = credential.getToken(ARM);
    await vi.waitUntil(() => sim.ledger.entries().some((entry) => entry.code === 'AADSTS70016'));
    sim.deviceCodes.approve(code, 'ann');
    await vi.advanceTimersByTimeAsync(5000);
    expect(decodeJwt((await got).token)['upn']).toBe('ann@simulator.invalid');
  });

  it('is told when the user says no', async () => {
    const sim = make();
    const credential = new DeviceCodeCredential({
      userPromptCallback: ({ userCode }) => {
        sim.deviceCodes.decline(userCode);
      },
      ...sim.clientOptions('credential'),
    });
    await expect(credential.getToken(ARM)).rejects.toThrow('authorization_declined');
  });
});

describe('a device code', () => {
  it('waits, is entered once, and is good for one token', async () => {
    const sim = make();
    const { status, body } = await startDeviceCode(sim);
    expect(status).toBe(200);
    expect(body).toMatchObject({ expires_in: 900, interval: 5 });
    expect(sim.deviceCodes.pending()).toEqual([
      expect.objectContaining({ userCode: body.user_code, clientId: AZURE_CLI, state: 'pending' }),
    ]);
    const pending = await poll(sim, body.device_code);
    expect(pending.status).toBe(400);
    expect(pending.headers.get('x-cmk-simulator-evidence')).toBe('reported');
    expect(pending.body).toMatchObject({
      error: 'authorization_pending',
      error_codes: [70016],
      error_description: expect.stringMatching(
        /^AADSTS70016: OAuth 2\.0 device flow error\. Authorization is pending\. Continue polling\.\r\nTrace ID: /,
      ),
    });
    sim.deviceCodes.approve(body.user_code.toLowerCase(), 'ann');
    expect(sim.deviceCodes.pending()).toEqual([]);
    expect(() => {
      sim.deviceCodes.approve(body.user_code, 'ann');
    }).toThrow(/no sign-in waits for the code '[A-Z2-9]{9}' \(it was approved\); there are: none/);
    expect(await poll(sim, body.device_code)).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', foci: '1', refresh_token: expect.stringMatching(/^sim-/) },
    });
    const again = await poll(sim, body.device_code);
    expect(again.body).toMatchObject({ error: 'bad_verification_code', error_codes: [] });
    expect(again.body.error_description).toContain('(simulator wording)');
  });

  it('is good for one token also when two clients ask at once', async () => {
    const sim = make();
    const { body } = await startDeviceCode(sim);
    sim.deviceCodes.approve(body.user_code, 'ann');
    const answers = await Promise.all([poll(sim, body.device_code), poll(sim, body.device_code)]);
    expect(answers.toSorted((one, other) => one.status - other.status)).toMatchObject([
      { status: 200 },
      { status: 400, body: { error: 'bad_verification_code' } },
    ]);
  });

  it('expires after fifteen minutes of the clock', async () => {
    const sim = make();
    const { body } = await startDeviceCode(sim);
    await sim.clock.advance({ minutes: 14, seconds: 59 });
    expect((await poll(sim, body.device_code)).body.error).toBe('authorization_pending');
    await sim.clock.advance({ seconds: 1 });
    expect(await poll(sim, body.device_code)).toMatchObject({
      status: 400,
      body: {
        error: 'expired_token',
        error_codes: [70020],
        error_description: expect.stringMatching(
          /^AADSTS70020: The provided value for the input parameter 'device_code' is not valid\. This device code has expired\.\r\n/,
        ),
      },
    });
    expect(() => {
      sim.deviceCodes.approve(body.user_code, 'ann');
    }).toThrow('(it has expired)');
  });

  it('is entered by users of the tenant only, who can sign in', async () => {
    const sim = make();
    const { body } = await post(
      sim,
      { client_id: AZURE_CLI, scope: ARM },
      { path: 'devicecode', tenant: sim.tenantId },
    );
    const approve = (name: string) => () => {
      sim.deviceCodes.approve(body.user_code, name);
    };
    expect(approve('guest')).toThrow(/'guest' is in the tenant 11111111-.* is for Tenant 1/);
    expect(approve('owner')).toThrow(
      "'owner' is a servicePrincipal: only a user can enter a device code",
    );
    expect(approve('gone')).toThrow("the account of 'gone' is disabled: it cannot sign in");
    expect(approve('nobody')).toThrow("there is no principal 'nobody'");
    expect(() => {
      sim.deviceCodes.decline('AAAAAAAAA');
    }).toThrow('(it was never given out)');
    // Multifactor authentication is for the user to do, elsewhere.
    expect(approve('careful')).not.toThrow();
  });

  it('is entered and refused over /_sim too, and forks and snapshots carry it', async () => {
    const sim = make();
    const { body } = await startDeviceCode(sim);
    const copy = sim.fork();
    const restored = make();
    restored.restore(JSON.parse(JSON.stringify(sim.snapshot())));
    const put = (of: Simulator, approvedBy: string) =>
      of.fetch(`http://localhost/_sim/deviceCodes/${body.user_code}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ approvedBy }),
      });
    const wrong = await put(sim, 'owner');
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('only a user can enter a device code');
    expect((await put(sim, 'ann')).status).toBe(200);
    expect((await poll(sim, body.device_code)).status).toBe(200);
    expect((await poll(copy, body.device_code)).body.error).toBe('authorization_pending');
    const waiting = await copy.fetch('http://localhost/_sim/deviceCodes');
    expect(await waiting.json()).toMatchObject({ value: [{ userCode: body.user_code }] });
    const gone = await restored.fetch(`http://localhost/_sim/deviceCodes/${body.user_code}`, {
      method: 'DELETE',
    });
    expect(gone.status).toBe(200);
    expect((await poll(restored, body.device_code)).body.error).toBe('authorization_declined');
  });

  it('is given out at /common too: the user who enters it says the tenant', async () => {
    const sim = make();
    const credential = new DeviceCodeCredential({
      tenantId: 'common',
      userPromptCallback: ({ userCode }) => {
        sim.deviceCodes.approve(userCode, 'guest');
      },
      ...sim.clientOptions('credential'),
    });
    const { token } = await credential.getToken(ARM);
    expect(decodeJwt(token)['tid']).toBe(OTHER_TENANT);
    expect(sim.ledger.entries().map(({ url }) => new URL(url).pathname)).toContain(
      '/common/oauth2/v2.0/devicecode',
    );
  });

  it('is not given out to personal accounts, nor through an application that is nowhere', async () => {
    const personal = await post(
      make(),
      { client_id: AZURE_CLI, scope: ARM },
      { path: 'devicecode', tenant: 'consumers' },
    );
    expect(personal.status).toBe(501);
    expect(personal.body.error_description).toContain(
      'signing in with a personal Microsoft account is not simulated',
    );
    const unknown = await startDeviceCode(make(), {
      client_id: '00000000-0000-4000-8000-000000000009',
    });
    expect(unknown.body.error_codes).toEqual([700016]);
  });

  it('is given out through an application of one tenant at that tenant alone', async () => {
    const sim = make();
    const asked = { client_id: appId(sim, 'desktop'), scope: ARM };
    for (const tenant of ['organizations', 'common']) {
      const refused = await post(sim, asked, { path: 'devicecode', tenant });
      expect(refused.status).toBe(400);
      expect(refused.body).toMatchObject({
        error: 'invalid_request',
        error_codes: [50059],
        error_description: expect.stringMatching(
          /^AADSTS50059: No tenant-identifying information found in either the request or implied by any provided credentials\.\r\n/,
        ),
      });
    }
    const { status } = await post(sim, asked, { path: 'devicecode', tenant: sim.tenantId });
    expect(status).toBe(200);
  });
});

describe('a sovereign cloud', () => {
  it.each([
    [
      'usGovernment',
      'https://management.usgovcloudapi.net/.default',
      'https://microsoft.com/deviceloginus',
      'login.microsoftonline.us',
    ],
    [
      'china',
      'https://management.chinacloudapi.cn/.default',
      'https://microsoft.com/deviceloginchina',
      'login.partner.microsoftonline.cn',
    ],
  ] as const)('%s signs users in at its own authority', async (cloud, scope, page, network) => {
    const sim = make({ cloud });
    const credential = new DeviceCodeCredential({
      tenantId: sim.tenantId,
      userPromptCallback: ({ userCode, verificationUri }) => {
        expect(verificationUri).toBe(page);
        sim.deviceCodes.approve(userCode, 'ann');
      },
      ...sim.clientOptions('credential'),
    });
    const { token } = await credential.getToken(scope);
    expect(decodeJwt(token)['upn']).toBe('ann@simulator.invalid');
    const hosts = new Set(sim.ledger.entries().map(({ url }) => new URL(url).host));
    // MSAL prefers another name of China's authority than the options give.
    expect([...hosts]).toEqual([network]);
  });
});
