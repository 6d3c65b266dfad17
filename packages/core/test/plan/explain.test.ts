import { describe, expect, test } from 'vitest';
import { explain } from '../../src/plan/explain/explain.ts';
import { planSpec } from '../../src/plan/plan.ts';
import type { Plan } from '../../src/plan/types.ts';
import { planned } from './planned.ts';
import { asOf, existingSpec, fullSpec, smallSpec } from './specs.ts';

const plans: readonly (readonly [name: string, plan: () => Plan])[] = [
  ['small', () => planned(smallSpec)],
  ['full', () => planned(fullSpec)],
  ['existing', () => planned(existingSpec)],
];

describe.each(plans)('the %s plan', (name, plan) => {
  test('as text', async () => {
    await expect(explain(plan())).toMatchFileSnapshot(`__snapshots__/${name}.txt`);
  });

  test('as Mermaid', async () => {
    await expect(explain(plan(), { format: 'mermaid' })).toMatchFileSnapshot(
      `__snapshots__/${name}.mmd`,
    );
  });

  test('has one Mermaid node per step and one edge per dependency', () => {
    const { steps } = plan();
    const lines = explain(plan(), { format: 'mermaid' }).split('\n');
    expect(lines.filter((line) => /^ {4}s\d+\["[^"]+"\]$/.test(line))).toHaveLength(steps.length);
    const edges = lines.filter((line) => /^ {2}s\d+ --> s\d+$/.test(line));
    expect(edges).toHaveLength(steps.flatMap((step) => step.dependsOn).length);
    const opened = lines.filter((line) => line.startsWith('  subgraph ')).length;
    expect(lines.filter((line) => line === '  end')).toHaveLength(opened);
  });
});

test('issues are shown with their fix, accepted ones as such', () => {
  const plan = planSpec(
    { ...smallSpec, vault: { create: { name: 'kv-claims', purgeProtection: false } } },
    { asOf, accept: ['CMK-002'] },
  );
  const text = explain(plan);
  expect(text).toContain('CMK-002 (error, accepted) at vault.create');
  expect(text).toContain('    Fix: ');
  expect(text).not.toContain('Purge protection of vault kv-claims cannot');
});

test('grants left to the caller are named', () => {
  const text = explain(planned({ ...smallSpec, grants: { workspace: false } }));
  expect(text).toContain('Not granted by this plan, because the spec says that you did: ');
  expect(text).not.toContain('Azure Cosmos DB principal');
});

test('each permission is listed once per scope', () => {
  const text = explain(planned(fullSpec));
  const section = text.split('What you must be allowed to do')[1]?.split('What was found')[0] ?? '';
  const blocks = section.split(/^ {2}on /m).slice(1);
  expect(blocks.length).toBeGreaterThan(5);
  for (const block of blocks) {
    const lines = block
      .split('\n')
      .slice(1)
      .filter((line) => line !== '');
    expect(new Set(lines).size).toBe(lines.length);
  }
});

test('labels of Mermaid are escaped', () => {
  const plan = planned(smallSpec);
  const first = plan.steps[0];
  if (!first) throw new Error('a plan has steps');
  const odd = { ...plan, steps: [{ ...first, title: 'a "b" <c>; `d` #e\n&f' }] };
  expect(explain(odd, { format: 'mermaid' })).toContain(
    's0["a #quot;b#quot; #lt;c#gt;; #96;d#96; #35;e #amp;f"]',
  );
});

test('only the sections that were asked for are there, in the order of the text', () => {
  const text = explain(planned(smallSpec), { sections: ['irreversible', 'encrypted'] });
  const headings = [...text.matchAll(/^(.+)\n-+$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(['What comes under which key', 'What cannot be undone']);
});
