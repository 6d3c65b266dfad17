import type { ContainerGroup } from '@azure/arm-containerinstance';

import { differing, failedState, refuseImmutable, tagAttributes, verdict } from '../differences.ts';
import {
  absent,
  defineStep,
  type KnownStep,
  type StepContext,
  type StepUnit,
} from '../step-unit.ts';
import { drive, readAtRest } from '../waiting.ts';

/** A container group as it is. */
export interface FoundContainerGroup {
  readonly group: ContainerGroup;
  readonly provisioningState: string | undefined;
}

type GroupStep = KnownStep<'containerGroup.ensure'>;

function bodyOf(step: GroupStep, tags: Readonly<Record<string, string>>): ContainerGroup {
  const { vaultBaseUrl, keyName, keyVersion, identityId } = step;
  return {
    location: step.location,
    tags: { ...tags, ...step.tags },
    osType: 'Linux',
    // The documents ask for the tier to be named when a key is.
    sku: 'Standard',
    restartPolicy: 'Always',
    containers: [
      {
        name: step.name,
        image: step.image,
        resources: { requests: { cpu: step.cpu, memoryInGB: step.memoryGiB } },
        ...(step.ports.length === 0
          ? {}
          : { ports: step.ports.map((port) => ({ protocol: 'TCP', port })) }),
      },
    ],
    encryptionProperties: {
      vaultBaseUrl,
      keyName,
      keyVersion,
      ...(identityId === undefined ? {} : { identity: identityId }),
    },
    ...(identityId === undefined
      ? {}
      : { identity: { type: 'UserAssigned', userAssignedIdentities: { [identityId]: {} } } }),
  };
}

function readGroup(
  step: GroupStep,
  context: StepContext,
): Promise<FoundContainerGroup | undefined> {
  return readAtRest(context, `Container group ${step.name} is being changed`, async () => {
    const client = await context.clients.containerGroups();
    const { resourceGroup } = context.plan.spec;
    const group = await client.containerGroups.get(resourceGroup, step.name, {
      abortSignal: context.signal,
    });
    return { group, provisioningState: group.provisioningState };
  });
}

const withoutSlash = (url: string | undefined): string | undefined => url?.replace(/\/$/, '');

/** Makes an encrypted container group. What encrypts it is fixed once it exists; rotating means making it anew. */
export const ensureContainerGroup: StepUnit<'containerGroup.ensure', FoundContainerGroup> =
  defineStep({
    kind: 'containerGroup.ensure',
    read: readGroup,
    compare(step, found) {
      if (!found) return absent;
      const { group } = found;
      const { encryptionProperties: is, containers } = group;
      const requests = containers[0]?.resources.requests;
      const fixed = differing([
        ['location', step.location, group.location, 'region'],
        [
          'encryptionProperties.vaultBaseUrl',
          withoutSlash(step.vaultBaseUrl),
          withoutSlash(is?.vaultBaseUrl),
          'caseless',
        ],
        ['encryptionProperties.keyName', step.keyName, is?.keyName, 'caseless'],
        ['encryptionProperties.keyVersion', step.keyVersion, is?.keyVersion, 'caseless'],
        ['encryptionProperties.identity', step.identityId, is?.identity, 'caseless'],
        ['resources.requests.cpu', step.cpu, requests?.cpu],
        ['resources.requests.memoryInGB', step.memoryGiB, requests?.memoryInGB],
      ]);
      const refused = refuseImmutable('containerGroup', `Container group ${step.name}`, fixed, {
        ruleId: 'CMK-060',
        fix: `Delete it (az container delete --name ${step.name}) and deploy again, or describe one of another name.`,
      });
      return (
        refused ??
        verdict([
          ...failedState(found.provisioningState),
          ...differing([
            ['image', step.image, containers[0]?.image],
            ...tagAttributes(step.tags, group.tags),
          ]),
        ])
      );
    },
    async write(step, found, context) {
      const client = await context.clients.containerGroups();
      const body = bodyOf(step, found?.group.tags ?? {});
      const poller = await client.containerGroups.beginCreateOrUpdate(
        context.plan.spec.resourceGroup,
        step.name,
        body,
      );
      await drive(context, `Container group ${step.name} is being made`, poller);
      return (await readGroup(step, context)) as FoundContainerGroup;
    },
    outputs: (_, { group }) => ({ id: group.id ?? '' }),
  });
