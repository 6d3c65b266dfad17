import { AuthorizationManagementClient } from '@azure/arm-authorization';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FAST,
  grant,
  GROUP,
  idOf,
  keys,
  LOCATION,
  machineLearning,
  makeIdentity,
  type RawAnswer,
  resources,
  scene,
  type Scene,
  type SceneOptions,
  send,
  type Wire,
  wireWorkspace,
} from './scene.ts';

const VERSION = '2025-09-01';
const TYPE = 'Microsoft.MachineLearningServices/workspaces';
const HUB = 'hub-claims';

/** A scene with a hub under its key. */
async function hubScene(options: SceneOptions = {}, change: object = {}): Promise<Scene> {
  const given = await scene(options);
  await resources(given.sim).resources.createOrUpdateById(
    idOf(given.sim, TYPE, HUB),
    VERSION,
    { ...(wireWorkspace(given) as object), kind: 'Hub', ...change },
    FAST,
  );
  return given;
}

const hubId = ({ sim }: Scene): string => idOf(sim, TYPE, HUB);
const projectId = ({ sim }: Scene, name = 'project-fraud'): string => idOf(sim, TYPE, name);

function wireProject(given: Scene, properties: object = {}, change: object = {}): object {
  return {
    location: LOCATION,
    kind: 'Project',
    identity: { type: 'SystemAssigned' },
    properties: { hubResourceId: hubId(given), ...properties },
    ...change,
  };
}

/** A project made by the generic client: the typed one knows neither `kind` nor `hubResourceId`. */
async function makeProject(given: Scene, name?: string): Promise<Wire> {
  const { resources: client } = resources(given.sim);
  return client.createOrUpdateById(projectId(given, name), VERSION, wireProject(given), FAST);
}

function put(given: Scene, id: string, body: object, version = VERSION): Promise<RawAnswer> {
  return send(given.sim, 'PUT', id, version, body);
}

async function read(given: Scene, id: string, version = VERSION): Promise<Wire> {
  return (await send(given.sim, 'GET', id, version)).body;
}

/** What a PUT came to: its own refusal, or that of its operation. */
async function refusal(given: Scene, id: string, body: object): Promise<RawAnswer> {
  const answer = await put(given, id, body);
  const url = answer.headers.get('location');
  return answer.status < 300 && url ? send(given.sim, 'GET', url, '') : answer;
}

async function assignments(given: Scene): Promise<Wire[]> {
  const client = new AuthorizationManagementClient(
    given.sim.credential(),
    given.sim.subscriptionId,
    given.sim.clientOptions(),
  );
  const { properties } = await read(given, hubId(given));
  const found: Wire[] = [];
  const group = properties.serviceProvisionedResourceGroup;
  for (const store of given.sim.resources.list({ group })) {
    if (store.type.startsWith('Microsoft.Authorization')) continue;
    for await (const one of client.roleAssignments.listForScope(store.id)) {
      if (one.scope?.toLowerCase() === store.id.toLowerCase()) found.push(one);
    }
  }
  return found;
}

