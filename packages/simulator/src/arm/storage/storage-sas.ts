/** Shared access signatures that Resource Manager makes: of an account, and of a blob or its container. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import type { ActionAnswer, ActionRequest, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { storageAccountKey } from '../../kernel/storage-account.ts';
import { accountSasText, SAS_HEADERS, serviceSasText } from '../../kernel/storage-sas.ts';

/** As published examples show it, whatever the api-version. */
const VERSION = '2015-04-05';
const KEYS = ['key1', 'key2'] as const;
const RESOURCE = /^\/(blob|file|queue|table)\/([^/]+)(\/.+)$/;

type Asked = Pick<ActionRequest, 'resource' | 'body'>;

/** The answer to `ListAccountSas`. */
export function listAccountSas(context: UnitContext, { resource, body }: Asked): ActionAnswer {
  const members = membersOf(
    ['sv', VERSION],
    ['ss', letters(body, 'signedServices', 'bqtf')],
    ['srt', letters(body, 'signedResourceTypes', 'sco')],
    ['sp', required(body, 'signedPermission')],
    ['st', instant(body, 'signedStart')],
    ['se', instant(body, 'signedExpiry', true)],
    ['sip', stringAt(body, 'signedIp')],
    ['spr', stringAt(body, 'signedProtocol')],
  );
  const text = accountSasText(members, resource.name);
  const accountSasToken = tokenOf(members, signed(context, resource, body, text));
  return { status: 200, body: { accountSasToken } };
}

/** The answer to `ListServiceSas`. */
export function listServiceSas(context: UnitContext, { resource, body }: Asked): ActionAnswer {
  const path = required(body, 'canonicalizedResource');
  const [, service, account] = RESOURCE.exec(path) ?? [];
  if (account !== resource.name) {
    throw refused('canonicalizedResource', `'${path}' is nothing of '/blob/${resource.name}/'`);
  }
  if (service !== 'blob') throw notSimulated(`a service SAS of the ${service ?? ''} service`);
  if (stringAt(body, 'signedIdentifier') !== undefined) {
    throw notSimulated('a service SAS with a stored access policy (signedIdentifier)');
  }
  const kind = required(body, 'signedResource');
  // `/blob/account/container` has three names, and a blob at least one more.
  if (kind !== (path.split('/').length > CONTAINER_SEGMENTS ? 'b' : 'c')) {
    throw refused('signedResource', `'${kind}' is not what '${path}' is`);
  }
  const members = membersOf(
    ['sv', VERSION],
    ['sr', kind],
    ['st', instant(body, 'signedStart')],
    ['se', instant(body, 'signedExpiry', true)],
    ['sp', required(body, 'signedPermission')],
    ['sip', stringAt(body, 'signedIp')],
    ['spr', stringAt(body, 'signedProtocol')],
    ...Object.keys(SAS_HEADERS).map((name) => [name, stringAt(body, name)] as const),
  );
  const token = tokenOf(members, signed(context, resource, body, serviceSasText(members, path)));
  return { status: 200, body: { serviceSasToken: token } };
}

const CONTAINER_SEGMENTS = 4;

function membersOf(
  ...given: readonly (readonly [name: string, value: string | undefined])[]
): ReadonlyMap<string, string> {
  return new Map(
    given.flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, value] as const],
    ),
  );
}

/** As published: what stands between letters, commas too, stays as it is, but colons do not. */
const tokenOf = (members: ReadonlyMap<string, string>, signature: string): string =>
  [...members, ['sig', signature] as const]
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2C', ',')}`)
    .join('&');

/** Signed with the key that is named, else with the first. */
function signed(
  context: UnitContext,
  account: StoredResource,
  body: JsonObject,
  text: string,
): string {
  const wanted = stringAt(body, 'keyToSign') ?? KEYS[0];
  const keyName = KEYS.find((one) => one === wanted);
  if (keyName === undefined) {
    throw refused('keyToSign', `'${wanted}' is not one of ${KEYS.join(', ')}`);
  }
  const key = Buffer.from(storageAccountKey(context, account, keyName), 'base64');
  return Buffer.from(context.hmacSha256(key, text)).toString('base64');
}

function required(body: JsonObject, name: string): string {
  const value = stringAt(body, name) ?? '';
  if (value === '') throw refused(name, 'it is missing');
  return value;
}

function letters(body: JsonObject, name: string, known: string): string {
  const value = required(body, name);
  const isKnown = [...value].every((letter) => known.includes(letter));
  if (isKnown && new Set(value).size === value.length) return value;
  throw refused(name, `'${value}' is not made of the letters '${known}', each once`);
}

/** To the second, as published examples have it. */
function instant(body: JsonObject, name: string, isRequired = false): string | undefined {
  const given = isRequired ? required(body, name) : stringAt(body, name);
  if (given === undefined || given === '') return undefined;
  const at = Date.parse(given);
  if (Number.isNaN(at)) throw refused(name, `'${given}' is no instant`);
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

const refused = (name: string, why: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'InvalidValuesForRequestParameters',
    message: `Values for request parameters are invalid: ${name}. ${why}.`,
    evidence: 'assumed',
  });
