import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { describe, expect, it } from 'vitest';
import { FAST, GROUP, LOCATION, scene, type SceneOptions } from '../machinelearning/scene.ts';

const NAME = 'crhooked';
const HOOK = 'hookscoring';

async function chain(options: SceneOptions = {}, tier = 'Premium') {
  const { sim } = await scene(options);
  const client = new ContainerRegistryManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  const { registries, webhooks } = client;
  await registries.create(GROUP, NAME, { location: LOCATION, sku: { name: tier } }, FAST);
  const make = (name = HOOK, change: object = {}) =>
    webhooks.create(
      GROUP,
      NAME,
      name,
      {
        location: LOCATION,
        serviceUri: 'https://hooks.example.com/push',
        customHeaders: { Authorization: 'not shown' },
        actions: ['push'],
        ...change,
      },
      FAST,
    );
  return { sim, registries, webhooks, make };
}

describe.each(['instant', 'realistic'] as const)('a webhook, %s', (latency) => {
  it('tells whom it calls when that is asked for, and nowhere else', async () => {
    const { webhooks, make } = await chain({ latency });
    const made = await make();
    expect(made).toMatchObject({
      name: HOOK,
      location: LOCATION,
      status: 'enabled',
      scope: '',
      actions: ['push'],
      provisioningState: 'Succeeded',
    });
    expect(JSON.stringify(await webhooks.get(GROUP, NAME, HOOK))).not.toMatch(/example|not shown/);
    const off = await webhooks.update(
      GROUP,
      NAME,
      HOOK,
      { status: 'disabled', scope: 'scoring:*' },
      FAST,
    );
    expect(off).toMatchObject({ status: 'disabled', scope: 'scoring:*', actions: ['push'] });
    expect(await webhooks.getCallbackConfig(GROUP, NAME, HOOK)).toMatchObject({
      serviceUri: 'https://hooks.example.com/push',
      customHeaders: { Authorization: 'not shown' },
    });
    expect(await Array.fromAsync(webhooks.listEvents(GROUP, NAME, HOOK))).toEqual([]);
    await expect(webhooks.ping(GROUP, NAME, HOOK)).rejects.toMatchObject({ statusCode: 501 });
    await webhooks.delete(GROUP, NAME, HOOK, FAST);
    expect(await Array.fromAsync(webhooks.list(GROUP, NAME))).toEqual([]);
  });
});

describe('webhooks', () => {
  it('are as many as the SKU has, and counted', async () => {
    const { registries, make } = await chain({}, 'Basic');
    await make('hookone');
    await make('hooktwo');
    await expect(make('hookthree')).rejects.toMatchObject({
      statusCode: 409,
      code: 'QuotaExceeded',
      message:
        "The registry 'crhooked' has 2 webhooks, which is as many as its SKU has. (simulator wording)",
    });
    const { value = [] } = await registries.listUsages(GROUP, NAME);
    expect(value).toContainEqual({ name: 'Webhooks', limit: 2, currentValue: 2, unit: 'Count' });
  });

  it.each([
    ['no address', { serviceUri: 'hooks' }, "'serviceUri' must be an http or https URL."],
    ['no action', { actions: [] }, "'actions' must have at least one."],
    [
      'another action',
      { actions: ['pull'] },
      "'actions' must be of push, delete, quarantine, chart_push, chart_delete.",
    ],
    ['no region', { location: 'atlantis' }, "'atlantis' is no region that the webhook can be in."],
  ])('are refused with %s', async (_what, change, words) => {
    const { make } = await chain();
    await expect(make(HOOK, change)).rejects.toMatchObject({
      statusCode: 400,
      message: `${words} (simulator wording)`,
    });
  });
});
