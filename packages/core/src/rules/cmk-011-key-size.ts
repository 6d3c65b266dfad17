import {
  acceptedKeyTypes,
  defaultRsaSizeBits,
  recommendedRsaSizeBitsMinInclusive,
} from './limits.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-011',
  name: 'key-size',
  statement: `An RSA key of ${recommendedRsaSizeBitsMinInclusive} bits or more is recommended.`,
  class: 'report',
  sources: [
    { document: 'HOWTO-A', section: 'Create a key', line: 60, anchor: 'at least __3072__' },
    { document: 'HOWTO-B', section: 'Create a key', line: 66, anchor: 'at least 3072' },
    {
      document: 'AZURE',
      anchor: 'https://learn.microsoft.com/azure/cosmos-db/how-to-setup-customer-managed-keys',
    },
  ],
  holds: [{ from: 'howto-a', level: 'should' }],
  contradictions: [
    {
      says: 'The article on Azure AI hubs names RSA and RSA-HSM keys of 2048 bits.',
      source: {
        document: 'AZURE',
        anchor: 'https://learn.microsoft.com/azure/ai-foundry/concepts/hub-encryption-keys-portal',
      },
    },
  ],
  appliesTo: ['key'],
  check: ({ key }) => {
    if (!key?.state || !acceptedKeyTypes.includes(key.state.type)) return undefined;
    const { sizeBits = defaultRsaSizeBits } = key.state;
    if (sizeBits >= recommendedRsaSizeBitsMinInclusive) return [];
    return [
      {
        path: 'key.state.sizeBits',
        expected: `${recommendedRsaSizeBitsMinInclusive} bits or more`,
        received:
          key.state.sizeBits === undefined ? `${sizeBits} bits, the default` : `${sizeBits} bits`,
      },
    ];
  },
  remarks: ['Keys of 2048, 3072 and 4096 bits are all accepted.'],
  fix: 'Set `key.create.size` to 3072 or 4096; the size of a key is fixed, so an existing key needs a new version.',
});
