/** `onErrorDeployment`: what a deployment goes back to when it fails. */
import type { OnErrorDeployment } from '@azure/arm-resourcesdeployments';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import {
  deploy,
  deployments,
  emptyGroup,
  errorOf,
  FAST,
  GROUP,
  IDENTITY,
  identity,
  LOCATION,
  nested,
  storage,
  STORAGE,
  template,
} from './deploying.ts';

type Members = Record<string, unknown>;

const BROKEN = { resources: [identity('late'), storage('stbroken')] };
const REFUSED = { status: 507, code: 'OutOfStorage', message: 'Nothing is left.' };

const last: OnErrorDeployment = { type: 'LastSuccessful' };
const specific = (deploymentName: string): OnErrorDeployment => ({
  type: 'SpecificDeployment',
  deploymentName,
});

const goingBack = (
  sim: Simulator,
  onErrorDeployment: OnErrorDeployment,
  members: Members = BROKEN,
  name = 'main',
) =>
  deployments(sim).deployments.createOrUpdate(
    GROUP,
    name,
    { properties: { mode: 'Incremental', template: template(members), onErrorDeployment } },
    FAST,
  );

/** A group to which `one` and then `two` were deployed. */
async function deployedTwice(latency: 'instant' | 'realistic' = 'instant') {
  const sim = await emptyGroup({ latency });
  const named = {
    parameters: { name: { type: 'string' } },
    resources: [identity("[parameters('name')]")],
  };
  await deploy(sim, named, { name: 'id-one' }, { name: 'one' });
  await deploy(sim, named, { name: 'id-two' }, { name: 'two' });
  sim.faults.add({ action: `${STORAGE}/write`, answer: REFUSED });
  const names = () => sim.resources.list({ type: IDENTITY }).map(({ name }) => name);
  const get = async (name = 'main') =>
    (await deployments(sim).deployments.get(GROUP, name)).properties;
  return { sim, names, get };
}

describe.each(['instant', 'realistic'] as const)('a deployment that fails, %s', (latency) => {
  it('goes back to the last that succeeded, whole', async () => {
    const { sim, names, get } = await deployedTwice(latency);
    await expect(goingBack(sim, last)).rejects.toThrow('DeploymentFailed');
    // What the failed one made, and what `two` does not name, is gone.
    expect(names()).toEqual(['id-two']);
    expect(await get()).toMatchObject({
      provisioningState: 'Failed',
      onErrorDeployment: { ...last, deploymentName: 'two', provisioningState: 'Succeeded' },
    });
    expect(await errorOf(sim)).toMatchObject({
      code: 'DeploymentFailed',
      details: [{ code: REFUSED.code, message: REFUSED.message }],
    });
    expect(await get('two')).toMatchObject({
      provisioningState: 'Succeeded',
      mode: 'Complete',
      parameters: { name: { value: 'id-two' } },
    });
  });

  it('goes back to the one that it names', async () => {
    const { sim, names, get } = await deployedTwice(latency);
    await expect(goingBack(sim, specific('one'))).rejects.toThrow('DeploymentFailed');
    expect(names()).toEqual(['id-one']);
    expect((await get())?.onErrorDeployment).toEqual({
      ...specific('one'),
      provisioningState: 'Succeeded',
    });
  });

  it('tells that what it went back to failed too', async () => {
    const { sim, get } = await deployedTwice(latency);
    sim.faults.add({ action: `${IDENTITY}/write`, from: 2, answer: REFUSED });
    await expect(goingBack(sim, last)).rejects.toThrow('DeploymentFailed');
    expect((await get())?.onErrorDeployment?.provisioningState).toBe('Failed');
  });

  it('goes back when only its outputs fail, and says why it failed', async () => {
    const { sim, names } = await deployedTwice(latency);
    const outputs = { no: { type: 'string', value: "[reference('no', '2023-01-31').no]" } };
    const members = { resources: [identity('late')], outputs };
    await expect(goingBack(sim, last, members)).rejects.toThrow('DeploymentOutputEvaluationFailed');
    expect(await errorOf(sim)).toMatchObject({ code: 'DeploymentOutputEvaluationFailed' });
    expect(names()).toEqual(['id-two']);
  });

  it('waits for what a fault holds up', async () => {
    const { sim, get } = await deployedTwice(latency);
    sim.faults.add({
      path: '**/deployments/two',
      action: 'Microsoft.Resources/deployments/write',
      operation: { endsAtPoll: 4 },
    });
    await expect(goingBack(sim, last)).rejects.toThrow('DeploymentFailed');
    expect((await get())?.onErrorDeployment?.provisioningState).toBe('Succeeded');
  });
});

