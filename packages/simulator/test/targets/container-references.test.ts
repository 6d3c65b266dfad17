/** What container groups take from elsewhere, and what of theirs is never shown. */
import { SecretClient } from '@azure/keyvault-secrets';
import { describe, expect, it } from 'vitest';
import { failedGroup, putGroup } from './container-scene.ts';
import {
  CONTAINERS,
  containers,
  FAST,
  grant,
  GROUP,
  idOf,
  LOCATION,
  makeIdentity,
  resources,
  scene,
  type SceneOptions,
  VAULT,
} from './scene.ts';

const VERSION = '2024-11-01-preview';
const SECRETS_USER = '4633458b-17de-408a-b874-0445c86b69e6';
const SECRETS_OFFICER = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7';
const URI = `https://${VAULT}.vault.azure.net/secrets/token`;

const container = (properties: object = {}) => ({
  name: 'scoring',
  properties: {
    image: 'mcr.microsoft.com/azuredocs/aci-helloworld',
    resources: { requests: { cpu: 1, memoryInGB: 1.5 } },
    ...properties,
  },
});

const group = (properties: object = {}, change: object = {}) => ({
  location: LOCATION,
  properties: { osType: 'Linux', containers: [container()], ...properties },
  ...change,
});

const refused = (code: string, why: string) => ({
  code,
  message: `The container group is invalid: ${why}. (simulator wording)`,
});

async function chain(options: SceneOptions = {}) {
  const given = await scene(options);
  const { sim, vaultId } = given;
  const owner = sim.principals.find(({ displayName }) => displayName === 'owner');
  await grant(sim, vaultId, owner?.objectId ?? '', SECRETS_OFFICER);
  const secrets = new SecretClient(
    `https://${VAULT}.vault.azure.net`,
    sim.credential(),
    sim.clientOptions('vault'),
  );
  await secrets.setSecret('token', 'not shown');
  const identity = await makeIdentity(sim, 'id-aci');
  const referring = (change: object = {}, reference: object = {}) =>
    group(
      {
        secretReferences: [
          { name: 'tokenRef', identity: identity.id, secretReferenceUri: URI, ...reference },
        ],
        containers: [
          container({
            environmentVariables: [{ name: 'TOKEN', secureValueReference: 'tokenRef' }],
          }),
        ],
        ...change,
      },
      { identity: { type: 'UserAssigned', userAssignedIdentities: { [identity.id]: {} } } },
    );
  return { ...given, identity, referring };
}

describe('secrets that a container group refers to', () => {
  it('are read as the identity that is named for them, and not shown', async () => {
    const given = await chain();
    await grant(given.sim, given.vaultId, given.identity.principalId, SECRETS_USER);
    const made = await putGroup(given, given.referring(), VERSION);
    expect([made.status, made.body.properties.provisioningState]).toEqual([201, 'Succeeded']);
    expect(made.body.properties.secretReferences).toEqual([
      { name: 'tokenRef', identity: given.identity.id, secretReferenceUri: URI },
    ]);
    expect(JSON.stringify(made.body)).not.toContain('not shown');
  });

  it('fail the group inside its operation when they cannot be read', async () => {
    const given = await chain({ latency: 'realistic' });
    const { code, message } = await failedGroup(given, given.referring(), VERSION);
    expect(code).toBe('SecretReferenceAccessDenied');
    expect(message).toMatch(
      /^The secret 'https:.*\/secrets\/token' of 'tokenRef' cannot be read: Caller is not authorized to perform action on resource\./,
    );
    await grant(given.sim, given.vaultId, given.identity.principalId, SECRETS_USER);
    const missing = given.referring({}, { secretReferenceUri: `${URI}-2` });
    const again = await failedGroup(given, missing, VERSION);
    expect(again.message).toMatch(
      /cannot be read: A secret with \(name\/id\) token-2 was not found/,
    );
  });

  it('have names of their own, an identity of the group, and are all described', async () => {
    const given = await chain();
    const ask = async (body: unknown) => (await putGroup(given, body, VERSION)).body.error;
    const { id } = given.identity;
    const one = { name: 'tokenRef', identity: id, secretReferenceUri: URI };
    expect(await ask(given.referring({ secretReferences: [one, one] }))).toEqual(
      refused('InvalidSecretReference', "every one of 'secretReferences' needs its own name"),
    );
    const other = id.replace('id-aci', 'id-other');
    expect(await ask(given.referring({}, { identity: other }))).toEqual(
      refused(
        'InvalidSecretReference',
        `the identity '${other}' of 'tokenRef' is not one of the group's identities`,
      ),
    );
    const unknown = refused(
      'InvalidSecretReference',
      "none of 'secretReferences' has the name 'another'",
    );
    for (const change of [
      { imageRegistryCredentials: [{ server: 'example.com', passwordReference: 'another' }] },
      { volumes: [{ name: 'v', secretReference: { key: 'another' } }] },
      {
        volumes: [
          {
            name: 'v',
            azureFile: {
              shareName: 's',
              storageAccountName: 'a',
              storageAccountKeyReference: 'another',
            },
          },
        ],
      },
    ]) {
      expect(await ask(given.referring(change))).toEqual(unknown);
    }
  });
});

