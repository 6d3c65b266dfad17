import type { Cloud } from '../../azure/clouds.ts';
import { keyConsumerNouns, requiredKeyPermissions } from '../../rules/key-permissions.ts';
import type { KeyConsumer } from '../../rules/facts.ts';
import type { CmkSpec } from '../../spec/types.ts';
import { builtInRoles } from '../roles.ts';
import { storeTypes } from '../stores.ts';
import type {
  DescribedContainerGroup,
  DescribedDiskEncryptionSet,
  DescribedGrant,
  DescribedKey,
  DescribedLookup,
  DescribedStore,
  DescribedVault,
  DescribedWorkspace,
  Principal,
  Served,
} from './description.ts';
import { identityPrincipal } from './identities.ts';

/** Who may be granted something. */
export interface GrantSurroundings {
  readonly cloud: Cloud;
  readonly key: DescribedKey;
  readonly workspace: DescribedWorkspace;
  readonly containerGroups: readonly DescribedContainerGroup[];
  readonly diskEncryptionSets: readonly DescribedDiskEncryptionSet[];
  readonly stores: readonly DescribedStore[];
}

/** The grants on keys, and the look-ups of principals that they need. */
export interface DescribedGrants {
  readonly grants: readonly DescribedGrant[];
  readonly lookups: readonly DescribedLookup[];
  readonly resolvesCaller: boolean;
}

/** Decides who gets which permission on the keys of which vault; one principal gets one grant per vault. */
export function describeGrants(spec: CmkSpec, around: GrantSurroundings): DescribedGrants {
  const { key, workspace, containerGroups, diskEncryptionSets, stores, cloud } = around;
  const wanted = spec.grants ?? {};
  const grants = new Map<string, DescribedGrant>();
  const lookups = new Map<string, DescribedLookup>();

  /** A first-party service principal: by the object id in the spec, else looked up; never by the application id. */
  const firstParty = (
    application: DescribedLookup['application'],
    objectId: string | undefined,
  ): Principal => {
    const title = keyConsumerNouns[application];
    if (objectId !== undefined) return { id: objectId, title, type: 'ServicePrincipal' };
    const stepId = `principal.${application}`;
    const applicationId = cloud.applications[application];
    lookups.set(stepId, {
      stepId,
      application,
      ...(applicationId === undefined ? {} : { applicationId }),
    });
    return { id: { from: stepId, output: 'objectId' }, title, type: 'ServicePrincipal' };
  };

  const add = (
    stepId: string,
    vault: DescribedVault,
    principal: Principal,
    consumer: KeyConsumer,
    serves: Served,
  ): void => {
    const permissions = requiredKeyPermissions[consumer];
    const at = `${vault.id.toLowerCase()} ${JSON.stringify(principal.id).toLowerCase()}`;
    const known = grants.get(at);
    grants.set(
      at,
      known
        ? {
            ...known,
            permissions: [...new Set([...known.permissions, ...permissions])],
            serves: [...known.serves, serves],
          }
        : {
            stepId,
            vault,
            principal,
            consumer,
            permissions,
            role: builtInRoles.keyVaultCryptoServiceEncryptionUser,
            serves: [serves],
          },
    );
  };

  if (wanted.workspace !== false) {
    const identity = workspace.encryptionIdentity;
    const principal = identity
      ? identityPrincipal(identity)
      : firstParty('cosmosDb', spec.cosmosDbPrincipalObjectId);
    const consumer = identity ? 'workspaceEncryptionIdentity' : 'cosmosDb';
    const { stepId, name } = workspace;
    const serves = { stepId, title: `workspace ${name}` };
    add('grant.workspace', key.vault, principal, consumer, serves);
  }
  if (wanted.containerGroups !== false) {
    for (const group of containerGroups) {
      const { vault } = group.key;
      const serves = { stepId: group.stepId, title: `container group ${group.name}` };
      if (group.identity) {
        const principal = identityPrincipal(group.identity);
        add(`grant.${group.stepId}`, vault, principal, 'containerGroupIdentity', serves);
      } else {
        const objectId = spec.containerInstancePrincipalObjectId;
        const principal = firstParty('containerInstance', objectId);
        const stepId = vault === key.vault ? 'grant.aci' : `grant.aci@${vault.name}`;
        add(stepId, vault, principal, 'containerInstance', serves);
      }
    }
  }
  if (wanted.diskEncryptionSets !== false) {
    for (const set of diskEncryptionSets) {
      if (!set.key) continue;
      const principal: Principal = set.identity
        ? identityPrincipal(set.identity)
        : {
            id: { from: set.stepId, output: 'principalId' },
            title: `the system-assigned identity of disk encryption set ${set.name}`,
            type: 'ServicePrincipal',
          };
      const serves = { stepId: set.stepId, title: `disk encryption set ${set.name}` };
      add(`grant.${set.stepId}`, set.key.vault, principal, 'diskEncryptionSet', serves);
    }
  }
  if (wanted.stores !== false) {
    for (const store of stores) {
      const title = `${storeTypes[store.store].noun} ${store.name}`;
      const principal: Principal = store.identity
        ? identityPrincipal(store.identity)
        : {
            id: { from: store.stepId, output: 'principalId' },
            title: `the own identity of ${title}`,
            type: 'ServicePrincipal',
          };
      const serves = { stepId: store.keyStepId, title };
      add(`grant.${store.stepId}`, store.key.vault, principal, store.store, serves);
    }
  }
  const resolvesCaller = wanted.deployer !== false;
  return {
    grants: [...(resolvesCaller ? [deployerGrant(key)] : []), ...grants.values()],
    lookups: [...lookups.values()],
    resolvesCaller,
  };
}

/** The least that the deployer needs: reading an existing key, or making one. */
function deployerGrant(key: DescribedKey): DescribedGrant {
  return {
    stepId: 'grant.deployer',
    vault: key.vault,
    principal: {
      id: { from: 'caller', output: 'objectId' },
      title: 'whoever deploys',
      type: 'unknown',
    },
    consumer: 'deployer',
    permissions: [
      'get',
      ...(key.create ? (['create'] as const) : []),
      ...(key.create?.rotationPolicy ? (['getrotationpolicy', 'setrotationpolicy'] as const) : []),
    ],
    role: key.create ? builtInRoles.keyVaultCryptoOfficer : builtInRoles.keyVaultReader,
    serves: [{ stepId: key.stepId, title: `key ${key.name}` }],
  };
}
