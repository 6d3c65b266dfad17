import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGroupProperties } from '../../src/arm/containerinstance/container-group-request.ts';
import { readClusterProperties } from '../../src/arm/containerservice/cluster-request.ts';
import { readSetProperties } from '../../src/arm/compute/disk-encryption-set-request.ts';
import { readKind } from '../../src/arm/machinelearningservices/workspace-kinds.ts';
import { readProperties } from '../../src/arm/machinelearningservices/workspace-properties.ts';
import { Refusal } from '../../src/kernel/errors.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { readIdentity } from '../../src/kernel/managed-identity.ts';

const address = {
  id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d',
  subscriptionId: 's',
  resourceGroup: 'g',
  type: 'Microsoft.Compute/diskEncryptionSets',
  name: 'd',
  names: ['d'],
  parentId: '',
  scope: '',
};

/** Bodies that hold the names the readers look for, and anything behind them. */
const body = fc
  .dictionary(
    fc.constantFrom(
      'encryption',
      'encryptionProperties',
      'federatedClientId',
      'activeKey',
      'agentPoolProfiles',
      'containers',
      'dnsPrefix',
      'hbiWorkspace',
      'identity',
      'keyVault',
      'kubernetesVersion',
      'managedNetwork',
      'osType',
      'sku',
    ),
    fc.jsonValue(),
  )
  .map((properties) => JSON.parse(JSON.stringify({ properties })) as JsonObject);

const readers: readonly (readonly [string, (given: JsonObject) => unknown])[] = [
  ['a workspace', (given) => [readProperties(given, '2025-09-01'), readKind(given, '2025-09-01')]],
  ['a container group', (given) => readGroupProperties(given, '2023-05-01', 'vault.azure.net')],
  ['a disk encryption set', (given) => readSetProperties(given, address, 'public')],
  ['a cluster', (given) => readClusterProperties(given)],
  ['an identity', (given) => readIdentity((given['properties'] as JsonObject)['identity'])],
];

describe('whatever a body holds', () => {
  it.each(readers)('%s is read or refused, and never breaks the simulator', (_what, read) => {
    fc.assert(
      fc.property(body, (given) => {
        const before = JSON.stringify(given);
        try {
          expect(JSON.parse(JSON.stringify(read(given) ?? null))).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
        expect(JSON.stringify(given)).toBe(before);
      }),
      { numRuns: 300 },
    );
  });
});
