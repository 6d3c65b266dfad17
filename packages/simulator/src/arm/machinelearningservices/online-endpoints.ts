import { type Json, type JsonObject, objectAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { endpointOrder, holdsAll } from './child-lists.ts';
import { childApiVersions, oneOf, propertiesOf } from './child-model.ts';
import { endpointToken, listEndpointKeys, regenerateKeys } from './endpoint-keys.ts';
import {
  checkEndpointAllowed,
  finishRemoving,
  finishWriting,
  patchTracked,
  presentTracked,
  removeTracked,
  writeTracked,
} from './endpoint-operations.ts';
import { inferenceHost, readEndpoint } from './endpoint-shape.ts';
import { WORKSPACES } from './workspace-model.ts';

const TYPE = `${WORKSPACES}/onlineEndpoints`;
/** Recorded: a minute and a half. */
const ABOUT = { mark: 'oe', durations: { writeMs: 90_000, deleteMs: 60_000 } } as const;

/** Online endpoints. Nothing answers at their scoring URLs. */
export const onlineEndpoints: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: childApiVersions,
  scope: 'group',
  put: write,
  patch: (context, request) => patchTracked(context, request, ABOUT, {}),
  remove: (context, { existing }) => removeTracked(context, existing, ABOUT),
  present: presentEndpoint,
  isListed: ({ name, properties, tags }, query) => {
    const wanted = query.get('name');
    const computeType = query.get('computeType');
    return (
      (wanted === undefined || wanted.toLowerCase() === name.toLowerCase()) &&
      (computeType === undefined || isOn(properties, computeType)) &&
      holdsAll(tags, query.get('tags')) &&
      holdsAll(properties['properties'], query.get('properties'))
    );
  },
  order: endpointOrder,
  pageSizeParameter: 'count',
  actions: {
    'POST listKeys': listEndpointKeys,
    'POST regenerateKeys': regenerateKeys,
    'POST token': endpointToken,
  },
  operations: {
    write: (context, operation) =>
      finishWriting(operation, ({ name, location = '' }) => {
        const host = inferenceHost(context, name, location);
        return { scoringUri: `${host}/score`, swaggerUri: `${host}/swagger.json` };
      }),
    delete: finishRemoving,
  },
});

function write(context: UnitContext, request: WriteRequest): WriteAnswer {
  checkEndpointAllowed(context, request);
  const { address, body, existing } = request;
  const given = propertiesOf(body);
  const common = readEndpoint(body);
  const { scoringUri = null, swaggerUri = null } = existing?.properties ?? {};
  const properties: JsonObject = {
    ...common,
    properties: {
      ...objectAt(common, 'properties'),
      'azureml.onlineendpointid': address.id.toLowerCase(),
    },
    scoringUri,
    swaggerUri,
    compute: given['compute'] ?? null,
    traffic: objectAt(given, 'traffic'),
    mirrorTraffic: objectAt(given, 'mirrorTraffic'),
    publicNetworkAccess: given['publicNetworkAccess'] ?? 'Enabled',
  };
  return writeTracked(context, request, {
    ...ABOUT,
    type: TYPE,
    properties,
    kind: properties['compute'] === null ? 'Managed' : 'K8S',
    making: 'Creating',
  });
}

const COMPUTE_TYPES = ['Managed', 'Kubernetes', 'AzureMLCompute'] as const;

/** An endpoint with a compute of its own is on Kubernetes; the others are managed. */
function isOn(properties: JsonObject, computeType: string): boolean {
  const asked = oneOf(computeType, COMPUTE_TYPES, 'computeType');
  return asked === (properties['compute'] === null ? 'Managed' : 'Kubernetes');
}

/** Stable versions know mirrored traffic from this one on. */
const MIRROR_SINCE = '2023-04-01';

function presentEndpoint(endpoint: StoredResource, apiVersion: string): Json {
  const isPreview = apiVersion.length > MIRROR_SINCE.length;
  if (isPreview || apiVersion >= MIRROR_SINCE) return presentTracked(endpoint, apiVersion);
  const { mirrorTraffic: _mirror, ...properties } = endpoint.properties;
  return presentTracked({ ...endpoint, properties }, apiVersion);
}
