/** What a request may say about a container group. */
import { notSimulated, type Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { wordOf } from '../../kernel/read-json.ts';
import { invalid } from './container-group-errors.ts';

const KNOWN: ReadonlySet<string> = new Set([
  'confidentialComputeProperties',
  'containers',
  'diagnostics',
  'dnsConfig',
  'encryptionProperties',
  'extensions',
  'imageRegistryCredentials',
  'initContainers',
  'ipAddress',
  'osType',
  'priority',
  'restartPolicy',
  'secretReferences',
  'sku',
  'subnetIds',
  'volumes',
]);
const READ_ONLY = ['provisioningState', 'instanceView'];
const SKUS = ['Standard', 'Dedicated', 'Confidential', 'NotSpecified'];
const OS_TYPES = ['Linux', 'Windows'];
const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
/** The first api-version in which an identity of the group's own can use the key. */
const KEY_IDENTITY_SINCE = '2022-09-01';

/** The properties of a request, checked, with the service's defaults and without secrets. */
export function readGroupProperties(
  body: JsonObject,
  apiVersion: string,
  vaultSuffix: string,
): JsonObject {
  const given = body['properties'];
  if (!isObject(given)) throw invalid('InvalidRequestContent', "'properties' is required");
  const read: Record<string, Json> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || READ_ONLY.includes(name)) continue;
    if (!KNOWN.has(name)) throw notSimulated(`the container group property 'properties.${name}'`);
    read[name] = value;
  }
  const { containers, osType, sku, restartPolicy, encryptionProperties, ...rest } = read;
  const withSku = { sku: choice('sku', sku ?? 'Standard', SKUS) };
  checkConfidential(withSku.sku, rest['confidentialComputeProperties']);
  checkExtensions(rest['extensions']);
  return {
    ...withSku,
    ...(encryptionProperties === undefined
      ? {}
      : {
          encryptionProperties: readEncryption(encryptionProperties, apiVersion, vaultSuffix, sku),
        }),
    containers: readContainers(containers),
    initContainers: readInitContainers(rest['initContainers']),
    ...(restartPolicy === undefined
      ? {}
      : { restartPolicy: choice('restartPolicy', restartPolicy, RESTART_POLICIES) }),
    ...(rest['imageRegistryCredentials'] === undefined
      ? {}
      : { imageRegistryCredentials: withoutSecrets(rest['imageRegistryCredentials']) }),
    osType: choice('osType', osType, OS_TYPES),
    ...others(rest),
  };
}

/** `vaultBaseUrl`, `keyName`, `keyVersion` are echoed as given; that all three are there is a documented rule. */
function readEncryption(
  encryption: Json,
  apiVersion: string,
  vaultSuffix: string,
  sku: Json | undefined,
): JsonObject {
  if (!isObject(encryption)) throw invalidKey("'encryptionProperties' must be an object");
  if (sku === undefined) throw invalidKey('The `sku` property is required');
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(encryption)) {
    if (value === undefined || value === null) continue;
    if (!['vaultBaseUrl', 'keyName', 'keyVersion', 'identity'].includes(name)) {
      throw notSimulated(`the container group property 'properties.encryptionProperties.${name}'`);
    }
    if (typeof value !== 'string') throw invalidKey(`'${name}' must be a string`);
    if (name === 'identity' && apiVersion.slice(0, 10) < KEY_IDENTITY_SINCE) continue;
    kept[name] = value;
  }
  const url = kept['vaultBaseUrl'];
  if (url && !isVaultUrl(url, vaultSuffix)) {
    throw invalidKey(`'${url}' is not the URL of a key vault under ${vaultSuffix}`);
  }
  return kept;
}

function isVaultUrl(url: string, vaultSuffix: string): boolean {
  const host = /^https:\/\/([^/]+)\/?$/i.exec(url)?.[1]?.toLowerCase() ?? '';
  const suffix = `.${vaultSuffix.toLowerCase()}`;
  return host.endsWith(suffix) && /^[a-z0-9-]+$/.test(host.slice(0, -suffix.length));
}

