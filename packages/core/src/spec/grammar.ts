/**
 * Every limit, pattern, sentence and fix of a spec's values, each written once: the checks, the messages and the JSON
 * Schema are made from these rows.
 */
import { isOfType, parseArmId } from '../azure/arm-id.ts';
import { clouds } from '../azure/clouds.ts';
import { parseKeyIdentifier } from '../azure/key-identifier.ts';
import type { SpecCode } from './codes.ts';
import { durationDays, parseInstant } from './iso8601.ts';

/** Why one text is not accepted, where the row's own sentences can be bettered. */
export interface Problem {
  /** What exactly is wrong, a clause: `the version is missing`. */
  readonly because: string;
  readonly fix?: string;
}

/** One kind of text. */
export interface TextRule {
  readonly code: SpecCode;
  /** What it is, with its article: `a vault name`. */
  readonly what: string;
  /** What is allowed, a noun phrase. */
  readonly allowed: string;
  /** The change to make, imperative. */
  readonly fix: string;
  /** Characters, inclusive. Default 1. */
  readonly minLength?: number;
  /** Characters, inclusive. Default {@link textLengthMax}. */
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  /** What a pattern cannot say. Runs on texts that have the length and the pattern. */
  readonly problem?: (text: string) => Problem | undefined;
  /** Whether `problem` also explains the texts that the pattern refuses. */
  readonly explains?: boolean;
}

/** One kind of number. */
export interface NumberRule {
  readonly what: string;
  /** Inclusive. */
  readonly min: number;
  /** Inclusive. */
  readonly max: number;
  readonly integer: boolean;
  readonly unit: string;
}

/** The longest text that any member takes, in characters. */
export const textLengthMax = 2048;

/** Tags on one resource, those of the whole spec included. */
export const tagsMax = 50;
/** Tags on one key. */
export const keyTagsMax = 15;
/** Address rules of one vault. */
export const ipRulesMax = 1000;
/** Days between a rotation and the expiry, and the shortest rotation or notification interval. */
export const rotationDaysMinInclusive = 7;
/** Days that a key version lives under a rotation policy. */
export const expiryDaysMinInclusive = 28;

const GUID = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/;

interface NameLimits {
  readonly what: string;
  readonly min: number;
  readonly max: number;
  /** What the pattern says, after the length. */
  readonly of: string;
  readonly pattern: RegExp;
  readonly example: string;
}

function nameRule({ what, min, max, of, pattern, example }: NameLimits): TextRule {
  return {
    code: 'SPEC-NAME',
    what,
    allowed: `${min} to ${max} characters: ${of}`,
    fix: `Choose a name such as "${example}".`,
    minLength: min,
    maxLength: max,
    pattern,
  };
}

/** An id of one resource type, for example `Microsoft.KeyVault/vaults`. */
function armIdRule(what: string, type: string): TextRule {
  const [namespace = '', ...types] = type.split('/');
  const shape = types.map((part) => `${part}/<name>`).join('/');
  const form = `/subscriptions/<guid>/resourceGroups/<group>/providers/${namespace}/${shape}`;
  return {
    code: 'SPEC-ID',
    what,
    allowed: form,
    fix: `Give the whole id, ${form}: \`az resource show --query id\` prints it.`,
    // Ids are compared without regard to case, which a JSON Schema pattern cannot say: this is only their outline.
    pattern: /^\/[^/]+(?:\/[^/]+){7,}$/,
    explains: true,
    problem: (text) => {
      const id = parseArmId(text);
      if (!id) return { because: `it is not of the form ${form}` };
      if (!GUID.test(id.subscriptionId)) {
        return { because: `its subscription, "${id.subscriptionId}", is not a GUID` };
      }
      if (!isOfType(id, type)) {
        return { because: `it is the id of a ${id.namespace}/${id.type}, not of a ${type}` };
      }
      return undefined;
    },
  };
}

const suffixes = Object.values(clouds).map((cloud) => cloud.vaultSuffix);
const vaultHosts = suffixes.map((suffix) => `<vault>.${suffix}`).join(', ');

