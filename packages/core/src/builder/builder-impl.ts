import type { CloudName } from '../azure/clouds.ts';
import { systemClock } from '../deploy/clock.ts';
import type { Issue } from '../errors/cmk-error.ts';
import { planSpec } from '../plan/plan.ts';
import type { Plan } from '../plan/types.ts';
import type { Edition } from '../rules/types.ts';
import {
  type CmkSpec,
  type GrantsSpec,
  type PrivateEndpointSpec,
  specFormatVersion,
  type Tags,
  type WorkspaceSpec,
} from '../spec/types.ts';
import { validateSpec } from '../validate/validate.ts';
import { conflict, missingCalls, refuse, requireForm } from './builder-checks.ts';
import type {
  AciOptions,
  AiServicesOptions,
  AksDiskOptions,
  BuilderCheckOptions,
  BuilderPlanOptions,
  ContainerRegistryOptions,
  DatabricksOptions,
  EncryptedRegistryOptions,
  ExistingAks,
  KeyOptions,
  NameOrId,
  NewAksOptions,
  SearchServiceOptions,
  StorageAccountOptions,
  StorageOptions,
  UserAssignedIdentityOptions,
  V1Outcome,
  V1Parameters,
  VaultOptions,
  WorkspaceOptions,
} from './builder-options.ts';
import type { RequiredStep } from './builder-steps.ts';
import type { CmkWorkspaceBuilder } from './cmk-workspace-builder.ts';
import { frozenCopy } from './frozen-copy.ts';
import {
  cluster,
  containerGroup,
  containerRegistry,
  identityRef,
  registryEncryption,
  storage,
  storeEncryption,
} from './spec-parts.ts';
import { v1Parameters } from './v1-parameters.ts';

/** A spec of which parts are not said yet. */
export interface Draft extends Partial<Omit<CmkSpec, 'workspace'>> {
  readonly workspace?: Partial<WorkspaceSpec>;
}

/** The interface says which builder a method returns; to the implementation all are alike. */
type Next = never;
type Finisher = 'validate' | 'toSpec' | 'plan' | 'v1Parameters';
type Describing = Omit<CmkWorkspaceBuilder, Finisher>;
type Finishing = Pick<CmkWorkspaceBuilder<RequiredStep>, Finisher>;

/** The instant that a check is made at when none is given. */
function now(): string {
  return new Date(systemClock.now()).toISOString();
}

class BuilderImpl implements Describing, Finishing {
  readonly #draft: Draft;
  readonly #conflicts: readonly Issue[];

  constructor(draft: Draft, conflicts: readonly Issue[] = []) {
    this.#draft = draft;
    this.#conflicts = conflicts;
    Object.freeze(this);
  }

  cloud(cloud: CloudName): Next {
    return this.#with({ cloud });
  }

  edition(edition: Edition): Next {
    return this.#with({ edition });
  }

  tenant(tenantId: string): Next {
    return this.#with({ tenantId });
  }

  subscription(subscriptionId: string): Next {
    return this.#with({ subscriptionId });
  }

  resourceGroup(resourceGroup: string): Next {
    return this.#with({ resourceGroup });
  }

  region(location: string): Next {
    return this.#with({ location });
  }

  tags(tags: Tags): Next {
    return this.#with({ tags: { ...this.#draft.tags, ...tags } });
  }

  vault(name: string, options: VaultOptions = {}): Next {
    return this.#once('vault', 'vault() and useVault()', { create: { name, ...options } });
  }

  useVault(existing: string): Next {
    return this.#once('vault', 'vault() and useVault()', { existing });
  }

  key(name: string, options: KeyOptions = {}): Next {
    return this.#once('key', 'key() and useKey()', { create: { name, ...options } });
  }

  useKey(existing: string): Next {
    return this.#once('key', 'key() and useKey()', { existing });
  }

  workspace(name: string, options: WorkspaceOptions = {}): Next {
    if (this.#draft.workspace?.name !== undefined) {
      return this.#conflict('workspace.name', 'workspace()');
    }
    return this.#withWorkspace({ name, ...options });
  }

  storage(name: string, options: StorageOptions = {}): Next {
    const calls = 'storage() and useStorage()';
    return this.#onceInWorkspace('storage', calls, { create: storage(name, options) });
  }

