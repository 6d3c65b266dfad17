/** A simulator behind one function that sends a request and gives the answer parsed. */
import { createSimulator, type Simulator, type SimulatorOptions } from '@azureml-cmk/simulator';
import type { Answer } from './compare.ts';
import { type Json, parseJson } from './json.ts';

/** A request. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body: Json;
  /** Of the request's own, lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Without a token. */
  readonly anonymous?: boolean;
}

/** Virtual instant at which every replay begins. */
export const STARTS_AT = '2026-01-01T00:00:00Z';

/** The principal whose tokens the requests carry. */
export const CALLER = 'conformance';

/** The application that uses keys for identities, where examples name one. */
export const FEDERATED_CLIENT = 'federated client';

/** A simulator that stands for the place of a recording; `applications` are there besides. */
export function simulatorFor(
  place: {
    readonly tenantId: string;
    readonly subscriptionId: string;
    readonly objectId: string;
    readonly readsDirectory?: boolean;
  },
  latency: NonNullable<SimulatorOptions['latency']>,
  applications: readonly string[] = [],
): Simulator {
  return createSimulator({
    now: STARTS_AT,
    latency,
    timeWarp: false,
    world: {
      tenants: [{ tenantId: place.tenantId }],
      // Those that published examples name.
      managementGroups: [{ name: 'MyManagementGroup' }, { name: 'TestManagementGroup' }],
      subscriptions: [{ subscriptionId: place.subscriptionId }],
      principals: [
        {
          name: CALLER,
          objectId: place.objectId,
          isGlobalAdministrator: true,
          readsDirectory: place.readsDirectory ?? true,
          roles: [
            { role: 'Owner' },
            { role: 'Key Vault Administrator' },
            ...['MyManagementGroup', 'TestManagementGroup'].map((name) => ({
              role: 'Owner',
              scope: `/providers/Microsoft.Management/managementGroups/${name}`,
            })),
          ],
        },
        { name: 'user', kind: 'user' },
        ...applications.map((name) => ({ name })),
      ],
    },
  });
}

/** Sends a request and parses the answer. */
export async function send(
  sim: Simulator,
  { method, url, body, headers: own, anonymous }: Sent,
): Promise<Answer> {
  const headers: Record<string, string> = { ...own };
  const { hostname } = new URL(url);
  if (anonymous !== true && !hostname.startsWith('login.')) {
    const resource = hostname.endsWith('.vault.azure.net') ? 'vault.azure.net' : hostname;
    const token = await sim.credential(CALLER).getToken(`https://${resource}/.default`);
    headers['authorization'] = `Bearer ${token?.token ?? ''}`;
  }
  const hasBody = body !== null && method !== 'GET' && method !== 'HEAD';
  if (hasBody) {
    headers['content-type'] =
      typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json';
  }
  const response = await sim.fetch(url, {
    method,
    headers,
    ...(hasBody ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: parseJson(text),
  };
}

const STEP_MS = 30_000;
const LONGEST_MS = 4 * 60 * 60_000;

/** Waits in virtual time until the operation that an answer tells of has ended. */
export async function settle(sim: Simulator, answer: Answer): Promise<void> {
  const url = answer.headers['azure-asyncoperation'] ?? answer.headers['location'];
  if (!url?.startsWith('https:') || answer.status >= 400) return;
  for (let waited = 0; waited < LONGEST_MS; waited += STEP_MS) {
    const { status, body } = await send(sim, { method: 'GET', url, body: null });
    const state = typeof body === 'object' && body !== null && 'status' in body ? body.status : '';
    const runs =
      status === 202 ||
      (status === 200 && /ing$|^(InProgress|Accepted|Dequeued)$/.test(String(state)));
    if (!runs) return;
    await sim.clock.advance({ milliseconds: STEP_MS });
  }
}
