import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { expect, it } from 'vitest';

import { verify } from '../../src/verify/verify.ts';
import { planOf, run, simulator, smallSpec } from '../deploy/chain.ts';

const FAST = { updateIntervalInMs: 0 };

it('CMK-016 is broken by a workspace that is described under a key and has none', async () => {
  const sim = simulator();
  const spec = smallSpec(sim);
  const { error } = await run(sim, planOf(sim, spec));
  expect(error?.toJSON()).toBeUndefined();
  expect(
    (await verify(spec, sim.azure())).rules.find(({ ruleId }) => ruleId === 'CMK-016'),
  ).toMatchObject({ result: 'notApplicable' });
  const { workspaces } = new AzureMachineLearningWorkspaces(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  const { location, storageAccount, keyVault, applicationInsights } = await workspaces.get(
    'rg-claims',
    'ml-claims',
  );
  await workspaces.beginDeleteAndWait('rg-claims', 'ml-claims', FAST);
  // The name is free again once the deleted workspace is gone for good.
  await sim.clock.advance({ days: 15 });
  await workspaces.beginCreateOrUpdateAndWait(
    'rg-claims',
    'ml-claims',
    {
      ...(location === undefined ? {} : { location }),
      identity: { type: 'SystemAssigned' },
      ...(storageAccount === undefined ? {} : { storageAccount }),
      ...(keyVault === undefined ? {} : { keyVault }),
      ...(applicationInsights === undefined ? {} : { applicationInsights }),
    },
    FAST,
  );
  const { rules } = await verify(spec, sim.azure());
  expect(rules.find(({ ruleId }) => ruleId === 'CMK-016')).toMatchObject({
    result: 'broken',
    level: 'must',
    violations: [
      {
        path: 'keyAssignments[0].givenAt',
        expected: 'a key given with the creation of the workspace',
        received: 'none',
      },
    ],
  });
});
