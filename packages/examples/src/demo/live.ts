import { createInterface } from 'node:readline/promises';
import {
  clouds,
  type CmkSpec,
  isCmkError,
  type Plan,
  systemClock,
  whoDeploys,
} from '@azureml-cmk/core';
import { UsageError } from './args.ts';
import type { Azure } from './azure.ts';

/** Asks a person a question, and resolves to what was typed. */
export type Ask = (question: string) => Promise<string>;

/** Who would deploy where, and what stays for good. */
export interface LiveTarget {
  readonly cloud: string;
  readonly tenantId: string;
  readonly subscriptionId: string;
  /** Object id of whoever deploys. */
  readonly objectId: string;
  readonly irreversible: readonly string[];
}

/** What must be typed to go on. */
const CONSENT = 'yes';

/** Refuses to go live where nobody can be asked. Sends nothing. */
export function assertCanAsk(yes: boolean, isTerminal: boolean): void {
  if (yes || isTerminal) return;
  throw new UsageError(
    'Option --live asks before the first write, and there is no terminal to ask on. Nothing was sent. Add --yes to deploy without being asked.',
  );
}

/** Azure itself, as whoever is signed in (environment, workload or managed identity, az login, …). */
export async function liveAzure(spec: CmkSpec): Promise<Azure> {
  // @azure/identity takes a fifth of a second to load: only when it is needed.
  const { DefaultAzureCredential } = await import('@azure/identity');
  const { authority } = clouds[spec.cloud ?? 'public'];
  const credential = new DefaultAzureCredential({
    tenantId: spec.tenantId,
    authorityHost: authority,
  });
  return { kind: 'live', credential, clock: systemClock };
}

/** Who would deploy where, and what cannot be undone. */
export async function liveTarget(azure: Azure, plan: Plan): Promise<LiveTarget> {
  return {
    cloud: plan.cloud,
    tenantId: plan.tenantId,
    subscriptionId: plan.subscriptionId,
    objectId: await objectIdOf(azure, plan),
    irreversible: plan.steps.flatMap(({ lasting }) => lasting ?? []),
  };
}

async function objectIdOf({ credential }: Azure, { cloud, tenantId }: Plan): Promise<string> {
  try {
    return (await whoDeploys({ credential, cloud, tenantId })).objectId;
  } catch (error) {
    // A plan that grants the deployer nothing can do without.
    if (isCmkError(error) && error.code === 'CMK_TOKEN_WITHOUT_OBJECT_ID') {
      return 'unknown (the token does not say)';
    }
    throw error;
  }
}

/** Whether to go on. Anything but the word itself means no. */
export async function consent(ask: Ask): Promise<boolean> {
  const answer = await ask(`Deploy this to Azure now? Type "${CONSENT}" to go on: `);
  return answer.trim().toLowerCase() === CONSENT;
}

/** Asks over streams: the terminal, with the question beside stdout so that what is piped stays clean. */
export function askOn(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Ask {
  return async (question) => {
    const terminal = createInterface({ input, output });
    // Ctrl-C and Ctrl-D close it without an answer.
    const closed = new Promise<string>((resolve) => {
      terminal.once('close', () => {
        resolve('');
      });
    });
    try {
      return await Promise.race([terminal.question(question), closed]);
    } finally {
      terminal.close();
    }
  };
}
