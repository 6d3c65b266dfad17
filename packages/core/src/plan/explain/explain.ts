import type { Plan } from '../types.ts';
import { explainAsMermaid } from './mermaid.ts';
import { explainAsText } from './text.ts';

/** How a plan is explained. */
export interface ExplainOptions {
  /**
   * `text`: for people, at most 100 columns, except where one word is longer. `mermaid`: a flowchart of the steps.
   * Default `text`.
   */
  readonly format?: 'text' | 'mermaid';
}

/**
 * Explains a plan to a person: what comes under which key, who gets which permission and why, the steps in their two
 * phases, what cannot be undone, what the deployer must be allowed to do, and what was found at plan time.
 *
 * @example
 * ```ts
 * import { explain, type Plan } from '@azureml-cmk/core';
 *
 * function show(plan: Plan): void {
 *   console.log(explain(plan));
 *   console.log(explain(plan, { format: 'mermaid' }));
 * }
 * ```
 */
export function explain(plan: Plan, { format = 'text' }: ExplainOptions = {}): string {
  return format === 'mermaid' ? explainAsMermaid(plan) : explainAsText(plan);
}
