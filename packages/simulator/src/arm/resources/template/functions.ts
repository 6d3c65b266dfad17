/** The functions that depend on their arguments alone. */
import type { FunctionTable } from './functions/arguments.ts';
import { collectionFunctions } from './functions/collections.ts';
import { dateFunctions } from './functions/dates.ts';
import { logicFunctions } from './functions/logic.ts';
import { textFunctions } from './functions/texts.ts';

/** By lower-cased name. */
export const pureFunctions: FunctionTable = new Map([
  ...logicFunctions,
  ...collectionFunctions,
  ...textFunctions,
  ...dateFunctions,
]);
