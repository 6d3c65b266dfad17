import { isObject, type Json, stringAt } from '../../../kernel/json.ts';

/** Every type that a template may write, those of nested templates too. */
export function typesIn(template: Json): readonly string[] {
  const found = new Set<string>();
  collect(template, '', found);
  return [...found];
}

function collect(value: Json | undefined, parent: string, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) collect(item, parent, found);
  } else if (isObject(value)) {
    const own = stringAt(value, 'type') ?? '';
    const isResource = own !== '' && value['apiVersion'] !== undefined;
    const type = isResource && !own.includes('.') && parent !== '' ? `${parent}/${own}` : own;
    // The last namespace is the resource's own: `Microsoft.KeyVault/vaults/providers/locks` extends.
    if (isResource && type.includes('/')) found.add(type);
    for (const member of Object.values(value)) collect(member, isResource ? type : parent, found);
  }
}
