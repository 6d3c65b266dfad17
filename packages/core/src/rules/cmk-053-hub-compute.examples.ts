import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'disks of serverless compute',
      facts: withClaims(
        [
          { place: 'serverlessOsDisk', under: 'platform' },
          { place: 'serverlessTemporaryDisk', under: 'platform' },
        ],
        { kind: 'Hub' },
      ),
    },
    {
      name: 'the temporary disk of an instance, told as not known',
      facts: withClaims([{ place: 'instanceTemporaryDisk', under: 'unknown' }], { kind: 'Hub' }),
    },
    {
      name: 'the same with high business impact',
      facts: withClaims([{ place: 'instanceTemporaryDisk', under: 'platform' }], {
        kind: 'Project',
        highBusinessImpact: true,
      }),
    },
    {
      name: 'the same of a project, in a hub without it',
      facts: withClaims(
        [{ place: 'instanceTemporaryDisk', under: 'platform', highBusinessImpact: true }],
        { kind: 'Hub' },
      ),
    },
  ],
  bad: [
    {
      name: 'the disk of a project without high business impact, in a hub with it',
      facts: withClaims(
        [{ place: 'instanceTemporaryDisk', under: 'platform', highBusinessImpact: false }],
        { kind: 'Hub', highBusinessImpact: true },
      ),
    },
    {
      name: "an OS disk under the customer's key",
      facts: withClaims([{ place: 'serverlessOsDisk', under: 'customer', provenBy: 'workspace' }], {
        kind: 'Hub',
      }),
    },
    {
      name: 'one of two statements told as the truth',
      facts: withClaims([{ place: 'instanceTemporaryDisk', under: 'none' }], { kind: 'Hub' }),
    },
  ],
};
