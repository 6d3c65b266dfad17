/** Where a JSON text breaks the grammar. `JSON.parse` knows, but its messages name no place for short texts and quote the text, which may hold a secret. */

/** A mistake in a JSON text. */
export interface JsonMistake {
  /** Characters before it. */
  readonly offset: number;
  /** What was expected there, or what is wrong. */
  readonly reason: string;
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;
/** Deeper texts are refused, so that the recursion ends. */
const depthMax = 500;

/** The first mistake in a JSON text, also a member that is there twice; `undefined` when there is none. */
export function jsonMistake(text: string): JsonMistake | undefined {
  const scanner = new Scanner(text);
  try {
    scanner.value(0);
    scanner.space();
    return scanner.at < text.length
      ? { offset: scanner.at, reason: 'the text should end here' }
      : undefined;
  } catch (error) {
    if (error instanceof Mistake) return { offset: error.offset, reason: error.message };
    throw error;
  }
}

class Mistake extends Error {
  readonly offset: number;
  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

class Scanner {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): void {
    this.space();
    if (depth > depthMax) throw new Mistake(this.at, `nested deeper than ${depthMax} levels`);
    const next = this.#text[this.at];
    if (next === '{') this.#object(depth);
    else if (next === '[') this.#array(depth);
    else if (next === '"') this.#string();
    else if (this.#take(NUMBER) === undefined && this.#take(WORD) === undefined) {
      throw new Mistake(this.at, 'a value is expected');
    }
  }

  space(): void {
    this.#take(SPACE);
  }

  #object(depth: number): void {
    const names = new Set<string>();
    this.at += 1;
    this.space();
    if (this.#skip('}')) return;
    do {
      this.space();
      const at = this.at;
      if (this.#text[at] !== '"')
        throw new Mistake(at, 'a member name in double quotes is expected');
      const name = JSON.parse(this.#string()) as string;
      if (names.has(name)) throw new Mistake(at, 'this member is already there');
      names.add(name);
      this.space();
      if (!this.#skip(':')) throw new Mistake(this.at, '":" is expected');
      this.value(depth + 1);
      this.space();
    } while (this.#skip(','));
    if (!this.#skip('}')) throw new Mistake(this.at, '"," or "}" is expected');
  }

  #array(depth: number): void {
    this.at += 1;
    this.space();
    if (this.#skip(']')) return;
    do {
      this.value(depth + 1);
      this.space();
    } while (this.#skip(','));
    if (!this.#skip(']')) throw new Mistake(this.at, '"," or "]" is expected');
  }

  #string(): string {
    const start = this.at;
    const string = this.#take(STRING);
    if (string === undefined)
      throw new Mistake(start, 'this text does not end or holds a character that must be escaped');
    return string;
  }

  #skip(character: string): boolean {
    if (this.#text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}
