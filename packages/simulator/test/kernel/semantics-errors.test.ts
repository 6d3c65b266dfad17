/** ARM-003, ARM-007, ARM-012, ARM-083: what Resource Manager refuses by itself, in the words that people met. */
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const MANAGEMENT = 'https://management.azure.com';
const TENANT_B = '00000000-0000-4000-8000-00000000000b';
const SUBSCRIPTION_B = '00000000-0000-4000-8000-0000000000bb';

interface Refused {
  readonly status: number;
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly headers: Headers;
}

async function ask(sim: Simulator, method: string, path: string, body?: object): Promise<Refused> {
  const token = await sim.credential().getToken(`${MANAGEMENT}/.default`);
  const response = await sim.fetch(MANAGEMENT + path, {
    method,
    headers: { authorization: `Bearer ${token!.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const { error } = (text === '' ? {} : JSON.parse(text)) as {
    error?: { code: string; message: string };
  };
  const { status, headers } = response;
  return { status, headers, code: error?.code, message: error?.message };
}

async function scene() {
  const sim = createSimulator({
    now: '2026-03-01T10:00:00Z',
    world: {
      tenants: [{ displayName: 'A' }, { displayName: 'B', tenantId: TENANT_B }],
      subscriptions: [{}, { subscriptionId: SUBSCRIPTION_B, tenantId: TENANT_B }],
      principals: [{ name: 'owner', roles: [{ role: 'Owner' }] }],
    },
  });
  const subscription = `/subscriptions/${sim.subscriptionId}`;
  const group = (name: string): string =>
    `${subscription}/resourceGroups/${encodeURIComponent(name)}?api-version=2021-04-01`;
  const identity = `${subscription}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-one?api-version=2023-01-31`;
  await ask(sim, 'PUT', group('rg'), { location: 'westeurope' });
  await ask(sim, 'PUT', identity, { location: 'westeurope' });
  return { sim, group, identity };
}

const fails = (status: number, code: string, message: string): object => ({
  status,
  code,
  message,
});

describe('ARM-003: a name that no group has', () => {
  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('is refused by %s', async (method) => {
    const { sim, group } = await scene();
    const body = method === 'PUT' || method === 'PATCH' ? { location: 'westeurope' } : undefined;
    expect(await ask(sim, method, group('~`123'), body)).toMatchObject(
      fails(
        400,
        'InvalidResourceGroup',
        "The provided resource group name '~`123' has these invalid characters: '~`'. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.",
      ),
    );
  });
});

describe('ARM-012: a location', () => {
  it('has no quotes in it', async () => {
    const { sim, group, identity } = await scene();
    for (const path of [group('other'), identity]) {
      expect(await ask(sim, 'PUT', path, { location: '"East US"' })).toMatchObject(
        fails(
          400,
          'InvalidResourceLocation',
          `The specified location '"East US"' is invalid. A location must consist of characters, whitespace, digit, or following symbols '(,)'.`,
        ),
      );
    }
  });

  it('of a group is one of those that groups have', async () => {
    const { sim, group } = await scene();
    const { status, code, message } = await ask(sim, 'PUT', group('x'), { location: 'Atlantis' });
    expect([status, code]).toEqual([400, 'LocationNotAvailableForResourceGroup']);
    expect(message).toBe(
      `The provided location 'Atlantis' is not available for resource group. List of available regions is '${sim.regions.join(',')}'.`,
    );
  });

  it('of a resource is one of those that its type has', async () => {
    const { sim, identity } = await scene();
    expect(await ask(sim, 'PUT', identity, { location: 'Atlantis' })).toMatchObject(
      fails(
        400,
        'LocationNotAvailableForResourceType',
        `The provided location 'Atlantis' is not available for resource type 'Microsoft.ManagedIdentity/userAssignedIdentities'. List of available regions for the resource type is '${sim.regions.join(',')}'.`,
      ),
    );
  });

  it('of a group stays', async () => {
    const { sim, group } = await scene();
    expect(await ask(sim, 'PUT', group('rg'), { location: 'East US' })).toMatchObject(
      fails(
        409,
        'InvalidResourceGroupLocation',
        "Invalid resource group location 'East US'. The Resource group already exists in location 'westeurope'.",
      ),
    );
  });

  it('of a resource stays', async () => {
    const { sim, identity } = await scene();
    expect(await ask(sim, 'PUT', identity, { location: 'East US' })).toMatchObject(
      fails(
        409,
        'InvalidResourceLocation',
        "The resource 'id-one' already exists in location 'westeurope' in resource group 'rg'. A resource with the same name cannot be created in location 'eastus'. Please select a new resource name.",
      ),
    );
  });

  it('must be given', async () => {
    const { sim, group } = await scene();
    expect(await ask(sim, 'PUT', group('x'), {})).toMatchObject(
      fails(400, 'LocationRequired', 'The location property is required for this definition.'),
    );
  });
});

describe('ARM-007: a malformed api-version', () => {
  it.each(['2023', '2023-1-31', '2023-13-31', '2023-02-30', '2023-01-31-final'])(
    'is refused: %s',
    async (version) => {
      const { sim, identity } = await scene();
      const { status, code, message } = await ask(
        sim,
        'GET',
        identity.replace('2023-01-31', version),
      );
      expect([status, code]).toEqual([400, 'InvalidApiVersionParameter']);
      expect(message).toMatch(
        new RegExp(
          `^The api-version '${version}' is invalid. The supported versions are '2.*'\\.$`,
        ),
      );
    },
  );
});

describe('ARM-083: a subscription', () => {
  const of = (id: string): string =>
    `/subscriptions/${id}/resourceGroups/rg?api-version=2021-04-01`;

  it('has a GUID for its id', async () => {
    const { sim } = await scene();
    expect(await ask(sim, 'GET', of('Pay-As-You-Go'))).toMatchObject(
      fails(
        400,
        'InvalidSubscriptionId',
        "The provided subscription identifier 'Pay-As-You-Go' is malformed or invalid.",
      ),
    );
  });

  it('must be there', async () => {
    const { sim } = await scene();
    const id = '00000000-0000-4000-8000-00000000000c';
    expect(await ask(sim, 'GET', of(id))).toMatchObject(
      fails(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`),
    );
  });

  it('is closed to tokens of another tenant', async () => {
    const { sim } = await scene();
    expect(await ask(sim, 'GET', of(SUBSCRIPTION_B))).toMatchObject(
      fails(
        401,
        'InvalidAuthenticationTokenTenant',
        `The access token is from the wrong issuer 'https://sts.windows.net/${sim.tenantId}/'. It must match the tenant 'https://sts.windows.net/${TENANT_B}/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/${TENANT_B}' to get the token. Note, if the subscription is transferred to another tenant there is no impact to the services, but information about new tenant could take time to propagate (up to an hour). If you just transferred your subscription and see this error message, please try back later.`,
      ),
    );
  });

  it('names its own tenant to who comes without a token', async () => {
    const { sim } = await scene();
    for (const [id, tenantId] of [
      [sim.subscriptionId, sim.tenantId],
      [SUBSCRIPTION_B, TENANT_B],
    ] as const) {
      const { status, headers } = await sim.fetch(MANAGEMENT + of(id));
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toMatch(
        `Bearer authorization_uri="https://login.microsoftonline.com/${tenantId}"`,
      );
    }
  });
});
