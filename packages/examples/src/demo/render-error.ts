import type { CmkError, Issue } from '@azureml-cmk/core';
import { count, labelled, styled } from './text.ts';

/** Everything that an error knows, for a person. */
export function renderError(error: CmkError): string {
  const { cause, issues, intact } = error;
  // The first line; the issues follow below, all of them.
  const [message = ''] = error.message.split('\n');
  const lines = [
    `${styled('red', 'FAILED')}  ${styled('bold', error.code)}`,
    labelled('what', issues.length > 0 ? message.replace(/:$/, '.') : message),
    labelled(
      'where',
      error.stepId === undefined ? error.hop : `${error.hop}, in step ${error.stepId}`,
    ),
    labelled('why', error.reason),
  ];
  if (cause) {
    const path = cause.chain.length > 0 ? ` (${cause.chain.join(' > ')})` : '';
    lines.push(labelled('Azure', `"${cause.message}"${path}`));
  }
  if (error.ruleId !== undefined) {
    lines.push(labelled('rule', `${error.ruleId}, docs/rules/${error.ruleId}.md`));
  }
  lines.push(
    labelled('fix', error.fix),
    labelled(
      'retry',
      error.retryable ? 'can help without a change' : 'does not help without a change',
    ),
  );
  if (error.requestId !== undefined) lines.push(labelled('request', error.requestId));
  if (error.docs !== undefined) lines.push(labelled('docs', error.docs));
  if (intact.length > 0) {
    lines.push(labelled('intact', `${count(intact.length, 'resource')}, made before the failure:`));
    lines.push(...intact.map((id) => `${' '.repeat(12)}${shortId(id)}`));
  }
  if (issues.length > 0) lines.push('', renderIssues(issues));
  return lines.join('\n');
}

/** Every issue, for a person: where, what, what was given, what is allowed, the fix. */
export function renderIssues(issues: readonly Issue[]): string {
  const colour = { error: 'red', warning: 'yellow', note: 'cyan' } as const;
  return issues
    .map(({ severity, code, path, message, fix }) =>
      [
        `${styled(colour[severity], severity.padEnd(8))} ${code.padEnd(13)} ${styled('bold', path === '' ? 'the whole spec' : path)}`,
        labelled('', message, 9, 0),
        labelled('fix', fix, 9, 5),
      ].join('\n'),
    )
    .join('\n');
}

/** An ARM id without its beginning: `rg-ml/Microsoft.KeyVault/vaults/kv-ml`. */
export function shortId(id: string): string {
  return id.replace(/^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)(?:\/providers)?/i, '$1');
}
