import { listed } from './compare.ts';
import { keyUseStages } from './key-use.ts';
import { acceptedKeyTypes } from './limits.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-010',
  name: 'key-type',
  statement: 'The key is an RSA key, in software or in an HSM.',
  class: 'wire',
  sources: [
    { document: 'HOWTO-A', section: 'Create a key', line: 59, anchor: '__Key type__ to __RSA__' },
    { document: 'HOWTO-B', section: 'Create a key', line: 65, anchor: 'Key type to RSA' },
    {
      document: 'AZURE',
      anchor:
        'https://learn.microsoft.com/azure/virtual-machines/disks-enable-customer-managed-keys-portal',
    },
  ],
  holds: [{ from: 'howto-a', level: 'must' }],
  appliesTo: ['key'],
  check: ({ key }) => {
    if (!key?.state) return undefined;
    if (acceptedKeyTypes.includes(key.state.type)) return [];
    return [
      {
        path: 'key.state.type',
        expected: `a key of type ${acceptedKeyTypes.join(' or ')}`,
        received: `a key of type ${key.state.type}`,
      },
    ];
  },
  refusals: keyUseStages.map((stage) => ({
    stage,
    status: 400,
    code: 'BadRequest',
    message: (violation, { key }) =>
      `The key '${key?.id}' is ${violation.received}; only ${listed(acceptedKeyTypes)} keys can wrap a data key.`,
    evidence: 'assumed',
  })),
  remarks: ['An elliptic-curve key can sign but not wrap, so no service can encrypt with it.'],
  fix: "Create a key with `type: 'RSA'` (the default), or `RSA-HSM` in a vault with `sku: 'premium'`.",
});
