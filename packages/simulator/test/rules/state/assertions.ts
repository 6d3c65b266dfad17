/** Every rule that shows in state, by what asserts it. */
import type { RuleId } from '@azureml-cmk/core/rules';
import { aroundAssertions } from './around.ts';
import { hubAssertions } from './hubs.ts';
import { managedGroupAssertions } from './managed-group.ts';

/** Each puts a simulator into states where its rule holds or is broken, and throws when the rule says otherwise. */
export type StateAssertions = Readonly<Record<RuleId, () => Promise<void>>>;

export const stateAssertions: StateAssertions = {
  ...managedGroupAssertions,
  ...aroundAssertions,
  ...hubAssertions,
};
