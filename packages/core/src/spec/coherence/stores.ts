/** What stores under a key by themselves have in common. */
import { defaultContainerRegistrySku, defaultKeySizeBits } from '../../plan/defaults.ts';
import { type Path, specIssue } from '../issue.ts';
import { storeLists } from '../store-lists.ts';
import type { StoreEncryptionSpec } from '../store-types.ts';
import type { CoherenceCheck, Loose, LooseSpec } from './loose.ts';

/** A store that has a list of its own in the spec. */
interface LooseStore extends Loose<StoreEncryptionSpec> {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, unknown>>;
}

/** The stores that have a list of their own, each with where it stands. */
export function listedStores(spec: LooseSpec): readonly (readonly [Path, LooseStore])[] {
  return Object.values(storeLists).flatMap((list) =>
    (spec[list] ?? []).flatMap((store, index) =>
      store ? [[[list, index], store as LooseStore] as const] : [],
    ),
  );
}

/** Every store under a key by itself, those of the workspace first: where its key is said, and what. */
export function storeEncryptions(
  spec: LooseSpec,
): readonly (readonly [Path, Loose<StoreEncryptionSpec>])[] {
  const { storage, containerRegistry } = spec.workspace ?? {};
  const ofWorkspace = [
    ['storage', storage?.create?.encryption],
    ['containerRegistry', containerRegistry?.create?.encryption],
  ] as const;
  return [
    ...ofWorkspace.flatMap(([member, encryption]) =>
      encryption ? [[['workspace', member, 'create', 'encryption'], encryption] as const] : [],
    ),
    ...listedStores(spec),
  ];
}

/** A registry under a key is a Premium one. */
export const encryptedRegistryIsPremium: CoherenceCheck = ({ workspace }) => {
  const { encryption, sku = defaultContainerRegistrySku } =
    workspace?.containerRegistry?.create ?? {};
  if (!encryption || sku === 'Premium') return [];
  return [
    specIssue('SPEC-CONFLICT', ['workspace', 'containerRegistry', 'create', 'sku'], {
      message: 'A container registry under a key must be a Premium one.',
      received: sku,
      expected: 'Premium',
      fix: 'Set the sku to "Premium", or remove the encryption.',
    }),
  ];
};

/** Azure AI services take keys of this size only. Of keys that exist nothing is known yet. */
const AI_SERVICES_KEY_BITS = 2048;

/** An account of Azure AI services is under a key of the one size that it takes. */
export const aiServicesKeyFits: CoherenceCheck = ({ key, aiServicesAccounts = [] }) => {
  const size = key?.create ? (key.create.size ?? defaultKeySizeBits) : AI_SERVICES_KEY_BITS;
  if (size === AI_SERVICES_KEY_BITS) return [];
  return aiServicesAccounts.flatMap((account, index) => {
    if (!account || account.keyIdentifier !== undefined) return [];
    return [
      specIssue('SPEC-CONFLICT', ['aiServicesAccounts', index], {
        message: `Azure AI services take RSA keys of ${AI_SERVICES_KEY_BITS} bits only, and the workspace's key has ${size}.`,
        received: `the workspace's key, ${size} bits`,
        expected: `a key of ${AI_SERVICES_KEY_BITS} bits`,
        fix: `Name another key by keyIdentifier, or set key.create.size to ${AI_SERVICES_KEY_BITS}.`,
      }),
    ];
  });
};

/**
 * Documented since April 2025: Azure OpenAI uses a key as itself only.
 * https://learn.microsoft.com/azure/ai-services/openai/encrypt-data-at-rest
 */
export const openAiUsesItsOwnIdentity: CoherenceCheck = ({ aiServicesAccounts = [] }) =>
  aiServicesAccounts.flatMap((account, index) => {
    if (account?.kind !== 'OpenAI' || account.identity === undefined) return [];
    return [
      specIssue('SPEC-CONFLICT', ['aiServicesAccounts', index, 'identity'], {
        message:
          'An Azure OpenAI account uses its key as itself: user-assigned identities are not supported with a customer-managed key.',
        received: 'a user-assigned identity',
        expected: 'no identity',
        fix: 'Leave the identity out, or make the account of the kind "AIServices".',
      }),
    ];
  });
