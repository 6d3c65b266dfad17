/** Recorded exchanges with Azure, in the flows they belong to. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from './json.ts';

/** One request and what Azure answered, as the data holds it. */
export interface Recorded {
  readonly source: string;
  readonly recording: string;
  /** Place in the recording; what was left out leaves a gap. */
  readonly n: number;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly requestBody: Json;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly responseBody: Json;
}

/** An exchange with its name: `22-resource-group/test_resource_group#7`. */
export interface Exchange extends Recorded {
  readonly id: string;
}

/** The exchanges of one recording, in order. */
export interface Flow {
  /** `22-resource-group/test_resource_group`. */
  readonly id: string;
  /** Name of its file without the ending; recordings of one file tell of the same resources. */
  readonly file: string;
  readonly exchanges: readonly Exchange[];
}

/** Reads every flow of a folder of `*.ndjson`. */
export function readFlows(folder: string): readonly Flow[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .sort()
    .flatMap((name) =>
      flowsOf(name.replace(/\.ndjson$/, ''), readFileSync(join(folder, name), 'utf8')),
    );
}

function flowsOf(file: string, text: string): Flow[] {
  const groups: Recorded[][] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const recorded = JSON.parse(line) as Recorded;
    const previous = groups.at(-1)?.at(-1);
    const goesOn =
      previous?.source === recorded.source &&
      previous.recording === recorded.recording &&
      recorded.n > previous.n;
    if (goesOn) groups.at(-1)?.push(recorded);
    else groups.push([recorded]);
  }
  const seen = new Map<string, number>();
  return groups.map((recorded) => {
    const name = (recorded[0]?.recording ?? '').replace(/\.(yaml|json)$/, '');
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    const id = `${file}/${name}${times > 1 ? `~${times}` : ''}`;
    return {
      id,
      file,
      exchanges: recorded.map((exchange) => ({ ...exchange, id: `${id}#${exchange.n}` })),
    };
  });
}
