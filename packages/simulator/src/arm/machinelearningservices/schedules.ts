import { Refusal, simulatorWording } from '../../kernel/errors.ts';
import { objectAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type OperationPlan,
  type OperationStyle,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { childApiVersions, oneOf, propertiesOf, workspaceOf } from './child-model.ts';
import { finishWriting } from './endpoint-operations.ts';
import { WORKSPACES } from './workspace-model.ts';

const TYPE = `${WORKSPACES}/schedules`;
const ACTIONS = ['CreateJob', 'InvokeBatchEndpoint', 'CreateMonitor'] as const;
const TRIGGERS = ['Cron', 'Recurrence'] as const;
const VIEWS = ['EnabledOnly', 'DisabledOnly', 'All'] as const;
/** Milliseconds. */
const SCHEDULE_MS = 5000;

/** The property of a schedule that says that nothing comes of it. */
const NOT_TRIGGERED = 'azureml-cmk.simulator';

const WRITE_STYLE: OperationStyle = Object.freeze({
  path: 'mfeOperationsStatus',
  headers: ['azure-asyncoperation'],
  statusBody: 'bare',
  status: 201,
  body: 'resource',
  instant: 201,
} as const);

const REMOVE_STYLE: OperationStyle = Object.freeze({
  ...WRITE_STYLE,
  headers: ['location'],
  status: 202,
  body: 'none',
  retryAfterSeconds: 10,
  instant: 200,
} as const);

/** Schedules of jobs. None of them triggers anything, and a property of each says so. */
export const schedules: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: childApiVersions.filter((version) => version >= '2022-10-01'),
  scope: 'group',
  put: write,
  remove: (context, { existing }) => {
    if (existing.properties['isEnabled'] === true) throw isEnabled(existing);
    return {
      pending: {
        ...existing,
        properties: { ...existing.properties, provisioningState: 'Deleting' },
      },
      operation: planned(context, existing.id, 'delete', REMOVE_STYLE),
    };
  },
  isListed: ({ properties }, query) => {
    const view = oneOf(query.get('listViewType') ?? 'EnabledOnly', VIEWS, 'listViewType');
    return view === 'All' || (properties['isEnabled'] === true) === (view === 'EnabledOnly');
  },
  operations: {
    write: (_context, operation) => finishWriting(operation),
    delete: () => ({ removed: true }),
  },
});

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const { provisioningState: _state, ...given } = propertiesOf(body);
  oneOf(objectAt(given, 'action')['actionType'], ACTIONS, 'properties.action.actionType');
  const trigger = objectAt(given, 'trigger');
  oneOf(trigger['triggerType'], TRIGGERS, 'properties.trigger.triggerType');
  const style: OperationStyle = existing
    ? { ...WRITE_STYLE, status: 200, instant: 200 }
    : WRITE_STYLE;
  return {
    pending: {
      id: existing?.id ?? address.id,
      type: TYPE,
      name: address.name,
      properties: {
        description: null,
        tags: {},
        displayName: address.name,
        isEnabled: true,
        ...given,
        properties: {
          ...objectAt(given, 'properties'),
          [NOT_TRIGGERED]: `Nothing is triggered${simulatorWording}`,
        },
        trigger: { timeZone: 'UTC', startTime: null, endTime: null, ...trigger },
        provisioningState: existing ? 'Updating' : 'Creating',
      },
      ...(existing?.systemData ? { systemData: existing.systemData } : {}),
    },
    operation: planned(context, address.id, 'write', style),
  };
}

function planned(
  context: UnitContext,
  id: string,
  handler: 'write' | 'delete',
  style: OperationStyle,
): OperationPlan {
  const { location = '' } = workspaceOf(context, id);
  return { handler, style, durationMs: SCHEDULE_MS, location };
}

/** Documented without words. */
const isEnabled = ({ name }: StoredResource): Refusal =>
  new Refusal({
    status: 400,
    code: 'UserError',
    message: `The schedule '${name}' must be disabled before it is deleted.`,
    evidence: 'assumed',
    failureCause: 'service',
  });
