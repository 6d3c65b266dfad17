import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-079',
  name: 'secure-transport',
  statement:
    'Data passes over TLS everywhere: storage accounts take no other requests, and scoring endpoints none either.',
  class: 'state',
  sources: [
    {
      document: 'ENC',
      section: 'Encryption in transit',
      line: 136,
      anchor: 'over a secure channel',
    },
    { document: 'ENC', section: 'Encryption in transit', line: 138, anchor: 'uses TLS' },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['storageAccounts'],
  check: ({ storageAccounts = [] }) => {
    if (storageAccounts.length === 0) return undefined;
    return storageAccounts.flatMap(({ httpsOnly = true }, index) =>
      httpsOnly
        ? []
        : [
            {
              path: `storageAccounts[${index}].httpsOnly`,
              expected: 'secure transfer required',
              received: 'plain HTTP allowed',
            },
          ],
    );
  },
  remarks: ['Azure requires secure transfer of every account that does not say otherwise.'],
  fix: 'Run `az storage account update --name <account> --https-only true`.',
});