  useStorage(existing: string): Next {
    return this.#onceInWorkspace('storage', 'storage() and useStorage()', { existing });
  }

  applicationInsights(name: string): Next {
    const calls = 'applicationInsights() and useApplicationInsights()';
    return this.#onceInWorkspace('applicationInsights', calls, { create: { name } });
  }

  useApplicationInsights(existing: string): Next {
    const calls = 'applicationInsights() and useApplicationInsights()';
    return this.#onceInWorkspace('applicationInsights', calls, { existing });
  }

  containerRegistry(name: string, options: ContainerRegistryOptions = {}): Next {
    const calls = 'containerRegistry() and useContainerRegistry()';
    const create = containerRegistry(name, options);
    return this.#onceInWorkspace('containerRegistry', calls, { create });
  }

  useContainerRegistry(existing: string): Next {
    const calls = 'containerRegistry() and useContainerRegistry()';
    return this.#onceInWorkspace('containerRegistry', calls, { existing });
  }

  workspaceVault(name: string, options: VaultOptions = {}): Next {
    return this.#workspaceVault({ create: { name, ...options } });
  }

  useWorkspaceVault(existing: string): Next {
    return this.#workspaceVault({ existing });
  }

  workspaceVaultIsKeyVault(): Next {
    return this.#workspaceVault({ sameAsKeyVault: true });
  }

