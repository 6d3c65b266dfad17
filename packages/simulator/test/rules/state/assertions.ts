/** Every rule that shows in state, by what asserts it. */
import type { RuleId } from '@azureml-cmk/core/rules';
import { aroundAssertions } from './around.ts';
import { encryptionAssertions } from './encryption.ts';
import { hubAssertions } from './hubs.ts';
import { managedGroupAssertions } from './managed-group.ts';

/** Each puts a simulator into states where its rule holds or is broken, and throws when the rule says otherwise. */
export type StateAssertions = Readonly<Record<RuleId, () => Promise<void>>>;

const all = [managedGroupAssertions, aroundAssertions, encryptionAssertions, hubAssertions].flatMap(
  (assertions) => Object.entries(assertions),
);

/** Of two assertions of one rule the second would be the only one to run. */
const twice = all.find(([id], at) => all.findIndex(([other]) => other === id) !== at);
if (twice) throw new TypeError(`${twice[0]} is asserted twice`);

export const stateAssertions: StateAssertions = Object.fromEntries(all);