function readContainers(containers: Json | undefined): Json {
  if (!Array.isArray(containers) || containers.length === 0) {
    throw invalid('InvalidRequestContent', 'a container group needs at least one container');
  }
  return containers.map((container: Json) => {
    const name = stringAt(container, 'name');
    const properties = objectAt(container, 'properties');
    const requests = objectAt(objectAt(properties, 'resources'), 'requests');
    if (!name) throw invalid('InvalidRequestContent', "every container needs a 'name'");
    if (!stringAt(properties, 'image')) {
      throw invalid('InvalidRequestContent', `the container '${name}' needs an 'image'`);
    }
    for (const member of ['cpu', 'memoryInGB']) {
      const amount = requests[member];
      if (typeof amount !== 'number' || amount <= 0) {
        throw invalid(
          'InvalidRequestContent',
          `the container '${name}' needs 'resources.requests.${member}' above 0`,
        );
      }
    }
    return withoutSecrets(container);
  });
}

/** A policy that is enforced is for machines that can enforce it. */
function checkConfidential(sku: string, confidential: Json | undefined): void {
  if (confidential === undefined || sku === 'Confidential') return;
  throw invalid(
    'InvalidRequestContent',
    `'confidentialComputeProperties' are for the sku Confidential, not ${sku}`,
  );
}

function checkExtensions(extensions: Json | undefined): void {
  for (const extension of Array.isArray(extensions) ? (extensions as readonly Json[]) : []) {
    const { extensionType, version } = objectAt(extension, 'properties');
    const name = stringAt(extension, 'name');
    if (name && extensionType && version) continue;
    throw invalid(
      'InvalidRequestContent',
      "every one of 'extensions' needs 'name', 'properties.extensionType' and 'properties.version'",
    );
  }
}

function readInitContainers(containers: Json | undefined): Json {
  return Array.isArray(containers) ? containers.map(withoutSecrets) : [];
}

/** Secrets go in and never come out. */
const SECRETS: ReadonlySet<string> = new Set([
  'secureValue',
  'workspaceKey',
  'password',
  'storageAccountKey',
  'protectedSettings',
]);

function withoutSecrets(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !SECRETS.has(name))
      .map(([name, member]) => [name, member === undefined ? null : withoutSecrets(member)]),
  );
}

function others(rest: JsonObject): JsonObject {
  const { initContainers: _init, imageRegistryCredentials: _credentials, volumes, ...kept } = rest;
  const shown = withoutSecrets(kept) as JsonObject;
  return volumes === undefined ? shown : { ...shown, volumes: readVolumes(volumes) };
}

/** Documented: a volume of secrets shows that it is one, and not even their names. */
function readVolumes(volumes: Json): Json {
  if (!Array.isArray(volumes)) return withoutSecrets(volumes);
  return volumes.map((volume: Json) =>
    isObject(volume) && isObject(volume['secret'])
      ? { ...(withoutSecrets(volume) as JsonObject), secret: {} }
      : withoutSecrets(volume),
  );
}

function choice(name: string, value: Json | undefined, choices: readonly string[]): string {
  const found = choices.find((one) => one.toLowerCase() === wordOf(value).toLowerCase());
  if (found) return found;
  throw invalid('InvalidRequestContent', `'${name}' must be one of ${choices.join(', ')}`);
}

// Documented in lower case; upper case was recorded.
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** 1–63 letters, digits and single hyphens inside. */
export function checkGroupName(name: string): void {
  if (!NAME.test(name) || name.includes('--')) {
    throw invalid('InvalidContainerGroupName', `'${name}' is not the name of a container group`);
  }
}

/** Nobody saw what Azure says about a key that it cannot read; the code is a placeholder too. */
export function invalidKey(why: string): Refusal {
  return invalid('InvalidEncryptionProperties', why);
}
