import { type AzureFailure, type RecordedFailure, unwrapFailure } from './azure-failure.ts';
import { type AzureCause, CmkError, type CmkErrorData, type Hop, isCmkError } from './cmk-error.ts';
import { knownFailures } from './known.ts';
import { recognises } from './known/recogniser.ts';

/** Where it happened, as far as the caller knows. */
export interface TranslateContext {
  /** Default `transport`. */
  readonly hop?: Hop;
  readonly stepId?: string;
  /** What the client's pipeline remembered: the body of a failed long-running operation is visible nowhere else. */
  readonly recorded?: RecordedFailure;
}

function causeOf(failure: AzureFailure): AzureCause {
  const code = failure.codes.at(-1);
  return {
    ...(code === undefined ? {} : { code }),
    message: failure.messages.at(-1) ?? '',
    ...(failure.status === undefined ? {} : { status: failure.status }),
    chain: failure.codes,
  };
}

/** Longer texts of Azure are shortened in `message`; `cause` has them whole. */
const MESSAGE_LIMIT_CHARS = 300;

function sentence(failure: AzureFailure): string {
  const said = (failure.messages.at(-1) ?? '').replace(/\s+/g, ' ').trim();
  const short = said.length > MESSAGE_LIMIT_CHARS ? `${said.slice(0, MESSAGE_LIMIT_CHARS)}…` : said;
  const by =
    failure.codes.at(-1) ?? (failure.status === undefined ? undefined : `HTTP ${failure.status}`);
  return [by, short].filter((part) => part !== undefined && part !== '').join(': ');
}

/**
 * Turns anything thrown into a {@link CmkError}: what happened, where in the chain, why, how to fix it, whether trying
 * again helps, and which documented rule was broken. Never holds a token, a key or headers.
 *
 * @example
 * ```ts
 * import { translate } from '@azureml-cmk/core/errors';
 *
 * const error = translate(
 *   { name: 'RestError', statusCode: 400, details: { error: { code: 'BadRequest', message: 'CMK workspaces should have purge protection enabled on their CMK keyvault.' } } },
 *   { hop: 'workspace' },
 * );
 * console.log(error.code, error.ruleId); // CMK_PURGE_PROTECTION_MISSING CMK-002
 * ```
 */
export function translate(thrown: unknown, context: TranslateContext = {}): CmkError {
  const { hop = 'transport', stepId, recorded } = context;
  const step = stepId === undefined ? {} : { stepId };
  if (isCmkError(thrown)) return thrown.stepId === undefined ? thrown.with(step) : thrown;

  const failure = unwrapFailure(thrown, recorded);
  const known = knownFailures.find((each) => recognises(each, failure, hop));
  const common: Pick<CmkErrorData, 'cause' | 'stepId' | 'requestId'> = {
    ...step,
    ...(failure.kind === 'abort' ? {} : { cause: causeOf(failure) }),
    ...(failure.requestId === undefined ? {} : { requestId: failure.requestId }),
  };
  if (known) {
    return new CmkError({
      ...common,
      code: known.code,
      hop: known.hop === 'transport' || known.hop === 'subscription' ? hop : known.hop,
      message: failure.kind === 'abort' ? known.reason : sentence(failure),
      reason: known.reason,
      fix: known.fix,
      retryable: known.retryable,
      ...(known.ruleId === undefined ? {} : { ruleId: known.ruleId }),
      ...(known.docs === undefined ? {} : { docs: known.docs }),
    });
  }
  if (failure.kind === 'service') {
    return new CmkError({
      ...common,
      code: 'CMK_AZURE_REFUSED',
      hop,
      message: sentence(failure),
      reason: 'Azure refused the request; the reason is not one that this package knows.',
      fix: "Read Azure's own words in the cause.",
      retryable: false,
    });
  }
  return new CmkError({
    ...common,
    code: 'CMK_UNEXPECTED',
    hop,
    message: sentence(failure) || 'Something without a message was thrown.',
    reason: 'This is no answer of Azure.',
    fix: 'Report it with the message.',
    retryable: false,
  });
}
