/** What `environment()` tells of a cloud, as documented. */
import type { JsonObject } from '../../../kernel/json.ts';
import type { UnitContext } from '../../../kernel/resource-type.ts';

interface Cloud {
  readonly name: string;
  readonly portal: string;
  readonly login: string;
  readonly core: string;
  readonly registries: string;
  readonly databases: string;
}

const CLOUDS: Readonly<Record<UnitContext['cloud'], Cloud>> = {
  public: {
    name: 'AzureCloud',
    portal: 'https://portal.azure.com',
    login: 'https://login.microsoftonline.com/',
    core: 'core.windows.net',
    registries: '.azurecr.io',
    databases: '.database.windows.net',
  },
  usGovernment: {
    name: 'AzureUSGovernment',
    portal: 'https://portal.azure.us',
    login: 'https://login.microsoftonline.us/',
    core: 'core.usgovcloudapi.net',
    registries: '.azurecr.us',
    databases: '.database.usgovcloudapi.net',
  },
  china: {
    name: 'AzureChinaCloud',
    portal: 'https://portal.azure.cn',
    login: 'https://login.chinacloudapi.cn/',
    core: 'core.chinacloudapi.cn',
    registries: '.azurecr.cn',
    databases: '.database.chinacloudapi.cn',
  },
};

export function environmentOf({ cloud, resourceManager, vaultSuffix }: UnitContext): JsonObject {
  const { name, portal, login, core, registries, databases } = CLOUDS[cloud];
  return {
    name,
    portal,
    resourceManager: `${resourceManager}/`,
    authentication: {
      loginEndpoint: login,
      audiences: [`https://management.${core}/`, `${resourceManager}/`],
      tenant: 'common',
      identityProvider: 'AAD',
    },
    suffixes: {
      acrLoginServer: registries,
      keyvaultDns: `.${vaultSuffix}`,
      sqlServerHostname: databases,
      storage: core,
    },
  };
}
