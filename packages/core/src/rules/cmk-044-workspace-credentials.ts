import { listed } from './compare.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-044',
  name: 'workspace-credentials',
  statement:
    "The identity of the workspace has access to all keys, secrets and certificates of the workspace's vault, which keeps its credentials.",
  class: 'state',
  sources: [
    {
      document: 'ENC',
      section: 'Using Azure Key Vault',
      line: 160,
      anchor: 'access to all keys, secrets',
    },
    {
      document: 'ENC',
      section: 'Using Azure Key Vault',
      line: 152,
      anchor: 'store credentials of various kinds',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['credentialAccess'],
  check: ({ credentialAccess }) => {
    if (!credentialAccess) return undefined;
    const { keys, secrets, certificates } = credentialAccess;
    const missing = Object.entries({ keys, secrets, certificates })
      .filter(([, isGiven]) => !isGiven)
      .map(([kind]) => kind);
    if (missing.length === 0) return [];
    return [
      {
        path: 'credentialAccess',
        expected: 'access to keys, secrets and certificates',
        received: `none to ${listed(missing)}`,
      },
    ];
  },
  remarks: ['The identity has the name of the workspace.'],
  fix: "Give the workspace's identity Key Vault Administrator on its vault, or an access policy with all permissions.",
});
