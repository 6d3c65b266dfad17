/** How much work a template may make, and how large its values may grow: what has no end must not stop the simulator. */
import type { Json, JsonObject } from '../../../kernel/json.ts';
import { BODY_DEPTH_MAX_INCLUSIVE } from '../../../kernel/read-json.ts';
import { TemplateError } from './template-error.ts';

/** Seconds of work; Azure has limits of its own that nobody wrote down. */
const STEPS_MAX_INCLUSIVE = 2_000_000;
/** Expressions within what other expressions ask for: deeper, and the stack would be exhausted. */
const DEPTH_MAX_INCLUSIVE = 400;
/** Documented of a template: 4 MB; no value in it can be larger. */
export const VALUE_MAX_CHARACTERS: number = 4 * 1024 * 1024;
/** Characters that are handled as quickly as one step is made. */
const CHARACTERS_PER_STEP = 64;
/** Marks around a member or an item. */
const MARK_CHARACTERS = 3;

interface Size {
  readonly characters: number;
  readonly depth: number;
}

/** The work of reading one template. */
export class Work {
  #steps = 0;
  #depth = 0;
  /** Values share parts: each part is measured once. */
  readonly #sizes = new WeakMap<object, Size>();

  /** Counts a step, and `characters` of values that it handles. */
  step(characters = 0): void {
    this.#steps += 1 + characters / CHARACTERS_PER_STEP;
    if (this.#steps <= STEPS_MAX_INCLUSIVE) return;
    throw new TemplateError('The template takes too much work to evaluate: it may have no end.');
  }

  /** Counts an expression that is being worked out; {@link Work.leave} when it is. */
  enter(): void {
    this.step();
    this.#depth += 1;
    if (this.#depth <= DEPTH_MAX_INCLUSIVE) return;
    this.#depth -= 1;
    throw new TemplateError(
      `The template's expressions ask for each other deeper than ${DEPTH_MAX_INCLUSIVE} levels.`,
    );
  }

  leave(): void {
    this.#depth -= 1;
  }

  /** A value that is not too large and not too deep. */
  weighed<T extends Json>(value: T): T {
    this.checkLength(this.#sizeOf(value, 0).characters);
    return value;
  }

  /** Characters of a value as JSON, about. */
  lengthOf(value: Json): number {
    return this.#sizeOf(value, 0).characters;
  }

  checkLength(characters: number): void {
    if (characters > VALUE_MAX_CHARACTERS) {
      throw new TemplateError(
        `A value of the template is larger than ${VALUE_MAX_CHARACTERS} characters.`,
      );
    }
  }

  #sizeOf(value: Json | undefined, above: number): Size {
    if (typeof value === 'string') return { characters: value.length, depth: 0 };
    if (typeof value !== 'object' || value === null)
      return { characters: MARK_CHARACTERS, depth: 0 };
    const known = this.#sizes.get(value);
    const size = known ?? this.#measured(value, above);
    if (above + size.depth > BODY_DEPTH_MAX_INCLUSIVE) throw tooDeep();
    return size;
  }

  #measured(value: readonly Json[] | JsonObject, above: number): Size {
    if (above >= BODY_DEPTH_MAX_INCLUSIVE) throw tooDeep();
    let characters = MARK_CHARACTERS;
    let depth = 0;
    if (!Array.isArray(value)) for (const name of Object.keys(value)) characters += name.length;
    for (const member of Object.values(value) as (Json | undefined)[]) {
      const size = this.#sizeOf(member, above + 1);
      characters += size.characters + MARK_CHARACTERS;
      depth = Math.max(depth, size.depth);
    }
    const size = { characters, depth: depth + 1 };
    this.#sizes.set(value, size);
    return size;
  }
}

const tooDeep = (): TemplateError =>
  new TemplateError(
    `A value of the template is nested deeper than ${BODY_DEPTH_MAX_INCLUSIVE} levels.`,
  );
