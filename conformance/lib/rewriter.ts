/** What stands in the simulator for the ids, hosts and operations of a recording. */
import { isObject, type Json } from './json.ts';
import { idsIn } from './template.ts';

const NIL = '00000000-0000-0000-0000-000000000000';
const OPERATION = /operations?(results?|status(es)?)?\/[^/?]+$/i;

/** Learns from each answer what an id became, and rewrites later requests. */
export class Rewriter {
  readonly #ids = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #removed = new Map<string, string>();
  readonly #urls = new Map<string, string>();

  /** A host or region of the recording goes by another name. */
  name(recorded: string, given: string): void {
    this.#names.set(recorded, given);
  }

  /** An id of the recording is another. */
  id(recorded: string, given: string): void {
    const key = recorded.toLowerCase();
    if (key !== given.toLowerCase() && key !== NIL && !this.#ids.has(key)) {
      this.#ids.set(key, given);
    }
  }

  /** Whether an id of the recording has its counterpart. */
  knows(recorded: string): boolean {
    return this.#ids.has(recorded.toLowerCase());
  }

  /** The text with the simulator's ids and hosts. */
  text(recorded: string): string {
    let text = recorded;
    for (const [from, to] of this.#names) text = text.replaceAll(from, to);
    for (const [from, to] of this.#removed) text = text.replaceAll(from, to);
    for (const id of new Set(idsIn(text))) {
      const given = this.#ids.get(id.toLowerCase());
      if (given !== undefined) text = text.replaceAll(id, given);
    }
    return text;
  }

  /** The URL of an operation that was started here; `undefined` when none was. */
  operation(recordedUrl: string): string | undefined {
    return (
      this.#urls.get(operationKey(recordedUrl)) ??
      this.#urls.get(pathOf(recordedUrl)) ??
      // The key of a subscription differs from file to file, and at times within one.
      this.#urls.get(withoutSubscription(pathOf(recordedUrl)))
    );
  }

  /** The ids of a recorded answer are those at the same places of the given one. */
  learn(recorded: Json | undefined, given: Json | undefined): void {
    if (typeof recorded === 'string' && typeof given === 'string') {
      const [from, to] = [idsIn(recorded), idsIn(given)];
      if (from.length === to.length) {
        for (const [index, id] of from.entries()) this.id(id, to[index] ?? id);
      }
    } else if (Array.isArray(recorded) && Array.isArray(given)) {
      if (recorded.length !== given.length) return;
      for (const [index, item] of recorded.entries())
        this.learn(item as Json, given[index] as Json);
    } else if (isObject(recorded) && isObject(given)) {
      for (const [name, member] of Object.entries(recorded)) this.learn(member, given[name]);
    }
  }

  /** A value that the recording leaves out, known from what the simulator answered in its place. */
  learnRemoved(recorded: string, given: string): void {
    this.#removed.set(recorded, given);
  }

  /** The operations that an answer's headers tell of. */
  learnOperations(
    recorded: Readonly<Record<string, string>>,
    given: Readonly<Record<string, string>>,
  ): void {
    for (const name of ['azure-asyncoperation', 'location']) {
      const [from, to] = [recorded[name], given[name]];
      if (from === undefined || to === undefined) continue;
      this.#urls.set(operationKey(from), to);
      this.#urls.set(pathOf(from), to);
      this.#urls.set(withoutSubscription(pathOf(from)), to);
    }
  }
}

/** Whether a path is that of an operation's status. */
export function isOperationPath(path: string): boolean {
  return OPERATION.test(path);
}

function pathOf(url: string): string {
  return (url.split('?')[0] ?? '').toLowerCase();
}

const withoutSubscription = (path: string): string => path.replace(/^.*\/subscriptions\/[^/]+/, '');

function operationKey(url: string): string {
  const query = (url.split('?')[1] ?? '')
    .split('&')
    .filter((pair) => pair !== '' && !/^([tcshp]|api-version)=/.test(pair))
    .sort();
  return `${pathOf(url)}?${query.join('&')}`;
}
