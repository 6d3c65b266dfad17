import type { Hop } from './cmk-error.ts';
import { knownFailures } from './known.ts';

/** One code of a `CmkError`, for the reference page. */
export interface ErrorCode {
  readonly code: string;
  readonly hop: Hop;
  readonly meaning: string;
  readonly fix: string;
}

/** Codes of what this package finds out by itself, before or between requests. */
const ownCodes: readonly ErrorCode[] = [
  {
    code: 'CMK_AZURE_REFUSED',
    hop: 'transport',
    meaning: 'Azure refused for a reason that is not in the table of known failures.',
    fix: "Read Azure's own words in `cause`.",
  },
  {
    code: 'CMK_UNEXPECTED',
    hop: 'transport',
    meaning:
      'Something failed that is no answer of Azure: a fault of this package, of a client or of a credential.',
    fix: 'Report it with the message.',
  },
  {
    code: 'CMK_BUILDER_INCOMPLETE',
    hop: 'spec',
    meaning: 'The builder was asked for a result before everything was described that it needs.',
    fix: 'Call the methods that the message names first.',
  },
  {
    code: 'CMK_BUILDER_CONFLICT',
    hop: 'spec',
    meaning: 'The builder was told two things that exclude each other.',
    fix: 'Keep one of the two that the message names.',
  },
  {
    code: 'CMK_VALUE_AFTER_DEPLOYMENT',
    hop: 'spec',
    meaning: 'A value was asked for that is known only after the deployment.',
    fix: 'Deploy first, or describe an existing resource.',
  },
  {
    code: 'CMK_SPEC_INVALID',
    hop: 'spec',
    meaning: 'The description has errors; all of them are in `issues`.',
    fix: 'Correct what each issue names, or accept the broken rules by their codes.',
  },
  {
    code: 'CMK_PLAN_IMPOSSIBLE',
    hop: 'spec',
    meaning: 'An error was accepted without whose correction no step can be written.',
    fix: 'Correct what the message names; it cannot be accepted.',
  },
  {
    code: 'CMK_PLAN_VERSION',
    hop: 'spec',
    meaning: 'The plan was written by a version of this package with another format.',
    fix: 'Plan the spec again, or use the version that wrote the plan.',
  },
  {
    code: 'CMK_PLAN_INVALID',
    hop: 'spec',
    meaning:
      'The plan cannot be walked: a step waits for one that is not there, for itself, or for an output that no step gives.',
    fix: 'Make the plan again with plan(); do not edit its steps.',
  },
  {
    code: 'CMK_OPTION_INVALID',
    hop: 'spec',
    meaning: 'An option of deploy() or verify() is out of its bounds.',
    fix: 'Give a value within the bounds that the message names.',
  },
  {
    code: 'CMK_PRICES_UNAVAILABLE',
    hop: 'spec',
    meaning: 'The public price list of Azure could not be read, so there is no estimate of costs.',
    fix: 'Try again, or allow requests to prices.azure.com; nothing else depends on it.',
  },
  {
    code: 'CMK_RULE_VIOLATED',
    hop: 'vault',
    meaning:
      'Something that exists breaks a documented rule, found before anything that takes long was started.',
    fix: 'Change what the issues name, or accept their codes in the plan.',
  },
  {
    code: 'CMK_IMMUTABLE',
    hop: 'spec',
    meaning:
      'A resource exists with a setting that is fixed at creation and differs from the description.',
    fix: 'Describe it as it is, or choose another name.',
  },
  {
    code: 'CMK_PRINCIPAL_MISSING',
    hop: 'principal',
    meaning: "Microsoft's application has no service principal in the tenant.",
    fix: 'Register the resource provider again (it makes the principal), or give the object id in the spec.',
  },
  {
    code: 'CMK_PRINCIPAL_UNPUBLISHED',
    hop: 'principal',
    meaning:
      'Microsoft publishes no application id of this service for the cloud, so it cannot be looked up.',
    fix: 'Give the object id in the spec.',
  },
  {
    code: 'CMK_TOKEN_WITHOUT_OBJECT_ID',
    hop: 'authentication',
    meaning: 'The token names no object id, so that it is unknown who to grant key permissions to.',
    fix: 'Use a credential of Entra ID, or make the grant yourself and set grants.deployer to false.',
  },
  {
    code: 'CMK_TIMED_OUT',
    hop: 'transport',
    meaning:
      'Something that Azure does in the background took longer than its documented longest time.',
    fix: 'Run it again: it goes on from what is there.',
  },
  {
    code: 'CMK_WORKSPACE_NOT_FOUND',
    hop: 'workspace',
    meaning: 'The workspace to verify does not exist.',
    fix: 'Deploy it first, or check subscription, group and name.',
  },
];

/** Every code that this package throws, once, in the order of the chain they belong to. */
export const errorCodes: readonly ErrorCode[] = Object.freeze([
  ...ownCodes,
  ...knownFailures
    .filter((known, index, all) => all.findIndex((other) => other.code === known.code) === index)
    .map(({ code, hop, reason, fix }) => ({ code, hop, meaning: reason, fix })),
]);