/** What is wrong with the address of a vault, whatever follows it. */
function vaultAddressProblem(text: string): Problem | undefined {
  if (!URL.canParse(text)) return { because: 'it is not a URL' };
  const url = new URL(text);
  if (url.protocol !== 'https:') {
    return { because: `it begins with ${url.protocol}//`, fix: 'Begin it with https://.' };
  }
  if (url.username || url.password) return { because: 'it holds a user name or password' };
  if (url.port) return { because: 'it names a port' };
  if (url.search || url.hash) return { because: 'something follows the path (? or #)' };
  const suffix = suffixes.find((each) => url.hostname.endsWith(`.${each}`));
  if (!suffix) return { because: `its host is a vault of no known cloud (${vaultHosts})` };
  const vault = url.hostname.slice(0, -(suffix.length + 1));
  if (!rules.vaultName.pattern?.test(vault) || vault.length < 3 || vault.length > 24) {
    return { because: `"${vault}" cannot be the name of a vault` };
  }
  return undefined;
}

function keyIdentifierProblem(text: string): Problem | undefined {
  const address = vaultAddressProblem(text);
  if (address) return address;
  if (parseKeyIdentifier(text)) return undefined;
  return {
    because:
      'its path is not /keys/<name> or /keys/<name>/<version> with a version of 32 lower-case hexadecimal digits',
  };
}

function durationRule(what: string, daysMin: number): TextRule {
  const allowed = `a duration in ISO 8601 of at least P${daysMin}D, for example P90D or P1Y`;
  return {
    code: 'SPEC-TIME',
    what,
    allowed,
    fix: `Write a duration of at least P${daysMin}D.`,
    maxLength: 64,
    pattern: /^P[0-9YMDTHS]+$/,
    problem: (text) => {
      const days = durationDays(text);
      if (days === undefined) return { because: 'it is not a duration of ISO 8601' };
      return days < daysMin ? { because: `it is shorter than P${daysMin}D` } : undefined;
    },
  };
}

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2[0-9]|3[01])\.)/;

/** The kinds of text. */
export type TextRuleName =
  | 'vaultName'
  | 'keyName'
  | 'workspaceName'
  | 'resourceGroup'
  | 'storageName'
  | 'registryName'
  | 'applicationInsightsName'
  | 'identityName'
  | 'privateEndpointName'
  | 'containerGroupName'
  | 'clusterName'
  | 'diskEncryptionSetName'
  | 'storageClassName'
  | 'searchServiceName'
  | 'aiServicesAccountName'
  | 'databricksWorkspaceName'
  | 'nodeSize'
  | 'friendlyText'
  | 'guid'
  | 'objectId'
  | 'location'
  | 'kubernetesVersion'
  | 'keyVersion'
  | 'image'
  | 'instant'
  | 'rotateInterval'
  | 'notifyInterval'
  | 'expiryInterval'
  | 'ipRule'
  | 'tagName'
  | 'tagValue'
  | 'keyTagName'
  | 'vaultId'
  | 'storageId'
  | 'applicationInsightsId'
  | 'containerRegistryId'
  | 'identityId'
  | 'subnetId'
  | 'diskEncryptionSetId'
  | 'clusterId'
  | 'keyIdentifier'
  | 'versionedKeyIdentifier'
  | 'vaultBaseUrl';

