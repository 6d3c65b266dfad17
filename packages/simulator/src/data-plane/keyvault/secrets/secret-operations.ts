/** Every operation of the secrets data plane: one table of name, method, path, permission and handler. */
import type { PermissionNeeded } from '../authorization.ts';
import type { VaultOperation } from '../request.ts';
import { backupSecret, restoreSecret } from './backup-secret.ts';
import {
  deleteSecret,
  getDeletedSecret,
  getDeletedSecrets,
  purgeDeletedSecret,
  recoverDeletedSecret,
} from './deleted-secrets.ts';
import { getSecret, getSecrets, getSecretVersions } from './read-secrets.ts';
import { setSecret } from './set-secret.ts';
import { updateSecret } from './update-secret.ts';

const needs = (policy: string, dataAction: string): PermissionNeeded => ({
  kind: 'secrets',
  policy,
  dataAction: `secrets/${dataAction}`,
});

/** In the order in which they are matched: literal words before parameters. */
export const secretOperations: readonly VaultOperation[] = [
  {
    name: 'GetSecrets',
    method: 'GET',
    path: '/secrets',
    permission: needs('list', 'readMetadata/action'),
    handle: getSecrets,
  },
  {
    name: 'RestoreSecret',
    method: 'POST',
    path: '/secrets/restore',
    permission: needs('restore', 'restore/action'),
    handle: restoreSecret,
  },
  {
    name: 'BackupSecret',
    method: 'POST',
    path: '/secrets/{name}/backup',
    permission: needs('backup', 'backup/action'),
    handle: backupSecret,
  },
  {
    name: 'SetSecret',
    method: 'PUT',
    path: '/secrets/{name}',
    permission: needs('set', 'setSecret/action'),
    handle: setSecret,
  },
  {
    name: 'DeleteSecret',
    method: 'DELETE',
    path: '/secrets/{name}',
    permission: needs('delete', 'delete'),
    handle: deleteSecret,
  },
  {
    name: 'GetSecretVersions',
    method: 'GET',
    path: '/secrets/{name}/versions',
    permission: needs('list', 'readMetadata/action'),
    handle: getSecretVersions,
  },
  ...['/secrets/{name}', '/secrets/{name}/{version}'].flatMap((secret): VaultOperation[] => [
    {
      name: 'GetSecret',
      method: 'GET',
      path: secret,
      permission: needs('get', 'getSecret/action'),
      handle: getSecret,
    },
    {
      name: 'UpdateSecret',
      method: 'PATCH',
      path: secret,
      permission: needs('set', 'update/action'),
      handle: updateSecret,
    },
  ]),
  {
    name: 'GetDeletedSecrets',
    method: 'GET',
    path: '/deletedsecrets',
    permission: needs('list', 'readMetadata/action'),
    handle: getDeletedSecrets,
  },
  {
    name: 'GetDeletedSecret',
    method: 'GET',
    path: '/deletedsecrets/{name}',
    permission: needs('get', 'readMetadata/action'),
    handle: getDeletedSecret,
  },
  {
    name: 'PurgeDeletedSecret',
    method: 'DELETE',
    path: '/deletedsecrets/{name}',
    permission: needs('purge', 'purge/action'),
    handle: purgeDeletedSecret,
  },
  {
    name: 'RecoverDeletedSecret',
    method: 'POST',
    path: '/deletedsecrets/{name}/recover',
    permission: needs('recover', 'recover/action'),
    handle: recoverDeletedSecret,
  },
];
