import type { HttpClient } from '@azure/core-rest-pipeline';
import { type CmkSpec, deploy, planSpec } from '@azureml-cmk/core';
import { createSimulator, type Simulator } from '@azureml-cmk/simulator';
import { type Benchmark, ms, us } from './lib/benchmark.ts';
import { createKeys } from './key-creation.ts';
import { medianOf } from './lib/measure.ts';
import { playing, recording } from './lib/tape.ts';
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

/** Plans and deploys the chain into a fork; `through`: over another transport than the fork's own. */
async function deployInto(sim: Simulator, through?: HttpClient): Promise<void> {
  const plan = planSpec(specOf(sim), { asOf: sim.clock.iso() });
  await deploy(plan, {
    credential: sim.credential(),
    clientOptions: { ...sim.clientOptions(), ...(through ? { httpClient: through } : {}) },
    clock: sim.clock,
  }).outcome;
}

/**
 * What a whole deployment costs: against the requests of a client that does nothing else, and against the same deployment
 * with its answers played back from a tape, which tells the simulator's share from that of the SDK clients and the planner.
 */
export const chain: Benchmark = {
  id: 'chain',
  async run() {
    const empty = createSimulator({ now: '2026-09-01T08:00:00Z' });
    const first = empty.fork();
    const { client, tape } = recording(first.httpClient);
    // The first run loads the clients; the second one is what counts.
    await deployInto(first, client);
    const requests = first.ledger.size;

    const withVault = simulatorWithVault();
    const httpClient = await constantClient(withVault);
    const request = getVault(constantCredential, withVault.subscriptionId, { httpClient });
    const createKey = createKeys();
    await createKey();
    const [whole = 0, played = 0, floor = 0, key = 0] = await medianOf(
      RUNS,
      () => deployInto(empty.fork()),
      () => deployInto(empty.fork(), playing(tape)),
      async () => {
        for (let count = 0; count < requests; count += 1) await request();
      },
      createKey,
    );
    return [
      {
        name: 'the whole chain, again in the same process, `instant`',
        ratioOf: '(chain − key) ÷ floor',
        ratio: (whole - key) / floor,
        bound: 'atMost',
        limit: 3,
        measured: `${ms(whole)}, median of ${RUNS}, of it ${us(key)} for the key`,
        floor:
          `${ms(floor)}: its ${requests} requests, as \`vaults.get\` over a constant \`HttpClient\`; with a simulator ` +
          `that costs nothing the ratio would be ${(played / floor).toFixed(1)}: what the SDK clients do beside (pollers, errors, ` +
          'ten pipelines) is more than that limit',
      },
      {
        name: 'the whole chain: the share of the simulator',
        ratioOf: 'chain ÷ tape',
        ratio: whole / played,
        bound: 'atMost',
        limit: 2,
        measured: `${ms(whole)}, median of ${RUNS}`,
        floor: `${ms(played)}: the same deployment through the same clients, answers from a tape`,
      },
    ];
  },
};
