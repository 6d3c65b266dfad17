import { phaseTitles } from '../phases.ts';
import type { Plan } from '../types.ts';

/** A Mermaid flowchart: one node per step, one edge per dependency, one subgraph per phase. */
export function explainAsMermaid({ steps }: Plan): string {
  // Step ids hold dots and user's names; a node is called by its position, which Mermaid always takes.
  const node = new Map(steps.map((step, index) => [step.id, `s${index}`]));
  const subgraphs = ([1, 2] as const).flatMap((phase) => {
    const own = steps.filter((step) => step.phase === phase);
    if (own.length === 0) return [];
    return [
      `  subgraph phase${phase}["${label(phaseTitles[phase])}"]`,
      ...own.map((step) => `    ${node.get(step.id)}["${label(step.title)}"]`),
      '  end',
    ];
  });
  const edges = steps.flatMap((step) =>
    step.dependsOn.map((id) => `  ${node.get(id)} --> ${node.get(step.id)}`),
  );
  return ['flowchart LR', ...subgraphs, ...edges, ''].join('\n');
}

/** Entity codes of what would end or format a label. */
const escapes: Readonly<Record<string, string>> = {
  '#': '#35;',
  '"': '#quot;',
  '&': '#amp;',
  '<': '#lt;',
  '>': '#gt;',
  '`': '#96;',
  '\\': '#92;',
};

function label(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[#"&<>`\\]/g, (character) => escapes[character] ?? '');
}
