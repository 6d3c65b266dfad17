/** Settings that only hubs and feature stores have, checked. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { badRequest, isEmpty } from './bad-request.ts';

const isText = (value: Json | undefined): boolean => typeof value === 'string';
const isTexts = (value: Json | undefined): boolean => Array.isArray(value) && value.every(isText);

type Members = Readonly<Record<string, readonly [check: (value: Json) => boolean, what: string]>>;

const HUB_CONFIG: Members = {
  additionalWorkspaceStorageAccounts: [isTexts, 'a list of ids'],
  defaultWorkspaceResourceGroup: [isText, 'the id of a resource group'],
};

const FEATURE_STORE: Members = {
  computeRuntime: [
    (value) =>
      isObject(value) &&
      (isEmpty(value['sparkRuntimeVersion']) || isText(value['sparkRuntimeVersion'])),
    'an object with a sparkRuntimeVersion',
  ],
  offlineStoreConnectionName: [isText, 'the name of a connection'],
  onlineStoreConnectionName: [isText, 'the name of a connection'],
};

/** Reads `workspaceHubConfig` and `featureStoreSettings` where a request has them. */
export function readKindSettings(read: Record<string, Json | undefined>): void {
  readSettings(read, 'workspaceHubConfig', HUB_CONFIG);
  readSettings(read, 'featureStoreSettings', FEATURE_STORE);
}

function readSettings(
  read: Record<string, Json | undefined>,
  name: string,
  members: Members,
): void {
  const given = read[name];
  if (given === undefined) return;
  if (!isObject(given)) throw badRequest(`'properties.${name}' must be an object`);
  const kept: Record<string, Json | undefined> = {};
  for (const [member, [holds, what]] of Object.entries(members)) {
    const value = given[member];
    if (value === undefined || value === null) continue;
    if (!holds(value)) throw badRequest(`'properties.${name}.${member}' must be ${what}`);
    kept[member] = value;
  }
  read[name] = kept satisfies JsonObject;
}
