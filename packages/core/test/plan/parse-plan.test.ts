import { describe, expect, test } from 'vitest';
import { isCmkError } from '../../src/errors/cmk-error.ts';
import { parsePlan } from '../../src/plan/parse-plan.ts';
import { planned } from './planned.ts';
import { existingSpec, fullSpec, smallSpec } from './specs.ts';

type Json = { [name: string]: Json } & Json[];

function edited(edit: (plan: Json) => void): unknown {
  const plan = JSON.parse(JSON.stringify(planned(smallSpec))) as Json;
  edit(plan);
  return plan;
}

function stepIn(plan: Json, id: string): Json {
  const step = (plan['steps'] as Json).find((one) => (one['id'] as unknown) === id);
  if (!step) throw new Error(`no step ${id}`);
  return step;
}

function refusal(value: unknown): { code: string; message: string; paths: readonly string[] } {
  try {
    parsePlan(value);
  } catch (error) {
    if (!isCmkError(error)) throw error;
    const paths = error.issues.map((issue) => issue.path);
    return { code: error.code, message: error.message, paths };
  }
  throw new Error('a refusal is expected');
}

test.each([
  ['small', smallSpec],
  ['full', fullSpec],
  ['existing', existingSpec],
])('reads the %s plan back as it was', (_, spec) => {
  const plan = planned(spec);
  expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toStrictEqual(plan);
});

describe('refuses', () => {
  test.each([[undefined], [null], ['plan'], [[]], [{}], [{ kind: 'plan' }]])('%j', (value) => {
    expect(refusal(value).code).toBe('CMK_PLAN_INVALID');
  });

  test('another format version, by name', () => {
    expect(refusal(edited((plan) => Object.assign(plan, { formatVersion: 2 })))).toEqual({
      code: 'CMK_PLAN_VERSION',
      message: 'The plan has format version 2; this version reads 1.',
      paths: [],
    });
  });

  test('another kind of document', () => {
    expect(refusal(edited((plan) => Object.assign(plan, { kind: 'spec' }))).paths).toEqual([
      'kind',
    ]);
  });

  test('a step of an unknown kind', () => {
    const value = edited((plan) => Object.assign(stepIn(plan, 'key'), { kind: 'key.delete' }));
    expect(refusal(value).paths).toEqual([expect.stringMatching(/^steps\.\d+\.kind$/)]);
  });

  test('a missing, a wrong and an unknown attribute at once', () => {
    const value = edited((plan) => {
      Reflect.deleteProperty(stepIn(plan, 'vault'), 'tenantId');
      Object.assign(stepIn(plan, 'storage'), { sku: 7 });
      Object.assign(stepIn(plan, 'workspace'), { admin: true });
    });
    expect(refusal(value).paths.map((path) => path.replace(/\d+/, 'n'))).toEqual([
      'steps.n.tenantId',
      'steps.n.sku',
      'steps.n.admin',
    ]);
  });

  test('two steps of one id', () => {
    const value = edited((plan) => (plan['steps'] as Json).push(stepIn(plan, 'workspace')));
    expect(refusal(value)).toMatchObject({
      code: 'CMK_PLAN_INVALID',
      message: expect.stringContaining('two steps are called "workspace"'),
    });
  });

  test('a dependency on a later step', () => {
    const value = edited((plan) => Object.assign(stepIn(plan, 'caller'), { dependsOn: ['key'] }));
    expect(refusal(value).message).toContain('step "caller" waits for "key", which is no earlier');
  });

  test('a cycle', () => {
    const value = edited((plan) => Object.assign(stepIn(plan, 'vault'), { dependsOn: ['key'] }));
    expect(refusal(value).message).toContain('steps wait for each other: vault → key');
  });

  test('a reference to a step that is not waited for', () => {
    const value = edited((plan) =>
      Object.assign(stepIn(plan, 'grant.workspace'), { dependsOn: ['vault'] }),
    );
    expect(refusal(value).message).toContain(
      'principalId of step "grant.workspace" refers to "principal.cosmosDb" without waiting for it',
    );
  });

  test('a reference to an output that the step does not give', () => {
    const value = edited((plan) =>
      Object.assign(stepIn(plan, 'workspace')['encryption'] as Json, {
        keyIdentifier: { from: 'key', output: 'secret' },
      }),
    );
    expect(refusal(value).message).toContain('"secret" of "key", which gives out no such value');
  });

  test('a step of phase 1 behind one of phase 2', () => {
    const value = edited((plan) => Object.assign(stepIn(plan, 'key'), { phase: 2 }));
    expect(refusal(value).message).toContain(
      'step "workspace" of phase 1 waits for a step of phase 2',
    );
  });

  test('a spec that is none', () => {
    const value = edited((plan) => Object.assign(plan['spec'] as Json, { tenantId: 'contoso' }));
    expect(refusal(value)).toMatchObject({
      code: 'CMK_PLAN_INVALID',
      paths: ['spec.tenantId'],
    });
  });
});
