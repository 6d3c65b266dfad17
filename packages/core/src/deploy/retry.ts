/**
 * Everything that is tried again: what, how long at most, and why. Nothing else in this package retries.
 *
 * Two tables: requests are repeated as they are, inside the client's pipeline, so that a poller does not notice;
 * steps are repeated as a whole, beginning with reading, so that nothing is made twice.
 */
import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';

import type { FailureRecorder } from '../azure/failure-recorder.ts';
import { retryAfterMsOf } from '../errors/azure-failure.ts';
import type { CmkError } from '../errors/cmk-error.ts';
import { storeTypes } from '../plan/stores.ts';
import type { KeyConsumer, StoreKind } from '../rules/index.ts';
import type { StepKind } from '../plan/types.ts';
import type { Clock } from './clock.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** One reason to send a request again. */
interface RequestRetry {
  readonly reason: string;
  /** `network`: no answer. */
  readonly on: readonly (number | 'network')[];
  /** PUT, GET, HEAD and DELETE only: sent twice they do the same. */
  readonly onlyIdempotent: boolean;
  readonly attemptsMax: number;
  /** Before the second attempt; doubles each time. What `Retry-After` says goes before. */
  readonly firstDelayMs: number;
}

const requestRetries: readonly RequestRetry[] = [
  {
    reason: 'Azure limits the requests of this subscription',
    on: [429],
    onlyIdempotent: false,
    attemptsMax: 10,
    firstDelayMs: 2 * SECOND_MS,
  },
  {
    reason: 'Azure could not answer at this moment',
    on: [408, 500, 502, 503, 504],
    onlyIdempotent: true,
    attemptsMax: 4,
    firstDelayMs: SECOND_MS,
  },
  {
    reason: 'the request did not get through',
    on: ['network'],
    onlyIdempotent: true,
    attemptsMax: 4,
    firstDelayMs: SECOND_MS,
  },
];

const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

interface Seen {
  readonly on: number | 'network';
  readonly retryAfterMs: number | undefined;
}

/** What a thrown error was, when it can be repeated: classic clients throw inside the pipeline from 400 on. */
function seenInError(error: unknown): Seen | undefined {
  const { name, code, statusCode, response } = error as {
    readonly name?: string;
    readonly code?: string;
    readonly statusCode?: number;
    readonly response?: PipelineResponse;
  };
  if (name !== 'RestError') return undefined;
  if (statusCode === undefined) {
    return code === 'REQUEST_SEND_ERROR' || code === 'ECONNRESET' || code === 'ETIMEDOUT'
      ? { on: 'network', retryAfterMs: undefined }
      : undefined;
  }
  return { on: statusCode, retryAfterMs: retryAfterMsOf(response?.headers.get('retry-after')) };
}

/** The pipeline policy that repeats requests, waiting on the clock. */
export function requestRetryPolicy(recorder: FailureRecorder, clock: Clock): PipelinePolicy {
  return {
    name: 'cmkRequestRetry',
    async sendRequest(request, next) {
      for (let attempt = 1; ; attempt += 1) {
        let result: { readonly response: PipelineResponse } | { readonly error: unknown };
        try {
          result = { response: await next(request) };
        } catch (error) {
          result = { error };
        }
        const seen =
          'error' in result
            ? seenInError(result.error)
            : {
                on: result.response.status,
                retryAfterMs: retryAfterMsOf(result.response.headers.get('retry-after')),
              };
        const rule = requestRetries.find(
          ({ on, onlyIdempotent }) =>
            seen !== undefined &&
            on.includes(seen.on) &&
            (!onlyIdempotent || IDEMPOTENT.has(request.method)),
        );
        if (seen === undefined || rule === undefined || attempt >= rule.attemptsMax) {
          if ('error' in result) throw result.error;
          return result.response;
        }
        const delayMs = seen.retryAfterMs ?? rule.firstDelayMs * 2 ** (attempt - 1);
        const wait = recorder.current()?.wait;
        await (wait ? wait(rule.reason, delayMs, attempt) : clock.sleep(delayMs));
      }
    },
  };
}

/** What a step knows that decides whether it is worth trying again. */
export interface RetrySituation {
  readonly kind: StepKind;
  /** Milliseconds since this deployment granted one of these consumers something; absent: it did not. */
  readonly sinceGrantMs: (consumers: readonly GrantTarget[]) => number | undefined;
  /** Whether something that the step refers to was made by this deployment. */
  readonly refersToNew: boolean;
  /** Whether this deployment registered a resource provider. */
  readonly registeredProvider: boolean;
}

/** Whom a grant was made to: a consumer of a key, whoever deploys, or the identity of a cluster. */
export type GrantTarget = KeyConsumer | 'deployer' | 'cluster';

