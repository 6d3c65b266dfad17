import type { ManagedStoreFacts } from './facts.ts';
import { defineRule, type Rule } from './types.ts';

type Service = ManagedStoreFacts['service'];

/** What a store is called, and the member of `properties.encryption` that would take its id. */
const STORES: Readonly<Record<Service, { readonly noun: string; readonly member: string }>> = {
  cosmosDb: { noun: 'an Azure Cosmos DB account', member: 'cosmosDbResourceId' },
  search: { noun: 'a search service', member: 'searchAccountResourceId' },
  storage: { noun: 'a storage account', member: 'storageAccountResourceId' },
};

export const rule: Rule = defineRule({
  id: 'CMK-025',
  name: 'own-stores',
  statement:
    'The Azure Cosmos DB account, search service and storage account behind a workspace are made by Microsoft; existing ones cannot be brought.',
  class: 'wire',
  sources: [
    {
      document: 'CONCEPT',
      section: 'Limitations',
      line: 46,
      anchor: 'create these resources upfront',
    },
    { document: 'AISTUDIO', line: 72, anchor: 'as existing resources' },
    {
      document: 'AZURE',
      anchor:
        'https://learn.microsoft.com/azure/templates/microsoft.machinelearningservices/workspaces',
    },
  ],
  holds: [
    { from: 'concept-2023-09', level: 'must' },
    { from: 'current', level: 'note' },
  ],
  contradictions: [
    {
      says: 'They cannot be made up front.',
      source: {
        document: 'CONCEPT',
        section: 'Limitations',
        line: 46,
        anchor: 'create these resources upfront',
      },
    },
    {
      says: 'They cannot be provided as existing resources.',
      source: { document: 'AISTUDIO', line: 72, anchor: 'as existing resources' },
    },
    {
      says: 'The encryption of a workspace has members for the ids of existing ones.',
      source: {
        document: 'AZURE',
        anchor:
          'https://learn.microsoft.com/azure/templates/microsoft.machinelearningservices/workspaces',
      },
    },
  ],
  appliesTo: ['workspace'],
  check: ({ workspace }) => {
    const encryption = workspace?.encryption;
    if (!encryption) return undefined;
    return (encryption.ownStores ?? []).map((service, index) => ({
      path: `workspace.encryption.ownStores[${index}]`,
      expected: 'stores that Microsoft makes',
      received: `${STORES[service].noun} of one's own (\`${STORES[service].member}\`)`,
    }));
  },
  refusals: [
    {
      stage: 'workspace.create.request',
      status: 501,
      code: 'NotSimulated',
      message: ({ received }) =>
        `the workspace property 'properties.encryption.${/`(\w+)`/.exec(received)?.[1]}' is not simulated`,
      evidence: 'assumed',
      seenIn:
        'nobody was seen to bring a store, so that what Azure makes of it is not known: the simulator says so',
    },
  ],
  remarks: [
    'Empty strings in place of ids mean none, and are accepted: clients send them.',
    'The article of 2023 rules it out; members for it are in the documents of the API, in previews under other names, and no article tells how to use them.',
  ],
  fix: "Leave the ids out: Microsoft makes the stores. To keep metadata out of stores in your subscription choose service-side encryption (`architecture: 'serviceSide'`).",
});
