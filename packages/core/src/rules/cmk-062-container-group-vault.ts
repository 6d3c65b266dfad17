import { sameText } from './compare.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-062',
  name: 'container-group-vault',
  statement: 'The key of a container group may be in the vault of the workspace.',
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Container Instance',
      line: 95,
      anchor: 'in the Azure Key Vault',
    },
  ],
  holds: [{ from: 'enc', level: 'note' }],
  appliesTo: ['containerGroups', 'key'],
  check: ({ containerGroups = [], key }) => {
    const vaultUri = key?.vaultUri;
    if (vaultUri === undefined || containerGroups.length === 0) return undefined;
    return containerGroups.flatMap(({ vaultBaseUrl }, index) =>
      vaultBaseUrl === undefined || sameText(vaultBaseUrl.replace(/\/$/, ''), vaultUri)
        ? []
        : [
            {
              path: `containerGroups[${index}].vaultBaseUrl`,
              expected: 'to know that one more vault is to be protected and granted',
              received: vaultBaseUrl,
            },
          ],
    );
  },
  fix: 'Leave `key` out of the container group to use the key of the workspace, or keep purge protection on in both vaults.',
});
