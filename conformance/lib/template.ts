/** Texts without what differs from run to run. */

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const HEX32 = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi;

/** A message with ids, quoted names, resource ids, instants and numbers put in braces. */
export function messageTemplate(message: string): string {
  return message
    .replaceAll(/'[^']*'/g, "'…'")
    .replaceAll(/"[^"]*"/g, '"…"')
    .replaceAll(/\/subscriptions\/[^\s'",;]+/gi, '{armId}')
    .replaceAll(/https:\/\/[^\s'",;]*vault\.azure\.net[^\s'",;]*/gi, '{vaultUrl}')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?/g, '{instant}')
    .replaceAll(GUID, '{guid}')
    .replaceAll(HEX32, '{hex32}')
    .replaceAll(/\{(guid|hex32|n|s|rg|op)\}/g, (whole) => (whole === '{hex32}' ? '{guid}' : whole))
    .replaceAll(/(?<![\w{])[\w.-]*\d+[\w.-]*(?![\w}])/g, '{n}')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** A URL that tells of an operation: ids away, names of the query without what signs it. */
export function operationUrlTemplate(url: string): string {
  const [address = '', query = ''] = url.split('?');
  const path = address
    .replace(/^https:\/\/[^/]+/, '')
    .replaceAll(/\/subscriptions\/[^/]+/gi, '/subscriptions/{s}')
    .replaceAll(/\/resourcegroups\/[^/]+/gi, '/resourcegroups/{rg}')
    .replaceAll(/\/locations\/[^/]+/gi, '/locations/{l}')
    // Their recorder gave them another name in requests, and left it in what Azure said.
    .replaceAll(/\/deployments\/[^/]+/gi, '/deployments/{d}')
    .replaceAll(/\/(\w*operations?(?:results?|status(?:es)?)?)\/[^/]+/gi, '/$1/{op}')
    .toLowerCase();
  const names = query
    .split('&')
    .filter((pair) => pair !== '' && !/^[tcshp]=/.test(pair))
    .map((pair) => pair.replaceAll(GUID, '{guid}'))
    .sort();
  return names.length === 0 ? path : `${path}?${names.join('&')}`;
}

/** Two names of one authority, as its instance discovery says. */
const OLD_AUTHORITY = 'https://login.windows.net/';
const AUTHORITY = 'https://login.microsoftonline.com/';

/** A challenge without the tenant. */
export function challengeTemplate(challenge: string): string {
  return challenge.replaceAll(GUID, '{tenant}').replaceAll(OLD_AUTHORITY, AUTHORITY);
}

/** The ids in a text, in order. */
export function idsIn(text: string): string[] {
  return text.match(new RegExp(`${GUID.source}|${HEX32.source}`, 'gi')) ?? [];
}