describe('a deployment that succeeds', () => {
  it('goes back to nothing', async () => {
    const { sim, names, get } = await deployedTwice();
    await goingBack(sim, last, { resources: [identity('late')] });
    expect(names()).toEqual(['id-one', 'id-two', 'late']);
    expect((await get())?.onErrorDeployment).toEqual({ ...last, deploymentName: 'two' });
  });
});

describe('what a deployment may go back to', () => {
  it('is a root deployment, and another', async () => {
    const { sim, get } = await deployedTwice();
    await deploy(
      sim,
      { resources: [nested('within', template({ resources: [identity('inner')] }), 'inner')] },
      {},
      { name: 'around' },
    );
    await goingBack(sim, last, { resources: [] });
    expect((await get())?.onErrorDeployment?.deploymentName).toBe('around');
    await goingBack(sim, last, { resources: [] }, 'around');
    expect((await get('around'))?.onErrorDeployment?.deploymentName).toBe('main');
  });

  const refusals: [string, OnErrorDeployment | Members, string][] = [
    ['of no name', specific('none'), "there is no deployment 'none' in the resource group"],
    ['that is itself', specific('main'), "the deployment 'main' cannot go back to itself"],
    ['that failed', specific('failed'), "the deployment 'failed' did not succeed"],
    ['that is nested', specific('within'), "the deployment 'within' is nested in another"],
  ];
  it.each(refusals)('is none %s', async (_what, onErrorDeployment, why) => {
    const { sim } = await deployedTwice();
    await deploy(sim, BROKEN, {}, { name: 'failed' }).catch(() => undefined);
    const inner = template({ resources: [identity('inner')] });
    await deploy(sim, { resources: [nested('within', inner, 'inner')] }, {}, { name: 'around' });
    await expect(goingBack(sim, onErrorDeployment as OnErrorDeployment)).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidDeployment',
      message: `The 'onErrorDeployment' cannot be used: ${why}. (simulator wording)`,
    });
  });

  it('has to be there', async () => {
    const sim = await emptyGroup();
    await expect(goingBack(sim, last)).rejects.toMatchObject({
      code: 'InvalidDeployment',
      message:
        "The 'onErrorDeployment' cannot be used: no earlier deployment to the resource group succeeded. (simulator wording)",
    });
    await expect(goingBack(sim, { type: 'Never' as 'LastSuccessful' })).rejects.toMatchObject({
      code: expect.stringMatching(/^Invalid/),
    });
  });

  it('is refused by name when it needs a secret', async () => {
    const sim = await emptyGroup();
    const secret = { parameters: { password: { type: 'securestring' } } };
    await deploy(sim, secret, { password: 'sim-password' }, { name: 'one' });
    await expect(goingBack(sim, last)).rejects.toMatchObject({
      statusCode: 501,
      message:
        "a redeployment of 'one' on an error: its parameter 'password' is secure, and kept nowhere is not simulated (simulator wording)",
    });
  });

  it('is for root deployments to groups', async () => {
    const { sim } = await deployedTwice();
    const properties = {
      mode: 'Incremental' as const,
      template: template({}),
      onErrorDeployment: last,
    };
    const atSubscription = deployments(sim).deployments.createOrUpdateAtSubscriptionScope(
      'main',
      { location: LOCATION, properties },
      FAST,
    );
    await expect(atSubscription).rejects.toMatchObject({
      code: 'InvalidDeployment',
      message:
        "The 'onErrorDeployment' of 'main' is for deployments to resource groups alone. (simulator wording)",
    });
    const within: Members = nested('within', template({}), 'inner');
    Object.assign(within['properties'] as Members, { onErrorDeployment: last });
    await expect(deploy(sim, { resources: [within] })).rejects.toThrow('DeploymentFailed');
    expect(await errorOf(sim)).toMatchObject({
      details: [
        {
          code: 'InvalidDeployment',
          message:
            "The 'onErrorDeployment' is for deployments that are not nested alone. (simulator wording)",
        },
      ],
    });
  });
});
