/**
 * Credentials of what lies in a workspace: secrets in the workspace's own vault, written and read as its identity, and
 * nowhere else (CMK-044). Documents say no more than that; how the secrets are called, and what stands in one, is assumed.
 */
import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import { childNotFound } from './child-errors.ts';
import { workspaceOf } from './child-model.ts';
import { principalsOf } from './workspace-model.ts';
import { checkWhole } from './workspace-whole.ts';

/** Where a credential is: members for `hidden` of what it belongs to, and what is to be stored in the vault. */
export interface KeptCredential {
  readonly hidden: JsonObject;
  readonly documents: NonNullable<Effects['documents']>;
}

/** An object without the members that hold secrets; they were there or not, nobody can tell. */
export function withoutSecrets(given: JsonObject, secrets: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !secrets.includes(name)));
}

/** Keeps the credential of a child: a new version of its secret. */
export function keepCredential(
  context: UnitContext,
  childId: string,
  value: string,
): KeptCredential {
  const workspace = workspaceOf(context, childId);
  checkWhole(context, childId, ['keyVault']);
  try {
    return keepSecret(context, workspace, childId, value);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal({
      status: 400,
      code: 'UserError',
      message: `The vault of the workspace '${workspace.name}' does not take the credentials of '${childId.split('/').pop()}': ${error.text}`,
      evidence: 'assumed',
      failureCause: 'service',
      ruleId: 'CMK-044',
    });
  }
}

/** The same for a workspace's own: throws what the vault says. */
export function keepSecret(
  context: UnitContext,
  workspace: StoredResource,
  about: string,
  value: string,
): KeptCredential {
  const vaultId = stringAt(workspace.properties, 'keyVault') ?? '';
  const workspaceId = stringAt(workspace.properties, 'workspaceId') ?? '';
  const name = `azureml-${context.namedGuid('credential', workspaceId, about.toLowerCase())}`;
  const { id, documents } = context.secrets.write(vaultId, name, value, userOf(context, workspace));
  // Without its version: who writes a new one into the vault changes the credential.
  return { hidden: { secretId: id.slice(0, id.lastIndexOf('/')) }, documents };
}

/** Reads a credential back: of a child, or what a workspace keeps of its own. */
export function readCredential(
  context: UnitContext,
  workspace: StoredResource,
  hidden: JsonObject | undefined,
): string {
  try {
    return context.secrets.read(stringAt(hidden, 'secretId') ?? '', userOf(context, workspace));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw secretNotFound(context, workspace);
  }
}

/** Deletes a credential's secret; a vault that is gone or does not let the workspace in keeps it. */
export function dropCredential(
  context: UnitContext,
  { id, hidden }: StoredResource,
): Pick<Effects, 'documents' | 'timers'> {
  const secretId = stringAt(hidden, 'secretId');
  if (secretId === undefined) return {};
  try {
    return context.secrets.remove(secretId, userOf(context, workspaceOf(context, id)));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {};
  }
}

function userOf(context: UnitContext, workspace: StoredResource): string {
  return principalsOf(context, workspace)[0] ?? '';
}

/** Told alike whether the vault is gone, the secret is, or the workspace may not read it. */
function secretNotFound(context: UnitContext, { id }: StoredResource): Refusal {
  return childNotFound(
    context,
    { id },
    {
      code: 'UserError',
      message:
        "Datastore's secret is not found. Please make sure the workspace's key vault exists and the workspace have access to the secrets inside that key vault.",
      evidence: 'reported',
      ruleId: 'CMK-044',
    },
  );
}
