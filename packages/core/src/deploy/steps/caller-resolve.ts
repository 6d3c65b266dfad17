import type { Caller } from '../../azure/caller.ts';
import { defineStep, found as same, type StepUnit } from '../step-unit.ts';
import { onlyRead } from './only-read.ts';

/** Finds out who deploys. */
export const resolveCallerStep: StepUnit<'caller.resolve', Caller> = defineStep({
  kind: 'caller.resolve',
  read: (_, context) => context.caller(),
  compare: () => same,
  write: onlyRead,
  outputs: (_, { objectId }) => ({ objectId }),
});
