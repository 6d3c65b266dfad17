/** ARM-075, ARM-081, ARM-093: the registration of resource providers is a state machine. */
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { ResourceManagementClient } from '@azure/arm-resources';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const NAMESPACE = 'Microsoft.ManagedIdentity';

const providersOf = (sim: Simulator) =>
  new ResourceManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions()).providers;

const fresh = (latency: 'instant' | 'realistic') =>
  createSimulator({ latency, world: { subscriptions: [{ providers: 'none' }] } });

describe('registration of a provider', () => {
  it('ARM-093: goes through Registering and Unregistering, a minute each', async () => {
    const sim = fresh('realistic');
    const providers = providersOf(sim);
    const state = async () => (await providers.get(NAMESPACE)).registrationState;
    expect(await state()).toBe('NotRegistered');
    expect((await providers.unregister(NAMESPACE)).registrationState).toBe('NotRegistered');
    expect((await providers.register(NAMESPACE)).registrationState).toBe('Registering');
    expect(await state()).toBe('Registering');
    await sim.clock.advance({ minutes: 1 });
    expect(await state()).toBe('Registered');
    expect((await providers.register(NAMESPACE)).registrationState).toBe('Registered');
    expect((await providers.unregister(NAMESPACE)).registrationState).toBe('Unregistering');
    await sim.clock.advance({ minutes: 1 });
    expect(await state()).toBe('Unregistered');
  });

  it('ARM-075: nothing is written without it, in the words of its state', async () => {
    const sim = fresh('instant');
    const groups = new ResourceManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    ).resourceGroups;
    await groups.createOrUpdate('rg', { location: 'westeurope' });
    const make = () =>
      new ManagedServiceIdentityClient(
        sim.credential(),
        sim.subscriptionId,
        sim.clientOptions(),
      ).userAssignedIdentities.createOrUpdate('rg', 'one', { location: 'westeurope' });
    await expect(make()).rejects.toMatchObject({
      statusCode: 409,
      code: 'MissingSubscriptionRegistration',
      message: `The subscription is not registered to use namespace '${NAMESPACE}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
    });
    const providers = providersOf(sim);
    await providers.register(NAMESPACE);
    await expect(make()).resolves.toMatchObject({ name: 'one' });
    await providers.unregister(NAMESPACE);
    await expect(make()).rejects.toMatchObject({
      statusCode: 409,
      code: 'MissingSubscriptionRegistration',
      message: `The subscription registration is in 'Unregistered' state. The subscription must be registered to use namespace '${NAMESPACE}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
    });
  });

  it('ARM-081: of a namespace that nobody knows is refused', async () => {
    const providers = providersOf(fresh('instant'));
    const refusal = {
      statusCode: 404,
      code: 'ProviderNotFound',
      message: "Provider 'Microsoft.Nothing' not found.",
    };
    await expect(providers.get('Microsoft.Nothing')).rejects.toMatchObject(refusal);
    await expect(providers.register('Microsoft.Nothing')).rejects.toMatchObject(refusal);
  });

  it('tells who a provider acts as where a recording shows it, and starts as recorded', async () => {
    const providers = providersOf(createSimulator());
    const classic = await providers.get('microsoft.classicinfrastructuremigrate');
    expect(classic).toMatchObject({
      namespace: 'Microsoft.ClassicInfrastructureMigrate',
      registrationState: 'Unregistered',
      resourceTypes: [
        { resourceType: 'classicInfrastructureResources', apiVersions: ['2015-06-15'] },
      ],
    });
    const registered = [];
    for await (const { namespace, registrationState } of providers.list()) {
      if (registrationState === 'Registered') registered.push(namespace);
    }
    expect(registered).toContain(NAMESPACE);
    expect(registered).not.toContain('Microsoft.ClassicInfrastructureMigrate');
  });

  it('is of a subscription: for the tenant, providers have types and no state', async () => {
    const sim = fresh('instant');
    const providers = providersOf(sim);
    const one = await providers.getAtTenantScope('microsoft.managedidentity');
    expect(one).toMatchObject({ namespace: NAMESPACE, resourceTypes: expect.any(Array) });
    expect(one.resourceTypes?.map(({ resourceType }) => resourceType)).toContain(
      'userAssignedIdentities',
    );
    expect([one.id, one.registrationState]).toEqual([undefined, undefined]);
    const namespaces = await Array.fromAsync(providers.listAtTenantScope());
    const ofSubscription = await Array.fromAsync(providers.list());
    expect(namespaces.map(({ namespace }) => namespace)).toEqual(
      ofSubscription.map(({ namespace }) => namespace),
    );
    await expect(providers.getAtTenantScope('Microsoft.Nothing')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ProviderNotFound',
      message: "Provider 'Microsoft.Nothing' not found.",
    });
    const { providerResourceTypes } = new ResourceManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    const { value } = await providerResourceTypes.list(NAMESPACE);
    expect(value?.map(({ resourceType }) => resourceType)).toEqual(
      one.resourceTypes?.map(({ resourceType }) => resourceType),
    );
  });

  it('gives the role of the service once: who registers again finds it as it was', async () => {
    const sim = fresh('instant');
    const providers = providersOf(sim);
    const { roleAssignments } = new AuthorizationManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    const given = async () => {
      const found = [];
      for await (const { name, createdOn } of roleAssignments.listForSubscription()) {
        found.push(`${name} ${createdOn?.toISOString()}`);
      }
      return found;
    };
    const before = await given();
    await providers.register('Microsoft.MachineLearningServices');
    const once = await given();
    expect(once).toHaveLength(before.length + 1);
    await sim.clock.advance({ days: 1 });
    await providers.unregister('Microsoft.MachineLearningServices');
    await providers.register('Microsoft.MachineLearningServices');
    expect(await given()).toEqual(once);
  });

  it('ends in what was asked for last, whatever came before', async () => {
    const steps = fc.array(fc.constantFrom('register', 'unregister', 'wait'), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(steps, async (asked) => {
        const sim = fresh('realistic');
        const providers = providersOf(sim);
        for (const step of asked) {
          if (step === 'wait') await sim.clock.advance({ seconds: 25 });
          else await providers[step === 'register' ? 'register' : 'unregister'](NAMESPACE);
        }
        await sim.clock.advance({ minutes: 1 });
        const last = asked.findLast((step) => step !== 'wait');
        const { registrationState } = await providers.get(NAMESPACE);
        if (last === 'register') expect(registrationState).toBe('Registered');
        else if (asked.includes('register')) expect(registrationState).toBe('Unregistered');
        else expect(registrationState).toBe('NotRegistered');
      }),
      { numRuns: 20 },
    );
  });
});
