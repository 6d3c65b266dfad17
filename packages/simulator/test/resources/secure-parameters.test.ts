import { SecretClient } from '@azure/keyvault-secrets';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import {
  deploy,
  deploymentId,
  deployments,
  emptyGroup,
  FAST,
  GROUP,
  groupId,
  identity,
  nested,
  send,
  storage,
  STORAGE,
  template,
  vault,
} from './deploying.ts';

const SECRET = 'sim-top-secret';
const SECRETS = {
  password: { type: 'securestring' },
  login: { type: 'secureObject' },
};
const GIVEN = {
  password: { value: `${SECRET}-text` },
  login: { value: { name: `${SECRET}-member`, list: [`${SECRET}-item`] } },
};

/** What uses all of them, and keeps none of them: the lengths of secrets tell nothing of them. */
const lengths = {
  password: "[string(length(parameters('password')))]",
  login: "[string(length(parameters('login').name))]",
};

/** Ways for a template to meet its secure parameters; `fails`: the deployment ends so. */
const WAYS: readonly { readonly fails: boolean; readonly members: Record<string, unknown> }[] = [
  {
    fails: false,
    members: {
      resources: [
        storage('stsecure'),
        identity('uses', { dependsOn: ['stsecure'], tags: lengths }),
      ],
    },
  },
  {
    fails: false,
    members: { outputs: { it: { type: 'secureObject', value: "[parameters('login')]" } } },
  },
  {
    fails: false,
    members: { outputs: { it: { type: 'object', value: '[deployment().properties.parameters]' } } },
  },
  {
    fails: false,
    members: {
      resources: [
        nested(
          'inner',
          template({
            parameters: SECRETS,
            outputs: { it: { type: 'securestring', value: "[parameters('password')]" } },
          }),
          'inner',
          {
            password: { value: "[parameters('password')]" },
            login: { value: "[parameters('login')]" },
          },
        ),
      ],
    },
  },
  {
    fails: true,
    members: { resources: [storage('NotAName', { tags: { it: "[parameters('password')]" } })] },
  },
  ...[
    "[int(parameters('password'))]",
    "[bool(parameters('password'))]",
    "[float(parameters('password'))]",
    "[json(parameters('password'))]",
    "[dateTimeAdd(parameters('password'), 'P1D')]",
    "[dateTimeAdd('2026-01-01', parameters('password'))]",
    "[parameters('login').nowhere]",
    "[format(parameters('password'), 1, 2, parameters('login')).x]",
    "[if(parameters('password'), 1, 2)]",
    "[range(parameters('password'), 1)]",
    "[base64ToString(parameters('password'))]",
    "[uri(parameters('password'), 'x')]",
  ].map((value) => ({ fails: true, members: { outputs: { it: { type: 'string', value } } } })),
  {
    fails: true,
    members: { resources: [identity('a', { condition: "[parameters('password')]" })] },
  },
  { fails: true, members: { resources: [identity("[parameters('login')]")] } },
  {
    fails: true,
    members: { resources: [identity('a', { dependsOn: "[parameters('password')]" })] },
  },
  {
    fails: true,
    members: {
      resources: [identity('a', { copy: { name: 'a', count: "[parameters('password')]" } })],
    },
  },
];

/** Everything that somebody could read of a simulator, after what was answered. */
async function everything(sim: Simulator, answers: unknown): Promise<string> {
  const id = deploymentId(sim);
  const reads = [
    await send(sim, 'GET', id, '2022-09-01'),
    await send(sim, 'GET', `${id}/operations`, '2022-09-01'),
    await send(sim, 'POST', `${id}/exportTemplate`, '2022-09-01'),
    await send(sim, 'GET', deploymentId(sim, 'inner'), '2022-09-01'),
    await send(sim, 'GET', `${deploymentId(sim, 'inner')}/operations`, '2022-09-01'),
    await send(sim, 'POST', `${deploymentId(sim, 'inner')}/exportTemplate`, '2022-09-01'),
  ].map(({ body }) => body);
  return JSON.stringify([answers, reads, sim.ledger.entries(), sim.snapshot()]);
}

