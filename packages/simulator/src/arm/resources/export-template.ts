/** `exportTemplate` of a group: its resources as a template would make them again. No secret is in it: none is ever shown. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import type {
  ActionAnswer,
  ActionRequest,
  OperationResult,
  OperationStyle,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { UNLISTED } from './resources.ts';
import { templateOf } from './exported-template.ts';

/** Milliseconds; nobody measured it. */
const EXPORT_MS = 15_000;
/** Documented: resources of a group that is exported. */
const RESOURCES_MAX = 200;
const STYLE: OperationStyle = {
  path: 'operationresults',
  headers: ['location'],
  status: 202,
  body: 'none',
  retryAfterSeconds: 15,
  instant: 200,
};
const OPTIONS = [
  'IncludeParameterDefaultValue',
  'IncludeComments',
  'SkipResourceNameParameterization',
  'SkipAllParameterization',
] as const;

/** What a template is to be like. */
export type ExportOption = (typeof OPTIONS)[number];

/** A resource that goes into a template, as a PUT would say it. */
export interface Exported {
  readonly resource: StoredResource;
  readonly apiVersion: string;
  readonly body: JsonObject;
}

/** The start of it: what is there now is exported, whatever becomes of it meanwhile. */
export function exportTemplate(
  context: UnitContext,
  { body, resource: group }: Pick<ActionRequest, 'body' | 'resource'>,
): ActionAnswer {
  if ((stringAt(body, 'outputFormat') ?? 'Json') !== 'Json') {
    throw notSimulated('a template in Bicep');
  }
  const chosen = chosenIn(context, group.id, body['resources']);
  if (chosen.length > RESOURCES_MAX) {
    // PrateekKumarSingh/AzViz#118, which shows no code.
    throw new Refusal({
      status: 409,
      code: 'Conflict',
      message: `Export template is not supported for resource groups that have more than '${RESOURCES_MAX}' resources.`,
      evidence: 'reported',
      failureCause: 'gateway',
    });
  }
  const readable = chosen.filter(({ id, type }) =>
    context.allows(context.caller.objectId, `${type}/read`, id),
  );
  const exported = readable.flatMap((resource): Exported[] => {
    const put = context.asPut(resource);
    return put ? [{ resource, ...put }] : [];
  });
  const isIn = ({ id }: StoredResource): boolean =>
    exported.some(({ resource }) => resource.id === id);
  const types = (left: readonly StoredResource[]): string[] => [
    ...new Set(left.map(({ type }) => type)),
  ];
  const details = [
    ...types(readable.filter((one) => !isIn(one))).map((type) => ({
      code: 'ResourceTypeSchemaNotFound',
      target: type,
      message: `The schema of resource type '${type}' is not available. Resources of this type will not be exported to the template.`,
    })),
    ...types(chosen.filter((one) => !readable.includes(one))).map((type) => ({
      code: 'ExportTemplateProviderError',
      target: type,
      message: `Could not get resources of the type '${type}'. Resources of this type will not be exported.`,
    })),
  ];
  const error = {
    code: 'ExportTemplateCompletedWithErrors',
    message:
      'Export template operation completed with errors. Some resources were not exported. Please see details for more information.',
    details,
  };
  const template = templateOf(exported, optionsIn(body));
  const output = { template, ...(details.length > 0 ? { error } : {}) };
  // Recorded of a group with nothing in it.
  if (chosen.length === 0) return { status: 200, body: output };
  return {
    operation: { handler: 'export', style: STYLE, durationMs: EXPORT_MS, input: { output } },
  };
}

/** The end of it. */
export const exportedTemplate = (
  _context: UnitContext,
  { input }: RunningOperation,
): OperationResult => ({ output: input['output'] ?? {} });

/** The resources of a group that are asked for, parents before what is nested in them. */
function chosenIn(
  context: UnitContext,
  groupId: string,
  asked: Json | undefined,
): StoredResource[] {
  const ids = Array.isArray(asked) ? (asked as readonly Json[]).map(String) : [];
  if (ids.length === 0) throw refused("'resources' must name resources of the group, or be '*'.");
  const all = context
    .under(groupId)
    .filter(({ id, type }) => !UNLISTED.test(type) && !same(id, groupId));
  if (ids.includes('*')) return all;
  const foreign = ids.find((id) => !all.some((one) => same(one.id, id)));
  if (foreign !== undefined) throw refused(`The resource '${foreign}' is not in the group.`);
  return all.filter((one) =>
    ids.some((id) => `${one.id}/`.toLowerCase().startsWith(`${id}/`.toLowerCase())),
  );
}

function optionsIn(body: JsonObject): ReadonlySet<ExportOption> {
  const words = (stringAt(body, 'options') ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '' && word !== 'None');
  return new Set(
    words.map((word) => {
      const option = OPTIONS.find((one) => same(one, word));
      if (!option) throw refused(`'${word}' is not one of the options ${OPTIONS.join(', ')}.`);
      return option;
    }),
  );
}

const refused = (message: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'InvalidRequestContent',
    message,
    evidence: 'assumed',
    failureCause: 'gateway',
  });
