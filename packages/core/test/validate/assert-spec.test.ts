import { describe, expect, it } from 'vitest';
import { type CmkError, isCmkError } from '../../src/errors/cmk-error.ts';
import { parseSpec, type ParseResult } from '../../src/spec/parse-spec.ts';
import { parseSpecText } from '../../src/spec/parse-spec-text.ts';
import { assertSpec } from '../../src/validate/assert-spec.ts';
import type { ValidateOptions } from '../../src/validate/judged-by.ts';
import { asOf, smallSpec } from './spec-fixture.ts';

function refusal(result: ParseResult, judge?: ValidateOptions): CmkError {
  try {
    assertSpec(result, judge);
  } catch (error) {
    if (isCmkError(error)) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('assertSpec', () => {
  it('gives the spec that can be read, whatever rules it breaks', () => {
    const spec = { ...smallSpec, vault: { create: { name: 'kv-ml', purgeProtection: false } } };
    expect(assertSpec(parseSpec(spec), { asOf })).toEqual(spec);
  });

  const broken = {
    ...smallSpec,
    tenantId: 'x',
    resourceGroup: 'rg.',
    vault: { create: { name: '9', purgeProtection: false } },
  };

  it('throws one error with all issues', () => {
    const error = refusal(parseSpec(broken));
    expect(error).toMatchObject({ code: 'CMK_SPEC_INVALID', hop: 'spec', retryable: false });
    expect(error.issues.map(({ path }) => path)).toEqual([
      'tenantId',
      'resourceGroup',
      'vault.create.name',
    ]);
    expect(error.message).toMatch(/^The spec has 3 errors:\n {2}SPEC-GUID at tenantId: "x" is not/);
    expect(error.fix).toBe('Make the change that each issue names.');
  });

  it('also tells the rules that the readable parts break, when it is told the instant', () => {
    const { issues } = refusal(parseSpec(broken), { asOf });
    expect(issues.map(({ code }) => code)).toEqual([
      'SPEC-GUID',
      'SPEC-NAME',
      'SPEC-NAME',
      'CMK-002',
    ]);
  });

  it('tells of a text, too, also of one that is none', async () => {
    const text = await parseSpecText(JSON.stringify(broken), 'yaml');
    expect(refusal(text, { asOf }).issues.at(-1)?.code).toBe('CMK-002');
    const { message, issues } = refusal(await parseSpecText('{"a":', 'json'), { asOf });
    expect(issues).toHaveLength(1);
    expect(message).toMatch(
      /^The spec has 1 error:\n {2}SPEC-SYNTAX: The text is not JSON: line 1/,
    );
  });
});
