/** One thing that is measured: against a floor, in the same run, as a ratio with a limit. */

/** One line of a result. */
export interface Verdict {
  readonly name: string;
  /** What the ratio says, for example `floor ÷ simulator`. */
  readonly ratioOf: string;
  readonly ratio: number;
  readonly bound: 'atLeast' | 'atMost';
  readonly limit: number;
  /** What was measured, in words with units. */
  readonly measured: string;
  /** What it was measured against, in words with units. */
  readonly floor: string;
}

/** A benchmark: its verdicts, one or more. */
export interface Benchmark {
  /** Names it on the command line. */
  readonly id: string;
  /** Whether it runs only when it is named: it takes minutes. Default false. */
  readonly onlyByName?: true;
  readonly run: () => Promise<readonly Verdict[]>;
}

export function isMet({ ratio, bound, limit }: Verdict): boolean {
  return bound === 'atLeast' ? ratio >= limit : ratio <= limit;
}

/** Three significant digits, never as a power of ten. */
export const digits = (value: number): string => String(Number(value.toPrecision(3)));

export const us = (milliseconds: number): string => `${digits(milliseconds * 1000)} µs`;
export const ms = (milliseconds: number): string => `${digits(milliseconds)} ms`;
