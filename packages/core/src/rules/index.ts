/** The documented rules as data, and what judges facts by them. */
export {
  type Assessment,
  type AssessmentResult,
  assess,
  evaluate,
  type EvaluateOptions,
  type Finding,
  refusalFor,
} from './evaluate.ts';
export type {
  ChainFacts,
  ClaimFacts,
  ClusterFacts,
  ComputeFacts,
  ContainerGroupFacts,
  CostEstimateFacts,
  CredentialAccessFacts,
  DisclosureFacts,
  DiskEncryptionSetFacts,
  FactsCloud,
  GrantFacts,
  KeyAccessFacts,
  KeyConsumer,
  KeyFacts,
  KeyPermission,
  KeyState,
  LookupFacts,
  ManagedGroupFacts,
  ManagedStoreFacts,
  Place,
  RegistryFacts,
  StorageFacts,
  VaultFacts,
  VaultState,
  WorkspaceFacts,
} from './facts.ts';
export { requiredKeyPermissions } from './key-permissions.ts';
export {
  kubernetesVersionMinInclusive,
  recommendedRsaSizeBitsMinInclusive,
  requestUnitsMaxInclusive,
  requestUnitsMinInclusive,
} from './limits.ts';
export { ruleExamples, rules } from './registry.gen.ts';
export { sentenceOf } from './sentence.ts';
export { isHubOrProjectKind } from './workspace-kind.ts';
export {
  currentEditionStamp,
  defaultEdition,
  defineRule,
  type Edition,
  editions,
  type Evidence,
  type Holding,
  type Level,
  levelIn,
  type Refusal,
  type Rule,
  type RuleClass,
  type RuleExample,
  type RuleExamples,
  type RuleId,
  type RuleSource,
  simulatorWording,
  type SourceDocument,
  type Stage,
  type Violation,
} from './types.ts';
