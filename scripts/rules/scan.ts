// Reads the folder of rules: one rule is `cmk-NNN-name.ts` with `cmk-NNN-name.examples.ts` beside it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule, RuleExamples } from '../../packages/core/src/rules/types.ts';

/** A rule, its examples, and the file name without `.ts`. */
export interface RuleUnit {
  readonly file: string;
  readonly rule: Rule;
  readonly examples: RuleExamples;
}

const RULE_FILE = /^(cmk-\d{3})-([a-z0-9]+(?:-[a-z0-9]+)*)$/;
const EXAMPLES = '.examples';

/** Every rule of a folder in the order of ids. Throws one error that lists everything wrong with the folder. */
export async function scanRules(folder: string): Promise<readonly RuleUnit[]> {
  const names = readdirSync(folder)
    .filter((name) => name.startsWith('cmk-') && name.endsWith('.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
  const files = names.filter((name) => !name.endsWith(EXAMPLES));
  const companions = new Set(names.filter((name) => name.endsWith(EXAMPLES)));
  const problems: string[] = [];
  const units: RuleUnit[] = [];

  for (const companion of companions) {
    const file = companion.slice(0, -EXAMPLES.length);
    if (!files.includes(file)) problems.push(`${companion}.ts: its rule ${file}.ts is missing`);
  }
  for (const file of files) {
    if (!RULE_FILE.test(file)) {
      problems.push(`${file}.ts: bad name, rules are called cmk-NNN-kebab-case.ts`);
    } else if (!companions.has(`${file}${EXAMPLES}`)) {
      problems.push(`${file}.ts: its companion ${file}${EXAMPLES}.ts is missing`);
    } else {
      units.push(await load(folder, file, problems));
    }
  }
  problems.push(...duplicates(units));
  if (problems.length > 0) {
    throw new Error(`${folder} is not a folder of rules:\n${problems.join('\n')}`);
  }
  return units;
}

async function load(folder: string, file: string, problems: string[]): Promise<RuleUnit> {
  const { rule } = (await import(url(folder, file))) as { readonly rule?: Rule };
  const { examples } = (await import(url(folder, `${file}${EXAMPLES}`))) as {
    readonly examples?: RuleExamples;
  };
  if (!rule) throw new Error(`${file}.ts exports no \`rule\``);
  if (!examples) throw new Error(`${file}${EXAMPLES}.ts exports no \`examples\``);
  const expected = `${rule.id.toLowerCase()}-${rule.name}`;
  if (expected !== file) {
    problems.push(`${file}.ts: bad name, the rule in it asks for ${expected}.ts`);
  }
  for (const kind of ['good', 'bad'] as const) {
    if (examples[kind].length === 0) {
      problems.push(`${file}${EXAMPLES}.ts: no ${kind} example`);
    }
  }
  return { file, rule, examples };
}

function duplicates(units: readonly RuleUnit[]): readonly string[] {
  const byId = Map.groupBy(units, ({ rule }) => rule.id);
  return [...byId]
    .filter(([, same]) => same.length > 1)
    .map(([id, same]) => `${id}: claimed by ${same.map(({ file }) => `${file}.ts`).join(' and ')}`);
}

function url(folder: string, file: string): string {
  return pathToFileURL(join(folder, `${file}.ts`)).href;
}
