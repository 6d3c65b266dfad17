import { describe, expect, it } from 'vitest';
import { isCmkError } from '../../src/errors/cmk-error.ts';
import { planSpec } from '../../src/plan/plan.ts';
import { validateSpec } from '../../src/validate/validate.ts';
import { asOf, fullSpec, smallSpec } from './spec-fixture.ts';

describe('validateSpec', () => {
  it('finds nothing in good specs', () => {
    expect(validateSpec(smallSpec, { asOf })).toEqual([]);
    expect(validateSpec(fullSpec, { asOf })).toEqual([]);
  });

  it('gives the issues of the grammar when the spec cannot be read', () => {
    const issues = validateSpec({ ...smallSpec, tenantId: 'x', location: 7 }, { asOf });
    expect(issues.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['tenantId', 'location']),
    );
    expect(issues.every(({ code }) => !code.startsWith('CMK-'))).toBe(true);
  });

  it('gives the broken rules of the rest', () => {
    const vault = { create: { name: '9', purgeProtection: false } };
    const issues = validateSpec({ ...smallSpec, vault }, { asOf });
    expect(issues.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'SPEC-NAME vault.create.name',
      'CMK-002 vault.create.purgeProtection',
    ]);
  });

  it('does not miss what cannot be read', () => {
    const china = { ...smallSpec, cloud: 'china', location: 'chinaeast2' };
    const codes = (spec: unknown) => validateSpec(spec, { asOf }).map(({ code }) => code);
    expect(codes(china)).toEqual(['CMK-014']);
    expect(codes({ ...china, workspace: { name: 'mlw-ml', encryption: 7 } })).toEqual([
      'SPEC-TYPE',
    ]);
    expect(codes({ ...china, cosmosDbPrincipalObjectId: 'x' })).toEqual(['SPEC-GUID']);
  });

  it('judges by the default edition when the one that is named does not exist', () => {
    const spec = {
      ...smallSpec,
      edition: 'curent',
      vault: { create: { name: 'kv-ml', purgeProtection: false } },
    };
    const codes = ['SPEC-VALUE', 'CMK-002'];
    expect(validateSpec(spec, { asOf }).map(({ code }) => code)).toEqual(codes);
  });

  it('gives the broken rules when it can', () => {
    const vault = { create: { name: 'kv-ml', purgeProtection: false } };
    expect(validateSpec({ ...smallSpec, vault }, { asOf }).map(({ code }) => code)).toEqual([
      'CMK-002',
    ]);
  });

  it('gives the warnings of the grammar together with the broken rules', () => {
    const subnetId =
      '/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet/subnets/default';
    const spec = {
      ...smallSpec,
      vault: { create: { name: 'kv-ml', purgeProtection: false } },
      workspace: { ...smallSpec.workspace, privateEndpoint: { name: 'pe-ml', subnetId } },
    };
    const issues = validateSpec(spec, { asOf });
    expect(issues.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning SPEC-CONFLICT',
      'error CMK-002',
    ]);
  });

  it('judges expiry at the instant it is given', () => {
    const spec = {
      ...smallSpec,
      key: { create: { name: 'k', expiry: '2026-09-01T00:00:00Z' } },
    };
    expect(validateSpec(spec, { asOf: '2026-08-31T23:59:59Z' })).toEqual([]);
    expect(validateSpec(spec, { asOf: '2026-09-01T00:00:00Z' }).map(({ code }) => code)).toEqual([
      'CMK-012',
    ]);
  });

  it.each([
    { value: undefined },
    { value: null },
    { value: 7 },
    { value: 'spec' },
    { value: [] },
    { value: {} },
  ])('never throws on $value', ({ value }) => {
    expect(validateSpec(value, { asOf }).length).toBeGreaterThan(0);
  });

  it('refuses an instant that is none', () => {
    let thrown: unknown;
    try {
      validateSpec(smallSpec, { asOf: 'tomorrow' });
    } catch (error) {
      thrown = error;
    }
    expect(isCmkError(thrown) && [thrown.code, thrown.message]).toEqual([
      'CMK_OPTION_INVALID',
      "asOf is not an instant: 'tomorrow'",
    ]);
  });

  it('refuses an edition that there is not, by which no rule would hold', () => {
    const error = expect.objectContaining({
      code: 'CMK_OPTION_INVALID',
      message: "edition is not one that there is: 'newest'",
    });
    const options = { asOf, edition: 'newest' } as unknown as { readonly asOf: string };
    expect(() => validateSpec(smallSpec, options)).toThrow(error);
    expect(() => planSpec(smallSpec, options)).toThrow(error);
  });
});