/** One reason to run a step again. */
export interface StepRetry {
  readonly reason: string;
  readonly codes: readonly string[];
  readonly delayMs: number;
  /** Since the first failure for this reason. */
  readonly longestMs: number;
  readonly when: (situation: RetrySituation) => boolean;
}

/** Documented: up to 10 minutes until a role assignment is known everywhere. */
const GRANT_SPREADS_WITHIN_MS = 10 * MINUTE_MS;

/** Every kind of store uses its key by its own identity or one that is given. */
const stores = Object.keys(storeTypes) as readonly StoreKind[];

const grantedTo: Readonly<Partial<Record<StepKind, readonly GrantTarget[]>>> = {
  'key.ensure': ['deployer'],
  'key.read': ['deployer'],
  'workspace.ensure': ['cosmosDb', 'workspaceEncryptionIdentity'],
  'project.ensure': ['cosmosDb', 'workspaceEncryptionIdentity'],
  'containerGroup.ensure': ['containerInstance', 'containerGroupIdentity'],
  'diskEncryptionSet.ensure': ['diskEncryptionSet'],
  'managedCluster.ensure': ['diskEncryptionSet', 'cluster'],
  'store.ensure': stores,
  'store.encrypt': stores,
};

/** Why steps are run again, in the order they are looked at. */
export const stepRetries: readonly StepRetry[] = [
  {
    reason: 'a grant that was made a moment ago is not known everywhere yet',
    codes: [
      'CMK_KEY_ACCESS_DENIED',
      'CMK_CONSUMER_ACCESS_DENIED',
      'CMK_CONTAINER_KEY_ACCESS_DENIED',
      'CMK_DISK_KEY_ACCESS_DENIED',
      'CMK_DISK_SET_NOT_READABLE',
      'CMK_STORAGE_KEY_UNUSABLE',
      'CMK_STORE_KEY_ACCESS_DENIED',
    ],
    delayMs: 15 * SECOND_MS,
    longestMs: GRANT_SPREADS_WITHIN_MS,
    when: ({ kind, sinceGrantMs }) => {
      const age = sinceGrantMs(grantedTo[kind] ?? []);
      return age !== undefined && age < GRANT_SPREADS_WITHIN_MS;
    },
  },
  {
    reason: 'the directory does not know an identity yet that was made a moment ago',
    codes: ['CMK_PRINCIPAL_NOT_FOUND'],
    delayMs: 10 * SECOND_MS,
    longestMs: 5 * MINUTE_MS,
    when: ({ refersToNew }) => refersToNew,
  },
  {
    reason:
      "registering a resource provider makes Microsoft's service principal, which takes a while",
    codes: ['CMK_PRINCIPAL_MISSING'],
    delayMs: 10 * SECOND_MS,
    longestMs: 2 * MINUTE_MS,
    when: ({ registeredProvider }) => registeredProvider,
  },
  {
    reason: 'another operation on the same resource is running',
    codes: ['CMK_CONFLICT'],
    delayMs: 10 * SECOND_MS,
    longestMs: 30 * MINUTE_MS,
    when: () => true,
  },
  {
    reason: 'the registration of a resource provider is not known everywhere yet',
    codes: ['CMK_PROVIDER_NOT_REGISTERED'],
    delayMs: 10 * SECOND_MS,
    longestMs: 5 * MINUTE_MS,
    when: ({ registeredProvider }) => registeredProvider,
  },
  {
    reason: 'the key was made a moment ago and is not readable yet',
    codes: ['CMK_KEY_NOT_FOUND'],
    delayMs: 2 * SECOND_MS,
    longestMs: MINUTE_MS,
    when: ({ kind, refersToNew }) => kind === 'key.ensure' || refersToNew,
  },
  {
    reason: 'a deletion of the same key is not complete yet',
    codes: ['CMK_KEY_BEING_DELETED'],
    delayMs: 5 * SECOND_MS,
    longestMs: MINUTE_MS,
    when: () => true,
  },
];

/**
 * Runs work and runs it again while the table says so. Gives the error of the last attempt.
 *
 * @param work Throws translated errors.
 */
export async function withStepRetries<T>(
  work: () => Promise<T>,
  situation: RetrySituation,
  clock: Clock,
  wait: (reason: string, milliseconds: number, attempt: number) => Promise<void>,
): Promise<T> {
  const firstFailures = new Map<StepRetry, { readonly at: number; attempts: number }>();
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      const error = thrown as CmkError;
      const rule = stepRetries.find(
        ({ codes, when }) => codes.includes(error.code) && when(situation),
      );
      if (rule === undefined) throw error;
      const first = firstFailures.get(rule) ?? { at: clock.now(), attempts: 0 };
      first.attempts += 1;
      firstFailures.set(rule, first);
      if (clock.now() - first.at + rule.delayMs > rule.longestMs) throw error;
      await wait(rule.reason, rule.delayMs, first.attempts);
    }
  }
}
