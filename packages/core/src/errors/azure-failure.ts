/**
 * What Azure said when it refused, whatever client, operation or nesting it came through.
 *
 * Errors are recognised by shape and name, never by class: several copies of the SDK's packages can be loaded, and
 * this file loads none of them.
 */
import { redact } from './redact.ts';

/** Which layer said no. */
export type FailureKind = 'service' | 'identity' | 'network' | 'abort' | 'other';

/** A refusal, unwrapped. */
export interface AzureFailure {
  readonly kind: FailureKind;
  readonly status?: number;
  /** Codes from the outermost error to the innermost. */
  readonly codes: readonly string[];
  /** Messages from the outermost error to the innermost, redacted. */
  readonly messages: readonly string[];
  readonly requestId?: string;
  /** Milliseconds that the service asked to wait. */
  readonly retryAfterMs?: number;
}

/** A failed response as a pipeline policy saw it: the only place where a failed operation's body is visible. */
export interface RecordedFailure {
  readonly status: number;
  readonly body: unknown;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** Nesting deeper than this is cut: an error that contains itself must not hang the translator. */
const MAX_DEPTH = 12;

interface Layers {
  readonly codes: string[];
  readonly messages: string[];
}

/** What makes an embedded object an error; other JSON, such as policy identifiers, is part of the sentence. */
const ERROR_MEMBERS = ['error', 'code', 'message', 'Errors'] as const;

/** Parses the JSON that a message carries: whole, or from its first brace on (`Error : Message: {…} ActivityId: …`). */
function embeddedJson(
  message: string,
): { readonly json: Json; readonly before: string } | undefined {
  const start = message.indexOf('{');
  if (start < 0) return undefined;
  for (let end = message.lastIndexOf('}'); end > start; end = message.lastIndexOf('}', end - 1)) {
    try {
      const json: unknown = JSON.parse(message.slice(start, end + 1));
      return isObject(json) && ERROR_MEMBERS.some((member) => member in json)
        ? { json, before: message.slice(0, start) }
        : undefined;
    } catch {
      // A shorter piece may be the whole object: text can follow it.
    }
  }
  return undefined;
}

function collect(value: unknown, layers: Layers, depth: number): void {
  if (depth > MAX_DEPTH || !isObject(value)) return;
  if (isObject(value['error'])) {
    collect(value['error'], layers, depth + 1);
    return;
  }
  const code = text(value['code']) ?? text(value['error']);
  if (code !== undefined && layers.codes.at(-1) !== code) layers.codes.push(code);
  // Graph of Entra ID: { error: 'invalid_client', error_description: '…' }.
  const message = text(value['message']) ?? text(value['error_description']);
  if (message !== undefined) {
    const embedded = embeddedJson(message);
    const own = (embedded ? embedded.before : message).trim();
    if (own !== '') layers.messages.push(redact(own));
    if (embedded) collect(embedded.json, layers, depth + 1);
  }
  if (Array.isArray(value['Errors'])) {
    for (const each of value['Errors'])
      if (typeof each === 'string') layers.messages.push(redact(each));
  }
  const details = value['details'];
  if (Array.isArray(details)) for (const detail of details) collect(detail, layers, depth + 1);
  else collect(details, layers, depth + 1);
  for (const inner of ['innererror', 'innerError']) collect(value[inner], layers, depth + 1);
}

const NETWORK_CODES =
  /^(REQUEST_SEND_ERROR|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|UND_ERR_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_TLS_\w+)$/;
const IDENTITY_NAMES =
  /^(CredentialUnavailableError|AuthenticationError|AggregateAuthenticationError|AuthenticationRequiredError|InteractionRequiredAuthError|ClientAuthError|ServerError)$/;

function headerOf(response: unknown, name: string): string | undefined {
  if (!isObject(response)) return undefined;
  const headers = response['headers'];
  if (typeof headers !== 'object' || headers === null) return undefined;
  const get = (headers as { get?: unknown }).get;
  return typeof get === 'function' ? text(get.call(headers, name)) : text((headers as Json)[name]);
}

/** Milliseconds of a `Retry-After` header in seconds; dates are not sent by Resource Manager or Key Vault. */
export function retryAfterMsOf(value: string | undefined): number | undefined {
  if (value === undefined || !/^\d+(\.\d+)?$/.test(value)) return undefined;
  return Math.round(Number(value) * 1000);
}

function bodyOf(error: Json): unknown {
  const response = error['response'];
  const bodyText = isObject(response) ? text(response['bodyAsText']) : undefined;
  if (bodyText !== undefined) {
    try {
      return JSON.parse(bodyText);
    } catch {
      return { message: bodyText };
    }
  }
  return isObject(error['details']) ? error['details'] : undefined;
}

/**
 * Unwraps anything that was thrown.
 *
 * @param recorded What a pipeline policy remembered of the failed response: a failed long-running operation arrives as
 * a plain `Error` without code, status or details.
 */
export function unwrapFailure(thrown: unknown, recorded?: RecordedFailure): AzureFailure {
  const error: Json = isObject(thrown) ? thrown : { message: String(thrown) };
  const name = text(error['name']) ?? '';
  const ownCode = text(error['code']);
  const layers: Layers = { codes: [], messages: [] };

  if (name === 'AbortError') return { kind: 'abort', codes: [], messages: [] };
  if (IDENTITY_NAMES.test(name)) {
    collect(error['errorResponse'], layers, 0);
    const message = text(error['message']);
    if (message !== undefined && layers.messages.length === 0)
      layers.messages.push(redact(message));
    return { kind: 'identity', codes: [name, ...layers.codes], messages: layers.messages };
  }

  const ownStatus = typeof error['statusCode'] === 'number' ? error['statusCode'] : undefined;
  const hasResponse = ownStatus !== undefined;
  const cause = isObject(error['cause']) ? text(error['cause']['code']) : undefined;
  const networkCode = [ownCode, cause].find(
    (code) => code !== undefined && NETWORK_CODES.test(code),
  );
  if (!hasResponse && networkCode !== undefined) {
    return {
      kind: 'network',
      codes: [networkCode],
      messages: [redact(text(error['message']) ?? '')],
    };
  }

  const body = hasResponse ? bodyOf(error) : recorded?.body;
  if (hasResponse && ownCode !== undefined && body === undefined) layers.codes.push(ownCode);
  collect(body ?? { code: ownCode, message: text(error['message']) }, layers, 0);
  if (layers.messages.length === 0) layers.messages.push(redact(text(error['message']) ?? ''));

  const response = error['response'];
  const status = ownStatus ?? recorded?.status;
  const requestId = headerOf(response, 'x-ms-request-id') ?? recorded?.requestId;
  const retryAfterMs =
    retryAfterMsOf(headerOf(response, 'retry-after')) ??
    (hasResponse ? undefined : recorded?.retryAfterMs);
  return {
    kind: hasResponse || recorded !== undefined ? 'service' : 'other',
    codes: layers.codes,
    messages: layers.messages,
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
