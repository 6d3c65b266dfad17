/** Data planes of what the simulator keeps and does not play: what a refusal calls them. */

/** By suffix of the hosts, in every cloud. */
const DATA_PLANES: readonly (readonly [service: string, ...suffixes: string[]])[] = [
  ['Azure Cosmos DB', 'documents.azure.com', 'documents.azure.us', 'documents.azure.cn'],
  ['Azure Storage', 'core.windows.net', 'core.usgovcloudapi.net', 'core.chinacloudapi.cn'],
  // Whoever is given access to one is given this host, in every cloud.
  ['Azure managed disks', 'blob.storage.azure.net'],
  ['Azure AI Search', 'search.windows.net', 'search.azure.us', 'search.azure.cn'],
  ['Azure Container Registry', 'azurecr.io', 'azurecr.us', 'azurecr.cn'],
  ['Azure Machine Learning', 'api.azureml.ms', 'api.ml.azure.us', 'api.ml.azure.cn'],
];

/** `the data plane of Azure Cosmos DB`; `undefined` for a host that is none of these. */
export function unservedDataPlane(host: string): string | undefined {
  const found = DATA_PLANES.find(([, ...suffixes]) =>
    suffixes.some((suffix) => host.endsWith(`.${suffix}`)),
  );
  return found && `the data plane of ${found[0]}`;
}
