import type { Edition } from './types.ts';
import { defineRule, type Rule } from './types.ts';

const GUID = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}';

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

const FORMS = {
  workspace: (workspace: string) => ({
    pattern: new RegExp(`^azureml-rg-${escaped(workspace)}_${GUID}$`, 'i'),
    words: `azureml-rg-${workspace}_<GUID>`,
  }),
  group: (_workspace: string, group: string) => ({
    pattern: new RegExp(`^${escaped(group)}_?${GUID}$`, 'i'),
    words: `${group}<GUID>`,
  }),
} as const;

/** The document of 2023 says both; Azure makes the first today. */
function formsIn(edition: Edition): readonly (keyof typeof FORMS)[] {
  if (edition === 'current') return ['workspace'];
  return edition === 'concept-2023-09' ? ['workspace', 'group'] : ['group'];
}

export const rule: Rule = defineRule({
  id: 'CMK-034',
  name: 'managed-group-name',
  statement: 'The stores are in a second resource group, whose name Microsoft makes.',
  class: 'state',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 68,
      anchor: 'managed resource group is named',
    },
    { document: 'HOWTO-B', line: 111, anchor: 'named using the formula of' },
    {
      document: 'CONCEPT',
      section: 'How and what workspace metadata is stored',
      line: 52,
      anchor: 'named *"azureml-rg-workspacename_GUID"*',
    },
    {
      document: 'CONCEPT',
      section: 'Customer-managed keys',
      line: 77,
      anchor: 'named using the formula of',
    },
    {
      document: 'AISTUDIO',
      section: 'Customer-managed keys',
      line: 40,
      anchor: 'named using the formula of',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  contradictions: [
    {
      says: 'The name begins with azureml-rg and the name of the workspace.',
      source: {
        document: 'CONCEPT',
        section: 'How and what workspace metadata is stored',
        line: 52,
        anchor: 'named *"azureml-rg-workspacename_GUID"*',
      },
    },
    {
      says: 'The name is that of the resource group of the workspace, and a GUID.',
      source: {
        document: 'CONCEPT',
        section: 'Customer-managed keys',
        line: 77,
        anchor: 'named using the formula of',
      },
    },
  ],
  appliesTo: ['managedGroup', 'workspace'],
  check: ({ managedGroup, workspace }, edition) => {
    if (managedGroup?.name === undefined || !workspace) return undefined;
    const { name } = managedGroup;
    const forms = formsIn(edition).map((form) =>
      FORMS[form](workspace.name, managedGroup.workspaceGroup),
    );
    if (forms.some(({ pattern }) => pattern.test(name))) return [];
    return [
      {
        path: 'managedGroup.name',
        expected: forms.map(({ words }) => words).join(' or '),
        received: name,
      },
    ];
  },
  fix: 'Read the name from `serviceProvisionedResourceGroup` of the workspace; never put it together.',
});
