import type { HttpClient } from '@azure/core-rest-pipeline';
import { createSimulator, type Simulator, type SimulatorOptions } from '@azureml-cmk/simulator';

import type { UserClientOptions } from '../../src/azure/client-options.ts';
import { deploy, type DeployOptions, type Deployment } from '../../src/deploy/deploy.ts';
import type { DeployEvent, DeployOutcome } from '../../src/deploy/events.ts';
import { type CmkError, isCmkError } from '../../src/errors/cmk-error.ts';
import { planSpec, type PlanOptions } from '../../src/plan/plan.ts';
import type { Plan } from '../../src/plan/types.ts';
import type { CmkSpec } from '../../src/spec/types.ts';

/** The smallest chain: vault, key, grants, workspace. */
export function smallSpec(sim: Simulator, more: Partial<CmkSpec> = {}): CmkSpec {
  return {
    formatVersion: 1,
    tenantId: sim.tenantId,
    subscriptionId: sim.subscriptionId,
    resourceGroup: 'rg-claims',
    location: 'westeurope',
    vault: { create: { name: 'kv-claims' } },
    key: { create: { name: 'claims-cmk' } },
    workspace: { name: 'ml-claims' },
    ...more,
  };
}

/** The whole chain, with an encrypted container group and an encrypted cluster. */
export function wholeSpec(sim: Simulator, more: Partial<CmkSpec> = {}): CmkSpec {
  return smallSpec(sim, {
    tags: { team: 'claims' },
    key: {
      create: {
        name: 'claims-cmk',
        rotationPolicy: { rotateAfter: 'P90D', expiresAfter: 'P2Y', notifyBeforeExpiry: 'P30D' },
        tags: { purpose: 'workspace' },
      },
    },
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
    ...more,
  });
}

export function planOf(sim: Simulator, spec: CmkSpec, options: Partial<PlanOptions> = {}): Plan {
  return planSpec(spec, { asOf: sim.clock.iso(), ...options });
}

export function start(
  sim: Simulator,
  plan: Plan,
  options: Partial<DeployOptions> = {},
): Deployment {
  return deploy(plan, { ...sim.azure(), ...options });
}

export interface Run {
  readonly events: readonly DeployEvent[];
  readonly outcome: DeployOutcome;
  readonly error: CmkError | undefined;
}

/** Runs a deployment to its end, however it ends. */
export async function run(
  sim: Simulator,
  plan: Plan,
  options: Partial<DeployOptions> = {},
): Promise<Run> {
  const deployment = start(sim, plan, options);
  const events = await Array.fromAsync(deployment);
  const last = events.at(-1);
  if (last?.type !== 'finished')
    throw await deployment.outcome.then(() => new Error('no last event'));
  const error: unknown = await deployment.outcome.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined && !isCmkError(error)) throw error;
  return { events, outcome: last.outcome, error };
}

/** `id: result` of every step, for short assertions. */
export function resultsOf(outcome: DeployOutcome): Readonly<Record<string, string>> {
  return Object.fromEntries(outcome.steps.map(({ stepId, result }) => [stepId, result]));
}

export function simulator(options: SimulatorOptions = {}): Simulator {
  return createSimulator({ now: '2026-09-01T08:00:00Z', ...options });
}

/** Options of clients that keep the bodies of what is PUT where this is part of the URL. */
export function keepingPuts(
  sim: Simulator,
  urlPart: string,
): { readonly sent: readonly unknown[]; readonly clientOptions: UserClientOptions } {
  const sent: unknown[] = [];
  const httpClient: HttpClient = {
    sendRequest(request) {
      if (request.method === 'PUT' && request.url.includes(urlPart)) {
        sent.push(JSON.parse(String(request.body)));
      }
      return sim.httpClient.sendRequest(request);
    },
  };
  return { sent, clientOptions: { ...sim.clientOptions(), httpClient } };
}
