import { sameText } from './compare.ts';
import { defineRule, type Rule } from './types.ts';

const OBJECT_ID = "the object id of Azure Cosmos DB's service principal in the tenant";

export const rule: Rule = defineRule({
  id: 'CMK-014',
  name: 'cosmos-db-principal',
  statement:
    "A grant for Azure Cosmos DB names the object id of its service principal in the tenant, found by the cloud's application id.",
  class: 'wire',
  sources: [
    {
      document: 'HOWTO-B',
      section: 'Allow Azure Cosmos DB to access the key',
      line: 77,
      anchor: 'a232010e-820c-4083-83bb-3ace5fc29d0b for all regions',
    },
    {
      document: 'AZURE',
      anchor: 'https://learn.microsoft.com/azure/cosmos-db/how-to-setup-customer-managed-keys',
    },
  ],
  holds: [{ from: 'howto-b', level: 'must' }],
  contradictions: [
    {
      says: 'The application ids are printed as if they were the id of the principal to grant.',
      source: {
        document: 'HOWTO-B',
        section: 'Allow Azure Cosmos DB to access the key',
        line: 77,
        anchor: 'The principal ID for this',
      },
    },
  ],
  appliesTo: [],
  check: ({ grants, lookups, cosmosDbApplicationIds, cloud }) => {
    if (!grants && !lookups) return undefined;
    return [
      ...(grants ?? []).flatMap(({ principalId }, index) =>
        cosmosDbApplicationIds.some((applicationId) => sameText(applicationId, principalId))
          ? [
              {
                path: `grants[${index}].principalId`,
                expected: OBJECT_ID,
                received: `its application id ${principalId}`,
              },
            ]
          : [],
      ),
      ...(lookups ?? []).flatMap(({ consumer, applicationId }, index) =>
        consumer === 'cosmosDb' && applicationId === undefined
          ? [
              {
                path: `lookups[${index}].applicationId`,
                expected: OBJECT_ID,
                received: `none, and no application id to look it up by in the cloud ${cloud}`,
              },
            ]
          : [],
      ),
    ];
  },
  remarks: [
    'Azure accepts the wrong grant: an access policy takes any GUID, a role assignment any object id when `principalType` is sent (otherwise `PrincipalNotFound`). It gives no access, and the workspace fails later as in CMK-013.',
    'The application id is a232010e-820c-4083-83bb-3ace5fc29d0b, in Azure Government 57506a73-e302-42a9-b869-6f12d9ec29e9; the one in the China cloud is published nowhere.',
  ],
  fix: 'Leave `cosmosDbPrincipalObjectId` out so that it is looked up, or ask for it with `az ad sp show --id <application id> --query id`. In the China cloud give it: the portal shows it under Enterprise applications; or let an identity of the workspace use the key (`workspace.encryption.identity`), so that it is not needed.',
});
