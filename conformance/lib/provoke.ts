/** Asks for what each recorded error was given for, in a simulator where nothing of it is there. */
import type { Simulator } from '@azureml-cmk/simulator';
import { armTarget } from './arm-path.ts';
import type { Answer } from './compare.ts';
import { send, simulatorFor } from './driver.ts';
import { entraErrors } from './entra-errors.ts';
import { type GivenError, givenError, isOfRow, type RecordedError } from './errors-table.ts';
import { isObject, type Json, type JsonObject, stringAt } from './json.ts';
import { Rewriter } from './rewriter.ts';
import { State } from './state.ts';

/** What became of a row. */
export interface Provoked {
  readonly row: RecordedError;
  readonly kind: 'provoked' | 'open' | 'notServed';
}

const PLACE = {
  tenantId: '72f988bf-0000-4000-8000-2d7cd011db47',
  subscriptionId: '5d3c0f7e-0000-4000-8000-9b1a2c3d4e5f',
  objectId: '3f4c1d2e-0000-4000-8000-5a6b7c8d9e0f',
  location: 'eastus',
};
const SUBSCRIPTION = `/subscriptions/${PLACE.subscriptionId}`;
const HERE = `${SUBSCRIPTION}/resourceGroups/here`;
const NOWHERE = `${SUBSCRIPTION}/resourceGroups/nowhere`;
const VAULT = 'https://provoked.vault.azure.net';
const KEYS = '7.5';
const COSMOS = '2025-04-15';
const NETWORK = '2024-10-01';
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const ASSIGNMENT = '7a1f3c5e-0000-4000-8000-6b5d4f3e2a1c';
const NOBODY = '9c8b7a6d-0000-4000-8000-1f2e3d4c5b6a';

/** Goes through the table; `known` are errors of vaults that a replay was answered with. */
export async function provoke(
  rows: readonly RecordedError[],
  known: readonly GivenError[],
): Promise<Provoked[]> {
  const base = simulatorFor(PLACE, 'realistic');
  const vaultId = `${HERE}/providers/Microsoft.KeyVault/vaults/provoked`;
  await new State(base, PLACE, new Rewriter(), []).resource(vaultId);
  const scenarios = [
    ...(await vaultScenarios(base.fork())),
    ...(await otherScenarios(base.fork())),
    ...(await entraErrors(base.fork())),
  ];
  const provoked: Provoked[] = [];
  for (const row of rows) {
    const [answer, ...others] = await probe(base, row);
    const given = [answer, ...others]
      .flatMap((one) => (one ? [givenError(row.method, one)] : []))
      .concat(scenarios, row.section === 'kv-data' ? known : []);
    const isServed = answer !== undefined && answer.status !== 501;
    const isProvoked = isServed && given.some((one) => isOfRow(row, one));
    provoked.push({ row, kind: isProvoked ? 'provoked' : isServed ? 'open' : 'notServed' });
  }
  return provoked;
}

/** The request of a row: where its group is first, where there is none, and without a token. */
async function probe(base: Simulator, row: RecordedError): Promise<Answer[]> {
  const { method, section } = row;
  const path = row.name.split(' ')[1] ?? '';
  const body =
    method === 'GET' || method === 'HEAD' || method === 'DELETE' ? null : { location: 'eastus' };
  if (section === 'kv-data') {
    const url = `${VAULT}${filled(row, path)}?api-version=${KEYS}`;
    return [
      await send(base.fork(), { method, url, body: bodyOf(path, method) }),
      await send(base.fork(), { method, url, body: null, anonymous: true }),
    ];
  }
  if (section === 'entra') {
    const url = `https://login.microsoftonline.com${filled(row, path)}`;
    return [
      await send(base.fork(), {
        method,
        url,
        body: method === 'POST' ? 'grant_type=client_credentials' : null,
      }),
    ];
  }
  if (section === 'graph') {
    return [
      await send(base.fork(), {
        method,
        url: `https://graph.microsoft.com${filled(row, path)}`,
        body: null,
      }),
    ];
  }
  if (section.startsWith('mhsm') || section.startsWith('other:')) return [];
  const answers: Answer[] = [];
  for (const group of [HERE, NOWHERE]) {
    const sim = base.fork();
    const address = filled(
      row,
      path.replace(/^…/, `${group}/providers`).replace('{rg}', group.split('/').at(-1) ?? ''),
    );
    const state = new State(sim, PLACE, new Rewriter(), []);
    const above = group === HERE ? (armTarget(address)?.above.slice(1) ?? []) : [];
    for (const id of above) await state.resource(id);
    const apiVersion = await newestVersion(sim, address);
    if (apiVersion === undefined) return [];
    const url = `https://management.azure.com${address}?api-version=${apiVersion}`;
    answers.push(await send(sim, { method, url, body }));
    if (group === NOWHERE) answers.push(await send(sim, { method, url, body, anonymous: true }));
  }
  return answers;
}

