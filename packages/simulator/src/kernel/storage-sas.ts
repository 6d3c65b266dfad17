/** What a shared access signature signs, as published: by the members of its query. */

/** Members of the query of a signature: `sp`, `se`, … */
type SasMembers = ReadonlyMap<string, string>;

/** Resources are signed from this version on, and scopes of encryption. */
const WITH_RESOURCE = '2018-11-09';
const WITH_SCOPE = '2020-12-06';

/** Members that are headers of the answer, by the order in which they are signed. */
export const SAS_HEADERS = {
  rscc: 'cache-control',
  rscd: 'content-disposition',
  rsce: 'content-encoding',
  rscl: 'content-language',
  rsct: 'content-type',
} as const;

/** The text of a signature for a blob or a container: `/blob/{account}/{container}/{blob}`. */
export function serviceSasText(members: SasMembers, canonicalizedResource: string): string {
  const valueOf = (name: string): string => members.get(name) ?? '';
  const version = valueOf('sv');
  return [
    ...['sp', 'st', 'se'].map(valueOf),
    canonicalizedResource,
    ...['si', 'sip', 'spr', 'sv'].map(valueOf),
    ...(version >= WITH_RESOURCE ? [valueOf('sr'), ''] : []),
    ...(version >= WITH_SCOPE ? [valueOf('ses')] : []),
    ...Object.keys(SAS_HEADERS).map(valueOf),
  ].join('\n');
}

/** The text of a signature for an account. */
export function accountSasText(members: SasMembers, accountName: string): string {
  const names = ['sp', 'ss', 'srt', 'st', 'se', 'sip', 'spr', 'sv'];
  if ((members.get('sv') ?? '') >= WITH_SCOPE) names.push('ses');
  return `${[accountName, ...names.map((name) => members.get(name) ?? '')].join('\n')}\n`;
}