describe('a hub and its projects', () => {
  it('have one managed group, whose stores are under the key of the hub', async () => {
    const given = await hubScene();
    const first = await makeProject(given, 'project-a');
    await makeProject(given, 'project-b');
    const hub = await read(given, hubId(given));
    expect(hub).toMatchObject({
      kind: 'Hub',
      properties: {
        provisioningState: 'Succeeded',
        associatedWorkspaces: [projectId(given, 'project-a'), projectId(given, 'project-b')],
        enableDataIsolation: true,
        encryption: { keyVaultProperties: { keyIdentifier: given.keyId } },
      },
    });
    const groups: string[] = [];
    for await (const { name = '' } of resources(given.sim).resourceGroups.list()) groups.push(name);
    expect(groups.filter((name) => name !== GROUP)).toEqual([
      hub.properties.serviceProvisionedResourceGroup,
    ]);
    expect(first).toMatchObject({ kind: 'Project', identity: { type: 'SystemAssigned' } });
  });

  it('share the resources of the hub; a project has no key and no group of its own', async () => {
    const given = await hubScene();
    await makeProject(given);
    const hub = await read(given, hubId(given));
    const { properties } = await read(given, projectId(given));
    const { storageAccount, keyVault, applicationInsights } = hub.properties;
    expect(properties).toMatchObject({
      hubResourceId: hubId(given),
      storageAccount,
      keyVault,
      applicationInsights,
      containerRegistry: null,
    });
    expect(properties).not.toHaveProperty('encryption');
    expect(properties).not.toHaveProperty('serviceProvisionedResourceGroup');
    const typed = await machineLearning(given.sim).workspaces.get(GROUP, 'project-fraud');
    expect(typed.storageAccount).toBe(storageAccount);
  });

  it('read and write the stores by roles, each by its own identity, for as long as it is there', async () => {
    const given = await hubScene();
    const hub = await read(given, hubId(given));
    const project = await makeProject(given);
    const holders = async (): Promise<string[]> =>
      (await assignments(given))
        .map(({ principalId }) => principalId)
        .toSorted((a, b) => a.localeCompare(b));
    const both = [hub.identity.principalId, project.identity.principalId];
    expect(await holders()).toEqual(
      both.flatMap((id) => [id, id, id]).toSorted((a, b) => a.localeCompare(b)),
    );
    await machineLearning(given.sim).workspaces.beginDeleteAndWait(GROUP, 'project-fraud', FAST);
    expect(await holders()).toEqual(Array.from({ length: 3 }, () => hub.identity.principalId));
    expect((await read(given, hubId(given))).properties.associatedWorkspaces).toEqual([]);
  });

  it('keep the roles of an identity that both run as when one of them goes', async () => {
    const given = await scene();
    const { id, principalId } = await makeIdentity(given.sim, 'id-claims');
    const identity = { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } };
    const own = { primaryUserAssignedIdentity: id };
    await put(given, hubId(given), {
      ...(wireWorkspace(given, own) as object),
      kind: 'Hub',
      identity,
    });
    await put(given, projectId(given), wireProject(given, own, { identity }));
    expect(await assignments(given)).toHaveLength(3);
    await machineLearning(given.sim).workspaces.beginDeleteAndWait(GROUP, 'project-fraud', FAST);
    expect((await assignments(given)).map((one) => one.principalId)).toEqual(
      Array.from({ length: 3 }, () => principalId),
    );
  });

  it('come under a new version of the key together, by one PATCH of the hub', async () => {
    const given = await hubScene();
    await makeProject(given);
    const next = (await keys(given.sim).createRsaKey('cosmos-key', { keySize: 3072 })).id ?? '';
    const { resources: client } = resources(given.sim);
    await client.updateById(
      hubId(given),
      VERSION,
      { properties: { encryption: { keyVaultProperties: { keyIdentifier: next } } } },
      FAST,
    );
    const hub = await read(given, hubId(given));
    expect(hub.properties).toMatchObject({
      associatedWorkspaces: [projectId(given)],
      encryption: { keyVaultProperties: { keyIdentifier: next } },
    });
    const storage = given.sim.resources.one({
      type: 'Microsoft.Storage/storageAccounts',
      group: hub.properties.serviceProvisionedResourceGroup,
    });
    expect(storage.properties['encryption']).toMatchObject({
      keyvaultproperties: { currentVersionedKeyIdentifier: next },
    });
  });

  it('follow the hub when it gets another Application Insights', async () => {
    const given = await hubScene();
    await makeProject(given);
    const other = idOf(given.sim, 'Microsoft.Insights/components', 'appi-other');
    const { resources: client } = resources(given.sim);
    await client.createOrUpdateById(
      other,
      '2020-02-02',
      { location: LOCATION, kind: 'web', properties: { Application_Type: 'web' } },
      FAST,
    );
    await client.updateById(
      hubId(given),
      VERSION,
      { properties: { applicationInsights: other } },
      FAST,
    );
    const { properties } = await read(given, projectId(given));
    expect(properties.applicationInsights.toLowerCase()).toBe(other.toLowerCase());
  });
});

