/** Policies of the organisation, held against a version of a key before it is stored. */
import type { JsonObject } from '../../kernel/json.ts';
import { KEY_POLICY_MODE, KEY_POLICY_TYPE } from '../../kernel/policy/key-fields.ts';
import type { PolicyMark } from '../../kernel/policy/policies.ts';
import { disallowedByPolicy } from './key-errors.ts';
import type { StoredKeyVersion } from './key-store.ts';
import type { VaultRequest } from './request.ts';

const SECOND_MS = 1000;

/** Throws when a policy denies the version; tells what policies let pass with a mark. */
export function checkKeyPolicies(
  { services, vault, apiVersion }: VaultRequest,
  name: string,
  version: StoredKeyVersion,
): readonly PolicyMark[] {
  if (services.policies.areNone) return [];
  const { why, marks } = services.policies.verdict({
    id: `${vault.resource.id}/keys/${name}`,
    type: KEY_POLICY_TYPE,
    name,
    apiVersion,
    content: contentOf(version),
    mode: KEY_POLICY_MODE,
  });
  if (why !== undefined) throw disallowedByPolicy(name, why);
  return marks;
}

function contentOf({ type, material, ...version }: StoredKeyVersion): JsonObject {
  const { enabled, notBefore, expires, tags = {} } = version;
  return {
    tags,
    properties: {
      keyType: type,
      ...('curve' in material
        ? { ellipticCurveName: material.curve }
        : { keySize: material.sizeBits }),
      attributes: {
        enabled,
        ...(expires === undefined ? {} : { expiresOn: isoOf(expires) }),
        ...(notBefore === undefined ? {} : { notBefore: isoOf(notBefore) }),
      },
    },
  };
}

const isoOf = (seconds: number): string => new Date(seconds * SECOND_MS).toISOString();