describe('a container group', () => {
  it('shows neither the secrets of its volumes nor what protects its extensions', async () => {
    const given = await chain();
    const properties = {
      volumes: [{ name: 'v', secret: { file: 'bm90IHNob3du' } }],
      extensions: [
        {
          name: 'kube-proxy',
          properties: {
            extensionType: 'kube-proxy',
            version: '1.0',
            settings: { clusterCidr: '10.240.0.0/16' },
            protectedSettings: { kubeConfig: 'not shown' },
          },
        },
      ],
    };
    const made = await putGroup(given, group(properties));
    expect(made.body.properties).toMatchObject({
      volumes: [{ name: 'v', secret: {} }],
      extensions: [{ properties: { settings: { clusterCidr: '10.240.0.0/16' } } }],
    });
    const text = JSON.stringify(made.body);
    for (const hidden of ['bm90', 'not shown', 'protectedSettings']) {
      expect(text).not.toContain(hidden);
    }
    const bad = await putGroup(given, group({ extensions: [{ name: 'one', properties: {} }] }));
    expect(bad.body.error).toEqual(
      refused(
        'InvalidRequestContent',
        "every one of 'extensions' needs 'name', 'properties.extensionType' and 'properties.version'",
      ),
    );
  });

  it('is confidential with a policy, which no other takes', async () => {
    const { sim } = await chain();
    const { containerGroups } = containers(sim);
    const confidentialComputeProperties = { ccePolicy: 'eyJhbGxvd19hbGwiOiB0cnVlfQ==' };
    const make = (sku: string) =>
      containerGroups.beginCreateOrUpdateAndWait(
        GROUP,
        CONTAINERS,
        {
          location: LOCATION,
          osType: 'Linux',
          sku,
          confidentialComputeProperties,
          containers: [
            {
              name: 'scoring',
              image: 'confidential',
              resources: { requests: { cpu: 1, memoryInGB: 1.5 } },
            },
          ],
        },
        FAST,
      );
    expect(await make('Confidential')).toMatchObject({
      sku: 'Confidential',
      confidentialComputeProperties,
    });
    await expect(make('Standard')).rejects.toMatchObject(
      refused(
        'InvalidRequestContent',
        "'confidentialComputeProperties' are for the sku Confidential, not Standard",
      ),
    );
  });

  it('is in a subnet that is there', async () => {
    const given = await chain();
    const id = idOf(given.sim, 'Microsoft.Network/virtualNetworks', 'vnet-ml/subnets/containers');
    const inSubnet = group({ subnetIds: [{ id }] });
    const missing = await putGroup(given, inSubnet);
    expect(missing.body.error).toEqual(refused('InvalidSubnet', `there is no subnet '${id}'`));
    await resources(given.sim).resources.createOrUpdateById(
      idOf(given.sim, 'Microsoft.Network/virtualNetworks', 'vnet-ml'),
      '2024-05-01',
      {
        location: LOCATION,
        properties: {
          addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
          subnets: [{ name: 'containers', properties: { addressPrefix: '10.0.0.0/24' } }],
        },
      },
      FAST,
    );
    const made = await putGroup(given, inSubnet);
    expect(made.body.properties.subnetIds).toEqual([{ id }]);
  });
});
