/** Shared private links: how a search service reaches other resources, the vault with its key among them. */
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { SearchManagementClient } from '@azure/arm-search';
import { describe, expect, it } from 'vitest';
import { FAST, GROUP, idOf, LOCATION, scene, VAULT } from '../machinelearning/scene.ts';

const NAME = 'srch-links';
const LINK = 'to-vault';

async function chain(
  latency: 'instant' | 'realistic' = 'instant',
  sku: 'free' | 'standard' = 'standard',
) {
  const { sim, vaultId, storageId } = await scene({ latency });
  const search = new SearchManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  const vaults = new KeyVaultManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  ).privateEndpointConnections;
  await search.services.beginCreateOrUpdateAndWait(
    GROUP,
    NAME,
    { location: LOCATION, sku: { name: sku } },
    FAST,
  );
  const links = search.sharedPrivateLinkResources;
  const make = (privateLinkResourceId = vaultId, groupId = 'vault') =>
    links.beginCreateOrUpdateAndWait(
      GROUP,
      NAME,
      LINK,
      { properties: { privateLinkResourceId, groupId, requestMessage: 'for the key' } },
      FAST,
    );
  const connections = () => Array.fromAsync(vaults.listByResource(GROUP, VAULT));
  return { sim, search, links, vaults, make, connections, storageId, vaultId };
}

describe.each(['instant', 'realistic'] as const)('a shared private link, %s', (latency) => {
  it('waits for the owner of what it leads to, and tells what was said', async () => {
    const { sim, search, links, vaults, make, connections, vaultId } = await chain(latency);
    const made = await make();
    const shown = {
      id:
        idOf(sim, 'Microsoft.Search/searchServices', NAME) + `/sharedPrivateLinkResources/${LINK}`,
      name: LINK,
      type: 'Microsoft.Search/searchServices/sharedPrivateLinkResources',
      properties: {
        privateLinkResourceId: vaultId,
        groupId: 'vault',
        requestMessage: 'for the key',
        status: 'Pending',
        provisioningState: 'Succeeded',
      },
    };
    expect(made).toMatchObject(shown);
    const [asked] = await connections();
    expect(asked?.privateLinkServiceConnectionState).toMatchObject({
      status: 'Pending',
      description: 'for the key',
    });
    const name = asked?.id?.split('/').at(-1) ?? '';
    await vaults.put(GROUP, VAULT, name, {
      privateLinkServiceConnectionState: { status: 'Approved', description: 'known' },
    });
    expect((await links.get(GROUP, NAME, LINK)).properties?.status).toBe('Approved');
    const [listed] = await Array.fromAsync(links.listByService(GROUP, NAME));
    expect(listed?.properties?.status).toBe('Approved');
    const service = await search.services.get(GROUP, NAME);
    expect(service.sharedPrivateLinkResources).toMatchObject([
      { name: LINK, properties: { status: 'Approved' } },
    ]);
    await vaults.delete(GROUP, VAULT, name, FAST);
    expect((await links.get(GROUP, NAME, LINK)).properties?.status).toBe('Disconnected');
  });

  it('takes what it asked for along when it goes, and with its service', async () => {
    const { search, links, make, connections } = await chain(latency);
    await make();
    await links.beginDeleteAndWait(GROUP, NAME, LINK, FAST);
    expect(await connections()).toEqual([]);
    await expect(links.get(GROUP, NAME, LINK)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
      message: expect.stringMatching(
        new RegExp(
          `^Could not find sharedPrivateLinkResource '${LINK}' for searchService '${NAME}' in subscription '[^']+', resourceGroupName '${GROUP}'. RequestId: [0-9a-f-]{36}$`,
        ),
      ) as unknown,
    });
    await make();
    await search.services.delete(GROUP, NAME);
    expect(await connections()).toEqual([]);
  });
});

describe('a shared private link is refused', () => {
  it('to a group that the resource does not have', async () => {
    const { make } = await chain();
    await expect(make(undefined, 'blob')).rejects.toMatchObject({
      statusCode: 400,
      message:
        "'groupId' of a shared private link to this resource is one of vault. (simulator wording)",
    });
  });

  it('to another resource than before', async () => {
    const { make, storageId } = await chain();
    await make();
    await expect(make(storageId, 'blob')).rejects.toMatchObject({
      statusCode: 400,
      message:
        'The resource that a shared private link leads to cannot be changed. (simulator wording)',
    });
  });

  it('of a service of the free tier', async () => {
    const { make } = await chain('instant', 'free');
    await expect(make()).rejects.toMatchObject({
      statusCode: 400,
      message: 'A service of the free tier has no shared private links. (simulator wording)',
    });
  });
});
