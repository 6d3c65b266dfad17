/** What became of a request, read off the wire. */
import type { Exchanged, Recorder } from './recorder.ts';

/** How Azure answered, at the end. */
export type Outcome = Accepted | Refused;

export interface Accepted {
  readonly verdict: 'accepted';
}

export interface Refused {
  readonly verdict: 'refused';
  /** `request`: the write itself was refused. `operation`: it was accepted and failed later. */
  readonly when: 'request' | 'operation';
  /** Of the answer; of a failed operation only where its `Location` URL shows it. */
  readonly status: number | undefined;
  readonly code: string;
  readonly message: string;
  readonly ruleId: string | undefined;
  readonly evidence: string | undefined;
  /** What the client threw. */
  readonly thrown: string;
}

/**
 * Runs a client's call and reads what happened; `read` gives the status that a URL answers with. A client that fails
 * without a refusal on the wire is a fault.
 */
export async function outcomeOf(
  recorder: Recorder,
  call: () => Promise<unknown>,
  read: (url: string) => Promise<number>,
): Promise<Outcome> {
  const from = recorder.exchanges.length;
  let thrown: unknown;
  try {
    await call();
  } catch (error) {
    thrown = error;
  }
  const exchanged = recorder.exchanges.slice(from);
  const failed = exchanged.findLast(isRefusal);
  if (!failed && thrown !== undefined) throw thrown;
  if (!failed) return { verdict: 'accepted' };
  if (thrown === undefined) throw new Error(`no client told of ${JSON.stringify(failed.body)}`);
  const isOperation = failed.status < 400;
  const error = errorIn(failed.body);
  const location = locationOf(exchanged.find(({ method }) => method !== 'GET'));
  return {
    verdict: 'refused',
    when: isOperation ? 'operation' : 'request',
    status: !isOperation
      ? failed.status
      : location === undefined
        ? undefined
        : await read(location),
    code: error.code,
    message: error.message,
    ruleId: failed.header('x-cmk-simulator-rule'),
    evidence: failed.header('x-cmk-simulator-evidence'),
    thrown: thrown instanceof Error ? thrown.message : String(thrown),
  };
}

/** The URL that answers as the operation ends; some services name the resource itself instead. */
function locationOf(write: Exchanged | undefined): string | undefined {
  const location = write?.header('location');
  const path = (url: string): string => url.split('?')[0]?.toLowerCase() ?? '';
  return location === undefined || path(location) === path(write?.url ?? '') ? undefined : location;
}

/** In a word: what a list of cases says of it. */
export function summary(outcome: Outcome): string {
  if (outcome.verdict === 'accepted') return 'accepted';
  const { ruleId, status, code, when } = outcome;
  return ruleId === undefined ? `${status ?? when} ${code}` : `${ruleId} (${when})`;
}

/** A vault that asks a client for its token has refused nothing yet. */
function isRefusal({ status, body, header }: Exchanged): boolean {
  if (status === 401 && header('www-authenticate') !== undefined) return false;
  return status >= 400 || (body as { status?: string } | undefined)?.status === 'Failed';
}

function errorIn(body: unknown): { readonly code: string; readonly message: string } {
  const { error } = (body ?? {}) as { error?: { code?: string; message?: string } };
  return { code: error?.code ?? '', message: error?.message ?? '' };
}
