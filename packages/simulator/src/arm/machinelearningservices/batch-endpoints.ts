import { isObject } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import { childNotFound } from './child-errors.ts';
import { childApiVersions, propertiesOf } from './child-model.ts';
import { listEndpointKeys } from './endpoint-keys.ts';
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

const TYPE = `${WORKSPACES}/batchEndpoints`;
const ABOUT = { mark: 'be', durations: { writeMs: 10_000, deleteMs: 10_000 } } as const;

/** Batch endpoints. Nothing answers at their scoring URLs. */
export const batchEndpoints: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: childApiVersions,
  scope: 'group',
  put: write,
  patch: (context, request) => patchTracked(context, request, ABOUT, {}),
  remove: (context, { existing }) => removeTracked(context, existing, ABOUT),
  present: presentTracked,
  pageSizeParameter: 'count',
  missing: (context, address) =>
    childNotFound(context, address, {
      code: 'NotFound',
      message: 'The specified resource was not found.',
      evidence: 'recorded',
    }),
  actions: { 'POST listKeys': listEndpointKeys },
  operations: {
    write: (context, operation) =>
      finishWriting(operation, ({ name, location = '' }) => ({
        scoringUri: `${inferenceHost(context, name, location)}/jobs`,
      })),
    delete: finishRemoving,
  },
});

function write(context: UnitContext, request: WriteRequest): WriteAnswer {
  checkEndpointAllowed(context, request);
  const { defaults } = propertiesOf(request.body);
  return writeTracked(context, request, {
    ...ABOUT,
    type: TYPE,
    properties: {
      ...readEndpoint(request.body),
      scoringUri: request.existing?.properties['scoringUri'] ?? null,
      defaults: isObject(defaults) ? defaults : null,
    },
    making: 'Creating',
  });
}
