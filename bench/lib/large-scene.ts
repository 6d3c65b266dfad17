import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSimulator, type Simulator } from '@azureml-cmk/simulator';

const SUBSCRIPTION = '66666666-6666-4666-8666-666666666666';
const TENANT = '77777777-7777-4777-8777-777777777777';

/** Groups with as many vaults each. */
export interface Size {
  readonly groups: number;
  readonly vaultsInEach: number;
}

export const SMALL: Size = { groups: 20, vaultsInEach: 5 };
export const LARGE: Size = { groups: 1000, vaultsInEach: 100 };

/** Name and tag of one resource in every group. */
export const IN_EVERY_GROUP = 'in-every-group';

export const groupName = (group: number): string => `rg-${String(group).padStart(4, '0')}`;
export const vaultName = (group: number, vault: number): string => `kv-${group}-${vault}-bench`;

/** A simulator with as many small resources; each is made as a client would make it. */
function simulatorOf({ groups, vaultsInEach }: Size): Simulator {
  const indices = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  const groupId = (group: number): string =>
    `/subscriptions/${SUBSCRIPTION}/resourceGroups/${groupName(group)}`;
  return createSimulator({
    now: '2026-09-01T00:00:00Z',
    world: {
      tenants: [{ tenantId: TENANT }],
      subscriptions: [{ subscriptionId: SUBSCRIPTION }],
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }] },
        {
          name: 'reader',
          roles: indices(groups).map((group) => ({ role: 'Reader', scope: groupId(group) })),
        },
      ],
      resources: indices(groups).flatMap((group) => {
        const id = groupId(group);
        return [
          { id, apiVersion: '2025-04-01', body: { location: 'westeurope' } },
          // One of a name, and one with a tag, in every group: found among all the others.
          {
            id: `${id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${IN_EVERY_GROUP}`,
            apiVersion: '2023-01-31',
            body: { location: 'westeurope', tags: { [IN_EVERY_GROUP]: 'yes' } },
          },
          ...indices(vaultsInEach).map((vault) => ({
            id: `${id}/providers/Microsoft.KeyVault/vaults/${vaultName(group, vault)}`,
            apiVersion: '2023-07-01',
            body: {
              location: 'westeurope',
              properties: {
                tenantId: TENANT,
                sku: { family: 'A', name: 'standard' },
                enableRbacAuthorization: true,
                accessPolicies: [],
              },
            },
          })),
        ];
      }),
    },
  });
}

/** A small and a large one, and what each resource of the large one takes of the heap. */
export function smallAndLarge(): {
  readonly small: Simulator;
  readonly large: Simulator;
  readonly heapBytesEach: number;
} {
  const small = simulatorOf(SMALL);
  const before = heapBytes();
  const large = simulatorOf(LARGE);
  large.ledger.clear();
  const resources = large.resources.count();
  return { small, large, heapBytesEach: (heapBytes() - before) / resources };
}

/** What is in use after full collections. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
