import { expect, it } from 'vitest';

import { CmkWorkspaceBuilder } from '../../src/builder/cmk-workspace-builder.ts';
import { parseSpec } from '../../src/spec/parse-spec.ts';
import { subscriptionId, tenantId } from '../plan/specs.ts';

const identity = `/subscriptions/${subscriptionId}/resourceGroups/rg-shared/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shared`;

it('stores are described call by call, an identity by its name or its id', () => {
  const spec = CmkWorkspaceBuilder.create()
    .tenant(tenantId)
    .subscription(subscriptionId)
    .resourceGroup('rg-claims')
    .region('westeurope')
    .vault('kv-claims')
    .key('claims-cmk', { size: 2048 })
    .workspace('ml-claims')
    .storage('stclaims', { sku: 'Standard_ZRS', encryption: { autoRotate: true } })
    .containerRegistry('crclaims', { encryption: { identity } })
    .encryptStorage('stone')
    .encryptStorage('sttwo', { identity: 'id-data', hierarchicalNamespace: true })
    .encryptRegistry('crother', { identity: 'id-data', adminUser: true })
    .encryptSearch('srch-claims', { sku: 'standard' })
    .encryptAiServices('ai-claims', { kind: 'AIServices', identity })
    .encryptAiServices('oai-claims', { kind: 'OpenAI' })
    .encryptDatabricks('dbw-claims', { managedResourceGroup: 'rg-dbw' })
    .grants({ stores: false })
    .toSpec();
  const named = { create: { name: 'id-data' } };
  expect(spec).toMatchObject({
    workspace: {
      storage: { create: { sku: 'Standard_ZRS', encryption: { autoRotate: true } } },
      containerRegistry: { create: { encryption: { identity: { existing: identity } } } },
    },
    storageAccounts: [
      { name: 'stone' },
      { name: 'sttwo', identity: named, hierarchicalNamespace: true },
    ],
    containerRegistries: [{ name: 'crother', identity: named, adminUser: true }],
    searchServices: [{ name: 'srch-claims', sku: 'standard' }],
    aiServicesAccounts: [
      { name: 'ai-claims', kind: 'AIServices', identity: { existing: identity } },
      { name: 'oai-claims', kind: 'OpenAI' },
    ],
    databricksWorkspaces: [{ name: 'dbw-claims', managedResourceGroup: 'rg-dbw' }],
    grants: { stores: false },
  });
  expect(parseSpec(spec).issues).toEqual([]);
});
