import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-037',
  name: 'managed-network',
  statement:
    'With a private endpoint on the workspace the stores are in a managed virtual network, which cannot be supplied or changed.',
  class: 'state',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 68,
      anchor: 'virtual network is also created',
    },
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 72,
      anchor: 'cannot provide your own VNet',
    },
    { document: 'HOWTO-B', line: 115, anchor: 'cannot provide your own VNet' },
    {
      document: 'CONCEPT',
      section: 'How and what workspace metadata is stored',
      line: 66,
      anchor: 'restricted to only trusted Microsoft',
    },
    {
      document: 'CONCEPT',
      section: 'Customer-managed keys',
      line: 81,
      anchor: 'cannot provide your own VNet',
    },
    {
      document: 'AISTUDIO',
      section: 'Customer-managed keys',
      line: 44,
      anchor: 'cannot provide your own VNet',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['managedGroup'],
  check: ({ managedGroup }) => {
    if (managedGroup?.isWorkspacePrivate === undefined) return undefined;
    if (!managedGroup.isWorkspacePrivate) return [];
    const open = managedGroup.stores.flatMap(({ service, isPrivate }, index) =>
      service === 'cosmosDb' && isPrivate === false
        ? [
            {
              path: `managedGroup.stores[${index}].isPrivate`,
              expected: 'only private endpoints and trusted services of Microsoft',
              received: 'access from anywhere',
            },
          ]
        : [],
    );
    if (managedGroup.hasVirtualNetwork) return open;
    return [
      {
        path: 'managedGroup.hasVirtualNetwork',
        expected: 'a virtual network in the managed resource group',
        received: 'none',
      },
      ...open,
    ];
  },
  fix: 'Nothing to supply: make the private endpoint on the workspace, and the service makes the network.',
});
