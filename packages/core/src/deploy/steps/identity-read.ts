import { parseArmId } from '../../azure/arm-id.ts';
import { defineStep, found as same, type StepUnit } from '../step-unit.ts';
import { unlessMissing } from '../waiting.ts';
import { type FoundIdentity, identityOf } from './identity-ensure.ts';
import { missing, onlyRead } from './only-read.ts';

/** Reads an existing user-assigned identity. */
export const readIdentity: StepUnit<'identity.read', FoundIdentity> = defineStep({
  kind: 'identity.read',
  async read({ resourceId = '' }, { clients, signal }) {
    const id = parseArmId(resourceId);
    if (!id) return undefined;
    const client = await clients.identities(id.subscriptionId);
    const identity = await unlessMissing(
      client.userAssignedIdentities.get(id.resourceGroup, id.name, { abortSignal: signal }),
    );
    return identity && identityOf(identity);
  },
  compare: ({ resourceId = '' }, identity) =>
    identity
      ? same
      : missing('identity', `Identity ${resourceId}`, 'Check its id, or let the plan create it.'),
  write: onlyRead,
  outputs: (_, { id, principalId, clientId }) => ({ id, principalId, clientId }),
});
