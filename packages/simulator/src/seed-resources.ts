import type { Composition } from './compose.ts';
import { ASSIGNMENTS_BY_PRINCIPAL } from './kernel/access.ts';
import { noSubscription } from './kernel/authorize.ts';
import type { Directory, Subscription } from './kernel/directory.ts';
import { parseTarget } from './kernel/exchange.ts';
import { ManagementGroups } from './kernel/management-groups.ts';
import { OperationStore } from './kernel/operations.ts';
import { serviceCaller } from './service-caller.ts';
import type { ResourceSpec } from './world-spec.ts';

const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';

/** Sends the described resources as the requests they would be; what Azure would refuse, this refuses, all at once. */
export function seedResources(parts: Composition, resources: readonly ResourceSpec[]): void {
  const { services, resourceManager } = parts;
  const { world, directory, settings, clock } = services;
  const issues: string[] = [];
  const stopped = directory.subscriptions().filter(({ state }) => state !== 'Enabled');
  // What is described was made before the subscription was stopped.
  for (const one of stopped) {
    if (one.state !== 'Deleted') directory.addSubscription({ ...one, state: 'Enabled' });
  }
  for (const [index, { id, apiVersion, body }] of resources.entries()) {
    const subscription = placeOf(id, directory, new ManagementGroups(world));
    const url = `${settings.cloud.resourceManager}${id}?api-version=${apiVersion}`;
    const target = parseTarget(url);
    if (!subscription || !target) {
      issues.push(
        `resources[${index}]: '${id}' is in no subscription and no management group of this world`,
      );
      continue;
    }
    if (subscription.state === 'Deleted') {
      issues.push(`resources[${index}]: '${id}' is in a deleted subscription`);
      continue;
    }
    const caller = serviceCaller(subscription);
    const key = `${caller.objectId}|seed`;
    // For the time of this request Azure itself holds Owner, so that no principal of the world is needed.
    world.set(ASSIGNMENTS_BY_PRINCIPAL, key, {
      assignmentId: 'seed',
      scope: '',
      roleId: OWNER,
      effectiveAt: 0,
    });
    const request = {
      method: 'PUT',
      url,
      headers: { get: () => undefined },
      body: JSON.stringify(body),
    };
    const answer = resourceManager.handleAs(caller, request, target, services);
    const running = new OperationStore(world).runningOn(id);
    if (running) clock.advanceTo(running.dueAt);
    world.delete(ASSIGNMENTS_BY_PRINCIPAL, key);
    if (answer.status >= 300) issues.push(`resources[${index}] ${id}: ${answer.body ?? ''}`);
  }
  for (const one of stopped) directory.addSubscription(one);
  services.ledger.clear();
  if (issues.length > 0) {
    throw new TypeError(
      `the world cannot be seeded:\n${issues.map((issue) => `- ${issue}`).join('\n')}`,
    );
  }
}

/** The subscription that an id lies in; for what extends a management group, what stands for one in its tenant. */
function placeOf(
  id: string,
  directory: Directory,
  groups: ManagementGroups,
): Subscription | undefined {
  const [, , word = '', , name = ''] = id.split('/');
  const group = /^\/providers\/Microsoft\.Management\/managementGroups\//i.test(id)
    ? groups.get(name)
    : undefined;
  return group ? noSubscription(group) : directory.subscription(word);
}