  systemAssignedIdentity(): Next {
    if (this.#draft.workspace?.identity?.type === 'UserAssigned') return this.#identityConflict();
    return this.#withWorkspace({ identity: { type: 'SystemAssigned' } });
  }

  userAssignedIdentity(nameOrId: NameOrId, options: UserAssignedIdentityOptions = {}): Next {
    const before = this.#draft.workspace?.identity;
    if (before?.type === 'SystemAssigned') return this.#identityConflict();
    const identities = [...(before?.identities ?? []), identityRef(nameOrId)];
    const primary = options.primary === true ? identities.length - 1 : before?.primary;
    const identity = { type: 'UserAssigned' as const, identities };
    return this.#withWorkspace({
      identity: primary === undefined ? identity : { ...identity, primary },
    });
  }

  encryptionIdentity(nameOrId: NameOrId): Next {
    return this.#withEncryption({ identity: identityRef(nameOrId) });
  }

  cosmosDbPrincipal(cosmosDbPrincipalObjectId: string): Next {
    return this.#with({ cosmosDbPrincipalObjectId });
  }

  containerInstancePrincipal(containerInstancePrincipalObjectId: string): Next {
    return this.#with({ containerInstancePrincipalObjectId });
  }

  highBusinessImpact(highBusinessImpact = true): Next {
    return this.#withWorkspace({ highBusinessImpact });
  }

  serviceSideEncryption(): Next {
    return this.#withEncryption({ architecture: 'serviceSide' });
  }

  publicNetworkAccess(publicNetworkAccess: 'Enabled' | 'Disabled'): Next {
    return this.#withWorkspace({ publicNetworkAccess });
  }

  privateEndpoint(privateEndpoint: PrivateEndpointSpec): Next {
    return this.#withWorkspace({ privateEndpoint });
  }

  managedNetwork(
    isolationMode: NonNullable<WorkspaceSpec['managedNetwork']>['isolationMode'],
  ): Next {
    return this.#withWorkspace({ managedNetwork: { isolationMode } });
  }

  encryptAci(name: string, options: AciOptions): Next {
    const containerGroups = [...(this.#draft.containerGroups ?? []), containerGroup(name, options)];
    return this.#with({ containerGroups });
  }

  encryptAks(nameOrExisting: string | ExistingAks, options: NewAksOptions | AksDiskOptions): Next {
    const clusters = [...(this.#draft.clusters ?? []), cluster(nameOrExisting, options)];
    return this.#with({ clusters });
  }

  encryptStorage(name: string, options: StorageAccountOptions = {}): Next {
    const account = { name, ...storeEncryption(options) };
    return this.#with({ storageAccounts: [...(this.#draft.storageAccounts ?? []), account] });
  }

  encryptRegistry(name: string, options: EncryptedRegistryOptions): Next {
    const registry = { name, ...registryEncryption(options) };
    return this.#with({
      containerRegistries: [...(this.#draft.containerRegistries ?? []), registry],
    });
  }

  encryptSearch(name: string, options: SearchServiceOptions = {}): Next {
    const service = { name, ...storeEncryption(options) };
    return this.#with({ searchServices: [...(this.#draft.searchServices ?? []), service] });
  }

  encryptAiServices(name: string, options: AiServicesOptions = {}): Next {
    const account = { name, ...storeEncryption(options) };
    return this.#with({ aiServicesAccounts: [...(this.#draft.aiServicesAccounts ?? []), account] });
  }

  encryptDatabricks(name: string, options: DatabricksOptions = {}): Next {
    const workspace = { name, ...options };
    return this.#with({
      databricksWorkspaces: [...(this.#draft.databricksWorkspaces ?? []), workspace],
    });
  }

  grants(grants: GrantsSpec): Next {
    return this.#with({ grants: { ...this.#draft.grants, ...grants } });
  }

  validate(options: BuilderCheckOptions = {}): readonly Issue[] {
    const { asOf = now(), edition = this.#draft.edition } = options;
    const found = validateSpec(this.#draft, {
      asOf,
      ...(edition === undefined ? {} : { edition }),
    });
    return [...this.#conflicts, ...found];
  }

  toSpec(): CmkSpec {
    const missing = missingCalls(this.#draft);
    if (missing.length > 0 || this.#conflicts.length > 0) throw refuse(this.#conflicts, missing);
    return this.#draft as CmkSpec;
  }

  plan(options: BuilderPlanOptions = {}): Plan {
    const { asOf = now(), accept, edition } = options;
    return planSpec(this.toSpec(), {
      asOf,
      ...(accept === undefined ? {} : { accept }),
      ...(edition === undefined ? {} : { edition }),
    });
  }

  v1Parameters(outcome?: V1Outcome): V1Parameters {
    return v1Parameters(requireForm(this.toSpec()), outcome);
  }

  #with(part: Draft): Next {
    return new BuilderImpl(frozenCopy({ ...this.#draft, ...part }), this.#conflicts) as Next;
  }

  #withWorkspace(part: Partial<WorkspaceSpec>): Next {
    return this.#with({ workspace: { ...this.#draft.workspace, ...part } });
  }

  #withEncryption(part: WorkspaceSpec['encryption']): Next {
    return this.#withWorkspace({ encryption: { ...this.#draft.workspace?.encryption, ...part } });
  }

  #once<K extends 'vault' | 'key'>(member: K, calls: string, value: CmkSpec[K]): Next {
    if (this.#draft[member] !== undefined) return this.#conflict(member, calls);
    return this.#with({ [member]: value });
  }

  #onceInWorkspace<K extends keyof WorkspaceSpec>(
    member: K,
    calls: string,
    value: WorkspaceSpec[K],
  ): Next {
    if (this.#draft.workspace?.[member] !== undefined) {
      return this.#conflict(`workspace.${member}`, calls);
    }
    return this.#withWorkspace({ [member]: value });
  }

  #workspaceVault(value: NonNullable<WorkspaceSpec['keyVault']>): Next {
    const calls = 'workspaceVault(), useWorkspaceVault() and workspaceVaultIsKeyVault()';
    return this.#onceInWorkspace('keyVault', calls, value);
  }

  #identityConflict(): Next {
    const calls = 'systemAssignedIdentity() and userAssignedIdentity()';
    return this.#conflict('workspace.identity', calls);
  }

  /** The first call stays; the second is kept as an issue. */
  #conflict(path: string, calls: string): Next {
    return new BuilderImpl(this.#draft, [...this.#conflicts, conflict(path, calls)]) as Next;
  }
}

/** A builder of which nothing is said yet. */
export function emptyBuilder(): CmkWorkspaceBuilder {
  return new BuilderImpl(frozenCopy({ formatVersion: specFormatVersion })) as never;
}

/** A builder of a whole spec. */
export function builderFrom(spec: CmkSpec): CmkWorkspaceBuilder<RequiredStep> {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) requireForm(spec);
  return new BuilderImpl(frozenCopy(spec)) as never;
}