describe('secure parameters', () => {
  it.each(WAYS.map((way) => [JSON.stringify(way.members), way] as const))(
    'are nowhere to be read after %s',
    async (_members, { members, fails }) => {
      const sim = await emptyGroup();
      const properties = {
        mode: 'Incremental',
        template: template({ parameters: SECRETS, ...members }),
        parameters: GIVEN,
      };
      const asked = [
        await send(sim, 'POST', `${deploymentId(sim)}/validate`, '2022-09-01', { properties }),
        await send(sim, 'POST', `${deploymentId(sim)}/whatIf`, '2022-09-01', { properties }),
        await send(sim, 'PUT', deploymentId(sim), '2022-09-01', { properties }),
      ];
      await sim.clock.advance({ hours: 1 });
      const end = await send(sim, 'GET', deploymentId(sim), '2022-09-01');
      expect(end.body.properties?.provisioningState ?? 'Failed').toBe(
        fails ? 'Failed' : 'Succeeded',
      );
      const seen = await everything(
        sim,
        asked.map(({ status, body, headers }) => [status, body, [...headers]]),
      );
      expect(seen).not.toContain(SECRET);
    },
  );

  it('and what list functions tell are nowhere to be read, though outputs and bodies ask for them', async () => {
    const sim = await emptyGroup();
    const key = "listKeys('stsecure', '2023-05-01').keys[0].value";
    const made = await deploy(sim, {
      resources: [
        storage('stsecure'),
        identity('uses', { dependsOn: ['stsecure'], tags: { key: `[string(length(${key}))]` } }),
        {
          ...nested(
            'inner',
            template({ parameters: { password: { type: 'securestring' } } }),
            'inner',
            {
              password: { value: `[${key}]` },
            },
          ),
          dependsOn: ['stsecure'],
        },
      ],
      outputs: { key: { type: 'securestring', value: `[${key}]` } },
    });
    const text = await everything(sim, made);
    const account = `${groupId(sim)}/providers/${STORAGE}/stsecure`;
    const { body } = await send(sim, 'POST', `${account}/listKeys`, '2023-05-01');
    expect(body.keys[0].value).toHaveLength(40);
    expect(text).not.toContain(body.keys[0].value);
  });

  it('are nowhere to be read after a deployment was canceled', async () => {
    const sim = await emptyGroup({ latency: 'realistic' });
    const properties = {
      mode: 'Incremental',
      template: template({ parameters: SECRETS, resources: [storage('stsecure')] }),
      parameters: GIVEN,
    };
    const put = await send(sim, 'PUT', deploymentId(sim), '2022-09-01', { properties });
    await send(sim, 'POST', `${deploymentId(sim)}/cancel`, '2022-09-01');
    await sim.clock.advance({ hours: 1 });
    expect(await everything(sim, put.body)).not.toContain(SECRET);
  });

  it('stay expressions in what-if, whatever holds them', async () => {
    const sim = await emptyGroup();
    const secret = fc.stringMatching(/^[a-z]{12}$/).map((text) => `sim-secret-${text}`);
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        secret,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie('value'), { maxKeys: 3 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(value, secret, async (login, password) => {
        const { body, status } = await send(
          sim,
          'POST',
          `${deploymentId(sim)}/whatIf`,
          '2022-09-01',
          {
            properties: {
              mode: 'Incremental',
              template: template({
                parameters: SECRETS,
                variables: { both: "[createArray(parameters('login'), parameters('password'))]" },
                resources: [
                  identity('told', { tags: { it: "[string(variables('both'))]" } }),
                  nested(
                    'outer',
                    template({
                      resources: [identity('in', { tags: { it: "[string(variables('both'))]" } })],
                    }),
                  ),
                ],
              }),
              parameters: { login: { value: { it: login } }, password: { value: password } },
            },
          },
        );
        expect(status).toBe(200);
        expect(JSON.stringify(body)).toContain("[parameters('password')]");
        expect(JSON.stringify(body)).not.toContain('sim-secret-');
      }),
    );
  });

  it('are read from a vault that is open to templates', async () => {
    const sim = await emptyGroup();
    await deploy(sim, { resources: [vault(sim.tenantId, 'kv-secrets')] });
    const secrets = new SecretClient(
      'https://kv-secrets.vault.azure.net',
      sim.credential(),
      sim.clientOptions('vault'),
    );
    await secrets.setSecret('password', 'sim-from-the-vault');
    const vaultId = `${groupId(sim)}/providers/Microsoft.KeyVault/vaults/kv-secrets`;
    const reference = { keyVault: { id: vaultId }, secretName: 'password' };
    const given = (who: string) =>
      deployments(sim, who).deployments.createOrUpdate(
        GROUP,
        'secret',
        {
          properties: {
            mode: 'Incremental',
            parameters: { password: { reference }, own: { value: 'sim-own-secret' } },
            template: template({
              parameters: { password: { type: 'securestring' }, own: { type: 'secureString' } },
              resources: [
                {
                  type: 'Microsoft.KeyVault/vaults/secrets',
                  apiVersion: '2023-07-01',
                  name: 'kv-secrets/copy',
                  properties: { value: "[concat(parameters('password'), parameters('own'))]" },
                },
              ],
              outputs: { password: { type: 'securestring', value: "[parameters('password')]" } },
            }),
          },
        },
        FAST,
      );
    const made = await given('owner');
    expect((await secrets.getSecret('copy')).value).toBe('sim-from-the-vaultsim-own-secret');
    expect(made.properties?.parameters).toEqual({
      password: { type: 'SecureString', reference },
      own: { type: 'SecureString' },
    });
    expect(made.properties?.outputs).toEqual({ password: { type: 'SecureString' } });
    expect(JSON.stringify([sim.ledger.entries(), sim.resource(made.id ?? '')])).not.toContain(
      'sim-own-secret',
    );
    await deploy(
      sim,
      {
        resources: [
          vault(sim.tenantId, 'kv-secrets', {
            properties: {
              tenantId: sim.tenantId,
              sku: { family: 'A', name: 'standard' },
              enableRbacAuthorization: true,
              enabledForTemplateDeployment: false,
            },
          }),
        ],
      },
      {},
      { name: 'closed' },
    );
    await expect(given('owner')).rejects.toMatchObject({
      statusCode: 400,
      code: 'KeyVaultParameterReferenceSecretRetrieveFailed',
      message:
        "The secret of KeyVault parameter 'password' cannot be retrieved. Http status code: 'Forbidden'. Error message: 'The vault 'kv-secrets' is not enabled for template deployment: set enabledForTemplateDeployment.'. Please see https://aka.ms/arm-keyvault for usage details. (simulator wording)",
    });
    const nowhere = { ...reference, keyVault: { id: `${vaultId}-nowhere` } };
    const properties = {
      mode: 'Incremental',
      template: template({ parameters: { password: { type: 'securestring' } } }),
      parameters: { password: { reference: nowhere } },
    };
    const { status, body } = await send(sim, 'PUT', deploymentId(sim), '2022-09-01', {
      properties,
    });
    expect([status, body.error]).toEqual([
      400,
      {
        code: 'KeyVaultParameterReferenceNotFound',
        message: `The specified KeyVault '${vaultId}-nowhere' could not be found. Please see https://aka.ms/arm-keyvault for usage details.`,
      },
    ]);
  });
});

