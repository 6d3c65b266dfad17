import JSON5 from 'json5';
import type { RelaxedReader } from '../../../kernel/read-json.ts';

/** Reads templates as Resource Manager does: with comments, bare names and commas at ends. */
export const readsRelaxed: RelaxedReader = (text) => JSON5.parse(text);