const filled = ({ absentName }: RecordedError, path: string): string =>
  path
    .replaceAll('{s}', PLACE.subscriptionId)
    .replaceAll(/\{(name|n|v|op)\}?/g, absentName)
    .replaceAll('{guid}', PLACE.objectId);

function bodyOf(path: string, method: string): JsonObject | null {
  if (method === 'GET' || method === 'DELETE') return null;
  if (path.endsWith('/create')) return { kty: 'RSA' };
  return path.startsWith('/secrets') ? { value: 'provoked' } : {};
}

/** The newest version that the simulator says it has for a type; `undefined` for a type that it has not. */
async function newestVersion(sim: Simulator, path: string): Promise<string | undefined> {
  if (!path.includes('/providers/')) return '2022-09-01';
  const [namespace = '', ...rest] = (path.split('/providers/').at(-1) ?? '').split('/');
  const url = `https://management.azure.com${SUBSCRIPTION}/providers/${namespace}?api-version=2021-04-01`;
  const { body } = await send(sim, { method: 'GET', url, body: null });
  const list = isObject(body) ? body['resourceTypes'] : undefined;
  const wanted = rest
    .filter((_, index) => index % 2 === 0)
    .join('/')
    .toLowerCase();
  const found = Array.isArray(list)
    ? (list as readonly Json[]).find(
        (type) => stringAt(type, 'resourceType')?.toLowerCase() === wanted,
      )
    : undefined;
  const versions = isObject(found) ? found['apiVersions'] : undefined;
  const stable = Array.isArray(versions)
    ? (versions as readonly string[]).filter((version) => !version.includes('preview')).sort()
    : [];
  return stable.at(-1);
}

/** Errors of a vault that need something to be there first. */
async function vaultScenarios(sim: Simulator): Promise<GivenError[]> {
  const errors: GivenError[] = [];
  const ask = async (method: string, path: string, body: Json = null): Promise<Answer> => {
    const answer = await send(sim, { method, url: `${VAULT}${path}?api-version=${KEYS}`, body });
    if (answer.status >= 400) errors.push(givenError(method, answer));
    return answer;
  };
  await ask('POST', '/keys/one/create', { kty: 'RSA' });
  const backup = await ask('POST', '/keys/one/backup');
  await ask('POST', '/keys/restore', { value: stringAt(backup.body, 'value') ?? '' });
  await ask('POST', '/deletedkeys/one/recover');
  await ask('POST', '/keys/', { kty: 'RSA' });
  await ask('DELETE', '/keys/one');
  await ask('GET', '/deletedkeys/one');
  await ask('GET', '/keys/one/');
  await ask('POST', '/keys/one/create', { kty: 'RSA' });
  await ask('POST', '/deletedkeys/one/recover');
  await ask('POST', '/keys/two/create', { kty: 'RSA-HSM', attributes: { exportable: true } });
  await ask('POST', '/keys/two/create', { kty: 'RSA', release_policy: { data: 'e30' } });
  const release_policy = { data: 'e30', immutable: true };
  await ask('POST', '/keys/two/create', {
    kty: 'RSA-HSM',
    attributes: { exportable: true },
    release_policy,
  });
  await ask('PATCH', '/keys/two', { release_policy });
  await ask('POST', '/keys/two/release', { target: 'no statement' });
  await ask('PUT', '/secrets/', { value: 'one' });
  await ask('PUT', '/secrets/secret1', { value: 'one', attributes: { enabled: false } });
  await ask('GET', '/secrets/secret1/');
  const secret = await ask('POST', '/secrets/secret1/backup');
  await ask('POST', '/secrets/restore', { value: stringAt(secret.body, 'value') ?? '' });
  await ask('POST', '/deletedsecrets/secret1/recover');
  await ask('DELETE', '/secrets/secret1');
  await ask('GET', '/deletedsecrets/secret1');
  await sim.clock.advance({ minutes: 1 });
  await ask('PUT', '/secrets/secret1', { value: 'two' });
  return errors;
}

