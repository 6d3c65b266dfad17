// Runs in a scratch project that has only the packed tarballs installed: every entry loads, and the
// chain from a spec to an encrypted workspace works against the simulator.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deploy, planSpec, validateSpec } from '@azureml-cmk/core';
import { isCmkError } from '@azureml-cmk/core/errors';
import * as rules from '@azureml-cmk/core/rules';
import { createSimulator } from '@azureml-cmk/simulator';
import * as msw from '@azureml-cmk/simulator/msw';

for (const [name, entry] of Object.entries({ rules, msw })) {
  assert.notEqual(Object.keys(entry).length, 0, `${name} exports something`);
}

const schema = fileURLToPath(import.meta.resolve('@azureml-cmk/core/spec.schema.json'));
assert.match(JSON.parse(readFileSync(schema, 'utf8')).$schema, /json-schema/);

const simulator = createSimulator();
const asOf = simulator.clock.iso();
const spec = /** @type {const} */ ({
  formatVersion: 1,
  tenantId: simulator.tenantId,
  subscriptionId: simulator.subscriptionId,
  resourceGroup: 'rg-claims',
  location: 'westeurope',
  vault: { create: { name: 'kv-claims' } },
  key: { create: { name: 'claims-cmk' } },
  workspace: { name: 'ml-claims' },
});
assert.deepEqual(
  validateSpec(spec, { asOf }).filter(({ severity }) => severity === 'error'),
  [],
);

const deployment = deploy(planSpec(spec, { asOf }), {
  credential: simulator.credential(),
  clientOptions: simulator.clientOptions(),
  clock: simulator.clock,
});
const { changed } = await deployment.outcome;
assert.ok(changed > 0, 'the deployment changed something');

try {
  planSpec({ ...spec, location: '' }, { asOf });
  assert.fail('a wrong spec is refused');
} catch (error) {
  assert.ok(isCmkError(error), 'the error is recognised by another entry of the package');
}
