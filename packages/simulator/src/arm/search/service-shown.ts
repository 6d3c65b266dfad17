/** An AI Search service as it is shown, by what the published document of each api-version has. */
import { isObject, type Json } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { SERVICE_KEY_SINCE } from './service-encryption.ts';

/** From which stable and which preview version on. */
interface Since {
  readonly stable: string;
  readonly preview: string;
}
/** The first preview with keys, identities and ways to sign in; the stable document of 2022-09-01 has none of them yet. */
const WITH_KEYS: Since = { stable: '2023-11-01', preview: '2021-04-01-preview' };
/** In the stable document of 2025-05-01, not in that of 2023-11-01; that the preview before had them is assumed. */
const WITH_ENDPOINT: Since = { stable: '2025-05-01', preview: '2025-02-01-preview' };
/** From which version on a member is shown, by the published documents. */
const SINCE: ReadonlyMap<string, Since> = new Map(
  Object.entries({
    disableLocalAuth: WITH_KEYS,
    authOptions: WITH_KEYS,
    encryptionWithCmk: WITH_KEYS,
    semanticSearch: WITH_KEYS,
    dataExfiltrationProtections: WITH_ENDPOINT,
    endpoint: WITH_ENDPOINT,
    computeType: WITH_ENDPOINT,
    upgradeAvailable: WITH_ENDPOINT,
  }),
);

function isShown(member: string, version: string): boolean {
  const since = SINCE.get(member);
  if (since === undefined) return true;
  return version >= (version.endsWith('-preview') ? since.preview : since.stable);
}

/** The body of a service. */
export function presentService(
  { id, name, type, location, tags, identity, managedBy, sku, properties }: StoredResource,
  version: string,
): Json {
  const shown = Object.fromEntries(
    Object.entries(properties).filter(([member]) => isShown(member, version)),
  );
  const { encryptionWithCmk, authOptions, ...rest } = shown;
  const { serviceLevelEncryptionKey, ...enforcement } = isObject(encryptionWithCmk)
    ? encryptionWithCmk
    : {};
  const isKeyShown = version >= SERVICE_KEY_SINCE && serviceLevelEncryptionKey !== undefined;
  return {
    id,
    name,
    type,
    location,
    ...(tags === undefined ? {} : { tags }),
    ...(managedBy === undefined ? {} : { managedBy }),
    ...(identity === undefined ? {} : { identity }),
    properties: {
      privateEndpointConnections: [],
      sharedPrivateLinkResources: [],
      ...rest,
      ...(authOptions === undefined || rest['disableLocalAuth'] === true ? {} : { authOptions }),
      ...(encryptionWithCmk === undefined
        ? {}
        : {
            encryptionWithCmk: {
              ...enforcement,
              ...(isKeyShown ? { serviceLevelEncryptionKey } : {}),
            },
          }),
    },
    sku,
  };
}
