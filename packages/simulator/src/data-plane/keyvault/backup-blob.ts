/** Backups: sealed, so that nobody reads or changes what is in them, and bound to a subscription and a geography. */
import { fromBase64Url, toBase64Url } from '../../crypto/bytes.ts';
import { deriveBytes, openSealed, seal } from '../../crypto/node-crypto.ts';
import type { Refusal } from '../../kernel/errors.ts';
import { drawHex32 } from '../../kernel/ids.ts';
import { isObject, type Json, stringAt } from '../../kernel/json.ts';
import { geographyOf } from '../../kernel/regions.ts';
import type { World } from '../../kernel/world.ts';
import { badParameter, malformedBackup, type ObjectNoun } from './vault-errors.ts';
import type { VaultView } from './vault-view.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;

/** The text of a backup, base64url. */
export function sealBackup(
  world: World,
  vault: VaultView,
  noun: ObjectNoun,
  content: Json,
): string {
  const text = JSON.stringify({ noun, content, ...homeOf(vault) });
  const nonce = Buffer.from(drawHex32(world), 'hex').subarray(0, NONCE_BYTES);
  return toBase64Url(seal(sealingKey(world), nonce, new TextEncoder().encode(text)));
}

/** What was backed up; throws when it is no backup of that kind, or one from elsewhere. */
export function openBackup(
  world: World,
  vault: VaultView,
  noun: ObjectNoun,
  value: string,
): Json | undefined {
  const opened = read(world, value);
  if (stringAt(opened, 'noun') !== noun || !isObject(opened)) throw malformedBackup();
  const home = homeOf(vault);
  if (opened['subscriptionId'] !== home.subscriptionId) throw madeElsewhere();
  if (opened['geography'] !== home.geography) throw madeElsewhere();
  return opened['content'];
}

/** MicrosoftDocs/azure-docs#107520 and Azure/azure-cli#8767 have the words. */
const madeElsewhere = (): Refusal => badParameter('Cannot decrypt backup blob.', 'reported');

function read(world: World, value: string): Json {
  try {
    const bytes = openSealed(sealingKey(world), fromBase64Url(value) ?? new Uint8Array());
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  } catch {
    throw malformedBackup();
  }
}

function sealingKey(world: World): Uint8Array {
  return deriveBytes(world.seed, 'key vault backups', KEY_BYTES);
}

function homeOf(vault: VaultView): { subscriptionId: string; geography: string } {
  return {
    subscriptionId: (vault.resource.id.split('/')[2] ?? '').toLowerCase(),
    geography: geographyOf(vault.location),
  };
}
