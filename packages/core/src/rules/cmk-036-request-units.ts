import { requestUnitsMaxInclusive, requestUnitsMinInclusive } from './limits.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-036',
  name: 'request-units',
  statement: `Request units of the managed Azure Cosmos DB account scale by themselves, between ${requestUnitsMinInclusive} and ${requestUnitsMaxInclusive}.`,
  class: 'state',
  sources: [{ document: 'ENC', section: 'Azure Cosmos DB', line: 71, anchor: 'The minimum RU is' }],
  holds: [{ from: 'enc', level: 'note' }],
  appliesTo: ['managedGroup'],
  check: ({ managedGroup }) => {
    const known = (managedGroup?.stores ?? []).flatMap(({ requestUnits }, index) =>
      requestUnits === undefined ? [] : [{ requestUnits, index }],
    );
    if (known.length === 0) return undefined;
    return known
      .filter(
        ({ requestUnits: { min, max } }) =>
          min !== requestUnitsMinInclusive || max !== requestUnitsMaxInclusive,
      )
      .map(({ requestUnits: { min, max }, index }) => ({
        path: `managedGroup.stores[${index}].requestUnits`,
        expected: `autoscale between ${requestUnitsMinInclusive} and ${requestUnitsMaxInclusive}`,
        received: `between ${min} and ${max}`,
      }));
  },
  fix: 'Nothing to change: only Microsoft changes what is in the group. Count on the documented range for costs.',
});
