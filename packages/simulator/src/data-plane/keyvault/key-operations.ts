/** Every operation of the keys data plane: one table of name, method, path, permission and handler. */
import type { PermissionNeeded } from './authorization.ts';
import { backupKey, restoreKey } from './backup-key.ts';
import { createKey } from './create-key.ts';
import {
  deleteKey,
  getDeletedKey,
  getDeletedKeys,
  purgeDeletedKey,
  recoverDeletedKey,
} from './deleted-keys.ts';
import { importKey } from './import-key.ts';
import { managedHsmOnly } from './key-errors.ts';
import { getKey, getKeys, getKeyVersions } from './read-keys.ts';
import { releaseKey } from './release-policy.ts';
import type { VaultOperation } from './request.ts';
import { getKeyRotationPolicy, rotateKey, updateKeyRotationPolicy } from './rotate-key.ts';
import { signDigest, verifySignature } from './sign-key.ts';
import { updateKey } from './update-key.ts';
import { decryptData, encryptData, unwrapKey, wrapKey } from './use-key.ts';

const needs = (policy: string, dataAction: string): PermissionNeeded => ({
  kind: 'keys',
  policy,
  dataAction: `keys/${dataAction}`,
});

/** The rule on who makes keys: Create, Get, Delete, Purge; importing is making too. */
const KEY_MAKER = 'CMK-008';

/** In the order in which they are matched: literal words before parameters. */
export const keyOperations: readonly VaultOperation[] = [
  {
    name: 'GetKeys',
    method: 'GET',
    path: '/keys',
    permission: needs('list', 'read'),
    handle: getKeys,
  },
  {
    name: 'RestoreKey',
    method: 'POST',
    path: '/keys/restore',
    permission: needs('restore', 'restore/action'),
    handle: restoreKey,
  },
  {
    name: 'CreateKey',
    method: 'POST',
    path: '/keys/{name}/create',
    permission: needs('create', 'create/action'),
    ruleId: KEY_MAKER,
    handle: createKey,
  },
  {
    name: 'RotateKey',
    method: 'POST',
    path: '/keys/{name}/rotate',
    permission: needs('rotate', 'rotate/action'),
    since: '7.3',
    handle: rotateKey,
  },
  {
    name: 'BackupKey',
    method: 'POST',
    path: '/keys/{name}/backup',
    permission: needs('backup', 'backup/action'),
    handle: backupKey,
  },
  {
    name: 'ImportKey',
    method: 'PUT',
    path: '/keys/{name}',
    permission: needs('import', 'import/action'),
    ruleId: KEY_MAKER,
    handle: importKey,
  },
  {
    name: 'GetKey',
    method: 'GET',
    path: '/keys/{name}',
    permission: needs('get', 'read'),
    ruleId: KEY_MAKER,
    handle: getKey,
  },
  {
    name: 'UpdateKey',
    method: 'PATCH',
    path: '/keys/{name}',
    permission: needs('update', 'update/action'),
    handle: updateKey,
  },
  {
    name: 'DeleteKey',
    method: 'DELETE',
    path: '/keys/{name}',
    permission: needs('delete', 'delete'),
    ruleId: KEY_MAKER,
    handle: deleteKey,
  },
  {
    name: 'GetKeyVersions',
    method: 'GET',
    path: '/keys/{name}/versions',
    permission: needs('list', 'read'),
    handle: getKeyVersions,
  },
  {
    name: 'GetKeyRotationPolicy',
    method: 'GET',
    path: '/keys/{name}/rotationpolicy',
    permission: {
      kind: 'keys',
      policy: 'getrotationpolicy',
      dataAction: 'keyrotationpolicies/read',
    },
    since: '7.3',
    handle: getKeyRotationPolicy,
  },
  {
    name: 'UpdateKeyRotationPolicy',
    method: 'PUT',
    path: '/keys/{name}/rotationpolicy',
    permission: {
      kind: 'keys',
      policy: 'setrotationpolicy',
      dataAction: 'keyrotationpolicies/write',
    },
    since: '7.3',
    handle: updateKeyRotationPolicy,
  },
  {
    name: 'GetKey',
    method: 'GET',
    path: '/keys/{name}/{version}',
    permission: needs('get', 'read'),
    ruleId: KEY_MAKER,
    handle: getKey,
  },
  {
    name: 'UpdateKey',
    method: 'PATCH',
    path: '/keys/{name}/{version}',
    permission: needs('update', 'update/action'),
    handle: updateKey,
  },
  ...['/keys/{name}', '/keys/{name}/{version}'].flatMap((key): VaultOperation[] => [
    {
      name: 'Encrypt',
      method: 'POST',
      path: `${key}/encrypt`,
      permission: needs('encrypt', 'encrypt/action'),
      handle: encryptData,
    },
    {
      name: 'Decrypt',
      method: 'POST',
      path: `${key}/decrypt`,
      permission: needs('decrypt', 'decrypt/action'),
      handle: decryptData,
    },
    {
      name: 'WrapKey',
      method: 'POST',
      path: `${key}/wrapkey`,
      permission: needs('wrapKey', 'wrap/action'),
      handle: wrapKey,
    },
    {
      name: 'UnwrapKey',
      method: 'POST',
      path: `${key}/unwrapkey`,
      permission: needs('unwrapKey', 'unwrap/action'),
      handle: unwrapKey,
    },
    {
      name: 'Sign',
      method: 'POST',
      path: `${key}/sign`,
      permission: needs('sign', 'sign/action'),
      handle: signDigest,
    },
    {
      name: 'Verify',
      method: 'POST',
      path: `${key}/verify`,
      permission: needs('verify', 'verify/action'),
      handle: verifySignature,
    },
    {
      name: 'Release',
      method: 'POST',
      path: `${key}/release`,
      permission: needs('release', 'release/action'),
      since: '7.3',
      handle: releaseKey,
    },
  ]),
  {
    name: 'GetDeletedKeys',
    method: 'GET',
    path: '/deletedkeys',
    permission: needs('list', 'read'),
    handle: getDeletedKeys,
  },
  {
    name: 'GetDeletedKey',
    method: 'GET',
    path: '/deletedkeys/{name}',
    permission: needs('get', 'read'),
    handle: getDeletedKey,
  },
  {
    name: 'PurgeDeletedKey',
    method: 'DELETE',
    path: '/deletedkeys/{name}',
    permission: needs('purge', 'purge/action'),
    ruleId: KEY_MAKER,
    handle: purgeDeletedKey,
  },
  {
    name: 'RecoverDeletedKey',
    method: 'POST',
    path: '/deletedkeys/{name}/recover',
    permission: needs('recover', 'recover/action'),
    handle: recoverDeletedKey,
  },
  {
    name: 'GetRandomBytes',
    method: 'POST',
    path: '/rng',
    permission: needs('get', 'read'),
    since: '7.3',
    refusal: () => managedHsmOnly('GetRandomBytes'),
  },
  {
    name: 'GetKeyAttestation',
    method: 'GET',
    path: '/keys/{name}/{version}/attestation',
    permission: needs('get', 'read'),
    since: '7.6',
    refusal: () => managedHsmOnly('GetKeyAttestation'),
  },
];
