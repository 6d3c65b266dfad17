import { objectAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import { versionOrder } from './child-lists.ts';
import { childApiVersions, propertiesOf } from './child-model.ts';
import {
  finishRemoving,
  finishWriting,
  patchTracked,
  presentTracked,
  removeTracked,
  writeTracked,
} from './endpoint-operations.ts';
import { WORKSPACES } from './workspace-model.ts';

const TYPE = `${WORKSPACES}/batchEndpoints/deployments`;
const ABOUT = { mark: 'bd', durations: { writeMs: 10_000, deleteMs: 10_000 } } as const;

/** Deployments of batch endpoints. */
export const batchDeployments: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: childApiVersions,
  scope: 'group',
  put: write,
  patch: (context, request) => {
    const before = request.existing?.properties ?? {};
    const { description = before['description'] } = objectAt(request.body, 'properties');
    return patchTracked(context, request, ABOUT, { properties: { ...before, description } });
  },
  remove: (context, { existing }) => removeTracked(context, existing, ABOUT),
  present: presentTracked,
  order: versionOrder(TYPE),
  operations: { write: (_context, operation) => finishWriting(operation), delete: finishRemoving },
});

function write(context: UnitContext, request: WriteRequest): WriteAnswer {
  const { provisioningState: _state, ...given } = propertiesOf(request.body);
  return writeTracked(context, request, {
    ...ABOUT,
    type: TYPE,
    properties: {
      description: null,
      codeConfiguration: null,
      environmentId: null,
      environmentVariables: {},
      compute: null,
      model: null,
      resources: null,
      errorThreshold: -1,
      loggingLevel: 'Info',
      maxConcurrencyPerInstance: 1,
      miniBatchSize: 10,
      outputAction: 'AppendRow',
      outputFileName: 'predictions.csv',
      ...given,
      retrySettings: { maxRetries: 3, timeout: 'PT30S', ...objectAt(given, 'retrySettings') },
    },
    making: 'Creating',
  });
}
