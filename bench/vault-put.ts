import { KeyVaultManagementClient, type VaultCreateOrUpdateParameters } from '@azure/arm-keyvault';
import type { TokenCredential } from '@azure/core-auth';
import { againstConstant } from './lib/against-constant.ts';
import type { Benchmark } from './lib/benchmark.ts';
import type { Work } from './lib/measure.ts';
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
    const floor = putting(constantCredential, { httpClient });
    const work = { floor, simulated };
    return [
      await againstConstant(sim, work, {
        name: '`vaults.createOrUpdate` through `sim.clientOptions()`, with schema and rules',
        limit: 0.4,
      }),
    ];
  },
};
