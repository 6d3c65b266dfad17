import * as v from 'valibot';
import type { CloudName } from '../azure/clouds.ts';
import type { Issue } from '../errors/cmk-error.ts';
import { type Edition, editions } from '../rules/types.ts';
import { exactly, oneOf, optional, shape, type SpecSchema } from '../spec/schema-parts.ts';
import type { CmkSpec } from '../spec/types.ts';
import { stepSchema } from './step-schema.ts';
import { type Plan, planFormatVersion } from './types.ts';

const text = v.string() as unknown as SpecSchema<string>;

const issue = shape<Issue>({
  code: text,
  severity: oneOf<Issue['severity']>({ error: true, warning: true, note: true }),
  path: text,
  message: text,
  received: optional(text),
  expected: optional(text),
  fix: text,
  docs: optional(text),
});

function listOf<T>(schema: SpecSchema<T>): SpecSchema<readonly T[]> {
  return v.array(schema) as unknown as SpecSchema<readonly T[]>;
}

/** The form of a plan. Its spec is checked by `parseSpec`, its steps as a graph by `stepProblems`. */
export const planSchema: SpecSchema<Plan> = shape<Plan>({
  kind: exactly('plan'),
  formatVersion: exactly(planFormatVersion),
  edition: v.picklist(editions) as unknown as SpecSchema<Edition>,
  asOf: text,
  cloud: oneOf<CloudName>({ public: true, usGovernment: true, china: true }),
  tenantId: text,
  subscriptionId: text,
  steps: listOf(stepSchema),
  issues: listOf(issue),
  accepted: listOf(text),
  spec: v.record(v.string(), v.unknown()) as unknown as SpecSchema<CmkSpec>,
});
