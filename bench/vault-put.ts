import { KeyVaultManagementClient, type VaultCreateOrUpdateParameters } from '@azure/arm-keyvault';
import type { TokenCredential } from '@azure/core-auth';
import { type Benchmark, us } from './lib/benchmark.ts';
import { emptyingLedger, pair, type Work } from './lib/measure.ts';
import {
  constantClient,
  constantCredential,
  GROUP,
  simulatorWithVault,
  VAULT,
} from './lib/scene.ts';

/** What a write costs beside Azure's own client: schema, rules, policies and the vault itself. */
export const vaultPut: Benchmark = {
  id: 'vault-put',
  async run() {
    const sim = simulatorWithVault();
    const { tenantId } = sim;
    const parameters: VaultCreateOrUpdateParameters = {
      location: 'westeurope',
      tags: { of: 'bench' },
      properties: {
        tenantId,
        sku: { family: 'A', name: 'standard' },
        enableRbacAuthorization: true,
        enablePurgeProtection: true,
        networkAcls: { bypass: 'AzureServices', defaultAction: 'Allow' },
      },
    };
    const putting = (credential: TokenCredential, options: object): Work => {
      const client = new KeyVaultManagementClient(credential, sim.subscriptionId, options);
      return () => client.vaults.createOrUpdate(GROUP, VAULT, parameters);
    };
    const simulated = putting(sim.credential(), sim.clientOptions());
    const httpClient = await constantClient(sim, (recorder) =>
      putting(sim.credential(), { httpClient: recorder }),
    );
    const floorOf = putting(constantCredential, { httpClient });
    const { floor, measured, ratio } = await pair(floorOf, emptyingLedger(sim, simulated));
    return [
      {
        name: '`vaults.createOrUpdate` through `sim.clientOptions()`, with schema and rules',
        ratioOf: 'floor ÷ simulator',
        ratio,
        bound: 'atLeast',
        limit: 0.4,
        measured: us(measured),
        floor: `${us(floor)}, the same client over an \`HttpClient\` that answers a constant`,
      },
    ];
  },
};
