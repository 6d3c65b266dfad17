import { encryptedChain } from './example-facts.ts';
import type { ChainFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

function withJob(isObjectThere: boolean, isRecordThere: boolean): ChainFacts {
  return { ...encryptedChain, metadata: [{ of: 'jobs/train-1', isObjectThere, isRecordThere }] };
}

export const examples: RuleExamples = {
  good: [
    { name: 'a job and its metadata', facts: withJob(true, true) },
    { name: 'neither after the job was deleted', facts: withJob(false, false) },
  ],
  bad: [
    { name: 'a job without metadata', facts: withJob(true, false) },
    { name: 'metadata of a job that was deleted', facts: withJob(false, true) },
  ],
};
