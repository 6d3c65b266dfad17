import { type CmkSpec, deploy, planSpec } from '@azureml-cmk/core';
import { createSimulator, type Simulator } from '@azureml-cmk/simulator';
import { type Benchmark, ms, us } from './lib/benchmark.ts';
import { keyCreationMs } from './key-creation.ts';
import { bestOf, median, samples } from './lib/measure.ts';
import { constantClient, constantCredential, getVault, simulatorWithVault } from './lib/scene.ts';

const RUNS = 50;

/** The whole chain: vault, key, grants, workspace, an encrypted container group, an encrypted cluster. */
const specOf = (sim: Simulator): CmkSpec => ({
  formatVersion: 1,
  tenantId: sim.tenantId,
  subscriptionId: sim.subscriptionId,
  resourceGroup: 'rg-claims',
  location: 'westeurope',
  vault: { create: { name: 'kv-claims' } },
  key: { create: { name: 'claims-cmk' } },
  workspace: {
    name: 'ml-claims',
    highBusinessImpact: true,
    containerRegistry: { create: { name: 'crclaims01' } },
  },
  containerGroups: [
    { name: 'score', image: 'mcr.microsoft.com/azuredocs/aci-helloworld', ports: [80] },
  ],
  clusters: [
    {
      create: {
        name: 'aks-claims',
        diskEncryptionSet: { create: { name: 'des-claims' } },
        nodeCount: 1,
      },
    },
  ],
});

/** Whether a whole deployment costs little more than its requests cost the SDK clients alone. */
export const chain: Benchmark = {
  id: 'chain',
  async run() {
    const empty = createSimulator({ now: '2026-09-01T08:00:00Z' });
    let requests = 0;
    const deployment = async (): Promise<void> => {
      const sim = empty.fork();
      const plan = planSpec(specOf(sim), { asOf: sim.clock.iso() });
      await deploy(plan, {
        credential: sim.credential(),
        clientOptions: sim.clientOptions(),
        clock: sim.clock,
      }).outcome;
      requests = sim.ledger.size;
    };
    // The first run loads the clients; the second one is what counts.
    await deployment();
    const whole = median(await samples(deployment, RUNS));

    const withVault = simulatorWithVault();
    const httpClient = await constantClient(withVault);
    const [perRequest = 0] = await bestOf(
      getVault(constantCredential, withVault.subscriptionId, { httpClient }),
    );
    const key = await keyCreationMs();
    const floor = requests * perRequest;
    return [
      {
        name: 'the whole chain, again in the same process, `instant`',
        ratioOf: '(chain − key) ÷ floor',
        ratio: (whole - key) / floor,
        bound: 'atMost',
        limit: 3,
        measured: `${ms(whole)}, median of ${RUNS}, of it ${us(key)} for the key`,
        floor: `${ms(floor)}: its ${requests} requests at ${us(perRequest)} each over a constant \`HttpClient\``,
      },
    ];
  },
};