describe('a secure parameter of a nested template', () => {
  it.each([
    ['outer', true],
    ['inner', false],
  ] as const)('of the scope %s stands in the history: %j, as documented', async (scope, shows) => {
    const sim = await emptyGroup();
    const parameters = { password: { type: 'securestring' } };
    const inner = template({
      ...(scope === 'inner' ? { parameters } : {}),
      resources: [
        identity('tagged', { tags: { length: "[string(length(parameters('password')))]" } }),
      ],
      variables: { worked: "[parameters('password')]" },
      outputs: { own: { type: 'securestring', value: "[parameters('password')]" } },
    });
    const given = scope === 'inner' ? { password: { value: "[parameters('password')]" } } : {};
    await deploy(
      sim,
      { parameters, resources: [nested('within', inner, scope, given)] },
      { password: SECRET },
    );
    const { deployments: client } = deployments(sim);
    const within = await client.exportTemplate(GROUP, 'within');
    expect(JSON.stringify(within).includes(SECRET)).toBe(shows);
    for (const name of ['main', 'within']) {
      expect(JSON.stringify(await client.get(GROUP, name))).not.toContain(SECRET);
    }
    expect(JSON.stringify(await client.exportTemplate(GROUP, 'main'))).not.toContain(SECRET);
  });
});
