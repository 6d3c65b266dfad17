/** What a subscription takes in each of its states. */
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import { describe, expect, it } from 'vitest';
import {
  createSimulator,
  type Simulator,
  type Snapshot,
  type SubscriptionSpec,
} from '../../src/index.ts';

const MANAGEMENT = 'https://management.azure.com';
const HERE = { location: 'westeurope' };
const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;
const ACCOUNT = 'theaccount';

function scene(state: NonNullable<SubscriptionSpec['state']>) {
  const sim = createSimulator({
    world: {
      subscriptions: [{ subscriptionId: SUBSCRIPTION, state }],
      // What is there stays there, whatever became of the subscription.
      resources:
        state === 'Deleted'
          ? []
          : [
              { id: GROUP, apiVersion: '2025-04-01', body: HERE },
              {
                id: `${GROUP}/providers/Microsoft.Storage/storageAccounts/${ACCOUNT}`,
                apiVersion: '2023-05-01',
                body: { ...HERE, kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: {} },
              },
            ],
    },
  });
  const options = sim.clientOptions();
  const { storageAccounts } = new StorageManagementClient(sim.credential(), SUBSCRIPTION, options);
  const { resourceGroups, providers } = new ResourceManagementClient(
    sim.credential(),
    SUBSCRIPTION,
    options,
  );
  const { userAssignedIdentities } = new ManagedServiceIdentityClient(
    sim.credential(),
    SUBSCRIPTION,
    options,
  );
  const told = async (path: string) => {
    const token = await sim.credential().getToken(`${MANAGEMENT}/.default`);
    const answer = await sim.fetch(`${MANAGEMENT}${path}?api-version=2022-12-01`, {
      headers: { authorization: `Bearer ${token!.token}` },
    });
    return (await answer.json()) as never;
  };
  return {
    sim,
    told,
    reads: [() => storageAccounts.getProperties('rg', ACCOUNT), () => resourceGroups.get('rg')],
    writes: [
      () => userAssignedIdentities.createOrUpdate('rg', 'new', HERE),
      () => storageAccounts.update('rg', ACCOUNT, { tags: { a: '1' } }),
      () => storageAccounts.listKeys('rg', ACCOUNT),
      () => providers.register('Microsoft.Search'),
    ],
    remove: () => storageAccounts.delete('rg', ACCOUNT),
  };
}

