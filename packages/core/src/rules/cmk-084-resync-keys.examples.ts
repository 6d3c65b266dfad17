import { withWorkspace } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'taken over since',
      facts: {
        ...withWorkspace({ keysSyncedAt: '2026-07-02T00:00:00Z' }),
        storageAccounts: [{ name: 'stml', keyRegeneratedAt: '2026-07-01T00:00:00Z' }],
      },
    },
  ],
  bad: [
    {
      name: 'regenerated since',
      facts: {
        ...withWorkspace({ keysSyncedAt: '2026-07-01T00:00:00Z' }),
        storageAccounts: [{ name: 'stml', keyRegeneratedAt: '2026-07-02T00:00:00Z' }],
      },
    },
  ],
};
