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
  /** The sections of a text, which keep their order. Default: all. */
  readonly sections?: readonly ExplainSection[];
}

/** A section of an explanation, in the order of the text. */
export type ExplainSection =
  'encrypted' | 'access' | 'steps' | 'irreversible' | 'permissions' | 'issues';

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
 *   console.log(explain(plan, { sections: ['encrypted', 'access', 'irreversible'] }));
 *   console.log(explain(plan, { format: 'mermaid' }));
 * }
 * ```
 */
export function explain(plan: Plan, { format = 'text', sections }: ExplainOptions = {}): string {
  return format === 'mermaid' ? explainAsMermaid(plan) : explainAsText(plan, sections);
}
