import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-075',
  name: 'registry-admin',
  statement:
    'The registry of the workspace has its admin account on, or an identity of the workspace may pull images.',
  class: 'state',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Container Registry',
      line: 87,
      anchor: 'requires the admin account',
    },
    { document: 'AZURE', anchor: 'MicrosoftDocs/azure-docs#69632' },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  contradictions: [
    {
      says: 'The admin account has to be on.',
      source: {
        document: 'ENC',
        section: 'Azure Container Registry',
        line: 87,
        anchor: 'requires the admin account',
      },
    },
    {
      says: 'An identity with AcrPull will do as well.',
      source: { document: 'AZURE', anchor: 'MicrosoftDocs/azure-docs#69632' },
    },
  ],
  appliesTo: ['registry'],
  check: ({ registry }, edition) => {
    if (!registry || registry.isThere === false) return undefined;
    if (registry.adminUser === true) return [];
    if (edition === 'current' && registry.isPulledByIdentity !== false) {
      return registry.isPulledByIdentity === undefined ? undefined : [];
    }
    return [
      {
        path: 'registry.adminUser',
        expected:
          edition === 'current'
            ? 'the admin account on, or an identity with AcrPull'
            : 'the admin account on',
        received: 'the admin account off',
      },
    ];
  },
  fix: 'Run `az acr update --name <registry> --admin-enabled true`, or give the identity of the workspace AcrPull.',
});
