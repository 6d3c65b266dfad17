import type { RuleId } from '../../src/rules/index.ts';

/** Rules of the class `report` that the chain of the test does not bring up, and why. May only shrink. */
export const notTold: Readonly<Record<RuleId, string>> = {
  'CMK-023': 'Azure shows of no key where its material comes from',
  'CMK-041': 'every chain that this project makes is under a key of the customer',
  'CMK-051': 'the chain has no hub',
  'CMK-053': 'the chain has no hub',
  'CMK-054': 'the chain has no hub',
  'CMK-077': 'the chain has no Databricks workspace',
  'CMK-084': 'no answer tells when the access keys of an account were regenerated',
};
