import { defineRule, type Rule } from './types.ts';

const PREMIUM = 'Premium';

export const rule: Rule = defineRule({
  id: 'CMK-074',
  name: 'registry-key',
  statement:
    "Images are always encrypted; under the customer's key in a registry of one's own, made with it.",
  class: 'state',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Container Registry',
      line: 84,
      anchor: 'create your own ACR',
    },
    {
      document: 'AZURE',
      anchor:
        'https://learn.microsoft.com/azure/container-registry/tutorial-enable-customer-managed-keys',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  contradictions: [
    {
      says: 'The default registry, which is made for the workspace, can be encrypted with a key as well.',
      source: {
        document: 'ENC',
        section: 'Azure Container Registry',
        line: 84,
        anchor: 'encrypt the default instance',
      },
    },
    {
      says: 'A key can be set only when a Premium registry is made.',
      source: {
        document: 'AZURE',
        anchor:
          'https://learn.microsoft.com/azure/container-registry/tutorial-enable-customer-managed-keys',
      },
    },
  ],
  appliesTo: ['registry'],
  check: ({ registry }, edition) => {
    if (registry?.keyIdentifier === undefined || registry.sku === undefined) return undefined;
    if (edition !== 'current' || registry.sku === PREMIUM) return [];
    return [
      {
        path: 'registry.sku',
        expected: `a ${PREMIUM} registry, made with the key`,
        received: registry.sku,
      },
    ];
  },
  fix: 'Make a Premium registry with the key and an identity, and attach it when the workspace is created.',
});
