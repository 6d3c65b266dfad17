/**
 * One sign-in in a process of its own: what MSAL finds out about the machine, and its tokens, are kept per process.
 * Reads a scenario from its arguments and prints what came of it.
 */
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';
import { setupServer } from 'msw/node';
import { createSimulator } from '../../src/index.ts';
import { handlers } from '../../src/transports/msw.ts';
import { resources } from '../machinelearning/scene.ts';

/** What a test wants to know. */
export interface Scenario {
  readonly source: 'metadata' | 'appService' | 'machineLearning';
  readonly through: 'httpClient' | 'msw';
  readonly credential: 'ManagedIdentityCredential' | 'DefaultAzureCredential';
  /** Names of the machine's user-assigned identities; `undefined`: no machine at all. */
  readonly identities?: readonly string[];
  /** Which of them is asked for, and how. */
  readonly wanted?: { readonly name: string; readonly by: 'clientId' | 'objectId' | 'resourceId' };
}

/** What came of it. */
export interface Outcome {
  readonly token?: string;
  readonly expiresOnTimestamp?: number;
  readonly error?: { readonly name: string; readonly message: string };
  readonly requests: readonly string[];
  readonly identities: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

async function run(scenario: Scenario): Promise<Outcome> {
  const group = 'rg';
  const subscriptionId = '00000000-0000-4000-8000-0000000000aa';
  const idOf = (name: string) =>
    `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
  const sim = createSimulator({
    world: {
      subscriptions: [{ subscriptionId }],
      ...(scenario.identities ? { machine: { userAssigned: scenario.identities.map(idOf) } } : {}),
    },
  });
  await resources(sim).resourceGroups.createOrUpdate(group, { location: 'westeurope' });
  const client = new ManagedServiceIdentityClient(
    sim.credential(),
    subscriptionId,
    sim.clientOptions(),
  );
  const identities: Record<string, Record<string, string>> = {};
  for (const name of ['id-one', 'id-two']) {
    const made = await client.userAssignedIdentities.createOrUpdate(group, name, {
      location: 'westeurope',
    });
    identities[name] = {
      clientId: made.clientId!,
      objectId: made.principalId!,
      resourceId: made.id!,
    };
  }
  if (scenario.source !== 'metadata') {
    Object.assign(process.env, sim.machineEnvironment(scenario.source));
  }
  sim.ledger.clear();
  if (scenario.through === 'msw') {
    setupServer(...handlers(sim)).listen({ onUnhandledFrame: 'error' });
  }
  const { wanted } = scenario;
  const options = {
    ...(scenario.through === 'httpClient' ? sim.clientOptions('credential') : {}),
    retryOptions: { maxRetries: 0 },
  };
  const id = wanted ? identities[wanted.name]![wanted.by]! : undefined;
  const credential =
    scenario.credential === 'ManagedIdentityCredential'
      ? new ManagedIdentityCredential(
          wanted && id ? ({ [wanted.by]: id, ...options } as never) : options,
        )
      : new DefaultAzureCredential({
          ...options,
          ...(id ? { managedIdentityClientId: id } : {}),
        });
  const requests = () =>
    sim.ledger.entries().map(({ method, url, status }) => `${method} ${url} ${status}`);
  try {
    const got = await credential.getToken('https://vault.azure.net/.default');
    return { ...got, requests: requests(), identities };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: { name, message }, requests: requests(), identities };
  }
}

console.log(JSON.stringify(await run(JSON.parse(process.argv[2]!) as Scenario)));
process.exit(0);
