/** What rules about keys in vaults may look at: the management plane checks it, the data plane fills it in. */
import { notSimulated } from '../errors.ts';
import { isObject, type Json } from '../json.ts';

/** Definitions of this mode are held against keys by the data plane of Key Vault. */
export const KEY_POLICY_MODE = 'Microsoft.KeyVault.Data';
export const KEY_POLICY_TYPE = 'Microsoft.KeyVault.Data/vaults/keys';

/** Aliases without the type. */
const FIELDS: ReadonlySet<string> = new Set([
  'keytype',
  'keysize',
  'ellipticcurvename',
  'attributes.enabled',
  'attributes.expireson',
  'attributes.notbefore',
]);
const COMMON: ReadonlySet<string> = new Set(['type', 'name', 'id']);

/** Refuses a field that is not filled in: taken, it would let everything pass. */
export function checkKeyFields(condition: Json | undefined): void {
  if (!isObject(condition)) return;
  for (const part of [condition['allOf'], condition['anyOf'], condition['not']].flat()) {
    checkKeyFields(part as Json | undefined);
  }
  const { field, value, count } = condition;
  if (count !== undefined) throw notSimulated('a count in a policy about keys');
  if (typeof field === 'string') checkField(field);
  const expression = typeof value === 'string' && value.startsWith('[') ? value : '';
  for (const [, name = ''] of expression.matchAll(/\bfield\(\s*'([^']*)'/gi)) checkField(name);
}

function checkField(field: string): void {
  const name = field.toLowerCase();
  const prefix = `${KEY_POLICY_TYPE.toLowerCase()}/`;
  const isKnown = name.startsWith(prefix)
    ? FIELDS.has(name.slice(prefix.length))
    : COMMON.has(name) || name.startsWith('tags[');
  if (!isKnown) throw notSimulated(`the policy alias '${field}'`);
}
