import { SecretClient } from '@azure/keyvault-secrets';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { GROUP, makeVault, objectId, scene } from '../keyvault/scene.ts';

async function put(
  sim: Simulator,
  path: string,
  body: unknown,
  apiVersion = '2024-10-01',
  group = 'rg',
  method = 'PUT',
): Promise<{ status: number; body: Record<string, unknown> }> {
  const { token } = (await sim.credential().getToken('https://management.azure.com/.default')) ?? {
    token: '',
  };
  const id = `/subscriptions/${sim.subscriptionId}/resourceGroups/${group}${path}`;
  const url = `https://management.azure.com${id}?api-version=${apiVersion}`;
  const answer = await sim.fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function withGroup(): Promise<Simulator> {
  const sim = createSimulator();
  await put(sim, '', { location: 'westeurope' }, '2021-04-01');
  return sim;
}

const ACCOUNT = '/providers/Microsoft.CognitiveServices/accounts/ai';
const NEW_ACCOUNT = { location: 'westeurope', kind: 'OpenAI', sku: { name: 'S0' }, properties: {} };
const NETWORK = '/providers/Microsoft.Network/virtualNetworks/net';
const IDENTITY = '/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-schemas';
const network = (properties: object): object => ({
  location: 'westeurope',
  properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, ...properties },
});

describe('a body that does not fit its document', () => {
  it('is refused in the words of the service, and nothing is stored', async () => {
    const sim = await withGroup();
    const { status, body } = await put(sim, NETWORK, network({ enableDdosProtection: 'yes' }));
    expect([status, body['error']]).toEqual([
      400,
      {
        code: 'InvalidRequestFormat',
        message: 'Cannot parse the request.',
        details: [
          {
            code: 'InvalidJson',
            message:
              "Could not convert string to boolean: 'yes'. Path 'properties.enableDdosProtection'. (simulator wording)",
          },
        ],
      },
    ]);
    expect(sim.ledger.entries().at(-1)?.code).toBe('InvalidRequestFormat');
  });

  it('is refused by Resource Manager for a member that it does not know', async () => {
    const sim = await withGroup();
    const { status, body } = await put(
      sim,
      IDENTITY,
      { AccountType: 'x', location: 'westeurope' },
      '2024-11-30',
    );
    expect([status, body['error']]).toEqual([
      400,
      {
        code: 'InvalidRequestContent',
        message:
          "The request content was invalid and could not be deserialized: 'Could not find member 'AccountType' on object of type 'ResourceDefinition'. Path 'AccountType', line 1, position 15.'.",
      },
    ]);
  });
});

