import type { Workspace } from '@azure/arm-machinelearning';

import { parseKeyIdentifier } from '../../azure/key-identifier.ts';
import type { KnownStep } from '../step-unit.ts';

type WorkspaceStep = KnownStep<'workspace.ensure'>;

/** Whether two key identifiers name the same version of the same key. */
export function isSameKey(left: string, right: string | undefined): boolean {
  const a = parseKeyIdentifier(left);
  const b = right === undefined ? undefined : parseKeyIdentifier(right);
  return (
    a !== undefined &&
    b !== undefined &&
    a.vaultUrl === b.vaultUrl &&
    a.name.toLowerCase() === b.name.toLowerCase() &&
    a.version === b.version
  );
}

function identityOf({ identity }: WorkspaceStep): NonNullable<Workspace['identity']> {
  return {
    type: identity.type,
    ...(identity.type === 'UserAssigned'
      ? { userAssignedIdentities: Object.fromEntries(identity.ids.map((id) => [id, {}])) }
      : {}),
  };
}

function encryptionOf({ encryption }: WorkspaceStep): NonNullable<Workspace['encryption']> {
  return {
    status: 'Enabled',
    keyVaultProperties: {
      keyVaultArmId: encryption.vaultId,
      keyIdentifier: encryption.keyIdentifier,
    },
    ...(encryption.identityId === undefined
      ? {}
      : { identity: { userAssignedIdentity: encryption.identityId } }),
  };
}

/** The body as the typed client takes it: flat, and without what its api-version does not know. */
export function typedBodyOf(step: WorkspaceStep): Workspace {
  return {
    location: step.location,
    tags: { ...step.tags },
    identity: identityOf(step),
    ...(step.friendlyName === undefined ? {} : { friendlyName: step.friendlyName }),
    ...(step.description === undefined ? {} : { description: step.description }),
    storageAccount: step.storageId,
    applicationInsights: step.applicationInsightsId,
    keyVault: step.keyVaultId,
    ...(step.containerRegistryId === undefined
      ? {}
      : { containerRegistry: step.containerRegistryId }),
    encryption: encryptionOf(step),
    hbiWorkspace: step.highBusinessImpact,
    publicNetworkAccess: step.publicNetworkAccess,
    ...(step.identity.primary === undefined
      ? {}
      : { primaryUserAssignedIdentity: step.identity.primary }),
  };
}

/** The body as it goes over the wire, with everything. */
export function rawBodyOf(step: WorkspaceStep): {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly [attribute: string]: unknown;
} {
  const { location, tags, identity, ...properties } = typedBodyOf(step);
  return {
    location,
    ...(step.workspaceKind === undefined ? {} : { kind: step.workspaceKind }),
    tags,
    identity,
    properties: {
      ...properties,
      ...(step.encryption.architecture === 'serviceSide'
        ? { enableServiceSideCMKEncryption: true }
        : {}),
      ...(step.managedNetworkIsolation === undefined
        ? {}
        : { managedNetwork: { isolationMode: step.managedNetworkIsolation } }),
    },
  };
}

/** What is sent to change a workspace: only what Azure changes in place. */
export function patchOf(
  step: WorkspaceStep,
  tags: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const {
    friendlyName,
    description,
    applicationInsights,
    containerRegistry,
    publicNetworkAccess,
    encryption,
  } = typedBodyOf(step);
  return {
    tags: { ...tags, ...step.tags },
    identity: identityOf(step),
    properties: {
      ...(friendlyName === undefined ? {} : { friendlyName }),
      ...(description === undefined ? {} : { description }),
      applicationInsights,
      ...(containerRegistry === undefined ? {} : { containerRegistry }),
      publicNetworkAccess,
      ...(step.managedNetworkIsolation === undefined
        ? {}
        : { managedNetwork: { isolationMode: step.managedNetworkIsolation } }),
      // Service-side encryption knows no other key, so none is named.
      ...(step.encryption.architecture === 'serviceSide'
        ? {}
        : {
            encryption: {
              keyVaultProperties: { keyIdentifier: encryption?.keyVaultProperties.keyIdentifier },
            },
          }),
    },
  };
}
