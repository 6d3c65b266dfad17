/** The clock's instant in the forms that headers have. */
export interface Stamp {
  readonly iso: string;
  /** `20260901T000000Z`. */
  readonly compact: string;
  /** As HTTP writes dates. */
  readonly date: string;
}

/** Remembers the last one: it changes only when the clock moves. */
export class Stamps {
  #last: Stamp = { iso: '', compact: '', date: '' };

  of(iso: string): Stamp {
    if (this.#last.iso !== iso) {
      const compact = iso.replaceAll(/[-:]|\.\d+/g, '');
      this.#last = { iso, compact, date: new Date(iso).toUTCString() };
    }
    return this.#last;
  }
}
