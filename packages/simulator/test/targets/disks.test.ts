import { describe, expect, it } from 'vitest';
import {
  compute,
  FAST,
  grant,
  GROUP,
  idOf,
  LOCATION,
  makeIdentity,
  makeSet,
  scene,
  send,
  SET,
} from './scene.ts';
import { DISK_VERSION, diskUnder, keyForbidden } from './cluster-scene.ts';

const TYPE = 'Microsoft.Compute/disks';
const DISK = 'disk-scratch';

const inServicesCase = (id: string): string =>
  id.replace(`/resourceGroups/${GROUP}/`, `/resourceGroups/${GROUP.toUpperCase()}/`);

describe.each(['instant', 'realistic'] as const)('a disk, %s', (latency) => {
  it('is encrypted by a set that may use its key', async () => {
    const given = await scene({ latency });
    const set = await makeSet(given);
    await grant(given.sim, given.vaultId, set.principalId);
    const disk = await compute(given.sim).disks.createOrUpdate(
      GROUP,
      DISK,
      diskUnder(set.id),
      FAST,
    );
    expect(disk).toMatchObject({
      name: DISK,
      provisioningState: 'Succeeded',
      sku: { name: 'Premium_LRS', tier: 'Premium' },
      diskSizeBytes: 10_737_418_240,
      diskIopsReadWrite: 120,
      diskMBpsReadWrite: 25,
      tier: 'P3',
      diskState: 'Unattached',
      encryption: {
        type: 'EncryptionAtRestWithCustomerKey',
        diskEncryptionSetId: inServicesCase(set.id),
      },
    });
  });

  it('is refused by a set whose identity has no access, and is not made', async () => {
    const given = await scene({ latency });
    const set = await makeSet(given);
    const { disks } = compute(given.sim);
    await expect(disks.createOrUpdate(GROUP, DISK, diskUnder(set.id), FAST)).rejects.toMatchObject({
      statusCode: 400,
      code: 'KeyVaultAccessForbidden',
      message: keyForbidden(given, `disk encryption set '${SET}'`),
    });
    await expect(disks.get(GROUP, DISK)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('goes over to a set, grows and is deleted', async () => {
    const given = await scene({ latency });
    const set = await makeSet(given);
    await grant(given.sim, given.vaultId, set.principalId);
    const { disks } = compute(given.sim);
    const { encryption: _none, ...plain } = diskUnder('');
    const made = await disks.createOrUpdate(GROUP, DISK, plain, FAST);
    expect(made.encryption).toEqual({ type: 'EncryptionAtRestWithPlatformKey' });
    const changed = await disks.update(
      GROUP,
      DISK,
      { diskSizeGB: 100, encryption: { diskEncryptionSetId: set.id }, tags: { use: 'scratch' } },
      FAST,
    );
    expect(changed).toMatchObject({
      tier: 'P10',
      uniqueId: made.uniqueId,
      tags: { use: 'scratch' },
      encryption: { diskEncryptionSetId: inServicesCase(set.id) },
    });
    for await (const { name } of disks.list()) expect(name).toBe(DISK);
    await disks.delete(GROUP, DISK, FAST);
    await expect(disks.get(GROUP, DISK)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('keeps its set from being deleted', async () => {
    const given = await scene({ latency });
    const set = await makeSet(given);
    await grant(given.sim, given.vaultId, set.principalId);
    const { disks, diskEncryptionSets } = compute(given.sim);
    const disk = await disks.createOrUpdate(GROUP, DISK, diskUnder(set.id), FAST);
    const users: string[] = [];
    for await (const id of diskEncryptionSets.listAssociatedResources(GROUP, SET)) users.push(id);
    expect(users).toEqual([disk.id]);
    await expect(diskEncryptionSets.delete(GROUP, SET, FAST)).rejects.toMatchObject({
      statusCode: 409,
      code: 'OperationNotAllowed',
      message: `The disk encryption set '${SET}' cannot be deleted: it is used by '${disk.id}'. (simulator wording)`,
    });
    await disks.delete(GROUP, DISK, FAST);
    await diskEncryptionSets.delete(GROUP, SET, FAST);
    await expect(diskEncryptionSets.get(GROUP, SET)).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe('a disk on the wire', () => {
  it('is answered as recorded: 202, the request with its id, both URLs, then the disk', async () => {
    const given = await scene({ latency: 'realistic' });
    const set = await makeSet(given);
    await grant(given.sim, given.vaultId, set.principalId);
    const id = idOf(given.sim, TYPE, DISK);
    const { location, sku, ...properties } = diskUnder(set.id);
    const put = await send(given.sim, 'PUT', id, DISK_VERSION, {
      location,
      sku,
      tags: {},
      properties,
    });
    expect(put.status).toBe(202);
    expect(put.body).toEqual({
      name: DISK,
      id,
      type: TYPE,
      location,
      tags: {},
      sku,
      properties: { ...properties, provisioningState: 'Updating' },
    });
    expect(put.headers.get('location')).toContain('monitor=true');
    const poll = await send(given.sim, 'GET', put.headers.get('azure-asyncoperation') ?? '', '');
    expect(poll.body).toMatchObject({
      status: 'Succeeded',
      properties: { output: { id, properties: { provisioningState: 'Succeeded', tier: 'P3' } } },
    });
  });

  it('names the user-assigned identity that lacks access', async () => {
    const given = await scene();
    const identity = await makeIdentity(given.sim, 'id-set');
    // The rules refuse such a set without access from the start: access is taken away afterwards.
    const assignment = await grant(given.sim, given.vaultId, identity.principalId);
    const set = await compute(given.sim).diskEncryptionSets.createOrUpdate(
      GROUP,
      'des-user',
      {
        location: LOCATION,
        identity: { type: 'UserAssigned', userAssignedIdentities: { [identity.id]: {} } },
        activeKey: { keyUrl: given.keyId },
      },
      FAST,
    );
    const role = `${given.vaultId}/providers/Microsoft.Authorization/roleAssignments/${assignment}`;
    await send(given.sim, 'DELETE', role, '2022-04-01');
    await given.sim.clock.advance({ minutes: 30 });
    const [userId] = Object.keys(set.identity?.userAssignedIdentities ?? {});
    const { location, ...properties } = diskUnder(set.id ?? '', { sku: undefined });
    const answer = await send(given.sim, 'PUT', idOf(given.sim, TYPE, DISK), DISK_VERSION, {
      location,
      properties,
    });
    expect([answer.status, answer.body.error]).toEqual([
      400,
      {
        code: 'KeyVaultAccessForbidden',
        message: keyForbidden(given, `user-assigned identity '${userId}'`),
      },
    ]);
    expect(answer.headers.get('x-cmk-simulator-evidence')).toBe('reported');
  });

  const bad: readonly [string, object, number, string, string][] = [
    [
      'a set that is not there',
      { encryption: { diskEncryptionSetId: '/no/such/set' } },
      400,
      'InvalidParameter',
      "The parameter 'encryption.diskEncryptionSetId' is invalid: there is no disk encryption set '/no/such/set'. (simulator wording)",
    ],
    [
      'a type without a set',
      { encryption: { type: 'EncryptionAtRestWithCustomerKey' } },
      400,
      'InvalidParameter',
      "The parameter 'encryption.diskEncryptionSetId' is invalid: is required with the type 'EncryptionAtRestWithCustomerKey'. (simulator wording)",
    ],
    [
      'no size',
      { diskSizeGB: undefined },
      400,
      'InvalidParameter',
      "The parameter 'diskSizeGB' is invalid: is required. (simulator wording)",
    ],
    [
      'no size that a disk has',
      { diskSizeGB: 40_000 },
      400,
      'InvalidParameter',
      "The parameter 'diskSizeGB' is invalid: must be from 1 to 32767, not 40000. (simulator wording)",
    ],
    [
      'an unknown SKU',
      { sku: { name: 'toString' } },
      400,
      'InvalidParameter',
      "The parameter 'sku.name' is invalid: must be one of Standard_LRS, Premium_LRS, StandardSSD_LRS, UltraSSD_LRS, Premium_ZRS, StandardSSD_ZRS, PremiumV2_LRS. (simulator wording)",
    ],
    [
      'a disk from something else',
      { creationData: { createOption: 'FromImage' } },
      501,
      'NotSimulated',
      "a disk created by 'FromImage' is not simulated (simulator wording)",
    ],
    [
      'what is not simulated',
      { encryptionSettingsCollection: { enabled: true } },
      501,
      'NotSimulated',
      "the disk property 'properties.encryptionSettingsCollection' is not simulated (simulator wording)",
    ],
  ];

  it.each(bad)('is refused: %s', async (_what, change, status, code, message) => {
    const given = await scene();
    const { location, sku, ...properties } = {
      ...diskUnder(''),
      encryption: undefined,
      ...change,
    };
    const answer = await send(given.sim, 'PUT', idOf(given.sim, TYPE, DISK), DISK_VERSION, {
      location,
      sku,
      properties,
    });
    expect([answer.status, answer.body.error.code, answer.body.error.message]).toEqual([
      status,
      code,
      message,
    ]);
  });

  it('neither shrinks nor changes what it was made from', async () => {
    const given = await scene();
    const { disks } = compute(given.sim);
    const { encryption: _none, ...plain } = diskUnder('');
    await disks.createOrUpdate(GROUP, DISK, plain, FAST);
    await expect(disks.update(GROUP, DISK, { diskSizeGB: 5 }, FAST)).rejects.toMatchObject({
      statusCode: 409,
      code: 'OperationNotAllowed',
      message: 'A disk of 10 GB cannot shrink to 5 GB. (simulator wording)',
    });
    const copy = { ...plain, creationData: { createOption: 'Copy' } };
    await expect(disks.createOrUpdate(GROUP, DISK, copy, FAST)).rejects.toMatchObject({
      statusCode: 409,
      code: 'PropertyChangeNotAllowed',
    });
  });
});
