import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  type ActionAnswer,
  type ActionRequest,
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import { childNotFound } from './child-errors.ts';
import { datastoreOrder } from './child-lists.ts';
import { badChild, childApiVersions, oneOf, propertiesOf, workspaceOf } from './child-model.ts';
import {
  dropCredential,
  keepCredential,
  readCredential,
  withoutSecrets,
} from './credential-secrets.ts';
import { STORAGE_KEY } from './workspace-keys.ts';
import { WORKSPACES } from './workspace-model.ts';

export const DATASTORES: string = `${WORKSPACES}/datastores`;

/** What each type of datastore must name. */
const REQUIRED: Readonly<Record<DatastoreType, readonly string[]>> = Object.freeze({
  AzureBlob: [],
  AzureFile: ['accountName', 'fileShareName'],
  AzureDataLakeGen1: ['storeName'],
  AzureDataLakeGen2: ['accountName', 'filesystem'],
});

type DatastoreType = 'AzureBlob' | 'AzureFile' | 'AzureDataLakeGen1' | 'AzureDataLakeGen2';

/** The secret of each type of credentials. */
const SECRETS = Object.freeze({
  AccountKey: 'key',
  Sas: 'sasToken',
  ServicePrincipal: 'clientSecret',
  Certificate: 'certificate',
  None: undefined,
});

/**
 * Datastores of a workspace. Nothing is read from or written to what they point at. Documented: a secret goes with its
 * datastore, so that one of the same name is not registered again while the vault can recover the secret.
 */
export const datastores: ResourceType = defineResourceType({
  type: DATASTORES,
  apiVersions: childApiVersions,
  scope: 'group',
  put: write,
  remove: (context, { existing }) => ({
    removed: true,
    effects: dropCredential(context, existing),
  }),
  pageSizeParameter: 'count',
  isListed: ({ name, properties }, query) => {
    const names = query.get('names');
    const isDefault = query.get('isDefault');
    return (
      (names === undefined || names.split(',').includes(name)) &&
      name.toLowerCase().includes(query.get('searchText')?.toLowerCase() ?? '') &&
      (isDefault === undefined || isDefault.toLowerCase() === String(properties['isDefault']))
    );
  },
  order: datastoreOrder(DATASTORES),
  missing: (context, address) =>
    childNotFound(context, address, {
      code: 'UserError',
      message: `Could not find datastore: ${address.name}.`,
      evidence: 'recorded',
    }),
  actions: { 'POST listSecrets': listSecrets },
});

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const given = propertiesOf(body);
  const types = Object.keys(REQUIRED) as DatastoreType[];
  const datastoreType = oneOf(
    given['datastoreType'],
    [...types, 'OneLake'],
    'properties.datastoreType',
  );
  if (datastoreType === 'OneLake') throw notSimulated("the datastore type 'OneLake'");
  for (const name of REQUIRED[datastoreType]) {
    if (stringAt(given, name) === undefined) throw badChild(`'properties.${name}' is required`);
  }
  const credentials = objectAt(given, 'credentials');
  const kinds = Object.keys(SECRETS) as (keyof typeof SECRETS)[];
  const kind = oneOf(
    credentials['credentialsType'],
    kinds,
    'properties.credentials.credentialsType',
  );
  const id = existing?.id ?? address.id;
  const value = stringAt(credentials['secrets'], SECRETS[kind] ?? '');
  const kept = value === undefined ? undefined : keepCredential(context, id, value);
  const before = objectAt(existing?.properties, 'credentials')['credentialsType'];
  const hidden = kept?.hidden ?? (before === kind ? existing?.hidden : undefined);
  const account: JsonObject =
    datastoreType === 'AzureDataLakeGen1'
      ? {}
      : { endpoint: 'core.windows.net', protocol: 'https' };
  return {
    done: {
      id,
      type: DATASTORES,
      name: address.name,
      properties: {
        description: null,
        tags: null,
        properties: null,
        serviceDataAccessAuthIdentity: 'None',
        ...account,
        ...given,
        isDefault: existing?.properties['isDefault'] ?? false,
        datastoreType,
        credentials: withoutSecrets(credentials, ['secrets']),
      },
      ...(hidden === undefined ? {} : { hidden }),
      ...(existing?.systemData ? { systemData: existing.systemData } : {}),
    },
    effects: { documents: kept?.documents ?? [] },
  };
}

/** `POST listSecrets`. */
function listSecrets(context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  const kind = stringAt(objectAt(resource.properties, 'credentials'), 'credentialsType') ?? 'None';
  const secret = SECRETS[kind as keyof typeof SECRETS];
  if (secret === undefined) {
    throw new Refusal({
      status: 400,
      code: 'UserError',
      message: `The datastore '${resource.name}' has no credentials.`,
      evidence: 'assumed',
      failureCause: 'service',
    });
  }
  const workspace = workspaceOf(context, resource.id);
  const isOfWorkspace = resource.hidden?.['isOfWorkspace'] === true;
  const hidden = isOfWorkspace ? objectAt(workspace.hidden, STORAGE_KEY) : resource.hidden;
  return {
    status: 200,
    body: { secretsType: kind, [secret]: readCredential(context, workspace, hidden) },
  };
}
