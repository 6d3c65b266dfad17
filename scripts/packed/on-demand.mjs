// Runs in the scratch project: nothing of the simulator is loaded before it is needed.
import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';

/** @type {string[]} */
const parts = [];
registerHooks({
  load(url, context, next) {
    const [, part] = /\/dist\/parts\/(.+)\.js$/.exec(url) ?? [];
    if (part !== undefined && part !== 'on-demand') parts.push(part);
    return next(url, context);
  },
});

const { createSimulator } = await import('@azureml-cmk/simulator');
const simulator = createSimulator();
const fork = simulator.fork();
assert.deepEqual(parts, []);

const { token } = (await fork.credential().getToken('https://management.azure.com/.default')) ?? {
  token: '',
};
assert.deepEqual(parts, []);

const group = `https://management.azure.com/subscriptions/${fork.subscriptionId}/resourceGroups/rg`;
const answer = await fork.fetch(`${group}?api-version=2021-04-01`, {
  method: 'PUT',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: JSON.stringify({ location: 'westeurope' }),
});
assert.equal(answer.status, 201);
assert.deepEqual(parts, ['arm/resources']);
