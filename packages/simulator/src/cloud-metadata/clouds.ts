/** Where the services of each cloud are, as Resource Manager tells everyone. */
import type { JsonObject } from '../kernel/json.ts';
import type { CloudHosts } from '../kernel/settings.ts';

interface Place {
  readonly name: string;
  readonly portal: string;
  /** What most suffixes end in. */
  readonly core: string;
  readonly registries: string;
  readonly databases: string;
  readonly olderGraph: string;
  readonly gallery: string;
  /** Data lakes are in the public cloud alone. */
  readonly hasDataLake?: true;
}

const PLACES: Readonly<Record<CloudHosts['name'], Place>> = {
  public: {
    name: 'AzureCloud',
    portal: 'https://portal.azure.com',
    core: 'core.windows.net',
    registries: 'azurecr.io',
    databases: 'database.windows.net',
    olderGraph: 'https://graph.windows.net',
    gallery: 'https://gallery.azure.com/',
    hasDataLake: true,
  },
  usGovernment: {
    name: 'AzureUSGovernment',
    portal: 'https://portal.azure.us',
    core: 'core.usgovcloudapi.net',
    registries: 'azurecr.us',
    databases: 'database.usgovcloudapi.net',
    olderGraph: 'https://graph.windows.net',
    gallery: 'https://gallery.usgovcloudapi.net/',
  },
  china: {
    name: 'AzureChinaCloud',
    portal: 'https://portal.azure.cn',
    core: 'core.chinacloudapi.cn',
    registries: 'azurecr.cn',
    databases: 'database.chinacloudapi.cn',
    olderGraph: 'https://graph.chinacloudapi.cn',
    gallery: 'https://gallery.chinacloudapi.cn/',
  },
};

/** `https://graph.windows.net`: Azure AD Graph, which some answers still name. */
export function olderGraph(cloud: CloudHosts): string {
  return PLACES[cloud.name].olderGraph;
}

/** The endpoints of a cloud in the shape of api-version 2019-05-01 and later. */
export function endpointsOf(cloud: CloudHosts): JsonObject {
  const place = PLACES[cloud.name];
  const { core } = place;
  return {
    portal: place.portal,
    authentication: {
      loginEndpoint: `${cloud.authority}/`,
      audiences: [`https://management.${core}/`, `${cloud.resourceManager}/`],
      tenant: 'common',
      identityProvider: 'AAD',
    },
    graphAudience: `${place.olderGraph}/`,
    graph: `${place.olderGraph}/`,
    microsoftGraphResourceId: `${cloud.graph}/`,
    name: place.name,
    suffixes: {
      acrLoginServer: place.registries,
      keyVaultDns: cloud.vaultSuffix,
      sqlServerHostname: place.databases,
      storage: core,
      ...(place.hasDataLake
        ? {
            azureDataLakeAnalyticsCatalogAndJob: 'azuredatalakeanalytics.net',
            azureDataLakeStoreFileSystem: 'azuredatalakestore.net',
            mhsmDns: 'managedhsm.azure.net',
          }
        : {}),
    },
    batch: `https://batch.${core}/`,
    media: `https://rest.media.${core.replace(/^core\./, '')}`,
    resourceManager: `${cloud.resourceManager}/`,
    gallery: place.gallery,
    sqlManagement: `https://management.${core}:8443/`,
    vmImageAliasDoc:
      'https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/quickstart-templates/aliases.json',
    ...(place.hasDataLake ? { activeDirectoryDataLake: 'https://datalake.azure.net/' } : {}),
  };
}
