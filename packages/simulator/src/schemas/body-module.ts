/** What a generated module holds: the bodies of one type or action. */

/**
 * What may be set where: `0` anything, another number a word of the list at that place or one that the document does not
 * list, a name another shape, else the members of an object or array.
 */
export type Shape = number | string | ObjectShape | { readonly items: Shape };

/** The properties of an object. */
export interface ObjectShape {
  readonly properties: Readonly<Record<string, Shape>>;
  /** Ignored in a request. */
  readonly readOnly?: readonly string[];
  /** Shape of what is not listed; absent: nothing else is known. */
  readonly rest?: Shape;
  /** Property whose word, in lower case, tells which shape holds instead. */
  readonly by?: string;
  readonly of?: Readonly<Record<string, string>>;
}

/** What a validator says of a body that does not fit. */
export interface Misfit {
  /** JSON pointer. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A compiled schema: false, and why stands in `errors`. */
export interface Validator {
  (body: unknown): boolean;
  readonly errors?: readonly Misfit[] | null;
}

/** A generated module. */
export interface BodyModule {
  /** By method, then by api-version, oldest first: the name of a shape and of a validator. */
  readonly bodies: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly shapes: Readonly<Record<string, Shape>>;
  /** Words of open lists, in lower case; the first list is empty. */
  readonly lists: readonly (readonly string[])[];
  readonly validators: Readonly<Record<string, Validator>>;
}
