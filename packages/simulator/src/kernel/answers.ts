import type { Refusal } from './errors.ts';
import type { SimResponse } from './exchange.ts';
import type { Json } from './json.ts';

/** Header under which a refusal names the evidence for its text. */
export const EVIDENCE_HEADER = 'x-cmk-simulator-evidence';
/** Header under which a refusal names the documented rule. */
export const RULE_HEADER = 'x-cmk-simulator-rule';

/** An answer with a JSON body. */
export function jsonAnswer(
  status: number,
  body: Json,
  headers: Readonly<Record<string, string>> = {},
): SimResponse {
  return jsonTextAnswer(status, JSON.stringify(body), headers);
}

/** An answer with a body that is JSON already. */
export function jsonTextAnswer(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): SimResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body,
  };
}

/** An answer without a body. */
export function emptyAnswer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
): SimResponse {
  return { status, headers: { 'content-length': '0', ...headers }, body: undefined };
}

/** A refusal as an answer, with its evidence and rule in headers. */
export function refusalAnswer(
  refusal: Refusal,
  headers: Readonly<Record<string, string>> = {},
): SimResponse {
  const { status, failureCause } = refusal.data;
  return jsonAnswer(status, refusal.body(), {
    ...headers,
    ...(failureCause === undefined ? {} : { 'x-ms-failure-cause': failureCause }),
    ...evidenceHeaders(refusal),
    ...refusal.data.headers,
  });
}

/** What stands behind the words of a refusal, and which rule it enforces. */
export function evidenceHeaders({ data: { evidence, ruleId } }: Refusal): Record<string, string> {
  return {
    [EVIDENCE_HEADER]: evidence,
    ...(ruleId === undefined ? {} : { [RULE_HEADER]: ruleId }),
  };
}
