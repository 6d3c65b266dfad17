/** What rules about keys in vaults may look at: the management plane checks it, the data plane fills it in. */
import { notSimulated } from '../errors.ts';
import { isObject, type Json } from '../json.ts';
import { isExpression } from './expression.ts';

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
/** What looks at a field, and its name where that is told. */
const LOOKS_AT = /\b(?:field|current)\s*\((?:\s*'([^']*)'\s*\))?/gi;

/** Refuses a field that is not filled in: taken, it would let everything pass. */
export function checkKeyFields(condition: Json | undefined): void {
  if (!isObject(condition)) return;
  for (const part of [condition['allOf'], condition['anyOf'], condition['not']].flat()) {
    checkKeyFields(part as Json | undefined);
  }
  const { field, count, ...others } = condition;
  if (count !== undefined) throw notSimulated('a count in a policy about keys');
  if (typeof field === 'string') checkField(field);
  for (const given of Object.values(others).flat()) checkExpression(given as Json | undefined);
}

/** The fields that an expression looks at are to be named in it, wherever a condition has it. */
function checkExpression(text: Json | undefined): void {
  if (!isExpression(text)) return;
  for (const [, name] of text.matchAll(LOOKS_AT)) {
    if (name === undefined) {
      throw notSimulated(`the policy expression '${text}' in a policy about keys`);
    }
    checkField(name);
  }
}

function checkField(field: string): void {
  const name = field.toLowerCase();
  const prefix = `${KEY_POLICY_TYPE.toLowerCase()}/`;
  const isKnown = name.startsWith(prefix)
    ? FIELDS.has(name.slice(prefix.length))
    : COMMON.has(name) || name.startsWith('tags[');
  if (!isKnown) throw notSimulated(`the policy alias '${field}'`);
}
