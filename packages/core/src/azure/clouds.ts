/**
 * The Azure clouds: one row per cloud, every host and well-known application id in one place.
 *
 * An unknown value is `undefined`, never a guess: the Azure Cosmos DB application id of the China cloud is
 * published nowhere, so the object id must come from the caller or from a look-up by display name.
 */

/** The clouds a chain can be described for. Default everywhere: `'public'`. */
export type CloudName = 'public' | 'usGovernment' | 'china';

/** Microsoft's own applications that take part in the chain. */
export type FirstPartyApplication = 'cosmosDb' | 'containerInstance' | 'machineLearning';

/** Hosts, audiences and well-known application ids of one cloud. */
export interface Cloud {
  readonly name: CloudName;
  /** Resource Manager, no trailing slash. */
  readonly resourceManager: string;
  /** The scope to ask a token for Resource Manager with. */
  readonly resourceManagerScope: string;
  /** Entra ID authority, no trailing slash. */
  readonly authority: string;
  /** Suffix of vault hosts, no leading dot. */
  readonly vaultSuffix: string;
  /** The scope to ask a token for vaults with. */
  readonly vaultScope: string;
  /** Microsoft Graph, no trailing slash. */
  readonly graph: string;
  /** The scope to ask a token for Microsoft Graph with. */
  readonly graphScope: string;
  /** Application (client) ids of first-party services; `undefined` where Microsoft publishes none. */
  readonly applications: Readonly<Record<FirstPartyApplication, string | undefined>>;
}

const CONTAINER_INSTANCE_APP_ID = '6bb8e274-af5d-4df2-98a3-4fd78b4cafd9';
const MACHINE_LEARNING_APP_ID = '0736f41a-0425-4b46-bdb5-1563eff02385';

/** Every cloud by name. */
export const clouds: Readonly<Record<CloudName, Cloud>> = Object.freeze({
  public: Object.freeze({
    name: 'public',
    resourceManager: 'https://management.azure.com',
    resourceManagerScope: 'https://management.azure.com/.default',
    authority: 'https://login.microsoftonline.com',
    vaultSuffix: 'vault.azure.net',
    vaultScope: 'https://vault.azure.net/.default',
    graph: 'https://graph.microsoft.com',
    graphScope: 'https://graph.microsoft.com/.default',
    applications: Object.freeze({
      cosmosDb: 'a232010e-820c-4083-83bb-3ace5fc29d0b',
      containerInstance: CONTAINER_INSTANCE_APP_ID,
      machineLearning: MACHINE_LEARNING_APP_ID,
    }),
  }),
  usGovernment: Object.freeze({
    name: 'usGovernment',
    resourceManager: 'https://management.usgovcloudapi.net',
    resourceManagerScope: 'https://management.usgovcloudapi.net/.default',
    authority: 'https://login.microsoftonline.us',
    vaultSuffix: 'vault.usgovcloudapi.net',
    vaultScope: 'https://vault.usgovcloudapi.net/.default',
    graph: 'https://graph.microsoft.us',
    graphScope: 'https://graph.microsoft.us/.default',
    applications: Object.freeze({
      cosmosDb: '57506a73-e302-42a9-b869-6f12d9ec29e9',
      containerInstance: CONTAINER_INSTANCE_APP_ID,
      machineLearning: MACHINE_LEARNING_APP_ID,
    }),
  }),
  china: Object.freeze({
    name: 'china',
    resourceManager: 'https://management.chinacloudapi.cn',
    resourceManagerScope: 'https://management.chinacloudapi.cn/.default',
    authority: 'https://login.chinacloudapi.cn',
    vaultSuffix: 'vault.azure.cn',
    vaultScope: 'https://vault.azure.cn/.default',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    graphScope: 'https://microsoftgraph.chinacloudapi.cn/.default',
    applications: Object.freeze({
      cosmosDb: undefined,
      containerInstance: CONTAINER_INSTANCE_APP_ID,
      machineLearning: MACHINE_LEARNING_APP_ID,
    }),
  }),
});

/** The cloud whose vaults live under this host, or `undefined` for a host of no known cloud. */
export function cloudOfVaultHost(host: string): Cloud | undefined {
  const lower = host.toLowerCase();
  return Object.values(clouds).find((cloud) => lower.endsWith(`.${cloud.vaultSuffix}`));
}
