/**
 * Where the simulator is known not to answer as Azure does, and why. The lists may only shrink: the run fails when
 * something on them starts to match, and when something that is not on them differs.
 */
import type { Allowed } from './lib/allow-list.ts';

export { examples } from './allow-list-examples.ts';

/** Recorded exchanges, by name. */
export const exchanges: readonly Allowed[] = [
  {
    reason:
      'Azure reads the flavors of an MLflow model from the files that were uploaded; here no file is.',
    names: [
      '18-ml-online-endpoint/test_online_deployment.pyTestOnlineDeploymenttest_online_deployment_skip_script_validation#12',
    ],
  },
];

/** Operations whose answers do not fit their document. */
export const operations: readonly Allowed[] = [
  {
    reason: 'The documents require nextLink; a page that is the last has none to name.',
    names: ['GET /subscriptions 2022-12-01', 'GET /tenants 2022-12-01'],
  },
];

/** Rows of recorded errors that nothing provokes yet. */
export const errors: readonly Allowed[] = [
  {
    reason: "One of Azure's moments: the same request was told that the definition is not there.",
    names: [
      "GET /subscriptions/{s}/providers/Microsoft.Authorization/policyDefinitions/{n} 404 ResourceTypeNotSupported: Unsupported resource type: '…'.",
    ],
  },
  {
    reason: 'The error of a moment: Azure lost track of a cluster or a network that it was making.',
    names: [
      'GET …/Microsoft.ContainerService/managedClusters/{n} 404 NotFound: Could not find managed cluster resource: cliakstest{n} in subscription: {guid}, resourceGroup: clitest{n}.',
      'PUT …/Microsoft.ContainerService/managedClusters/{n} 500 GetVnetError: Get virtual network failed. Subscription: {guid}; resource group: MC_clitest{n}_cliakstest{n}{n}; virtual network name: aks-vnet-{n}',
    ],
  },
  {
    reason:
      'Words of 2018 and 2019, which Azure has replaced since: the newer ones, of recordings since 2020, are answered.',
    names: [
      "GET …/Microsoft.KeyVault/vaults/{n} 404 ResourceNotFound: The Resource '…' under resource group '…' was not found.",
      'GET /keys/{name} 404 KeyNotFound: Key not found: {name}',
      'DELETE /keys/{name} 404 KeyNotFound: Key not found: {name}',
      'GET /secrets/{name} 404 SecretNotFound: Secret not found: {name}',
      'DELETE /secrets/{name} 404 SecretNotFound: Secret not found: {name}',
    ],
  },
  {
    reason:
      'A recorder of 2019 tells of no body in a challenge; the challenges recorded since have one, which is answered.',
    names: [
      'POST /keys/{name}/create 401 None: None',
      'GET /keys/{name} 401 None: None',
      'DELETE /keys/{name} 401 None: None',
    ],
  },
  {
    reason: 'Certificates of vaults are not played, so no secret belongs to one.',
    names: [
      'DELETE /secrets/{name} 403 Forbidden: Operation "…" is not allowed on this secret, since it is associated with a certificate. Perform the operation on the corresponding certificate. For more information refer to {url}',
    ],
  },
  {
    reason:
      'Recorded once, in a flow of feature stores that is not at hand: every other missing workspace is told of in the words of Resource Manager.',
    names: [
      'GET …/Microsoft.MachineLearningServices/workspaces/{n} 404 UserError: Unable to find workspace: {armId}',
    ],
  },
];

/** Operations whose answers in the test suite do not fit their document. */
export const suite: readonly Allowed[] = [
  {
    reason: 'The documents require nextLink; a page that is the last has none to name.',
    names: ['GET /subscriptions 2022-12-01', 'GET /tenants 2022-12-01'],
  },
  {
    reason:
      'Azure tells the location of what has none as null, as its guides to deployments of role assignments show; the document lists texts alone.',
    names: [
      'POST /{scope}/providers/Microsoft.Resources/deployments/{deploymentName}/validate 2025-04-01',
      'GET /{scope}/providers/Microsoft.Resources/deployments/ 2025-04-01',
    ],
  },
  {
    reason:
      'What a property was and will be is whatever it is, a text or a number too; the document calls it an object.',
    names: [
      'POST /subscriptions/{subscriptionId}/resourcegroups/{resourceGroupName}/providers/Microsoft.Resources/deployments/{deploymentName}/whatIf 2025-04-01',
    ],
  },
];