describe('a body that fits its document', () => {
  it('loses what is read-only and what nobody knows; the ledger names the latter', async () => {
    const sim = await withGroup();
    const subnet = {
      addressPrefix: '10.0.1.0/24',
      provisioningState: 'Failed',
      purpose: 'mine',
      madeUp: { deep: 1 },
    };
    await put(sim, NETWORK, network({}));
    const { status, body } = await put(sim, `${NETWORK}/subnets/s`, { properties: subnet });
    expect([status, body['properties']]).toEqual([
      201,
      { addressPrefix: '10.0.1.0/24', provisioningState: 'Succeeded' },
    ]);
    expect(sim.ledger.entries().at(-1)?.ignored).toEqual(['properties.madeUp']);
  });

  it('keeps what only the nearest document does not know, and the ledger says so', async () => {
    const sim = await withGroup();
    await put(sim, NETWORK, network({}));
    const properties = { addressPrefix: '10.0.1.0/24', newer: true };
    const { body } = await put(sim, `${NETWORK}/subnets/s`, { properties }, '2025-05-01');
    expect(body['properties']).toMatchObject({ newer: true });
    expect(sim.ledger.entries().at(-1)).toMatchObject({ unchecked: ['properties.newer'] });
  });

  it.each([
    [
      'PUT',
      ACCOUNT,
      {
        location: 'westeurope',
        kind: 'OpenAI',
        sku: { name: 'S0' },
        properties: { customSubDomainName: 'ai-schemas', madeUp: { deep: 1 } },
      },
      ['properties.customSubDomainName', 'properties.madeUp'],
    ],
    ['POST', `${ACCOUNT}/regenerateKey`, { keyName: 'Key1', kind: 'x' }, ['keyName', 'kind']],
  ])(
    'or has none, which the ledger says of each property: %s %s',
    async (method, path, body, paths) => {
      const sim = await withGroup();
      if (method === 'POST') await put(sim, ACCOUNT, NEW_ACCOUNT, '2023-05-01');
      const answer = await put(sim, path, body, '2023-05-01', 'rg', method);
      expect(answer.status).toBeLessThan(300);
      expect(sim.ledger.entries().at(-1)?.unchecked).toEqual(paths);
    },
  );

  it('may have a word that an open list does not have; the ledger says where, not which', async () => {
    const sim = await withGroup();
    const subnets = [
      {
        name: 'a',
        properties: { addressPrefix: '10.0.1.0/24', privateEndpointNetworkPolicies: 'ENABLED' },
      },
      {
        name: 'b',
        properties: { addressPrefix: '10.0.2.0/24', privateEndpointNetworkPolicies: 'Sometimes' },
      },
    ];
    const { status, body } = await put(sim, NETWORK, network({ subnets }));
    expect(status).toBe(201);
    expect(body['properties']).toMatchObject({
      subnets: [{}, { properties: { privateEndpointNetworkPolicies: 'Sometimes' } }],
    });
    const entry = sim.ledger.entries().at(-1);
    expect(entry?.unlisted).toEqual([
      'properties.subnets[1].properties.privateEndpointNetworkPolicies',
    ]);
    expect(JSON.stringify(entry)).not.toContain('Sometimes');
  });

  it('is not held against the open lists of another version', async () => {
    const sim = await withGroup();
    await put(sim, NETWORK, network({}));
    const properties = { addressPrefix: '10.0.1.0/24', privateEndpointNetworkPolicies: 'Newer' };
    await put(sim, `${NETWORK}/subnets/s`, { properties }, '2025-05-01');
    expect(sim.ledger.entries().at(-1)?.unlisted).toBeUndefined();
  });

  it('may hold names of the prototype', async () => {
    const sim = await withGroup();
    const body = JSON.parse(
      '{"location":"westeurope","tags":{"__proto__":"a","constructor":"b"},"properties":{"__proto__":{"a":1},"addressSpace":{"addressPrefixes":["10.0.0.0/16"]}}}',
    ) as unknown;
    const { status } = await put(sim, NETWORK, body);
    expect(status).toBeLessThan(500);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});

describe('a unit that is asked twice because of what is taken out', () => {
  it('does what it does once', async () => {
    const sim = await scene();
    const accessPolicies = [
      {
        tenantId: sim.tenantId,
        objectId: objectId(sim),
        permissions: { secrets: ['get', 'list'] },
      },
    ];
    await makeVault(sim, 'kv-one', { accessPolicies });
    // The client would leave out what it does not know.
    const attributes = { enabled: true, madeUp: 1 };
    const path = '/providers/Microsoft.KeyVault/vaults/kv-one/secrets/conn';
    const answer = await put(
      sim,
      path,
      { properties: { value: 'sim-value', attributes } },
      '2023-07-01',
      GROUP,
    );
    expect(answer.status).toBe(201);
    expect(sim.ledger.entries().at(-1)?.ignored).toEqual(['properties.attributes.madeUp']);
    const client = new SecretClient(
      'https://kv-one.vault.azure.net',
      sim.credential(),
      sim.clientOptions(),
    );
    const versions = await Array.fromAsync(client.listPropertiesOfSecretVersions('conn'));
    expect(versions).toHaveLength(1);
  });
});