describe('a subscription', () => {
  it.each(['Enabled', 'PastDue'] as const)('that is %s takes everything', async (state) => {
    const { reads, writes, remove, told } = scene(state);
    for (const ask of [...reads, ...writes, remove]) await ask();
    expect(await told(`/subscriptions/${SUBSCRIPTION}`)).toMatchObject({ state });
  });

  it.each([
    [
      'Disabled',
      `The subscription '${SUBSCRIPTION}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`,
    ],
    [
      'Warned',
      `The subscription '${SUBSCRIPTION}' is in state 'Warned' and therefore marked as read only. (simulator wording)`,
    ],
  ] as const)('that is %s is read and emptied, and takes no more', async (state, message) => {
    const { reads, writes, remove, told } = scene(state);
    for (const ask of reads) await ask();
    for (const ask of writes) {
      await expect(ask()).rejects.toMatchObject({
        statusCode: 409,
        code: 'ReadOnlyDisabledSubscription',
        message,
      });
    }
    await remove();
    expect(await told(`/subscriptions/${SUBSCRIPTION}`)).toMatchObject({ state });
    expect(await told('/subscriptions')).toMatchObject({ value: [{ state }] });
  });

  it('that is deleted is not found, with all that was in it', async () => {
    const { reads, writes, remove, told } = scene('Deleted');
    for (const ask of [...reads, ...writes, remove]) {
      await expect(ask()).rejects.toMatchObject({
        statusCode: 404,
        code: 'SubscriptionNotFound',
        message: `The subscription '${SUBSCRIPTION}' could not be found.`,
      });
    }
    expect(await told(`/subscriptions/${SUBSCRIPTION}`)).toMatchObject({
      error: { code: 'SubscriptionNotFound' },
    });
    expect(await told('/subscriptions')).toEqual({ value: [] });
  });

  it('changes its state in the middle of everything', async () => {
    const { sim, reads, writes, told } = scene('Enabled');
    for (const ask of writes) await ask();
    expect(sim.subscriptionState.get()).toBe('Enabled');
    sim.subscriptionState.set('Disabled');
    expect([sim.subscriptionState.get(), sim.subscriptions[0]?.state]).toEqual([
      'Disabled',
      'Disabled',
    ]);
    for (const ask of reads) await ask();
    for (const ask of writes) {
      await expect(ask()).rejects.toMatchObject({
        statusCode: 409,
        code: 'ReadOnlyDisabledSubscription',
        message: `The subscription '${SUBSCRIPTION}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`,
      });
    }
    sim.subscriptionState.set('Deleted', SUBSCRIPTION.toUpperCase());
    expect(await told('/subscriptions')).toEqual({ value: [] });
    sim.subscriptionState.set('Enabled');
    for (const ask of [...reads, ...writes]) await ask();
  });

  it('has a state that snapshots, forks and resets carry', async () => {
    const { sim } = scene('Enabled');
    const before = sim.snapshot();
    sim.subscriptionState.set('Disabled');
    const fork = sim.fork();
    fork.subscriptionState.set('Warned');
    const copy = createSimulator();
    copy.restore(JSON.parse(JSON.stringify(sim.snapshot())) as Snapshot);
    const stateOf = (one: Simulator) => one.subscriptionState.get(SUBSCRIPTION);
    expect([sim, fork, copy].map(stateOf)).toEqual(['Disabled', 'Warned', 'Disabled']);
    copy.restore(before);
    sim.reset();
    expect([sim, fork, copy].map(stateOf)).toEqual(['Enabled', 'Warned', 'Enabled']);
    const { resourceGroups } = new ResourceManagementClient(
      fork.credential(),
      SUBSCRIPTION,
      fork.clientOptions(),
    );
    await expect(resourceGroups.createOrUpdate('more', HERE)).rejects.toMatchObject({
      code: 'ReadOnlyDisabledSubscription',
    });
  });

  it('has a state that goes on with what is under way', async () => {
    const sim = createSimulator({
      latency: 'realistic',
      world: { subscriptions: [{ subscriptionId: SUBSCRIPTION }] },
    });
    const options = sim.clientOptions();
    const groups = new ResourceManagementClient(sim.credential(), SUBSCRIPTION, options);
    await groups.resourceGroups.createOrUpdate('rg', HERE);
    const { storageAccounts } = new StorageManagementClient(
      sim.credential(),
      SUBSCRIPTION,
      options,
    );
    const making = storageAccounts.create('rg', ACCOUNT, {
      ...HERE,
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
    });
    await making.submitted();
    sim.subscriptionState.set('Disabled');
    await sim.clock.advance({ minutes: 1 });
    expect((await making).provisioningState).toBe('Succeeded');
  });

  it('has no other state, and is one that is there', () => {
    const { sim } = scene('Enabled');
    expect(() => {
      sim.subscriptionState.set('disabled' as 'Disabled');
    }).toThrow(
      new TypeError(
        "'disabled' is no state of a subscription; there are Enabled, Warned, PastDue, Disabled, Deleted",
      ),
    );
    const nowhere = '99999999-9999-4999-8999-999999999999';
    expect(() => sim.subscriptionState.get(nowhere)).toThrow(
      new TypeError(`no subscription '${nowhere}'; there are ${SUBSCRIPTION}`),
    );
  });

  it('that is deleted is not described with resources', () => {
    expect(() =>
      createSimulator({
        world: {
          subscriptions: [{ subscriptionId: SUBSCRIPTION, state: 'Deleted' }],
          resources: [{ id: GROUP, apiVersion: '2025-04-01', body: HERE }],
        },
      }),
    ).toThrow(`resources[0]: '${GROUP}' is in a deleted subscription`);
  });
});
