/**
 * The hosts of Azure that code under test may call, in every cloud: what a simulator serves, and the data planes of what
 * it keeps, so that a call to a simulated account never reaches the real Azure (it is answered 501 instead).
 */
const HOSTS: readonly string[] = [
  'management.azure.com',
  'management.core.windows.net',
  'management.usgovcloudapi.net',
  'management.chinacloudapi.cn',
  'login.microsoftonline.com',
  'login.microsoft.com',
  'login.windows.net',
  'sts.windows.net',
  'login.microsoftonline.us',
  'login.usgovcloudapi.net',
  'login.chinacloudapi.cn',
  'login.partner.microsoftonline.cn',
  'graph.microsoft.com',
  'graph.microsoft.us',
  'dod-graph.microsoft.us',
  'microsoftgraph.chinacloudapi.cn',
  'prices.azure.com',
];

/** Suffixes under which every account or vault has a host of its own. */
const SUFFIXES: readonly string[] = [
  'vault.azure.net',
  'vault.usgovcloudapi.net',
  'vault.azure.cn',
  'managedhsm.azure.net',
  'core.windows.net',
  'core.usgovcloudapi.net',
  'core.chinacloudapi.cn',
  'blob.storage.azure.net',
  'documents.azure.com',
  'documents.azure.us',
  'documents.azure.cn',
  'search.windows.net',
  'search.azure.us',
  'search.azure.cn',
  'azurecr.io',
  'azurecr.us',
  'azurecr.cn',
  'api.azureml.ms',
  'api.ml.azure.us',
  'api.ml.azure.cn',
];

const escaped = (names: readonly string[]): string =>
  names.map((name) => name.replaceAll('.', String.raw`\.`)).join('|');

/** Matches a URL on one of Azure's hosts and nothing else. */
export const azureUrl: RegExp = new RegExp(
  `^https://(?:(?:${escaped(HOSTS)})|[a-z0-9.-]+\\.(?:${escaped(SUFFIXES)}))(?::\\d+)?(?:[/?#].*)?$`,
  'i',
);

/** The token endpoints of a machine on Azure, which speak http: instance metadata, and the simulated App Service's. */
export const machineUrl: RegExp = /^http:\/\/169\.254\.(?:169\.254|129\.1)(?::\d+)?(?:[/?#].*)?$/;

/**
 * What msw 2 makes of `https://management.azure.com//subscriptions/…`, which clients send for a scope or an id that begins
 * with a slash: it takes the first word of such a path for the host.
 */
export const misreadUrl: RegExp = /^https:\/\/(?:subscriptions|providers)(?:[/?#].*)?$/i;
