import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { specJsonSchema } from '../../../../scripts/generate-spec-schema.ts';
import { parseSpec } from '../../src/spec/parse-spec.ts';
import { arbitrarySpec } from './arbitrary-spec.ts';
import { badValues, withValue } from './bad-values.ts';
import { fullSpec, smallSpec } from './sample-specs.ts';

const file = readFileSync(new URL('../../spec.schema.json', import.meta.url), 'utf8');
const validate = new Ajv2020({ strict: true, strictTypes: false }).compile(
  JSON.parse(file) as object,
);

describe('spec.schema.json', () => {
  test('is up to date with the schemas and the documented interfaces', async () => {
    expect(file).toBe(await specJsonSchema());
  });

  test('names itself, and describes members in the words of the interfaces', () => {
    expect(JSON.parse(file)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:azureml-cmk:spec:1',
      description: 'One encrypted workspace, its key and its inference targets.',
      properties: {
        resourceGroup: { description: 'Created when it does not exist.', maxLength: 90 },
      },
    });
    expect(file).toContain('Days, 7–90, fixed once set. Default 90.');
    expect(file).toContain('Index into `identities`. Default 0.');
  });

  test.each([
    ['small', smallSpec],
    ['full', fullSpec],
  ])('takes the %s sample', (_, spec) => {
    expect(validate(spec), JSON.stringify(validate.errors)).toBe(true);
  });

  test('takes every valid spec: it never refuses what parseSpec takes', () => {
    fc.assert(
      fc.property(arbitrarySpec, (spec) => {
        expect(parseSpec(spec).ok).toBe(true);
        expect(validate(spec), JSON.stringify(validate.errors)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('refuses wrong members, names and numbers', () => {
    expect(validate({ ...smallSpec, locaton: 'x' })).toBe(false);
    expect(validate({ ...smallSpec, vault: { create: { name: 'a--b' } } })).toBe(false);
    expect(validate({ ...smallSpec, vault: { create: { name: 'kv-a', retentionDays: 6 } } })).toBe(
      false,
    );
    expect(validate({ ...smallSpec, vault: { create: { name: 'kv-a' }, existing: '/x' } })).toBe(
      false,
    );
  });

  const ofForm = ['SPEC-NAME', 'SPEC-RANGE', 'SPEC-VALUE', 'SPEC-CHOICE', 'SPEC-GUID', 'SPEC-TYPE'];
  const bad = badValues.filter(
    ([path, , code]) => ofForm.includes(code) && path !== 'workspace.identity.primary',
  );
  test.each(bad)('refuses %s = %j, as parseSpec does', (path, value) => {
    expect(validate(withValue(path, value))).toBe(false);
  });
});
