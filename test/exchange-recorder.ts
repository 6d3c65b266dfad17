/**
 * When `CMK_CONFORMANCE_RECORD` names a folder, what simulators answer is written there, each shape of each operation once a
 * process, for `npm run conformance` to hold against the published documents.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { subscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';

interface Published {
  readonly method: string;
  readonly url: string;
  readonly answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | undefined;
  };
}

const folder = process.env['CMK_CONFORMANCE_RECORD'];
const seen = new Set<string>();

/** Members and types, so that two answers of one shape are one. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].join('|')}]`;
  if (typeof value !== 'object' || value === null) return typeof value;
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}:${shapeOf(member)}`)
    .join(',')}}`;
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined || text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

if (folder !== undefined && folder !== '') {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${process.pid}.ndjson`);
  subscribe('azureml-cmk:exchange', (message) => {
    const { method, url, answer } = message as Published;
    if (!URL.canParse(url) || answer.status === 501) return;
    const { host, pathname, searchParams } = new URL(url);
    // Entra and Graph have no documents, and their answers hold tokens.
    if (!host.startsWith('management.') && !host.includes('.vault.')) return;
    // A fault answers what a test told it to.
    if (answer.headers['x-cmk-simulator-fault'] !== undefined) return;
    const body = parsed(answer.body);
    const types = pathname.split('/').filter((_, index) => index % 2 === 1);
    const key = [
      method,
      types.join('/'),
      searchParams.get('api-version'),
      answer.status,
      shapeOf(body),
    ].join(' ');
    if (seen.has(key)) return;
    seen.add(key);
    appendFileSync(
      file,
      `${JSON.stringify({ method, url, status: answer.status, headers: answer.headers, body })}\n`,
    );
  });
}