/** The same for Resource Manager and Graph. */
async function otherScenarios(sim: Simulator): Promise<GivenError[]> {
  const management = 'https://management.azure.com';
  const ask = async (
    asked: Simulator,
    method: string,
    url: string,
    body: Json,
  ): Promise<GivenError> => givenError(method, await send(asked, { method, url, body }));
  const assignment = `${HERE}/providers/Microsoft.Authorization/roleAssignments/${ASSIGNMENT}`;
  const registry = `${HERE}/providers/Microsoft.ContainerRegistry/registries/classicone`;
  const reader = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${READER}`;
  const guest = simulatorFor({ ...PLACE, readsDirectory: false }, 'instant');
  return [
    await ask(sim, 'PUT', `${management}${assignment}?api-version=2022-04-01`, {
      properties: { roleDefinitionId: reader, principalId: NOBODY },
    }),
    await ask(sim, 'PUT', `${management}${registry}?api-version=2023-07-01`, {
      location: 'eastus',
      sku: { name: 'Classic' },
    }),
    await ask(guest, 'GET', 'https://graph.microsoft.com/v1.0/servicePrincipals', null),
    ...(await databaseErrors(simulatorFor(PLACE, 'instant'))),
    ...(await networkErrors(simulatorFor(PLACE, 'instant'))),
  ];
}

/** What a private endpoint, a subnet and a load balancer keep in use. */
async function networkErrors(sim: Simulator): Promise<GivenError[]> {
  const ask = async (method: string, id: string, body: Json = null): Promise<GivenError> => {
    const apiVersion = id === HERE ? '2021-04-01' : NETWORK;
    const url = `https://management.azure.com${id}?api-version=${apiVersion}`;
    return givenError(method, await send(sim, { method, url, body }));
  };
  const network = `${HERE}/providers/Microsoft.Network`;
  const vnet = `${network}/virtualNetworks/provoked`;
  const subnet = `${vnet}/subnets/cli-test-vm1Subnet`;
  const nsg = `${network}/networkSecurityGroups/provoked`;
  const { location } = PLACE;
  await ask('PUT', HERE, { location });
  await ask('PUT', nsg, { location, properties: {} });
  await ask('PUT', vnet, {
    location,
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [
        {
          name: 'cli-test-vm1Subnet',
          properties: { addressPrefix: '10.0.0.0/24', networkSecurityGroup: { id: nsg } },
        },
      ],
    },
  });
  await ask('PUT', `${network}/privateEndpoints/provoked`, {
    location,
    properties: {
      subnet: { id: subnet },
      customNetworkInterfaceName: 'provoked',
      privateLinkServiceConnections: [
        { name: 'any', properties: { privateLinkServiceId: vnet, groupIds: ['any'] } },
      ],
    },
  });
  const pip = `${network}/publicIPAddresses/provoked`;
  await ask('PUT', pip, { location });
  await ask('PUT', `${network}/loadBalancers/provoked`, {
    location,
    properties: {
      frontendIPConfigurations: [{ name: 'any', properties: { publicIPAddress: { id: pip } } }],
    },
  });
  return [
    await ask('DELETE', pip),
    await ask('DELETE', `${network}/networkInterfaces/provoked`),
    await ask('DELETE', vnet),
    await ask('DELETE', nsg),
  ];
}

/** What accounts of each API say of databases that are not there. */
async function databaseErrors(sim: Simulator): Promise<GivenError[]> {
  const put = async (id: string, apiVersion: string, body: JsonObject): Promise<void> => {
    const url = `https://management.azure.com${id}?api-version=${apiVersion}`;
    await send(sim, { method: 'PUT', url, body });
  };
  const accountOf = (name: string): string =>
    `${HERE}/providers/Microsoft.DocumentDB/databaseAccounts/${name}`;
  const locations = [{ locationName: PLACE.location, failoverPriority: 0 }];
  await put(HERE, '2021-04-01', { location: PLACE.location });
  for (const [name, kind, capabilities] of [
    ['provoked-sql', 'GlobalDocumentDB', []],
    ['provoked-mongo', 'MongoDB', []],
    ['provoked-cassandra', 'GlobalDocumentDB', [{ name: 'EnableCassandra' }]],
  ] as const) {
    const properties = { databaseAccountOfferType: 'Standard', locations, capabilities };
    await put(accountOf(name), COSMOS, { location: PLACE.location, kind, properties });
  }
  await put(`${accountOf('provoked-sql')}/sqlDatabases/one`, COSMOS, {
    properties: { resource: { id: 'one' } },
  });
  const errors: GivenError[] = [];
  for (const path of [
    'provoked-sql/sqlDatabases/absent',
    'provoked-sql/sqlDatabases/one/containers/absent',
    'provoked-sql/mongodbDatabases/absent',
    'provoked-mongo/mongodbDatabases/cli1',
    'provoked-cassandra/cassandraKeyspaces/absent',
  ]) {
    const url = `https://management.azure.com${accountOf(path)}?api-version=${COSMOS}`;
    errors.push(givenError('GET', await send(sim, { method: 'GET', url, body: null })));
  }
  return errors;
}
