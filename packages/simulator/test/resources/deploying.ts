import { DeploymentsClient } from '@azure/arm-resourcesdeployments';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/index.ts';
import { FAST, LOCATION, NOW, resources } from '../machinelearning/scene.ts';

export { FAST, LOCATION, resources, send } from '../machinelearning/scene.ts';

export const GROUP = 'rg-templates';
export const SCHEMA =
  'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';

/** A simulator with a group to deploy to, an owner, and one who may only read and deploy. */
export async function emptyGroup(options: SimulatorOptions = {}): Promise<Simulator> {
  const sim = createSimulator({
    now: NOW,
    world: {
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }, { role: 'Key Vault Secrets Officer' }] },
        { name: 'reader', roles: [{ role: 'Reader' }] },
        { name: 'contributor', roles: [{ role: 'Contributor' }] },
      ],
    },
    ...options,
  });
  await resources(sim).resourceGroups.createOrUpdate(GROUP, { location: LOCATION });
  return sim;
}

export const deployments = (sim: Simulator, who?: string): DeploymentsClient =>
  new DeploymentsClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());

/** A template of these members. */
export const template = (members: Record<string, unknown>): Record<string, unknown> => ({
  $schema: SCHEMA,
  contentVersion: '1.0.0.0',
  resources: [],
  ...members,
});

/** Deploys to the group and waits for the end. */
export function deploy(
  sim: Simulator,
  members: Record<string, unknown>,
  parameters: Record<string, unknown> = {},
  { name = 'main', mode = 'Incremental' as 'Incremental' | 'Complete', who = 'owner' } = {},
) {
  const given = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [key, { value }]),
  );
  return deployments(sim, who).deployments.createOrUpdate(
    GROUP,
    name,
    { properties: { mode, template: template(members), parameters: given } },
    FAST,
  );
}
