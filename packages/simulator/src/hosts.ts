/** Azure's hosts, by name: what answers for one is loaded when its first request comes. */
import { part } from '#parts';
import { entraHosts } from './entra/instances.ts';
import type { Host, HostService } from './kernel/host.ts';
import type { CloudHosts } from './kernel/settings.ts';
import { once } from './kernel/once.ts';
import { storageSuffix } from './kernel/storage-account.ts';
import { LOCAL_HOST, METADATA_HOST } from './managed-identity/addresses.ts';

const CLOUD_METADATA_PATH = '/metadata/endpoints';
const RETAIL_PRICES_HOST = 'prices.azure.com';
const GRAPH_HOSTS: ReadonlySet<string> = new Set([
  'graph.microsoft.com',
  'graph.microsoft.us',
  'dod-graph.microsoft.us',
  'microsoftgraph.chinacloudapi.cn',
]);

/** How the hosts of blobs end in a cloud: `.blob.core.windows.net`. */
export const blobEndingOf = ({ name }: CloudHosts): string =>
  `.blob.${storageSuffix({ cloud: name })}`;

/** What others than clients ask too. */
interface Shared {
  readonly resourceManager: HostService;
  readonly blobs: () => HostService;
}

/** The hosts of a cloud; the first that claims a request answers it. */
export function hostsOf(cloud: CloudHosts, { resourceManager, blobs }: Shared): readonly Host[] {
  const armHost = new URL(cloud.resourceManager).host;
  const blobEnding = blobEndingOf(cloud);
  const vaultEnding = `.${cloud.vaultSuffix}`;
  return [
    {
      name: 'resourceManager',
      claims: (host, path) =>
        host === armHost &&
        path.length === CLOUD_METADATA_PATH.length &&
        path.toLowerCase() === CLOUD_METADATA_PATH,
      service: once(() => part('cloud-metadata').createCloudMetadataService()),
    },
    {
      name: 'resourceManager',
      claims: (host) => host === armHost,
      service: () => resourceManager,
    },
    {
      name: 'keyVault',
      claims: (host) => host.endsWith(vaultEnding),
      timers: [
        'keyvault.keyRetentionEnded',
        'keyvault.rotationDue',
        'keyvault.secretRetentionEnded',
      ],
      service: once(() => new (part('data-plane/keyvault').KeyVaultService)(vaultEnding)),
    },
    {
      name: 'blobStorage',
      claims: (host) => host.endsWith(blobEnding),
      service: blobs,
    },
    {
      name: 'entra',
      claims: (host) => entraHosts.has(host),
      service: once(() => part('entra').createEntraService()),
    },
    {
      name: 'graph',
      claims: (host) => GRAPH_HOSTS.has(host),
      service: once(() => part('graph').createGraphService()),
    },
    {
      name: 'retailPrices',
      claims: (host) => host === RETAIL_PRICES_HOST,
      service: once(() => part('retail-prices').createRetailPricesService()),
    },
    {
      name: 'managedIdentity',
      claims: (host) => host === METADATA_HOST || host === LOCAL_HOST,
      service: once(() => part('managed-identity').createManagedIdentityService()),
    },
  ];
}
