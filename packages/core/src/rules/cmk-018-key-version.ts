import { defineRule, type Rule, type Stage } from './types.ts';

/** A request shows whether it names a version. */
const STAGES: readonly Stage[] = ['workspace.create.request', 'workspace.update.request'];

const PINNED =
  ', which the plan pins: the workspace gets the version that is current at deployment';

export const rule: Rule = defineRule({
  id: 'CMK-018',
  name: 'key-version',
  statement: 'The URL of the key includes its version.',
  class: 'wire',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 52,
      anchor: 'including the version information',
    },
  ],
  holds: [
    { from: 'enc', level: 'must' },
    { from: 'current', level: 'should' },
  ],
  contradictions: [
    {
      says: 'Only the URL for the key is asked for; a version is not mentioned.',
      source: {
        document: 'HOWTO-B',
        section: 'Create a workspace that uses a customer-managed key',
        line: 89,
        anchor: 'the URL for the key',
      },
    },
    {
      says: 'Azure Cosmos DB, which the workspace hands the key to, wants the URL without a version.',
      source: {
        document: 'AZURE',
        anchor: 'https://learn.microsoft.com/azure/cosmos-db/how-to-setup-customer-managed-keys',
      },
    },
  ],
  appliesTo: ['key'],
  check: ({ key }) => {
    if (!key || key.vaultUri === undefined) return undefined;
    if (key.version !== undefined || key.planned === true) return [];
    return [
      {
        path: 'key.version',
        expected: 'a key URL with a version',
        received: `'${key.id}' without one${key.pinned === true ? PINNED : ''}`,
      },
    ];
  },
  refusals: STAGES.map((stage) => ({
    stage,
    status: 400,
    code: 'BadRequest',
    message: (_violation, { key }) =>
      `The key identifier '${key?.id}' does not include the version of the key.`,
    evidence: 'assumed',
  })),
  remarks: [
    'A plan resolves a versionless key to the version that is current when it is deployed, and gives the workspace that one: later versions do not reach it by themselves.',
  ],
  fix: 'To say yourself which version, give the versioned URL: `az keyvault key show --vault-name <vault> --name <key> --query key.kid`.',
});
