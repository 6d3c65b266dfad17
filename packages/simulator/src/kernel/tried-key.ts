/** A customer's key as a service meets it that is told its parts: found, tried, and of a kind it can use. */
import { firstKeyRefusal, unfitKind, unrecoverableVault } from './customer-key.ts';
import { stringAt } from './json.ts';
import type { KeyDescription } from './ports.ts';
import type { UnitContext } from './resource-type.ts';

/** Why a key cannot be used; `words` go on after "the key … cannot be used: ". */
export interface KeyProblem {
  /** `access`: the vault says no, or there is nothing to find. `vault`: its keys can be lost. `kind`: not RSA. */
  readonly about: 'access' | 'vault' | 'kind';
  readonly words: string;
}

/** The version in use, or why there is none. The vault first says who may ask, then what is there. */
export function tryKey(
  context: UnitContext,
  keyIdentifier: string,
  principalId: string | undefined,
): { readonly key: KeyDescription } | { readonly problem: KeyProblem } {
  if (principalId === undefined) {
    return { problem: { about: 'access', words: 'there is no identity to use it with' } };
  }
  const refusal = firstKeyRefusal(context, keyIdentifier, principalId);
  if (refusal) return { problem: { about: 'access', words: refusal.data.message } };
  const key = context.keys.describe(keyIdentifier);
  if (!key) return { problem: { about: 'access', words: 'it was not found' } };
  const lack = unrecoverableVault(context, keyIdentifier);
  if (lack !== undefined) return { problem: { about: 'vault', words: lack } };
  const kind = unfitKind(key);
  return kind === undefined ? { key } : { problem: { about: 'kind', words: kind } };
}

/** `{vault}/keys/{name}`, with the version when there is one, of a key told by its parts; `undefined`: not told. */
export function keyIdentifierOf(
  key: unknown,
  names: { readonly vault: string; readonly name: string; readonly version: string },
): string | undefined {
  const vault = stringAt(key, names.vault)?.replace(/\/+$/, '');
  const name = stringAt(key, names.name);
  if (!vault || !name) return undefined;
  const version = stringAt(key, names.version);
  return version ? `${vault}/keys/${name}/${version}` : `${vault}/keys/${name}`;
}
