import { notSimulated, type Refusal, simulatorWording } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { holdsAll } from './child-lists.ts';
import { badChild, childApiVersions, oneOf, propertiesOf, workspaceOf } from './child-model.ts';
import { isEmpty } from './bad-request.ts';
import { serverlessDisks } from './compute-disks.ts';
import { isInView } from './asset-views.ts';
import { imageFailure } from './job-image.ts';
import { encryptionOf, WORKSPACES } from './workspace-model.ts';
import { checkWhole } from './workspace-whole.ts';

const TYPE = `${WORKSPACES}/jobs`;

const JOB_TYPES = ['AutoML', 'Command', 'Sweep', 'Pipeline', 'Spark', 'FineTuning'] as const;
/** The documents of previews alone have the last. */
const JOB_TYPES_OF_PREVIEWS = [...JOB_TYPES, 'Distillation'] as const;

/** What each type of job must say. */
const REQUIRED: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    Command: ['command', 'environmentId'],
    AutoML: ['taskDetails'],
    Sweep: ['objective', 'samplingAlgorithm', 'searchSpace', 'trial'],
    Spark: ['codeId', 'entry'],
    FineTuning: ['fineTuningDetails', 'outputs'],
    Distillation: ['dataGenerationDetails', 'finetuningDetails', 'outputs'],
  }),
);

/** The property of a job that says that nothing was run. */
const NOT_RUN = 'azureml-cmk.simulator';
/** The property with what Azure tells in the history of a run that fails. */
const RUN_ERROR = 'azureml-cmk.simulator.error';

/**
 * Jobs. Nothing is run: a job is `Completed` from the start, or `Failed` when its image could not be pulled, and
 * properties of it say so.
 */
export const jobs: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: childApiVersions,
  scope: 'group',
  put: (context, request) => {
    if (request.existing) return update(request, request.existing);
    checkWhole(context, request.address.id);
    return make(context, request);
  },
  remove: () => ({ removed: true }),
  isListed: ({ properties }, query) => {
    const jobType = query.get('jobType');
    const tag = query.get('tag');
    return (
      isInView(properties, query) &&
      (jobType === undefined || jobType === properties['jobType']) &&
      (tag === undefined || Object.hasOwn(objectAt(properties, 'tags'), tag)) &&
      holdsAll(properties['properties'], query.get('properties'))
    );
  },
  // What has ended stays as it ended.
  actions: { 'POST cancel': () => ({ status: 200 }) },
});

function make(context: UnitContext, { address, apiVersion, body }: WriteRequest): WriteAnswer {
  const given = propertiesOf(body);
  const workspace = workspaceOf(context, address.id);
  if (given['jobType'] === 'Labeling') throw noLabeling(workspace);
  const known = apiVersion.endsWith('-preview') ? JOB_TYPES_OF_PREVIEWS : JOB_TYPES;
  const jobType = oneOf(given['jobType'], known, 'properties.jobType');
  for (const name of REQUIRED.get(jobType) ?? []) {
    if (given[name] === undefined || given[name] === null) {
      throw badChild(`'properties.${name}' is required for a ${jobType} job`);
    }
  }
  const { status: _status, ...kept } = given;
  const failure = imageFailure(context, address.id, given);
  const disks = isEmpty(given['computeId']) ? serverlessDisks(workspace) : undefined;
  return {
    done: {
      id: address.id,
      type: TYPE,
      name: address.name,
      ...(disks === undefined ? {} : { hidden: { disks } }),
      properties: {
        description: null,
        tags: {},
        displayName: address.name,
        experimentName: 'Default',
        services: {},
        computeId: null,
        isArchived: false,
        ...kept,
        properties: {
          ...objectAt(given, 'properties'),
          [NOT_RUN]: `Nothing was run${simulatorWording}`,
          ...(failure === undefined ? {} : { [RUN_ERROR]: failure }),
        },
        jobType,
        status: failure === undefined ? 'Completed' : 'Failed',
      },
    },
  };
}

/** Documented without words: data labeling does not go with service-side encryption. Elsewhere it is not simulated. */
function noLabeling(workspace: StoredResource): Refusal {
  return encryptionOf(workspace)?.architecture === 'serviceSide'
    ? badChild(
        `the workspace '${workspace.name}' has service-side encryption, which data labeling does not support`,
      )
    : notSimulated("the job type 'Labeling'");
}

/** A PUT of a job that is there changes what may change; the rest must be as it was. */
function update({ body }: WriteRequest, existing: StoredResource): WriteAnswer {
  const given = propertiesOf(body);
  const was = stringAt(existing.properties, 'jobType');
  if (given['jobType'] !== was) throw badChild(`the job type is ${String(was)} and stays so`);
  const changes: Record<string, JsonObject[string]> = {};
  for (const name of ['description', 'tags', 'displayName', 'isArchived']) {
    if (given[name] !== undefined) changes[name] = given[name];
  }
  return { done: { ...existing, properties: { ...existing.properties, ...changes } } };
}
