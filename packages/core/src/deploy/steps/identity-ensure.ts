import type { Identity } from '@azure/arm-msi';

import { differing, refuseImmutable, tagAttributes, verdict } from '../differences.ts';
import { absent, defineStep, type StepUnit } from '../step-unit.ts';
import { unlessMissing } from '../waiting.ts';

/** A user-assigned identity as it is. */
export interface FoundIdentity {
  readonly id: string;
  readonly principalId: string;
  readonly clientId: string;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The facts of an identity. */
export function identityOf(identity: Identity): FoundIdentity {
  const { id = '', principalId = '', clientId = '', location, tags = {} } = identity;
  return { id, principalId, clientId, location, tags };
}

/** Makes a user-assigned identity in the resource group of the plan. */
export const ensureIdentity: StepUnit<'identity.ensure', FoundIdentity> = defineStep({
  kind: 'identity.ensure',
  async read({ name }, { clients, plan, signal }) {
    const client = await clients.identities();
    const group = plan.spec.resourceGroup;
    const identity = await unlessMissing(
      client.userAssignedIdentities.get(group, name, { abortSignal: signal }),
    );
    return identity && identityOf(identity);
  },
  compare({ name, location, tags }, identity) {
    if (!identity) return absent;
    const fixed = differing([['location', location, identity.location, 'region']]);
    return (
      refuseImmutable('identity', `Identity ${name}`, fixed) ??
      verdict(differing(tagAttributes(tags, identity.tags)))
    );
  },
  async write({ name, location, tags }, identity, { clients, plan }) {
    const client = await clients.identities();
    const parameters = { location, tags: { ...identity?.tags, ...tags } };
    return identityOf(
      await client.userAssignedIdentities.createOrUpdate(plan.spec.resourceGroup, name, parameters),
    );
  },
  outputs: (_, { id, principalId, clientId }) => ({ id, principalId, clientId }),
});
