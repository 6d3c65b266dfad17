import { Refusal } from '../../kernel/errors.ts';
import { objectAt, stringAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import { patchTags, readTags } from '../../kernel/tags.ts';

const TYPE = 'Microsoft.Insights/components';
/** Days that telemetry is kept when the request does not say. */
const DEFAULT_RETENTION_DAYS = 90;

/** Application Insights components. */
export const components: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: ['2015-05-01', '2018-05-01-preview', '2020-02-02-preview', '2020-02-02'],
  scope: 'group',
  put: (context, { address, body, existing }) => {
    const kind = stringAt(body, 'kind');
    const given = objectAt(body, 'properties');
    const applicationType = stringAt(given, 'Application_Type');
    if (kind === undefined || applicationType === undefined) {
      const missing = kind === undefined ? 'kind' : 'properties.Application_Type';
      throw new Refusal({
        status: 400,
        code: 'BadRequest',
        message: `The required property '${missing}' is missing.`,
        evidence: 'assumed',
      });
    }
    const before = existing?.properties ?? {};
    const appId = stringAt(before, 'AppId') ?? context.guid();
    const instrumentationKey =
      stringAt(before, 'InstrumentationKey') ?? context.namedGuid('sim', address.id);
    const workspace = stringAt(given, 'WorkspaceResourceId');
    if (workspace !== undefined) mustBeWorkspace(context, workspace);
    const location = String(existing?.location ?? body['location']);
    return {
      status: 200,
      done: {
        id: existing?.id ?? address.id,
        type: TYPE,
        name: address.name,
        location,
        kind,
        tags: readTags(body['tags']) ?? {},
        properties: {
          ApplicationId: address.name,
          AppId: appId,
          Application_Type: applicationType,
          Flow_Type: stringAt(given, 'Flow_Type') ?? 'Bluefield',
          Request_Source: stringAt(given, 'Request_Source') ?? 'rest',
          InstrumentationKey: instrumentationKey,
          ConnectionString: `InstrumentationKey=${instrumentationKey};IngestionEndpoint=https://${location}.in.applicationinsights.azure.com/`,
          Name: address.name,
          CreationDate: stringAt(before, 'CreationDate') ?? context.iso,
          TenantId: context.subscription.subscriptionId,
          provisioningState: 'Succeeded',
          RetentionInDays: given['RetentionInDays'] ?? DEFAULT_RETENTION_DAYS,
          ...(workspace === undefined ? {} : { WorkspaceResourceId: workspace }),
          IngestionMode: workspace === undefined ? 'ApplicationInsights' : 'LogAnalytics',
          publicNetworkAccessForIngestion: given['publicNetworkAccessForIngestion'] ?? 'Enabled',
          publicNetworkAccessForQuery: given['publicNetworkAccessForQuery'] ?? 'Enabled',
          Ver: 'v2',
        },
      },
    };
  },
  patch: patchTags,
  remove: () => ({ removed: true }),
  // The service answers its namespace in lower case.
  present: ({ id, name, location, tags, kind, properties }) => ({
    kind,
    id: id.replace('/Microsoft.Insights/', '/microsoft.insights/'),
    name,
    type: 'microsoft.insights/components',
    location,
    tags: tags ?? {},
    properties,
  }),
});

/** Telemetry of a component goes to a Log Analytics workspace, which must be there. */
function mustBeWorkspace(context: UnitContext, id: string): void {
  if (context.resource(id)?.type === 'Microsoft.OperationalInsights/workspaces') return;
  throw new Refusal({
    status: 400,
    code: 'BadRequest',
    message: `The Log Analytics workspace '${id}' of 'properties.WorkspaceResourceId' was not found.`,
    evidence: 'assumed',
  });
}
