// Runs the benchmarks, prints them, writes bench/README.md.
//   node --conditions=source bench/run.ts [--check] [id…]
// --check: exit 1 when a ratio misses its limit, and leave README.md alone.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chain } from './chain.ts';
import { coldImport } from './cold-import.ts';
import { fork } from './fork.ts';
import { fuzz } from './fuzz.ts';
import { keyCreation } from './key-creation.ts';
import { keyGet } from './key-get.ts';
import { keyUse } from './key-use.ts';
import { keyVersions } from './key-versions.ts';
import { type Benchmark, digits, isMet, type Verdict } from './lib/benchmark.ts';
import { largeStore } from './large-store.ts';
import { mswGet } from './msw-get.ts';
import { vaultGet } from './vault-get.ts';
import { vaultPut } from './vault-put.ts';

const benchmarks: readonly Benchmark[] = [
  vaultGet,
  vaultPut,
  mswGet,
  chain,
  keyCreation,
  keyGet,
  keyUse,
  keyVersions,
  coldImport,
  fork,
  largeStore,
  fuzz,
];

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((id) => !benchmarks.some((benchmark) => benchmark.id === id));
if (unknown.length > 0) {
  console.error(
    `no benchmark ${unknown.join(', ')}; there are ${benchmarks.map(({ id }) => id).join(', ')}`,
  );
  process.exit(2);
}

const verdicts: Verdict[] = [];
for (const benchmark of benchmarks) {
  const { id, onlyByName } = benchmark;
  if (positionals.length > 0 ? !positionals.includes(id) : onlyByName) continue;
  for (const verdict of await benchmark.run()) {
    verdicts.push(verdict);
    console.log(line(verdict));
  }
}

const missed = verdicts.filter((verdict) => !isMet(verdict));
if (positionals.length === 0 && !values.check) {
  const file = join(import.meta.dirname, 'README.md');
  writeFileSync(file, page());
  spawnSync('prettier', ['--write', file]);
}
if (missed.length > 0) {
  console.error(`${missed.length} of ${verdicts.length} ratios miss their limits`);
  if (values.check) process.exitCode = 1;
}

function line(verdict: Verdict): string {
  const { name, ratioOf, measured, floor } = verdict;
  const mark = isMet(verdict) ? 'ok    ' : 'MISSED';
  return `${mark} ${name.replaceAll('`', '')}: ${ratioOf} = ${ratioText(verdict)} (${limitText(verdict)})\n       ${measured}; ${floor.replaceAll('`', '')}`;
}

function ratioText({ ratio }: Verdict): string {
  return digits(ratio);
}

function limitText({ bound, limit }: Verdict): string {
  return `${bound === 'atLeast' ? 'at least' : 'at most'} ${limit}`;
}

function page(): string {
  const rows = verdicts.map(
    (verdict) =>
      `| ${verdict.name} | ${verdict.measured} | ${verdict.floor} | ${verdict.ratioOf} | **${ratioText(verdict)}** | ${limitText(verdict)} | ${isMet(verdict) ? 'yes' : '**no**'} |`,
  );
  return `# Benchmarks

Written by \`npm run bench\`. What counts is the ratio: each is taken in one run against a floor measured in turns with it,
so it says the same on a slow and on a busy machine. Times are of this machine: ${cpus()[0]?.model.trim() ?? 'unknown CPU'}
(${cpus().length} threads), Node ${process.versions.node}, ${process.platform}.

| what | measured | floor | ratio | value | limit | met |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

\`npm run bench -- --check\` ends with exit code 1 when a limit is missed and leaves this page alone;
\`npm run bench -- vault-get fork\` runs some of ${idsOf(({ onlyByName }) => !onlyByName)}. Only when it is named,
since it takes minutes: ${idsOf(({ onlyByName }) => onlyByName === true)}.
`;
}

function idsOf(isMeant: (benchmark: Benchmark) => boolean): string {
  return benchmarks
    .filter(isMeant)
    .map(({ id }) => `\`${id}\``)
    .join(', ');
}
