/**
 * Describe, check, plan, deploy and verify an Azure Machine Learning workspace whose data is encrypted under a
 * customer-managed key. Loading this entry loads no Azure client, nor the steps
 * of a deployment or the reading of a chain: those come when a plan is deployed or a chain verified.
 */
export { advise, type Circumstances } from './advice/advise.ts';
export {
  costFactsOf,
  type CostEstimate,
  type CostItem,
  estimateCosts,
  type EstimateOptions,
} from './advice/estimate-costs.ts';
export { findDisclosures, type LoggedTexts } from './advice/find-disclosures.ts';
export { type ArmId, parseArmId, sameId } from './azure/arm-id.ts';
export type { Caller } from './azure/caller.ts';
export type { AdditionalPolicy, UserClientOptions } from './azure/client-options.ts';
export { type Cloud, type CloudName, clouds, type FirstPartyApplication } from './azure/clouds.ts';
export { whoDeploys, type WhoDeploysOptions } from './azure/who-deploys.ts';
export type {
  AciOptions,
  AiServicesOptions,
  AksDiskOptions,
  BuilderCheckOptions,
  BuilderPlanOptions,
  ContainerRegistryOptions,
  DatabricksOptions,
  DiskEncryptionSetOptions,
  EncryptedRegistryOptions,
  ExistingAks,
  HubOptions,
  KeyOptions,
  NameOrId,
  NewAksOptions,
  ProjectOptions,
  RegistryEncryptionOptions,
  SearchServiceOptions,
  StorageAccountOptions,
  StorageOptions,
  StoreEncryptionOptions,
  UserAssignedIdentityOptions,
  V1ContainerGroupParameters,
  V1Outcome,
  V1Parameters,
  V1WorkspaceParameters,
  VaultOptions,
  WorkspaceOptions,
} from './builder/builder-options.ts';
export type { BuilderStep, RequiredStep } from './builder/builder-steps.ts';
export {
  CmkWorkspaceBuilder,
  type CmkWorkspaceBuilderFactory,
} from './builder/cmk-workspace-builder.ts';
export type { BuilderTypeError } from './builder/type-error.ts';
export { type KeyIdentifier, parseKeyIdentifier } from './azure/key-identifier.ts';
export { type Clock, systemClock } from './deploy/clock.ts';
export { deploy, type Deployment, type DeployOptions } from './deploy/deploy.ts';
export type {
  DeployEvent,
  DeployOutcome,
  EventBase,
  FinishedEvent,
  StartedEvent,
  StepFailedEvent,
  StepOutputValues,
  StepResult,
  StepSkippedEvent,
  StepStartedEvent,
  StepSucceededEvent,
  StepUnchangedEvent,
  StepWaitingEvent,
} from './deploy/events.ts';
export {
  type AzureCause,
  CmkError,
  type CmkErrorData,
  type Hop,
  isCmkError,
  type Issue,
} from './errors/index.ts';
export { explain, type ExplainOptions, type ExplainSection } from './plan/explain/explain.ts';
export { parsePlan } from './plan/parse-plan.ts';
export { type PlanOptions, planSpec } from './plan/plan.ts';
export type {
  ContainerGroupStep,
  DiskEncryptionSetStep,
  GenericResourceStep,
  GrantedKeyPermission,
  GrantStep,
  IdentityStep,
  KeyStep,
  ManagedClusterStep,
  Permission,
  Plan,
  PrivateEndpointStep,
  ProjectStep,
  ReadIdentityStep,
  ReadKeyStep,
  ReadResourceStep,
  ReadVaultStep,
  Reason,
  Ref,
  RegisterProviderStep,
  ResolveCallerStep,
  ResolvePrincipalStep,
  ResourceGroupStep,
  RoleAssignmentStep,
  Step,
  StepBase,
  StepKind,
  StepOf,
  StorageClassStep,
  StorageStep,
  StoreKey,
  StoreKeyStep,
  StoreStep,
  Value,
  VaultStep,
  WorkspaceStep,
} from './plan/types.ts';
export { planFormatVersion } from './plan/types.ts';
export {
  currentEditionStamp,
  defaultEdition,
  type Edition,
  editions,
  type Level,
  type RuleId,
} from './rules/types.ts';
export { parseSpecText, type SpecFormat } from './spec/parse-spec-text.ts';
export { parseSpec, type ParseResult } from './spec/parse-spec.ts';
export type {
  AiServicesAccountSpec,
  DatabricksWorkspaceSpec,
  EncryptedRegistrySpec,
  RegistryEncryptionSpec,
  SearchServiceSpec,
  StorageAccountSpec,
  StoreEncryptionSpec,
} from './spec/store-types.ts';
export type {
  ApplicationInsightsSpec,
  ClusterSpec,
  CmkSpec,
  ContainerGroupKeySpec,
  ContainerGroupSpec,
  ContainerRegistrySpec,
  DiskEncryptionSetSpec,
  ExistingResource,
  GrantsSpec,
  IdentityRef,
  KeySpec,
  NewKeySpec,
  NewVaultSpec,
  PrivateEndpointSpec,
  ProjectSpec,
  RotationPolicySpec,
  StorageSpec,
  Tags,
  VaultNetworkSpec,
  VaultSpec,
  WorkspaceEncryptionSpec,
  WorkspaceIdentitySpec,
  WorkspaceSpec,
  WorkspaceVaultSpec,
} from './spec/types.ts';
export { specFormatVersion } from './spec/types.ts';
export { assertSpec } from './validate/assert-spec.ts';
export type { ValidateOptions } from './validate/judged-by.ts';
export { validateSpec } from './validate/validate.ts';
export type {
  Control as PostureControl,
  Evidence as PostureEvidence,
  KeyUse,
  Posture,
  PostureItem,
  RuleVerdict,
  Under,
  Unread,
} from './verify/posture.ts';
export {
  type PostureFormat,
  renderPosture,
  type RenderOptions,
} from './verify/render/render-posture.ts';
export { verify, type VerifyOptions } from './verify/verify.ts';
