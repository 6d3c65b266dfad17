import { customerOnlyIfShown, judgeClaims, only } from './claims.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-077',
  name: 'databricks-root',
  statement:
    'The root of the Databricks file system is under a key of Microsoft until a key is set on Databricks itself.',
  class: 'report',
  sources: [
    { document: 'ENC', section: 'Azure Databricks', line: 126, anchor: 'default (root) DBFS' },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['claims'],
  check: (facts) =>
    judgeClaims(
      facts,
      ['databricksDbfsRoot'],
      (claim) => customerOnlyIfShown(claim) ?? only('customer', 'microsoft')(claim),
    ),
  fix: 'Set the key on the Databricks workspace (premium, prepared for encryption).',
});
