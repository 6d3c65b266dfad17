/**
 * Reads of a verification. A read that fails is not an error of the verification: it makes what it was about unknown,
 * with the reason.
 */
import type { AzureClients } from '../azure/clients.ts';
import { at, type Json, textAt } from '../azure/json.ts';
import { CmkError, type Hop } from '../errors/cmk-error.ts';
import { translate } from '../errors/translate.ts';
import type { Evidence, Unread } from './posture.ts';

export { at, type Json, textAt };

/** What a read came to. */
export type Reading<T> =
  | { readonly ok: true; readonly request: string; readonly value: T }
  | {
      readonly ok: false;
      readonly request: string;
      /** Why, in a sentence. */
      readonly reason: string;
      /** Azure answered 404, or there is none by another account. */
      readonly isMissing: boolean;
      /** The translated error; absent when nothing was sent. */
      readonly error?: CmkError;
    };

/** Reads, each once, and remembers what could not be read. */
export interface Reader {
  readonly clients: AzureClients;
  readonly signal: AbortSignal;
  /** A resource by its id, as Resource Manager sends it. */
  readonly resource: (id: string, apiVersion: string, hop: Hop) => Promise<Reading<Json>>;
  /** Anything else; `request` names it in evidence. */
  readonly read: <T>(request: string, hop: Hop, work: () => Promise<T>) => Promise<Reading<T>>;
  readonly unread: () => readonly Unread[];
}

/** A reader over the clients. */
export function createReader(clients: AzureClients, signal: AbortSignal): Reader {
  const readings = new Map<string, Promise<Reading<unknown>>>();
  const failed = new Map<string, string>();

  const read = <T>(request: string, hop: Hop, work: () => Promise<T>): Promise<Reading<T>> => {
    const key = request.toLowerCase();
    const known = readings.get(key) as Promise<Reading<T>> | undefined;
    if (known) return known;
    const reading = work().then(
      (value): Reading<T> => ({ ok: true, request, value }),
      (thrown: unknown): Reading<T> => {
        const error = translate(thrown, { hop });
        if (signal.aborted || error.code === 'CMK_ABORTED') {
          throw new CmkError({
            ...error.toJSON(),
            code: 'CMK_ABORTED',
            message: 'The verification was aborted.',
          });
        }
        const reason = `${error.code}: ${error.message}`;
        failed.set(request, reason);
        return { ok: false, request, reason, isMissing: error.cause?.status === 404, error };
      },
    );
    readings.set(key, reading);
    return reading;
  };
  return {
    clients,
    signal,
    read,
    resource: (id, apiVersion, hop) =>
      read(`GET ${id}?api-version=${apiVersion}`, hop, async () => {
        const client = await clients.resources();
        return (await client.resources.getById(id, apiVersion, { abortSignal: signal })) as Json;
      }),
    unread: () => [...failed].map(([request, reason]) => ({ request, reason })),
  };
}

/** What stands at a path, as evidence. */
export function evidenceAt(
  reading: { readonly request: string; readonly value: unknown },
  path: string,
): Evidence {
  return { request: reading.request, property: path, value: printable(at(reading.value, path)) };
}

function printable(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === '') return 'empty';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What stands at several paths: the first always, the others only when they are there. */
export function evidenceOf(
  reading: { readonly request: string; readonly value: unknown },
  [first, ...others]: readonly string[],
): readonly Evidence[] {
  if (first === undefined) return [];
  const present = others.filter((path) => at(reading.value, path) !== undefined);
  return [first, ...present].map((path) => evidenceAt(reading, path));
}
