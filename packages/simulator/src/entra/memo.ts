/**
 * Remembers what can be worked out again, so that it is no state: at most so many entries, the oldest goes first. Forks of
 * one simulator sign with the same key; without this each would sign and verify the same tokens once more.
 */
export class Memo<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: Value): void {
    const oldest = this.#entries.keys().next();
    if (this.#entries.size >= this.#limit && !oldest.done) this.#entries.delete(oldest.value);
    this.#entries.set(key, value);
  }

  clear(): void {
    this.#entries.clear();
  }
}
