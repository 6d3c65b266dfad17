/** Bodies of requests: names that units read with anything as values, and what is no good body at all. */
import fc from 'fast-check';
import { MINE, THEIRS } from './scene.ts';
import type { Shot } from './shot.ts';
import { name, pick } from './words.ts';

/** Written out, since `JSON.stringify` would not send `__proto__` from a literal. */
const POLLUTING = [
  '{"__proto__":{"polluted":true}}',
  '{"properties":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}',
  '{"location":"westeurope","tags":{"__proto__":"x","constructor":"y","toString":"z"}}',
  '{"location":"westeurope","identity":{"type":"UserAssigned","userAssignedIdentities":{"__proto__":{},"constructor":{}}},"properties":{}}',
  '{"location":"westeurope","properties":{"tenantId":"__proto__","sku":{"family":"A","name":"toString"},"accessPolicies":[{"__proto__":{}}]}}',
  '{"kty":"constructor","key_ops":["__proto__"],"tags":{"__proto__":"x"}}',
];

/** Objects in objects. */
export function nest(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
}

const deep = (depth: number, open: string, close: string): string =>
  open.repeat(depth) + '1' + close.repeat(depth);

const DEEP = [100, 5_000, 100_000].flatMap((depth) => [
  deep(depth, '[', ']'),
  deep(depth, '{"properties":', '}'),
  `{"location":"westeurope","properties":${deep(depth, '{"a":', '}')}}`,
  `{"location":"westeurope","properties":{},"tags":${deep(depth, '[', ']')}}`,
]);

/** Bodies too large to be made often. */
export const hugeBodies: readonly string[] = [
  `{"location":"westeurope","properties":{"description":"${'x'.repeat(5_000_000)}"}}`,
  `{"location":"westeurope","tags":{${Array.from({ length: 20_000 }, (_, n) => `"t${n}":"v"`).join()}}}`,
];

export const LEAF: fc.Arbitrary<unknown> = fc.oneof(
  name,
  pick<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1e308,
    0.5,
    '',
    [],
    {},
    [null],
    [[]],
    'westeurope',
    'Enabled',
    'SystemAssigned',
    'UserAssigned',
    'https://mine-kv.vault.azure.net/keys/k1',
    'https://theirs-kv.vault.azure.net/keys/k1/0',
    `/subscriptions/${MINE}/resourceGroups/mine-rg/providers/Microsoft.KeyVault/vaults/mine-kv`,
    `/subscriptions/${THEIRS}/resourceGroups/theirs-rg/providers/Microsoft.KeyVault/vaults/theirs-kv`,
    `/subscriptions/${THEIRS}/resourceGroups/theirs-rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/theirs-id`,
    `/subscriptions/${MINE}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`,
    '33333333-3333-4333-8333-333333333333',
    '44444444-4444-4444-8444-444444444444',
  ),
);

export const KEYS = [
  'location',
  'tags',
  'properties',
  'identity',
  'type',
  'userAssignedIdentities',
  'sku',
  'name',
  'family',
  'kind',
  'tenantId',
  'accessPolicies',
  'objectId',
  'permissions',
  'keys',
  'encryption',
  'keyVaultProperties',
  'keyVaultArmId',
  'keyIdentifier',
  'keyVault',
  'storageAccount',
  'applicationInsights',
  'containerRegistry',
  'containers',
  'image',
  'osType',
  'encryptionProperties',
  'agentPoolProfiles',
  'diskEncryptionSetID',
  'activeKey',
  'keyUrl',
  'sourceVault',
  'roleDefinitionId',
  'principalId',
  'principalType',
  'level',
  'policyDefinitionId',
  'parameters',
  'networkAcls',
  'createMode',
  'softDeleteRetentionInDays',
  'enablePurgeProtection',
  'addressSpace',
  'subnets',
  'provisioningState',
  'kty',
  'key_size',
  'crv',
  'key',
  'n',
  'e',
  'attributes',
  'enabled',
  'exp',
  'nbf',
  'value',
  'alg',
  'lifetimeActions',
  'trigger',
  'timeAfterCreate',
  'action',
  '0',
  'toString',
] as const;

/** Objects of the names that units read, with anything as values, some levels deep. */
export const { plausible } = fc.letrec<{ plausible: unknown; value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, { weight: 3, arbitrary: LEAF }, tie('plausible')),
  plausible: fc.oneof(
    { maxDepth: 4 },
    { weight: 3, arbitrary: fc.dictionary(pick(...KEYS), tie('value'), { maxKeys: 8 }) },
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}));

/** What goes along with a request that is aimed at nothing. */
export const body: fc.Arbitrary<Shot['body']> = fc.oneof(
  { weight: 8, arbitrary: plausible.map((value) => JSON.stringify(value)) },
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: pick(...POLLUTING) },
  { weight: 1, arbitrary: pick('', '{', 'null', '[]', '"x"', '\ufffd\u0000', '{"a":1,"a":2}') },
  { weight: 1, arbitrary: fc.json({ maxDepth: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 1, arbitrary: pick(...DEEP) },
  // What is no UTF-8, within JSON too.
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 50 }) },
  { weight: 1, arbitrary: pick(Uint8Array.of(0x7b, 0x22, 0xff, 0xc0, 0x22, 0x3a, 0x31, 0x7d)) },
  {
    weight: 1,
    arbitrary: pick(
      'grant_type=client_credentials&client_id=x&scope=__proto__',
      'grant_type=client_credentials&client_secret=%',
    ),
  },
);
