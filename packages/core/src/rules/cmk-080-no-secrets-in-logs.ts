import { defineRule, type Rule } from './types.ts';

const WORDS = {
  secret: 'a secret',
  emailAddress: 'an e-mail address',
  userName: 'the name of who is signed in',
} as const;

export const rule: Rule = defineRule({
  id: 'CMK-080',
  name: 'no-secrets-in-logs',
  statement:
    'Environment variables, run ids and names of jobs hold no secrets and no names of persons: they are logged under keys of Microsoft.',
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Data collection and handling',
      line: 146,
      anchor: 'sensitive information',
    },
    {
      document: 'ENC',
      section: 'Data collection and handling',
      line: 146,
      anchor: 'when naming run_id',
    },
  ],
  holds: [{ from: 'enc', level: 'should' }],
  appliesTo: ['disclosures'],
  check: ({ disclosures = [] }) =>
    disclosures.map(({ path, what, detector }, index) => ({
      path: `disclosures[${index}]`,
      expected: 'nothing that should not be in a log of Microsoft',
      received: `${WORDS[what]}${detector === undefined ? '' : ` (${detector})`} in ${path}`,
    })),
  fix: 'Keep secrets in the vault of the workspace and read them at run time; name jobs after what they do.',
});
