import { describe, expect, test } from 'vitest';
import { isCmkError } from '../../src/errors/cmk-error.ts';
import { planSpec } from '../../src/plan/plan.ts';
import type { CmkSpec } from '../../src/spec/types.ts';
import { planned, stepById, stepOf } from './planned.ts';
import { asOf, fullSpec, keyVersion, shared, smallSpec } from './specs.ts';

const unprotected: CmkSpec = {
  ...smallSpec,
  vault: { create: { name: 'kv-claims', purgeProtection: false } },
};

function refusalOf(spec: CmkSpec, accept?: readonly string[]): unknown {
  try {
    return planSpec(spec, { asOf, ...(accept ? { accept } : {}) });
  } catch (error) {
    return error;
  }
}

describe('issues', () => {
  test('all of them come at once', () => {
    const error = refusalOf({
      ...unprotected,
      subscriptionId: 'not-a-guid',
      resourceGroup: '',
    });
    if (!isCmkError(error)) throw new Error('a CmkError is expected');
    expect(error.code).toBe('CMK_SPEC_INVALID');
    expect(error.hop).toBe('spec');
    expect(error.retryable).toBe(false);
    expect(error.message).toMatch(/^The spec has \d+ errors:\n {2}SPEC-/);
    expect(new Set(error.issues.map((issue) => issue.path))).toEqual(
      new Set(['subscriptionId', 'resourceGroup', 'vault.create.purgeProtection']),
    );
  });

  test('a broken rule is the error’s rule', () => {
    expect(refusalOf(unprotected)).toMatchObject({
      code: 'CMK_SPEC_INVALID',
      ruleId: 'CMK-002',
      message: expect.stringMatching(/^The spec has 1 error:\n {2}CMK-002 at vault\.create/),
      fix: expect.stringContaining('accept'),
    });
  });

  test('an accepted rule is planned, kept and named', () => {
    const plan = planSpec(unprotected, { asOf, accept: ['CMK-002', 'CMK-010'] });
    // The other one may show in what exists, when the plan is carried out.
    expect(plan.accepted).toEqual(['CMK-002', 'CMK-010']);
    expect(plan.issues.map((issue) => issue.code)).toContain('CMK-002');
    const vault = stepOf(plan, 'vault', 'vault.ensure');
    expect(vault.vault.purgeProtection).toBe(false);
    expect(vault.reversible).toBe(true);
    expect(vault.reasons.map((reason) => reason.ruleId)).not.toContain('CMK-002');
  });

  test.each([null, undefined, 5, 'spec', []])('%s is no spec, and is refused as one', (input) => {
    expect(refusalOf(input as unknown as CmkSpec)).toMatchObject({
      code: 'CMK_SPEC_INVALID',
      message: expect.stringContaining('The spec has '),
    });
  });

  test('what cannot be read cannot be accepted', () => {
    expect(
      refusalOf({ ...smallSpec, resourceGroup: '' }, ['SPEC-NAME', 'SPEC-TEXT']),
    ).toMatchObject({ code: 'CMK_SPEC_INVALID' });
  });

  test('a disk encryption set whose vault nobody names cannot be planned', () => {
    const error = refusalOf({
      ...smallSpec,
      clusters: [
        {
          create: {
            name: 'prod',
            diskEncryptionSet: {
              create: {
                name: 'des',
                keyIdentifier: `https://kv-other.vault.azure.net/keys/disks/${keyVersion}`,
              },
            },
          },
        },
      ],
    });
    expect(error).toMatchObject({
      code: expect.stringMatching(/^CMK_(PLAN_IMPOSSIBLE|SPEC_INVALID)$/),
    });
    expect(JSON.stringify(error)).toContain('vaultId');
  });

  test('warnings do not refuse, and are in the plan', () => {
    const plan = planned({ ...smallSpec, key: { create: { name: 'claims-cmk', size: 2048 } } });
    expect(plan.issues).toContainEqual(
      expect.objectContaining({ code: 'CMK-011', severity: 'warning' }),
    );
  });
});

describe('a plan', () => {
  test('is plain JSON', () => {
    const plan = planned(fullSpec);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(JSON.parse(JSON.stringify(plan))).toStrictEqual(plan);
  });

  test('leaves the spec alone and holds a frozen copy of it', () => {
    const spec = structuredClone(fullSpec);
    const plan = planned(spec);
    expect(spec).toEqual(fullSpec);
    expect(Object.isFrozen(spec.workspace)).toBe(false);
    expect(plan.spec).toEqual(fullSpec);
    expect(Object.isFrozen(plan.spec.workspace)).toBe(true);
    expect(Object.isFrozen(stepById(plan, 'key').dependsOn)).toBe(true);
  });

  test('drops members that are there but undefined', () => {
    const spec = { ...smallSpec, tags: undefined } as unknown as CmkSpec;
    const outcome = refusalOf(spec);
    if (isCmkError(outcome)) expect(outcome.code).toBe('CMK_SPEC_INVALID');
    else expect(outcome).toEqual(planned(smallSpec));
  });

  test('is judged by the edition asked for, else the spec’s, else the newest', () => {
    expect(planned(smallSpec).edition).toBe('current');
    expect(planned({ ...smallSpec, edition: 'howto-b' }).edition).toBe('howto-b');
    const asked = planSpec({ ...smallSpec, edition: 'howto-b' }, { asOf, edition: 'howto-a' });
    expect(asked.edition).toBe('howto-a');
  });

  test('key expiry is judged at the instant given', () => {
    const key = { create: { name: 'claims-cmk', expiry: '2026-10-01T00:00:00Z' } };
    expect(
      planned({ ...smallSpec, key }).issues.filter((issue) => issue.severity === 'error'),
    ).toEqual([]);
    expect(() => planSpec({ ...smallSpec, key }, { asOf: '2026-11-01T00:00:00Z' })).toThrow(
      /CMK-012/,
    );
  });

  test('names a vault of another resource group by its whole id', () => {
    const existing = shared('Microsoft.KeyVault/vaults', 'kv-shared');
    const plan = planned({ ...smallSpec, vault: { existing } });
    expect(stepOf(plan, 'vault', 'vault.read').resourceId).toBe(existing);
    expect(stepOf(plan, 'key', 'key.ensure').vaultUrl).toBe('https://kv-shared.vault.azure.net');
    expect(stepById(plan, 'key').lasting).toContain('retention period of vault kv-shared');
  });
});
