/** Makes what the examples of a vault's data plane are about: keys and secrets in the state that they need. */
import type { Simulator } from '@azureml-cmk/simulator';
import { send } from '../driver.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../json.ts';
import type { Builder } from './builder.ts';
import type { Request } from './play.ts';
import type { PublishedExample } from './published.ts';

/** A vault whose contents can be purged. */
const vaultBody = (tenantId: string): JsonObject => ({
  location: 'eastus',
  properties: {
    tenantId,
    sku: { family: 'A', name: 'premium' },
    enableRbacAuthorization: true,
  },
});

/** Operations that make their item, or need none. */
const MAKES =
  /^(CreateKey|ImportKey|SetSecret|GetKeys|GetSecrets|GetDeleted(Key|Secret)s|GetRandomBytes)$/;
/** What gives the value that an example hands back: only the key that made it can take it. */
const INVERSE: Readonly<Record<string, string>> = {
  decrypt: 'encrypt',
  unwrapKey: 'wrapkey',
  verify: 'sign',
};

/** Whether a URL is of a vault. */
export function isVaultExample(url: string): boolean {
  return new URL(url).hostname.endsWith('.vault.azure.net');
}

/** Makes the vault and the item; the request with the version, the backup or the ciphertext that this item has. */
export async function prepareVault(
  sim: Simulator,
  builder: Builder,
  { operationId, shown, operation }: PublishedExample,
  request: Request,
): Promise<Request> {
  const { origin, hostname, pathname, searchParams } = new URL(request.url);
  const [vault = ''] = hostname.split('.');
  await builder.vault(vault, [{ apiVersion: '2023-07-01', body: vaultBody(sim.tenantId) }]);
  const [, collection = '', path = '', version] = pathname.split('/');
  const kind = collection.replace('deleted', '');
  const [answer] = [...shown.values()];
  const isRestore = path === 'restore';
  const name = isRestore ? (itemName(answer) ?? 'restored') : path;
  if (MAKES.test(operationId) || name === '') return request;

  const query = `?api-version=${searchParams.get('api-version') ?? ''}`;
  const ask = (method: string, at: string, body: Json = null) =>
    send(sim, { method, url: `${origin}${at}${query}`, body });
  const item = `/${kind}/${name}`;
  const made =
    kind === 'keys'
      ? await ask('POST', `${item}/create`, keyFor(request.body, answer))
      : await ask('PUT', item, { value: 'published example' });
  const id = stringAt(objectAt(made.body, 'key'), 'kid') ?? stringAt(made.body, 'id') ?? '';
  if (collection.startsWith('deleted')) {
    await ask('DELETE', item);
    await sim.clock.advance({ minutes: 5 });
  }
  if (isRestore) {
    const backup = await ask('POST', `${item}/backup`);
    await ask('DELETE', item);
    await sim.clock.advance({ minutes: 5 });
    await ask('DELETE', `/deleted${kind}/${name}`);
    await sim.clock.advance({ minutes: 5 });
    return { ...request, body: { value: stringAt(backup.body, 'value') ?? '' } };
  }
  const hasVersion =
    operation.path.includes('-version}') && version !== undefined && version !== '';
  const given = hasVersion
    ? { ...request, url: request.url.replace(`/${version}`, `/${id.split('/').at(-1) ?? ''}`) }
    : request;
  const inverse = INVERSE[operationId];
  if (inverse === undefined || !isObject(given.body)) return given;
  const { alg = '', digest, value } = given.body;
  const plain =
    operationId === 'verify' ? (digest ?? value) : isObject(answer) ? answer['value'] : undefined;
  const result = await ask('POST', `${new URL(id).pathname}/${inverse}`, {
    alg,
    value: plain ?? '',
  });
  const output = stringAt(result.body, 'value') ?? '';
  return operationId === 'verify'
    ? { ...given, body: { ...given.body, digest: plain ?? '', value: output } }
    : { ...given, body: { ...given.body, value: output } };
}

function itemName(answer: Json | undefined): string | undefined {
  const id = stringAt(objectAt(answer, 'key'), 'kid') ?? stringAt(answer, 'id');
  return id === undefined ? undefined : new URL(id).pathname.split('/')[2];
}

/** A key of the kind that an example shows or that its algorithm needs. */
function keyFor(body: Json, answer: Json | undefined): JsonObject {
  const alg = stringAt(body, 'alg') ?? '';
  const shown = objectAt(answer, 'key');
  const kty = stringAt(shown, 'kty') ?? (alg.startsWith('ES') ? 'EC' : 'RSA');
  const crv = stringAt(shown, 'crv') ?? (alg === 'ES384' ? 'P-384' : 'P-256');
  return kty.startsWith('EC') ? { kty, crv } : { kty };
}