/** Kinds of text by name. */
export const rules: Readonly<Record<TextRuleName, TextRule>> = {
  vaultName: nameRule({
    what: 'a vault name',
    min: 3,
    max: 24,
    of: 'letters, digits and single hyphens, begins with a letter, ends with a letter or digit',
    pattern: /^[A-Za-z](?!.*--)[A-Za-z0-9-]*[A-Za-z0-9]$/,
    example: 'kv-churn-cmk',
  }),
  keyName: nameRule({
    what: 'a key name',
    min: 1,
    max: 127,
    of: 'letters, digits and hyphens',
    pattern: /^[A-Za-z0-9-]+$/,
    example: 'workspace-cmk',
  }),
  workspaceName: nameRule({
    what: 'a workspace name',
    min: 3,
    max: 33,
    of: 'letters, digits, "-" and "_", begins with a letter or digit',
    pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
    example: 'mlw-churn',
  }),
  resourceGroup: {
    code: 'SPEC-NAME',
    what: 'a resource group name',
    allowed:
      '1 to 90 characters: letters, digits, "-", "_", ".", "(" and ")", does not end with "."',
    fix: 'Choose a name such as "rg-churn".',
    minLength: 1,
    maxLength: 90,
    pattern: /^[\p{L}\p{N}_.()-]*[\p{L}\p{N}_()-]$/u,
  },
  storageName: nameRule({
    what: 'a storage account name',
    min: 3,
    max: 24,
    of: 'lower-case letters and digits',
    pattern: /^[a-z0-9]+$/,
    example: 'stchurn01',
  }),
  registryName: nameRule({
    what: 'a container registry name',
    min: 5,
    max: 50,
    of: 'letters and digits',
    pattern: /^[A-Za-z0-9]+$/,
    example: 'crchurn',
  }),
  applicationInsightsName: nameRule({
    what: 'an Application Insights name',
    min: 1,
    max: 260,
    of: 'none of % & \\ ? / # < >, does not begin or end with a space or end with a period',
    pattern: /^(?! )[^%&\\?/#<>\p{Cc}]*[^%&\\?/#<>\p{Cc} .]$/u,
    example: 'appi-churn',
  }),
  identityName: nameRule({
    what: 'the name of a user-assigned identity',
    min: 3,
    max: 128,
    of: 'letters, digits, "-" and "_", begins with a letter or digit',
    pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
    example: 'id-churn-cmk',
  }),
  privateEndpointName: nameRule({
    what: 'the name of a private endpoint',
    min: 2,
    max: 64,
    of: 'letters, digits, "-", "_" and ".", begins with a letter or digit, ends with one or "_"',
    pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]*[A-Za-z0-9_]$/,
    example: 'pe-churn',
  }),
  containerGroupName: nameRule({
    what: 'a container group name',
    min: 1,
    max: 63,
    of: 'lower-case letters, digits and single hyphens, does not begin or end with a hyphen',
    pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
    example: 'aci-churn',
  }),
  clusterName: nameRule({
    what: 'a cluster name',
    min: 1,
    max: 63,
    of: 'letters, digits, "-" and "_", begins and ends with a letter or digit',
    pattern: /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/,
    example: 'aks-churn',
  }),
  diskEncryptionSetName: nameRule({
    what: 'the name of a disk encryption set',
    min: 1,
    max: 80,
    of: 'letters, digits, "-" and "_"',
    pattern: /^[A-Za-z0-9_-]+$/,
    example: 'des-churn',
  }),
  storageClassName: nameRule({
    what: 'the name of a StorageClass',
    min: 1,
    max: 253,
    of: 'lower-case letters, digits, "-" and ".", every part begins and ends with a letter or digit',
    pattern: /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/,
    example: 'managed-cmk',
  }),
  searchServiceName: nameRule({
    what: 'the name of an AI Search service',
    min: 2,
    max: 60,
    of: 'lower-case letters, digits and single hyphens, none of them among the first two or last',
    pattern: /^[a-z0-9][a-z0-9](?:-?[a-z0-9])*$/,
    example: 'srch-churn',
  }),
  aiServicesAccountName: nameRule({
    what: 'the name of an AI Services account',
    min: 2,
    max: 64,
    of: 'letters, digits and hyphens, begins and ends with a letter or digit',
    pattern: /^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/,
    example: 'ai-churn',
  }),
  databricksWorkspaceName: nameRule({
    what: 'the name of a Databricks workspace',
    min: 3,
    max: 64,
    of: 'letters, digits, "-" and "_"',
    pattern: /^[A-Za-z0-9_-]+$/,
    example: 'dbw-churn',
  }),
  nodeSize: {
    code: 'SPEC-NAME',
    what: 'a VM size',
    allowed: 'a VM size such as Standard_D4s_v5',
    fix: 'Take one that `az vm list-skus --location <region>` lists.',
    maxLength: 64,
    pattern: /^[A-Za-z]+_[A-Za-z0-9_-]+$/,
  },
  friendlyText: {
    code: 'SPEC-TEXT',
    what: 'a text',
    allowed: `text without control characters, at most ${textLengthMax} characters`,
    fix: 'Shorten it, or remove the control characters.',
    minLength: 0,
    pattern: /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/,
  },
  guid: {
    code: 'SPEC-GUID',
    what: 'a GUID',
    allowed: 'a GUID, 8-4-4-4-12 hexadecimal digits',
    fix: 'Copy it from `az account show`, without braces.',
    pattern: GUID,
  },
  objectId: {
    code: 'SPEC-GUID',
    what: 'an object id',
    allowed: 'the object id of a service principal: a GUID, 8-4-4-4-12 hexadecimal digits',
    fix: 'Take the id that `az ad sp show --id <application id> --query id` prints, or leave the member out.',
    pattern: GUID,
  },
  location: {
    code: 'SPEC-REGION',
    what: 'a region',
    allowed: 'a region such as westeurope; spaces and case do not count',
    fix: 'Take one that `az account list-locations --query [].name` lists.',
    maxLength: 64,
    pattern: /^[A-Za-z0-9 ]*[A-Za-z0-9][A-Za-z0-9 ]*$/,
  },
  kubernetesVersion: {
    code: 'SPEC-VERSION',
    what: 'a Kubernetes version',
    allowed: 'major.minor or major.minor.patch, for example 1.31 or 1.31.2',
    fix: 'Take one that `az aks get-versions --location <region>` lists, without a leading "v".',
    maxLength: 32,
    pattern: /^(?:0|[1-9][0-9]{0,3})\.(?:0|[1-9][0-9]{0,3})(?:\.(?:0|[1-9][0-9]{0,5}))?$/,
  },
  keyVersion: {
    code: 'SPEC-VERSION',
    what: 'a key version',
    allowed: '32 lower-case hexadecimal digits',
    fix: 'Take the last part of what `az keyvault key show --query key.kid` prints.',
    pattern: /^[0-9a-f]{32}$/,
  },
  image: {
    code: 'SPEC-IMAGE',
    what: 'a container image',
    allowed: '[registry/]repository[:tag][@sha256:digest]',
    fix: 'Write it as in `docker pull`, for example mcr.microsoft.com/azuredocs/aci-helloworld:latest.',
    maxLength: 512,
    pattern:
      /^(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/,
  },
  instant: {
    code: 'SPEC-TIME',
    what: 'an instant',
    allowed: 'an instant in ISO 8601 with date, time and zone, for example 2027-01-31T00:00:00Z',
    fix: 'Write date, time and zone: 2027-01-31T00:00:00Z.',
    maxLength: 64,
    pattern: /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9]{2}:[0-9]{2})$/,
    problem: (text) =>
      parseInstant(text) === undefined
        ? { because: 'the calendar or the clock has no such moment' }
        : undefined,
  },
  rotateInterval: durationRule('a rotation interval', rotationDaysMinInclusive),
  notifyInterval: durationRule('a notification interval', rotationDaysMinInclusive),
  expiryInterval: durationRule('an expiry interval', expiryDaysMinInclusive),
  ipRule: {
    code: 'SPEC-NETWORK',
    what: 'an address of a vault firewall',
    allowed: 'a public IPv4 address or CIDR range, for example 203.0.113.7 or 203.0.113.0/24',
    fix: 'Give a public IPv4 address or range; let private networks in by `subnetIds` or a private endpoint.',
    maxLength: 18,
    pattern: new RegExp(`^${OCTET}(?:\\.${OCTET}){3}(?:/(?:[0-9]|[12][0-9]|3[0-2]))?$`),
    problem: (text) =>
      PRIVATE.test(text)
        ? { because: 'it is of a private network (RFC 1918), which a vault firewall does not take' }
        : undefined,
  },
  tagName: {
    code: 'SPEC-TAG',
    what: 'the name of a tag',
    allowed: '1 to 512 characters, none of < > % & \\ ? / and no control characters',
    fix: 'Rename the tag.',
    minLength: 1,
    maxLength: 512,
    pattern: /^[^<>%&\\?/\p{Cc}]+$/u,
  },
  tagValue: {
    code: 'SPEC-TAG',
    what: 'the value of a tag',
    allowed: 'at most 256 characters',
    fix: 'Shorten the value.',
    minLength: 0,
    maxLength: 256,
  },
  keyTagName: {
    code: 'SPEC-TAG',
    what: 'the name of a tag of a key',
    allowed: '1 to 256 characters',
    fix: 'Shorten the name.',
    minLength: 1,
    maxLength: 256,
  },
  vaultId: armIdRule('the id of a vault', 'Microsoft.KeyVault/vaults'),
  storageId: armIdRule('the id of a storage account', 'Microsoft.Storage/storageAccounts'),
  applicationInsightsId: armIdRule(
    'the id of an Application Insights component',
    'Microsoft.Insights/components',
  ),
  containerRegistryId: armIdRule(
    'the id of a container registry',
    'Microsoft.ContainerRegistry/registries',
  ),
  identityId: armIdRule(
    'the id of a user-assigned identity',
    'Microsoft.ManagedIdentity/userAssignedIdentities',
  ),
  subnetId: armIdRule('the id of a subnet', 'Microsoft.Network/virtualNetworks/subnets'),
  diskEncryptionSetId: armIdRule(
    'the id of a disk encryption set',
    'Microsoft.Compute/diskEncryptionSets',
  ),
  clusterId: armIdRule(
    'the id of a Kubernetes cluster',
    'Microsoft.ContainerService/managedClusters',
  ),
  keyIdentifier: {
    code: 'SPEC-URL',
    what: 'a key identifier',
    allowed: `https://<vault>.<suffix>/keys/<name>[/<version>] with a host of ${vaultHosts}`,
    fix: 'Take what `az keyvault key show --query key.kid` prints.',
    pattern: /^[Hh][Tt][Tt][Pp][Ss]:\/\/[^/?#\s]+\/keys\/[^?#\s]+$/,
    explains: true,
    problem: keyIdentifierProblem,
  },
  versionedKeyIdentifier: {
    code: 'SPEC-URL',
    what: 'a key identifier with its version',
    allowed: `https://<vault>.<suffix>/keys/<name>/<version> with a host of ${vaultHosts}`,
    fix: 'Take what `az keyvault key show --query key.kid` prints, with the version.',
    pattern: /^[Hh][Tt][Tt][Pp][Ss]:\/\/[^/?#\s]+\/keys\/[^?#\s]+$/,
    explains: true,
    problem: (text) =>
      keyIdentifierProblem(text) ??
      (parseKeyIdentifier(text)?.version === undefined
        ? { because: 'the version is missing' }
        : undefined),
  },
  vaultBaseUrl: {
    code: 'SPEC-URL',
    what: 'the base URL of a vault',
    allowed: `https:// and a host of ${vaultHosts}`,
    fix: 'Take what `az keyvault show --query properties.vaultUri` prints.',
    pattern: /^[Hh][Tt][Tt][Pp][Ss]:\/\/[^/?#\s]+\/?$/,
    explains: true,
    problem: vaultAddressProblem,
  },
};

/** The kinds of numbers. */
export type NumberRuleName =
  'retentionDays' | 'primaryIndex' | 'cpu' | 'memoryGiB' | 'port' | 'nodeCount';

/** Kinds of numbers by name. */
export const numbers: Readonly<Record<NumberRuleName, NumberRule>> = {
  retentionDays: { what: 'the retention', min: 7, max: 90, integer: true, unit: 'days' },
  primaryIndex: { what: 'the index of an identity', min: 0, max: 999, integer: true, unit: '' },
  cpu: { what: 'the number of cores', min: 0.1, max: 32, integer: false, unit: 'cores' },
  memoryGiB: { what: 'the memory', min: 0.1, max: 256, integer: false, unit: 'GiB' },
  port: { what: 'a TCP port', min: 1, max: 65_535, integer: true, unit: '' },
  nodeCount: { what: 'the number of nodes', min: 1, max: 1000, integer: true, unit: 'nodes' },
};

/** What is wrong with a text; `undefined` when nothing is. */
export function textProblem(rule: TextRule, text: string): Problem | undefined {
  const { minLength = 1, maxLength = textLengthMax, pattern, problem, explains = false } = rule;
  // Characters as people count them, and as JSON Schema does.
  const length = text.length > 2 * maxLength ? text.length : [...text].length;
  if (length === 0 && minLength > 0) return { because: 'it is empty' };
  if (length < minLength) return { because: `it is shorter than ${minLength} characters` };
  if (length > maxLength) return { because: `it is longer than ${maxLength} characters` };
  if (pattern && !pattern.test(text)) return (explains && problem?.(text)) || { because: '' };
  return problem?.(text);
}

/** What is wrong with a number; `undefined` when nothing is. */
export function numberProblem(rule: NumberRule, value: number): Problem | undefined {
  if (rule.integer && !Number.isInteger(value)) return { because: 'it is not a whole number' };
  if (value < rule.min) return { because: `it is less than ${rule.min}` };
  if (value > rule.max) return { because: `it is more than ${rule.max}` };
  return undefined;
}

/** What is allowed, a noun phrase. */
export function allowedNumber({ min, max, integer, unit }: NumberRule): string {
  return `a ${integer ? 'whole ' : ''}number from ${min} to ${max}${unit && ` (${unit})`}`;
}
