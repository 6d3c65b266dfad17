import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../../kernel/json.ts';

/** Every type that a deployment may write; of what comes by link, or from an earlier deployment, nothing is known yet. */
export function typesWritten(body: JsonObject): readonly string[] | 'any' {
  const properties = objectAt(body, 'properties');
  const comesLater = hasLink(properties) || isObject(properties['onErrorDeployment']);
  return comesLater ? 'any' : typesIn(properties['template'] ?? null);
}

function hasLink(value: Json | undefined): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).some(hasLink);
  if (!isObject(value)) return false;
  return isObject(value['templateLink']) || Object.values(value).some(hasLink);
}

/** Every type that a template may write, those of nested templates too. */
function typesIn(template: Json): readonly string[] {
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
