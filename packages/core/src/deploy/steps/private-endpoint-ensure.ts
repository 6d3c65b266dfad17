import type { GenericResource } from '@azure/arm-resources';

import { armId } from '../../azure/arm-id.ts';
import { failedState } from '../differences.ts';
import {
  absent,
  defineStep,
  found as same,
  type KnownStep,
  type StepContext,
  type StepUnit,
} from '../step-unit.ts';
import { type FoundResource, missingParts, readById, writeById } from './resource-ensure.ts';

type EndpointStep = KnownStep<'privateEndpoint.ensure'>;

/** The api-version of Microsoft.Network that the body is written in. */
const NETWORK_API_VERSION = '2024-10-01';

const idOf = ({ endpoint }: EndpointStep, { plan }: StepContext): string =>
  armId(
    plan.subscriptionId,
    plan.spec.resourceGroup,
    'Microsoft.Network/privateEndpoints',
    endpoint.name,
  );

function bodyOf({ endpoint, location, targetId, groupId, tags }: EndpointStep): GenericResource {
  return {
    location,
    tags: { ...tags },
    properties: {
      subnet: { id: endpoint.subnetId },
      privateLinkServiceConnections: [
        {
          name: endpoint.name,
          properties: { privateLinkServiceId: targetId, groupIds: [groupId] },
        },
      ],
    },
  };
}

/** Makes a private endpoint to a resource. */
export const ensurePrivateEndpoint: StepUnit<'privateEndpoint.ensure', FoundResource> = defineStep({
  kind: 'privateEndpoint.ensure',
  read: (step, context) => readById(context, idOf(step, context), NETWORK_API_VERSION),
  compare(step, found) {
    if (!found) return absent;
    const body = bodyOf(step) as Readonly<Record<string, unknown>>;
    const differences = [
      ...failedState(found.provisioningState),
      ...missingParts(body, found.resource),
    ];
    return differences.length === 0 ? same : { is: 'differs', differences };
  },
  write: (step, _, context) =>
    writeById(context, idOf(step, context), NETWORK_API_VERSION, bodyOf(step)),
  outputs: (_, { id }) => ({ id }),
});
