// Runs in a scratch project that has only the packed tarballs installed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as core from '@azureml-cmk/core';
import * as errors from '@azureml-cmk/core/errors';
import * as rules from '@azureml-cmk/core/rules';
import * as simulator from '@azureml-cmk/simulator';
import * as msw from '@azureml-cmk/simulator/msw';

for (const [name, entry] of Object.entries({ core, errors, rules, simulator, msw })) {
  assert.notEqual(Object.keys(entry).length, 0, `${name} exports something`);
}

const schema = fileURLToPath(import.meta.resolve('@azureml-cmk/core/spec.schema.json'));
assert.match(JSON.parse(readFileSync(schema, 'utf8')).$schema, /json-schema/);
