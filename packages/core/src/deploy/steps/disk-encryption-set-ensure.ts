import type { DiskEncryptionSet } from '@azure/arm-compute';

import { parseArmId, sameId } from '../../azure/arm-id.ts';
import { parseKeyIdentifier } from '../../azure/key-identifier.ts';
import { differing, failedState, refuseImmutable, tagAttributes, verdict } from '../differences.ts';
import {
  absent,
  defineStep,
  type KnownStep,
  type StepContext,
  type StepUnit,
} from '../step-unit.ts';
import { drive, readAtRest } from '../waiting.ts';

/** A disk encryption set as it is. */
export interface FoundDiskEncryptionSet {
  readonly set: DiskEncryptionSet;
  readonly provisioningState: string | undefined;
}

type SetStep = KnownStep<'diskEncryptionSet.ensure'>;

/** With automatic rotation the set moves on to new versions by itself, so only the key counts. */
function comparableKey(keyUrl: string | undefined, autoRotate: boolean): string | undefined {
  const key = keyUrl === undefined ? undefined : parseKeyIdentifier(keyUrl);
  if (!key) return keyUrl;
  return [key.vaultUrl, 'keys', key.name, ...(autoRotate ? [] : [key.version ?? ''])].join('/');
}

function principalOf({ set }: FoundDiskEncryptionSet, { identityId }: SetStep): string {
  const { principalId, userAssignedIdentities = {} } = set.identity ?? {};
  if (identityId === undefined) return principalId ?? '';
  const entry = Object.entries(userAssignedIdentities).find(([id]) => sameId(id, identityId));
  return entry?.[1]?.principalId ?? '';
}

function bodyOf(
  step: SetStep,
  context: StepContext,
  tags: Readonly<Record<string, string>>,
): DiskEncryptionSet {
  const { location, vaultId, keyIdentifier, identityId, autoRotate } = step;
  const isOwnSubscription =
    parseArmId(vaultId)?.subscriptionId.toLowerCase() === context.plan.subscriptionId.toLowerCase();
  return {
    location,
    tags: { ...tags, ...step.tags },
    identity:
      identityId === undefined
        ? { type: 'SystemAssigned' }
        : { type: 'UserAssigned', userAssignedIdentities: { [identityId]: {} } },
    encryptionType: 'EncryptionAtRestWithCustomerKey',
    activeKey: {
      // Refused by Azure for a vault of another subscription.
      ...(isOwnSubscription ? { sourceVault: { id: vaultId } } : {}),
      keyUrl: keyIdentifier,
    },
    rotationToLatestKeyVersionEnabled: autoRotate,
  };
}

function readSet(step: SetStep, context: StepContext): Promise<FoundDiskEncryptionSet | undefined> {
  return readAtRest(context, `Disk encryption set ${step.name} is being changed`, async () => {
    const client = await context.clients.compute();
    const { resourceGroup } = context.plan.spec;
    const set = await client.diskEncryptionSets.get(resourceGroup, step.name, {
      abortSignal: context.signal,
    });
    return { set, provisioningState: set.provisioningState };
  });
}

/** Makes a disk encryption set. It does not touch the key: access is noticed when the first disk is made. */
export const ensureDiskEncryptionSet: StepUnit<'diskEncryptionSet.ensure', FoundDiskEncryptionSet> =
  defineStep({
    kind: 'diskEncryptionSet.ensure',
    read: readSet,
    compare(step, found) {
      if (!found) return absent;
      const { set } = found;
      const fixed = differing([['location', step.location, set.location, 'region']]);
      return (
        refuseImmutable('diskEncryptionSet', `Disk encryption set ${step.name}`, fixed) ??
        verdict([
          ...failedState(found.provisioningState),
          ...differing([
            [
              'activeKey.keyUrl',
              comparableKey(step.keyIdentifier, step.autoRotate),
              comparableKey(set.activeKey?.keyUrl, step.autoRotate),
              'caseless',
            ],
            [
              'rotationToLatestKeyVersionEnabled',
              step.autoRotate,
              set.rotationToLatestKeyVersionEnabled ?? false,
            ],
            [
              'identity.type',
              step.identityId === undefined ? 'SystemAssigned' : 'UserAssigned',
              set.identity?.type,
              'caseless',
            ],
            ...tagAttributes(step.tags, set.tags),
          ]),
        ])
      );
    },
    async write(step, found, context) {
      const client = await context.clients.compute();
      const body = bodyOf(step, context, found?.set.tags ?? {});
      const poller = client.diskEncryptionSets.createOrUpdate(
        context.plan.spec.resourceGroup,
        step.name,
        body,
      );
      await drive(context, `Disk encryption set ${step.name} is being made`, poller);
      return (await readSet(step, context)) as FoundDiskEncryptionSet;
    },
    outputs: (step, found) => ({ id: found.set.id ?? '', principalId: principalOf(found, step) }),
  });
