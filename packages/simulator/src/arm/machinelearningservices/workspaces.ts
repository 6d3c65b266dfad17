import { privateLinkList } from '../../kernel/private-link-resources.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { diagnose, finishDiagnose, listKeys } from './workspace-actions.ts';
import { checkWorkspace, createWorkspace, finishWorkspace } from './workspace-create.ts';
import {
  deleteWorkspace,
  finishDelete,
  finishPurge,
  finishRecover,
  PURGE_TIMER,
  purgeWhenDue,
  purgeWorkspace,
} from './workspace-delete.ts';
import { checkKey, STORE_KEY_TIMER } from './managed-keys.ts';
import { managedNetwork } from './managed-network.ts';
import { finishResync, keepKeys, resyncKeys } from './workspace-keys.ts';
import { shownNetwork } from './network-endpoints.ts';
import {
  finishProvisioning,
  provisionManagedNetwork,
  provisionWithWorkspace,
} from './network-provisioning.ts';
import { presentWorkspace, WORKSPACES } from './workspace-model.ts';
import { checkWorkspaceName } from './workspace-name.ts';
import {
  finishPreparing,
  listNotebookAccessToken,
  listNotebookKeys,
  listStorageAccountKeys,
  prepareNotebook,
} from './workspace-notebook.ts';
import { busy, workspaceIsBusy } from './workspace-operations.ts';
import { finishUpdate, updateWorkspace } from './workspace-update.ts';
import { workspaceLinkGroups } from './workspace-private-link.ts';
import { withSharedLinks } from './workspace-shared-links.ts';
import { workspaceApiVersions } from './workspace-versions.ts';

/** Azure Machine Learning workspaces of every kind, with and without a customer's key; hubs and projects among them. */
export const workspaces: ResourceType = defineResourceType({
  type: WORKSPACES,
  apiVersions: workspaceApiVersions,
  scope: 'group',
  checkName: checkWorkspaceName,
  put: (context, request) =>
    request.existing
      ? updateWorkspace(context, request, request.existing, 'PUT')
      : createWorkspace(context, request),
  patch: (context, request) => {
    if (!request.existing) throw new TypeError('a PATCH needs a workspace that is there');
    return updateWorkspace(context, request, request.existing, 'PATCH');
  },
  derive: asItIsNow,
  remove: deleteWorkspace,
  removeMissing: purgeWorkspace,
  inProgress: (_context, { id }) => workspaceIsBusy(id),
  present: presentWorkspace,
  connected: managedNetwork,
  actions: {
    'POST listKeys': listKeys,
    'POST diagnose': diagnose,
    'POST listStorageAccountKeys': listStorageAccountKeys,
    'POST listNotebookKeys': listNotebookKeys,
    'POST listNotebookAccessToken': listNotebookAccessToken,
    'POST prepareNotebook': prepareNotebook,
    'POST resyncKeys': resyncKeys,
    'POST provisionManagedNetwork': provisionManagedNetwork,
    ...privateLinkList(workspaceLinkGroups),
  },
  privateLinkGroups: workspaceLinkGroups,
  operations: {
    check: checkWorkspace,
    create: finishWorkspace,
    provisionWithWorkspace,
    keepKeys,
    update: finishUpdate,
    delete: finishDelete,
    purge: finishPurge,
    recover: finishRecover,
    diagnose: finishDiagnose,
    prepareNotebook: finishPreparing,
    resyncKeys: finishResync,
    provisionNetwork: finishProvisioning,
  },
  failed: (_context, { handler, resourceId, resource }) => ({
    documents: busy(resourceId, false),
    // One whose keys could not be read, or whose network could not be made, is as it was.
    ...(resource && handler !== 'resyncKeys' && handler !== 'provisionNetwork'
      ? {
          put: [
            { ...resource, properties: { ...resource.properties, provisioningState: 'Failed' } },
          ],
        }
      : {}),
  }),
  timers: { [PURGE_TIMER]: purgeWhenDue, [STORE_KEY_TIMER]: checkKey },
});

/** With what the owners of what it leads to say of its endpoints. */
function asItIsNow(context: UnitContext, workspace: StoredResource): StoredResource {
  return shownNetwork(context, withSharedLinks(context, workspace));
}