describe('deleting', () => {
  it('a hub that has projects is refused; without them its managed group goes with it', async () => {
    const given = await hubScene();
    await makeProject(given);
    const { serviceProvisionedResourceGroup: group } = (await read(given, hubId(given))).properties;
    const purge = (id: string): Promise<RawAnswer> =>
      send(given.sim, 'DELETE', `${id}?forceToPurge=true`, VERSION);
    const refused = await purge(hubId(given));
    expect([refused.status, refused.body.error]).toEqual([
      409,
      {
        code: 'Conflict',
        message:
          "The hub 'hub-claims' cannot be deleted while it has projects: project-fraud. (simulator wording)",
      },
    ]);
    expect((await purge(projectId(given))).status).toBe(200);
    const { resourceGroups } = resources(given.sim);
    expect((await resourceGroups.checkExistence(group)).body).toBe(true);
    expect((await purge(hubId(given))).status).toBe(200);
    expect((await resourceGroups.checkExistence(group)).body).toBe(false);
  });

  it('their resource group takes the projects first', async () => {
    const given = await hubScene();
    await makeProject(given);
    await resources(given.sim).resourceGroups.delete(GROUP, FAST);
    expect(given.sim.resource(hubId(given))).toBeUndefined();
    expect(given.sim.resource(projectId(given))).toBeUndefined();
  });

  it("the hub's resource group is refused while a project is in another", async () => {
    const given = await hubScene();
    await resources(given.sim).resourceGroups.createOrUpdate('rg-team', { location: LOCATION });
    const id = idOf(given.sim, TYPE, 'project-team', 'rg-team');
    expect((await put(given, id, wireProject(given))).status).toBe(200);
    await expect(resources(given.sim).resourceGroups.delete(GROUP, FAST)).rejects.toMatchObject({
      code: 'Conflict',
    });
    expect(given.sim.resource(hubId(given))?.kind).toBe('Hub');
  });

  it('a project softly lets it come back into its hub', async () => {
    const given = await hubScene();
    const before = await makeProject(given);
    const { workspaces } = machineLearning(given.sim);
    await workspaces.beginDeleteAndWait(GROUP, 'project-fraud', FAST);
    const back = await put(
      given,
      projectId(given),
      wireProject(given, { allowRecoverSoftDeletedWorkspace: true }),
    );
    expect(back.body.properties.workspaceId).toBe(before.properties.workspaceId);
    expect((await read(given, hubId(given))).properties.associatedWorkspaces).toEqual([
      projectId(given),
    ]);
    expect(await assignments(given)).toHaveLength(6);
  });

  it('keeps what the hub shows and who has roles in step, whatever comes and goes', async () => {
    const names = ['project-a', 'project-b', 'project-c'] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom('make', 'delete', 'purge')), {
          maxLength: 8,
        }),
        async (steps) => {
          const given = await hubScene();
          const live = new Set<string>();
          for (const [name, what] of steps) {
            const id = projectId(given, name);
            if (what === 'make') {
              const recover = { allowRecoverSoftDeletedWorkspace: true };
              await put(given, id, wireProject(given, recover));
              live.add(name);
            } else {
              const query = what === 'purge' ? '?forceToPurge=true' : '';
              await send(given.sim, 'DELETE', `${id}${query}`, VERSION);
              live.delete(name);
            }
          }
          const { properties } = await read(given, hubId(given));
          expect(properties.associatedWorkspaces.toSorted()).toEqual(
            [...live].map((name) => projectId(given, name)).toSorted(),
          );
          expect(await assignments(given)).toHaveLength(3 * (live.size + 1));
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('refused', () => {
  const plain = (given: Scene): Wire => {
    const { encryption: _encryption, ...properties } = (wireWorkspace(given) as Wire).properties;
    return properties;
  };

  it.each([
    ['storageAccount', (given: Scene) => given.storageId],
    ['keyVault', (given: Scene) => given.vaultId],
    ['applicationInsights', (given: Scene) => given.insightsId],
    ['encryption', (given: Scene) => (wireWorkspace(given) as Wire).properties.encryption],
    ['managedNetwork', () => ({ isolationMode: 'AllowInternetOutbound' })],
    ['enableServiceSideCMKEncryption', () => true],
  ])('a project with %s of its own', async (name, value) => {
    const given = await hubScene();
    const { status, body, headers } = await put(
      given,
      projectId(given),
      wireProject(given, { [name]: value(given) }),
    );
    expect([status, body.error]).toEqual([
      400,
      {
        code: 'BadRequest',
        message: `The request is invalid: a project has '${name}' from its hub; 'properties.${name}' cannot be set on it. (simulator wording)`,
      },
    ]);
    expect(headers.get('x-cmk-simulator-evidence')).toBe('assumed');
  });

  it('what one kind needs or another alone has', async () => {
    const given = await hubScene();
    const words = async (kind: string, properties: object): Promise<[number, string]> => {
      const body = { ...wireProject(given), kind, properties };
      const { status, body: told } = await put(given, projectId(given), body);
      return [status, told.error.message];
    };
    const whole = plain(given);
    expect(await words('Project', {})).toEqual([
      400,
      expect.stringContaining("'properties.hubResourceId' is required"),
    ]);
    expect(await words('Hub', { keyVault: given.vaultId })).toEqual([
      400,
      expect.stringContaining("'properties.storageAccount' is required"),
    ]);
    expect(await words('Hub', { storageAccount: given.storageId, keyVault: null })).toEqual([
      500,
      "'properties.keyVault' is required of a hub. (simulator wording)",
    ]);
    expect(await words('Default', { ...whole, hubResourceId: hubId(given) })).toEqual([
      400,
      expect.stringContaining(
        "'properties.hubResourceId' cannot be set on a workspace of the kind Default",
      ),
    ]);
    expect(
      await words('Default', {
        ...whole,
        workspaceHubConfig: { defaultWorkspaceResourceGroup: 'x' },
      }),
    ).toEqual([400, expect.stringContaining('of the kind Default')]);
    expect(await words('FeatureStore', whole)).toEqual([
      400,
      expect.stringContaining("'properties.featureStoreSettings' is required"),
    ]);
    expect(await words('Studio', whole)).toEqual([
      400,
      expect.stringContaining(
        "the kind 'Studio' is not one of Default, Hub, Project, FeatureStore",
      ),
    ]);
  });

  it('a hub that is none, is not there, or is elsewhere', async () => {
    const given = await hubScene();
    await put(given, given.workspaceId, { ...(wireWorkspace(given) as object) });
    const words = async (hub: string, location = LOCATION): Promise<[number, string]> => {
      const body = wireProject(given, { hubResourceId: hub }, { location });
      const { status, body: told } = await refusal(given, projectId(given), body);
      return [status, (told.error.details?.[0] ?? told.error).message];
    };
    expect(await words(given.workspaceId)).toEqual([
      400,
      expect.stringMatching(
        /^The workspace '.*mlw-credit-risk' is not a hub\. \(simulator wording\)$/,
      ),
    ]);
    expect(await words(idOf(given.sim, TYPE, 'hub-none'))).toEqual([
      400,
      expect.stringContaining("hub-none' of the project was not found."),
    ]);
    expect(await words(hubId(given), 'northeurope')).toEqual([
      400,
      expect.stringContaining('is in northeurope, but its hub is in westeurope.'),
    ]);
    expect(await words(given.vaultId)).toEqual([
      400,
      expect.stringContaining(`must be the id of a ${TYPE}`),
    ]);
    expect(await words('hub-claims')).toEqual([
      400,
      "Property id 'hub-claims' at path 'properties.hubResourceId' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.",
    ]);
    const elsewhere = hubId(given).replace(
      given.sim.subscriptionId,
      '11111111-1111-4111-8111-111111111111',
    );
    expect((await words(elsewhere))[0]).toBe(501);
  });

  it('whoever may make projects but not join the hub', async () => {
    const given = await hubScene();
    const { sim } = given;
    const person = sim.principals.find(({ displayName }) => displayName === 'mlContributor');
    await grant(
      sim,
      projectId(given),
      person?.objectId ?? '',
      'b24988ac-6180-42a0-ab88-20f7382dd24c',
    );
    const { status, body } = await send(
      sim,
      'PUT',
      projectId(given),
      VERSION,
      wireProject(given),
      'mlContributor',
    );
    expect([status, body.error.code]).toEqual([403, 'LinkedAuthorizationFailed']);
    expect(body.error.message).toContain(
      `does not have permission to perform action '${TYPE}/hubs/join/action' on the linked scope(s) '${hubId(given)}'`,
    );
  });

  it('another kind or hub for a workspace that is there, and a key of its own for a project', async () => {
    const given = await hubScene();
    await makeProject(given);
    const words = async (method: string, body: object): Promise<string> =>
      (await send(given.sim, method, projectId(given), VERSION, body)).body.error.message;
    expect(await words('PUT', { ...wireProject(given), kind: 'Hub' })).toContain(
      "'kind' cannot be changed",
    );
    expect(
      await words('PUT', wireProject(given, { hubResourceId: idOf(given.sim, TYPE, 'hub-other') })),
    ).toContain("'hubResourceId' cannot be changed");
    const { encryption } = (wireWorkspace(given) as Wire).properties;
    expect(await words('PATCH', { properties: { encryption } })).toContain(
      "a project has 'encryption' from its hub",
    );
  });
});

describe('what was read', () => {
  it('can be sent back, of a hub as of a project', async () => {
    const given = await hubScene();
    await makeProject(given);
    for (const id of [hubId(given), projectId(given)]) {
      const before = await read(given, id);
      const after = await put(given, id, before);
      expect(after.status).toBe(200);
      expect(after.body.properties).toEqual(before.properties);
    }
  });
});

describe('api-versions', () => {
  it('before hubs know no kind of them', async () => {
    const given = await scene();
    for (const version of ['2022-05-01', '2023-10-01']) {
      const { status, body } = await put(
        given,
        hubId(given),
        { ...(wireWorkspace(given) as object), kind: 'Hub' },
        version,
      );
      expect([status, body.error.message]).toEqual([
        400,
        expect.stringContaining(`the kind 'Hub' is not known in the api-version ${version}`),
      ]);
    }
  });

  it('before hubs show none of their properties', async () => {
    const given = await hubScene();
    await makeProject(given);
    const old = await read(given, projectId(given), '2023-10-01');
    expect(old.properties).not.toHaveProperty('hubResourceId');
    expect((await read(given, hubId(given), '2023-10-01')).properties).not.toHaveProperty(
      'associatedWorkspaces',
    );
  });

  it('of 2023 that are previews show what a hub has in lists, and call a project lean', async () => {
    const given = await hubScene();
    const lean = await put(
      given,
      projectId(given),
      { ...wireProject(given), kind: 'Lean' },
      '2023-04-01-preview',
    );
    expect(lean.body).toMatchObject({
      kind: 'Lean',
      properties: { hubResourceId: hubId(given), storageAccount: given.storageId },
    });
    expect((await read(given, projectId(given))).kind).toBe('Project');
    const hub = await read(given, hubId(given), '2023-06-01-preview');
    expect(hub.properties).toMatchObject({
      storageAccount: null,
      keyVault: null,
      applicationInsights: null,
      storageAccounts: [given.storageId],
      keyVaults: [given.vaultId],
      containerRegistry: '',
      notebookInfo: { resourceId: null },
      enableDataIsolation: true,
    });
    const late = await put(given, projectId(given, 'p-late'), {
      ...wireProject(given),
      kind: 'Lean',
    });
    expect(late.body.error.message).toContain("the kind 'Lean' is not one of");
  });
});

describe('a feature store', () => {
  const settings = {
    computeRuntime: { sparkRuntimeVersion: '3.4' },
    offlineStoreConnectionName: 'offline',
  };

  it('is a workspace with settings of its own, which can be changed', async () => {
    const given = await scene();
    const id = idOf(given.sim, TYPE, 'fs-claims');
    const body = {
      ...(wireWorkspace(given, { featureStoreSettings: settings }) as object),
      kind: 'featurestore',
    };
    const made = await put(given, id, body);
    expect(made.body).toMatchObject({
      kind: 'FeatureStore',
      properties: { featureStoreSettings: settings, encryption: { status: 'Enabled' } },
    });
    const change = { ...settings, onlineStoreConnectionName: 'online' };
    await send(given.sim, 'PATCH', id, VERSION, { properties: { featureStoreSettings: change } });
    expect((await read(given, id)).properties.featureStoreSettings).toEqual(change);
    expect((await read(given, id, '2022-10-01')).properties).not.toHaveProperty(
      'featureStoreSettings',
    );
    const bad = await send(given.sim, 'PATCH', id, VERSION, {
      properties: { featureStoreSettings: { computeRuntime: { sparkRuntimeVersion: 3 } } },
    });
    expect(bad.status).toBe(400);
  });
});
