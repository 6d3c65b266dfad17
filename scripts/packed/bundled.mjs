// Is bundled into one file, and runs where no package is: a bundler finds what Node loads on demand.
import assert from 'node:assert/strict';
import { createSimulator } from '@azureml-cmk/simulator';

const simulator = createSimulator();
const { token } = (await simulator
  .credential()
  .getToken('https://management.azure.com/.default')) ?? { token: '' };
const answer = await simulator.fetch(
  `https://management.azure.com/subscriptions/${simulator.subscriptionId}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv?api-version=2023-07-01`,
  { headers: { authorization: `Bearer ${token}` } },
);
const { error } = /** @type {{ error: { code: string } }} */ (await answer.json());
assert.equal(error.code, 'ResourceGroupNotFound');
