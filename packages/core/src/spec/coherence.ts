/** What the members of a spec say to each other, as far as no document is needed to judge it. */
import type { Issue } from '../errors/cmk-error.ts';
import type { CoherenceCheck, LooseSpec } from './coherence/loose.ts';
import { namesDiffer, tagNamesDiffer, tagsFit } from './coherence/names.ts';
import {
  diskEncryptionSetBesideCluster,
  endpointBesideNetwork,
  regionOfCloud,
  tenantIsNotSubscription,
  urlsOfCloud,
} from './coherence/place.ts';
import { projectsHaveHub } from './coherence/projects.ts';
import {
  aiServicesKeyFits,
  encryptedRegistryIsPremium,
  openAiUsesItsOwnIdentity,
} from './coherence/stores.ts';
import {
  containerGroupPassesFirewall,
  existingClustersDiffer,
  foreignKeyNamesItsVault,
  portsDiffer,
} from './coherence/targets.ts';
import {
  expiryAfterActivation,
  hardwareKeyInPremiumVault,
  rotationPolicyHolds,
  trustedServicesPassFirewall,
} from './coherence/vault-and-key.ts';
import {
  encryptionIdentityIsAttached,
  identitiesDiffer,
  primaryIdentityExists,
  serviceSideLimits,
} from './coherence/workspace.ts';

const checks: readonly CoherenceCheck[] = [
  tenantIsNotSubscription,
  regionOfCloud,
  urlsOfCloud,
  hardwareKeyInPremiumVault,
  trustedServicesPassFirewall,
  expiryAfterActivation,
  rotationPolicyHolds,
  primaryIdentityExists,
  identitiesDiffer,
  encryptionIdentityIsAttached,
  serviceSideLimits,
  projectsHaveHub,
  endpointBesideNetwork,
  containerGroupPassesFirewall,
  portsDiffer,
  foreignKeyNamesItsVault,
  diskEncryptionSetBesideCluster,
  existingClustersDiffer,
  encryptedRegistryIsPremium,
  aiServicesKeyFits,
  openAiUsesItsOwnIdentity,
  namesDiffer,
  tagsFit,
  tagNamesDiffer,
];

/** Every contradiction in what is left of a spec when its wrong parts are taken out. */
export function checkCoherence(spec: LooseSpec): readonly Issue[] {
  return checks.flatMap((check) => check(spec));
}
