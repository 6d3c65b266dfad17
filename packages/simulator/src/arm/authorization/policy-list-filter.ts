/** The `$filter` of lists of policy definitions and of sets of them. */
import { notSimulated } from '../../kernel/errors.ts';
import { objectAt, stringAt } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import type { StoredResource } from '../../kernel/resource.ts';

const AT_EXACT_SCOPE = /^\s*atExactScope\(\)\s*$/i;
const BY_TYPE = /^\s*policyType\s+-?eq\s+'([^']*)'\s*$/i;
const BY_CATEGORY = /^\s*category\s+-?eq\s+'([^']*)'\s*$/i;

/** Which of a type's are meant in a list at a scope; 501 for a filter that is not played. */
export function readDefinitionFilter(
  type: string,
  filter: string | undefined,
  scope: string,
): (resource: StoredResource) => boolean {
  if (filter === undefined || filter.trim() === '') return () => true;
  if (AT_EXACT_SCOPE.test(filter)) {
    const here = `${scope}/providers/${type}/`.toLowerCase();
    return ({ id, properties }) =>
      properties['policyType'] === 'Custom' && id.toLowerCase().startsWith(here);
  }
  const kind = BY_TYPE.exec(filter)?.[1];
  if (kind !== undefined) {
    return ({ properties }) => same(stringAt(properties, 'policyType'), kind);
  }
  const category = BY_CATEGORY.exec(filter)?.[1];
  if (category === undefined) throw notSimulated(`the policy definition filter '${filter}'`);
  return ({ properties }) => stringAt(objectAt(properties, 'metadata'), 'category') === category;
}
