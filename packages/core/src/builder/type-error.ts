declare const words: unique symbol;

/**
 * The type of a method that cannot be called yet, or not any more: the compiler shows the words in its message
 * (`This expression is not callable. Type 'BuilderTypeError<"call key() before plan()">' has no call signatures.`).
 */
export interface BuilderTypeError<Words extends string> {
  /** Never there at run time. */
  readonly [words]: Words;
}
