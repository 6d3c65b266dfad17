import { notSimulated } from '../../kernel/errors.ts';
import { isObject, type JsonObject, objectAt } from '../../kernel/json.ts';
import {
  type ActionAnswer,
  type ActionRequest,
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import { simulatorWording } from '../../kernel/errors.ts';
import { versionOrder } from './child-lists.ts';
import { checkNetworkIsThere } from './compute-network.ts';
import { childApiVersions, oneOf, propertiesOf } from './child-model.ts';
import {
  finishRemoving,
  finishWriting,
  patchTracked,
  presentTracked,
  readDeploymentSku,
  removeTracked,
  writeTracked,
} from './endpoint-operations.ts';
import { WORKSPACES } from './workspace-model.ts';

const TYPE = `${WORKSPACES}/onlineEndpoints/deployments`;
/** Recorded: more than five minutes. */
const ABOUT = { mark: 'od', durations: { writeMs: 8 * 60_000, deleteMs: 2 * 60_000 } } as const;
/** Instances that a deployment may have. */
const MAX_INSTANCES = 20;

const REQUEST_SETTINGS: JsonObject = Object.freeze({
  maxQueueWait: 'PT0.5S',
  requestTimeout: 'PT5S',
  maxConcurrentRequestsPerInstance: 1,
});

/** Deployments of online endpoints. No container runs. */
export const onlineDeployments: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: childApiVersions,
  scope: 'group',
  put: write,
  patch: (context, request) =>
    patchTracked(context, request, ABOUT, {
      sku: readDeploymentSku(request.body, request.existing),
    }),
  remove: (context, { existing }) => removeTracked(context, existing, ABOUT),
  present: presentTracked,
  order: versionOrder(TYPE),
  actions: { 'POST getLogs': getLogs, 'GET skus': listSkus },
  operations: { write: (_context, operation) => finishWriting(operation), delete: finishRemoving },
});

function write(context: UnitContext, request: WriteRequest): WriteAnswer {
  const { body, existing } = request;
  const given = propertiesOf(body);
  const kinds = ['Managed', 'Kubernetes', 'AzureMLCompute'] as const;
  const kind = oneOf(given['endpointComputeType'], kinds, 'properties.endpointComputeType');
  if (kind === 'AzureMLCompute') throw notSimulated("the endpoint compute type 'AzureMLCompute'");
  if (kind === 'Managed') checkNetworkIsThere(context, request.address.id);
  const { provisioningState: _state, ...kept } = given;
  return writeTracked(context, request, {
    ...ABOUT,
    type: TYPE,
    properties: {
      description: null,
      codeConfiguration: null,
      environmentId: null,
      environmentVariables: {},
      modelMountPath: null,
      appInsightsEnabled: false,
      livenessProbe: null,
      readinessProbe: null,
      instanceType: null,
      model: null,
      egressPublicNetworkAccess: 'Enabled',
      ...kept,
      scaleSettings: isObject(given['scaleSettings'])
        ? given['scaleSettings']
        : { scaleType: 'Default' },
      requestSettings: { ...REQUEST_SETTINGS, ...objectAt(given, 'requestSettings') },
    },
    kind: kind === 'Managed' ? 'Managed' : 'K8S',
    sku: readDeploymentSku(body, existing),
    making: 'Updating',
  });
}

/** `POST getLogs`. */
function getLogs(_context: UnitContext, _request: ActionRequest): ActionAnswer {
  return { status: 200, body: { content: `No container runs here${simulatorWording}` } };
}

/** `GET skus`: how many instances there may be. */
function listSkus(): ActionAnswer {
  return {
    status: 200,
    body: {
      value: [
        {
          resourceType: TYPE,
          sku: { name: 'Default', tier: 'Standard' },
          capacity: { minimum: 1, maximum: MAX_INSTANCES, default: 1, scaleType: 'Manual' },
        },
      ],
    },
  };
}
