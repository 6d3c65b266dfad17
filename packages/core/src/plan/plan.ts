import type { Issue } from '../errors/cmk-error.ts';
import { defaultEdition, type Edition } from '../rules/types.ts';
import { specInvalid } from '../spec/spec-invalid.ts';
import type { CmkSpec } from '../spec/types.ts';
import { judgedBy } from '../validate/judged-by.ts';
import { validateSpec } from '../validate/validate.ts';
import { composeSteps } from './compose.ts';
import { deepFreeze } from './freeze.ts';
import { resolveSpec } from './resolve/resolve-spec.ts';
import { type Plan, planFormatVersion } from './types.ts';

/** How a plan is made. */
export interface PlanOptions {
  /** ISO 8601 instant that key activation and expiry are judged at. */
  readonly asOf: string;
  /**
   * Codes of broken rules to go on with, for example `CMK-002`; also of those that show only in what exists, when the
   * plan is carried out. Errors of the spec's form (`SPEC-…`) cannot be accepted. Default: none.
   */
  readonly accept?: readonly string[];
  /** Default: the spec's, else `current`. */
  readonly edition?: Edition;
}

/**
 * Makes the plan of a spec: every step, what it waits for, why it exists and which permission it needs. Pure: the
 * same spec and options give the same plan. No network, no clock, no Azure client.
 *
 * @throws `CmkError` with code `CMK_SPEC_INVALID` and all issues at once, when an `error` issue is not accepted;
 * `CMK_PLAN_IMPOSSIBLE` when an issue was accepted without which no step can be written.
 *
 * @example
 * ```ts
 * import { planSpec } from '@azureml-cmk/core';
 *
 * const plan = planSpec(
 *   {
 *     formatVersion: 1,
 *     tenantId: '77777777-7777-4777-8777-777777777777',
 *     subscriptionId: '66666666-6666-4666-8666-666666666666',
 *     resourceGroup: 'rg-claims',
 *     location: 'westeurope',
 *     vault: { create: { name: 'kv-claims' } },
 *     key: { create: { name: 'claims-cmk' } },
 *     workspace: { name: 'ml-claims' },
 *   },
 *   { asOf: '2026-09-01T00:00:00Z' },
 * );
 * console.log(plan.steps.map((step) => step.id));
 * ```
 */
export function planSpec(spec: CmkSpec, options: PlanOptions): Plan {
  const { accept = [], ...judged } = judgedBy(options);
  const issues = validateSpec(spec, judged);
  const errors = issues.filter((issue) => issue.severity === 'error');
  const refused = errors.filter((issue) => !isAccepted(issue, accept));
  if (refused.length > 0) {
    throw specInvalid(refused, issues, {
      reason: 'Azure would refuse what is described, or would not protect it as described.',
      fix: 'Make the change that each issue names, or pass the codes of rules (CMK-…) in `accept` to go on regardless.',
    });
  }
  // A copy: freezing must not reach the caller's object, and a plan holds nothing that JSON cannot.
  const described = JSON.parse(JSON.stringify(spec)) as CmkSpec;
  return deepFreeze({
    kind: 'plan',
    formatVersion: planFormatVersion,
    edition: options.edition ?? described.edition ?? defaultEdition,
    asOf: options.asOf,
    cloud: described.cloud ?? 'public',
    tenantId: described.tenantId,
    subscriptionId: described.subscriptionId,
    steps: composeSteps(resolveSpec(described)),
    issues: issues.map((issue) => ({ ...issue })),
    accepted: [...new Set([...errors.map((issue) => issue.code), ...accept.filter(isRule)])].sort(),
    spec: described,
  } satisfies Plan);
}

/** What is accepted also holds for what only a deployment finds, such as the state of an existing vault. */
function isRule(code: string): boolean {
  return /^CMK-\d{3}$/.test(code);
}

/** A broken rule can be accepted; a spec that cannot be read cannot, because no step can be made of it. */
function isAccepted({ code }: Issue, accept: readonly string[]): boolean {
  return accept.includes(code) && !code.startsWith('SPEC-');
}
