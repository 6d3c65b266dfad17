/** What simulators answered while the tests ran, as `test/exchange-recorder.ts` wrote it. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Driven } from './drive.ts';
import type { Json } from './json.ts';

interface Line {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Json;
}

/** Every answer of a folder of recordings; none without a folder. */
export function readSuite(folder: string | undefined): readonly Driven[] {
  if (folder === undefined || folder === '' || !existsSync(folder)) return [];
  return globSync('*.ndjson', { cwd: folder })
    .sort()
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => {
      const { method, url, status, headers, body } = JSON.parse(line) as Line;
      return { sent: { method, url, body: null }, given: { status, headers, body } };
    });
}
