import { absent, defineStep, found as same, type StepUnit } from '../step-unit.ts';
import { unlessMissing } from '../waiting.ts';

interface FoundGroup {
  readonly location: string;
}

/** Makes the resource group when it is not there. A group that is there stays as it is: it may hold other things. */
export const ensureResourceGroup: StepUnit<'resourceGroup.ensure', FoundGroup> = defineStep({
  kind: 'resourceGroup.ensure',
  async read({ name }, { clients, signal }) {
    const client = await clients.resources();
    const group = await unlessMissing(client.resourceGroups.get(name, { abortSignal: signal }));
    return group && { location: group.location };
  },
  compare: (_, group) => (group ? same : absent),
  async write({ name, location, tags }, _, { clients }) {
    const client = await clients.resources();
    const group = await client.resourceGroups.createOrUpdate(name, { location, tags: { ...tags } });
    return { location: group.location };
  },
  outputs: () => ({}),
});
