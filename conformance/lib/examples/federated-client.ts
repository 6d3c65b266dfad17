/** The application that uses keys for the identities of examples, as a customer of its own tenant. */
import type { Simulator } from '@azureml-cmk/simulator';
import { FEDERATED_CLIENT, send } from '../driver.ts';
import type { Json } from '../json.ts';

/** Its service principal. */
export function federatedClientOf(sim: Simulator): Simulator['principals'][number] | undefined {
  return sim.principals.find(({ displayName }) => displayName === FEDERATED_CLIENT);
}

/** Registers the identities among what a body names as federated credentials, when it names the application too. */
export async function trustIdentities(
  sim: Simulator,
  body: Json,
  ids: readonly string[],
): Promise<void> {
  const { appId } = federatedClientOf(sim) ?? {};
  if (appId === undefined || !JSON.stringify(body).includes(appId)) return;
  for (const id of ids) {
    const subject = principalIdOf(sim, id);
    if (subject === undefined) continue;
    await send(sim, {
      method: 'POST',
      url: `https://graph.microsoft.com/v1.0/applications(appId='${appId}')/federatedIdentityCredentials`,
      body: {
        name: subject,
        issuer: `https://login.microsoftonline.com/${sim.tenantId}/v2.0`,
        subject,
        audiences: ['api://AzureADTokenExchange'],
      },
    });
  }
}

const principalIdOf = (sim: Simulator, id: string): string | undefined =>
  sim.principals.find(({ resourceId }) => resourceId?.toLowerCase() === id.toLowerCase())?.objectId;
