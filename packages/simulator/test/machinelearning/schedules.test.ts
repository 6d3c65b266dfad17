/** Schedules of jobs: kept, shown, listed by whether they are enabled; nothing is triggered. */
import type { Schedule } from '@azure/arm-machinelearning';
import { describe, expect, it } from 'vitest';
import { FAST, GROUP, machineLearning, send, workspaceScene, WORKSPACE } from './child-scene.ts';

const nightly: Schedule = {
  properties: {
    displayName: 'Nightly',
    trigger: { triggerType: 'Cron', expression: '0 3 * * *' },
    action: {
      actionType: 'CreateJob',
      jobDefinition: { jobType: 'Command', command: 'python t.py', environmentId: 'azureml:e:1' },
    },
  },
};

const disabled: Schedule = { properties: { ...nightly.properties, isEnabled: false } };

describe.each(['instant', 'realistic'] as const)('schedules, with %s latency', (latency) => {
  it('are made, changed, listed and deleted', async () => {
    const { sim } = await workspaceScene({ latency });
    const { schedules, jobs } = machineLearning(sim);
    const made = await schedules.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      'nightly',
      nightly,
      FAST,
    );
    expect(made).toMatchObject({
      name: 'nightly',
      properties: {
        ...nightly.properties,
        isEnabled: true,
        provisioningState: 'Succeeded',
        properties: { 'azureml-cmk.simulator': 'Nothing is triggered (simulator wording)' },
        trigger: { triggerType: 'Cron', expression: '0 3 * * *', timeZone: 'UTC' },
      },
    });
    expect(made.systemData?.createdAt).toBeInstanceOf(Date);
    const listed = async (listViewType?: string): Promise<(string | undefined)[]> => {
      const options = listViewType === undefined ? {} : { listViewType };
      const all = await Array.fromAsync(schedules.list(GROUP, WORKSPACE, options));
      return all.map(({ name }) => name);
    };
    expect([await listed(), await listed('DisabledOnly')]).toEqual([['nightly'], []]);
    await sim.clock.advance({ days: 2 });
    expect(await Array.fromAsync(jobs.list(GROUP, WORKSPACE))).toEqual([]);
    await expect(
      schedules.beginDeleteAndWait(GROUP, WORKSPACE, 'nightly', FAST),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'UserError',
      message: "The schedule 'nightly' must be disabled before it is deleted. (simulator wording)",
    });
    await schedules.beginCreateOrUpdateAndWait(GROUP, WORKSPACE, 'nightly', disabled, FAST);
    expect([await listed(), await listed('DisabledOnly'), await listed('All')]).toEqual([
      [],
      ['nightly'],
      ['nightly'],
    ]);
    await schedules.beginDeleteAndWait(GROUP, WORKSPACE, 'nightly', FAST);
    await expect(schedules.get(GROUP, WORKSPACE, 'nightly')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
  });
});

describe('schedules are refused', () => {
  it.each([
    [
      { trigger: { triggerType: 'Cron', expression: '0 3 * * *' } },
      "'properties.action.actionType' is required: CreateJob, InvokeBatchEndpoint, CreateMonitor (simulator wording)",
    ],
    [
      { ...nightly.properties, trigger: { triggerType: 'Hourly' } },
      `'properties.trigger.triggerType' is "Hourly"; it must be one of Cron, Recurrence (simulator wording)`,
    ],
  ])('%j', async (properties, message) => {
    const { sim, workspaceId } = await workspaceScene();
    const path = `${workspaceId}/schedules/bad`;
    const { status, body } = await send(sim, 'PUT', path, '2025-09-01', { properties });
    expect([status, body.error.code, body.error.message]).toEqual([400, 'UserError', message]);
  });

  it('in a view that there is not', async () => {
    const { sim } = await workspaceScene();
    const { schedules } = machineLearning(sim);
    await schedules.beginCreateOrUpdateAndWait(GROUP, WORKSPACE, 'nightly', nightly, FAST);
    await expect(
      Array.fromAsync(schedules.list(GROUP, WORKSPACE, { listViewType: 'ActiveOnly' })),
    ).rejects.toMatchObject({
      statusCode: 400,
      message: `'listViewType' is "ActiveOnly"; it must be one of EnabledOnly, DisabledOnly, All (simulator wording)`,
    });
  });
});
