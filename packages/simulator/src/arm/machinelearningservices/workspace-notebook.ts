/** The notebook of a workspace, and keys of what it uses: all of it begins with `sim-` and opens nothing. */
import { objectAt, stringAt } from '../../kernel/json.ts';
import type {
  ActionAnswer,
  ActionRequest,
  OperationResult,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { storageKeyOf } from './workspace-keys.ts';
import { DIAGNOSE_STYLE } from './workspace-operations.ts';

/** Milliseconds. */
const PREPARE_MS = 30_000;
/** How long a token for the notebook is good. */
const TOKEN_SECONDS = 28_800;

/** What stands for a secret of a workspace: the same whenever it is asked for. */
export function simulatedKey(
  context: UnitContext,
  { id }: Pick<StoredResource, 'id'>,
  ...words: readonly string[]
): string {
  return `sim-${context.namedGuid(id, ...words)}`;
}

/** The two keys of the notebook. */
export function notebookKeys(
  context: UnitContext,
  workspace: Pick<StoredResource, 'id'>,
): { readonly primaryAccessKey: string; readonly secondaryAccessKey: string } {
  return {
    primaryAccessKey: simulatedKey(context, workspace, 'notebook', 'primary'),
    secondaryAccessKey: simulatedKey(context, workspace, 'notebook', 'secondary'),
  };
}

/** `POST listNotebookKeys`. */
export function listNotebookKeys(context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  return { status: 200, body: notebookKeys(context, resource) };
}

/** `POST listStorageAccountKeys`. */
export function listStorageAccountKeys(
  context: UnitContext,
  { resource }: ActionRequest,
): ActionAnswer {
  const userStorageKey = storageKeyOf(context, resource);
  return { status: 200, body: userStorageKey === undefined ? {} : { userStorageKey } };
}

/** `POST listNotebookAccessToken`. */
export function listNotebookAccessToken(
  context: UnitContext,
  { resource }: ActionRequest,
): ActionAnswer {
  const notebook = objectAt(resource.properties, 'notebookInfo');
  return {
    status: 200,
    body: {
      notebookResourceId: stringAt(notebook, 'resourceId') ?? null,
      hostName: stringAt(notebook, 'fqdn') ?? null,
      publicDns: stringAt(notebook, 'fqdn') ?? null,
      accessToken: simulatedKey(context, resource, 'notebook', 'token', context.iso),
      tokenType: 'Bearer',
      expiresIn: TOKEN_SECONDS,
      refreshToken: simulatedKey(context, resource, 'notebook', 'refresh', context.iso),
      scope: 'aznb_identity',
    },
  };
}

/** `POST prepareNotebook`: 202, and the notebook at the Location URL. */
export function prepareNotebook(): ActionAnswer {
  return {
    operation: { handler: 'prepareNotebook', style: DIAGNOSE_STYLE, durationMs: PREPARE_MS },
  };
}

/** The notebook that every workspace has from the start. */
export function finishPreparing(
  _context: UnitContext,
  { resource }: RunningOperation,
): OperationResult {
  const { resourceId, fqdn } = objectAt(resource?.properties, 'notebookInfo');
  return { output: { resourceId, fqdn, notebookPreparationError: null } };
}
