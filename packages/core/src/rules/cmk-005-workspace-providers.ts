import { notRegisteredAt, unregistered } from './provider-registration.ts';
import { defineRule, type Rule } from './types.ts';

const WORKSPACE = 'Microsoft.MachineLearningServices';
const BEHIND = [
  'Microsoft.Storage',
  'Microsoft.KeyVault',
  'Microsoft.DocumentDB',
  'Microsoft.Search',
];
const NEEDED = [WORKSPACE, ...BEHIND];
/** Written as Microsoft.MachineLearning there, which the namespace was called before. */
const IN_ENC = [WORKSPACE, 'Microsoft.DocumentDB'];

export const rule: Rule = defineRule({
  id: 'CMK-005',
  name: 'workspace-providers',
  statement:
    'The subscription has registered the resource providers of the workspace and of the stores behind it.',
  class: 'wire',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 46,
      anchor: 'Microsoft.MachineLearning and Microsoft.DocumentDB',
    },
    {
      document: 'HOWTO-A',
      section: 'Prerequisites',
      line: 11,
      anchor: 'providers must be registered',
    },
    { document: 'HOWTO-B', line: 21, anchor: 'providers must be registered' },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  contradictions: [
    {
      says: 'The namespaces are Microsoft.MachineLearning, as it was called before, and Microsoft.DocumentDB.',
      source: {
        document: 'ENC',
        section: 'Azure Cosmos DB',
        line: 46,
        anchor: 'Microsoft.MachineLearning and Microsoft.DocumentDB',
      },
    },
    {
      says: 'There are five, two of which are written with a resource type; what is registered is the namespace.',
      source: {
        document: 'HOWTO-B',
        line: 27,
        anchor: 'Microsoft.DocumentDB/databaseAccounts Azure Cosmos',
      },
    },
  ],
  appliesTo: ['registeredProviders', 'workspace'],
  check: (facts, edition) => {
    if (!facts.workspace?.encryption) return undefined;
    return unregistered(facts, edition === 'enc' ? IN_ENC : NEEDED);
  },
  refusals: [
    notRegisteredAt('workspace.create.request', [WORKSPACE]),
    notRegisteredAt('workspace.create.operation', BEHIND),
  ],
  remarks: [
    'The namespace of the request is looked at with the request; those of the hidden stores fail the operation of the workspace, minutes later.',
    'A template deployment registers the namespaces that it names, and no others.',
  ],
  fix: 'Run `az provider register --namespace <namespace>` for each and wait; a plan does it in its first steps.',
});
