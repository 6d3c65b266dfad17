/** Disks of trusted and confidential machines, uploaded with the state that goes with them. */
import { describe, expect, it } from 'vitest';
import { compute, FAST, grant, GROUP, idOf, keys, LOCATION, scene, SET } from './scene.ts';

const CONFIDENTIAL = 'ConfidentialVmEncryptedWithCustomerKey';
const WITH_KEY = 'ConfidentialVM_DiskEncryptedWithCustomerKey';
const uploadSizeBytes = 20 * 1024 ** 2 + 512;

async function chain(encryptionType = CONFIDENTIAL) {
  const given = await scene();
  const { disks, snapshots, diskEncryptionSets } = compute(given.sim);
  const set = await diskEncryptionSets.createOrUpdate(
    GROUP,
    SET,
    {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      activeKey: { keyUrl: given.keyId },
      encryptionType,
    },
    FAST,
  );
  await grant(given.sim, given.vaultId, set.identity?.principalId ?? '');
  const upload = (securityProfile: object, createOption = 'UploadPreparedSecure', more = {}) =>
    disks.createOrUpdate(
      GROUP,
      'secure',
      {
        location: LOCATION,
        osType: 'Windows',
        hyperVGeneration: 'V2',
        securityProfile,
        creationData: {
          createOption,
          ...(createOption.startsWith('Upload') ? { uploadSizeBytes } : {}),
        },
        ...more,
      },
      FAST,
    );
  return { ...given, disks, snapshots, setId: set.id ?? '', upload };
}

describe('a disk of a confidential machine', () => {
  it('is under the key of its set, with the guest state beside it, and so are its snapshots', async () => {
    const { sim, disks, snapshots, setId, upload } = await chain();
    const profile = { securityType: WITH_KEY, secureVMDiskEncryptionSetId: setId };
    const made = await upload(profile);
    expect(made).toMatchObject({
      diskState: 'ReadyToUpload',
      securityProfile: profile,
      encryption: { type: 'EncryptionAtRestWithPlatformKey' },
    });
    expect(sim.encryption.stores()).toMatchObject([{ id: setId }]);
    const grantIt = (access: 'Read' | 'Write') =>
      disks.grantAccess(
        GROUP,
        'secure',
        { access, durationInSeconds: 600, getSecureVMGuestStateSAS: true },
        FAST,
      );
    const { accessSAS = '', securityDataAccessSAS = '' } = await grantIt('Write');
    expect(securityDataAccessSAS).toMatch(/\/[0-9a-f-]{36}_vmgs\?.*sp=rw$/);
    expect(new URL(accessSAS).host).toBe(new URL(securityDataAccessSAS).host);
    await disks.revokeAccess(GROUP, 'secure', FAST);
    const taken = await snapshots.createOrUpdate(
      GROUP,
      'taken',
      {
        location: LOCATION,
        creationData: {
          createOption: 'Copy',
          sourceResourceId: idOf(sim, 'Microsoft.Compute/disks', 'secure'),
        },
      },
      FAST,
    );
    expect(taken.securityProfile).toEqual(profile);
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
    await expect(grantIt('Read')).rejects.toMatchObject({ code: 'KeyVaultAccessForbidden' });
  });

  it.each([
    [
      'without a set',
      () => ({ securityType: WITH_KEY }),
      `The parameter 'securityProfile.secureVMDiskEncryptionSetId' is invalid: is required with the type ${WITH_KEY}. (simulator wording)`,
    ],
    [
      'with a set that its type has no use for',
      (secureVMDiskEncryptionSetId: string) => ({
        securityType: 'TrustedLaunch',
        secureVMDiskEncryptionSetId,
      }),
      `The parameter 'securityProfile.secureVMDiskEncryptionSetId' is invalid: is for the type ${WITH_KEY}. (simulator wording)`,
    ],
    [
      'of an unknown type',
      () => ({ securityType: 'Standard' }),
      "The parameter 'securityProfile.securityType' is invalid: must be one of TrustedLaunch, ConfidentialVM_VMGuestStateOnlyEncryptedWithPlatformKey, ConfidentialVM_DiskEncryptedWithPlatformKey, ConfidentialVM_DiskEncryptedWithCustomerKey, ConfidentialVM_NonPersistedTPM. (simulator wording)",
    ],
  ])('is refused %s', async (_what, profile, message) => {
    const { setId, upload } = await chain();
    await expect(upload(profile(setId))).rejects.toMatchObject({ statusCode: 400, message });
  });

  it('takes no set of another type, and other disks none of this', async () => {
    const plain = await chain('EncryptionAtRestWithCustomerKey');
    await expect(
      plain.upload({ securityType: WITH_KEY, secureVMDiskEncryptionSetId: plain.setId }),
    ).rejects.toMatchObject({
      message: `The parameter 'securityProfile.secureVMDiskEncryptionSetId' is invalid: must be a set of the type ${CONFIDENTIAL}. (simulator wording)`,
    });
    const { setId, upload } = await chain();
    const encryption = { type: CONFIDENTIAL, diskEncryptionSetId: setId };
    await expect(
      upload({ securityType: 'TrustedLaunch' }, undefined, { encryption }),
    ).rejects.toMatchObject({
      message: `The parameter 'encryption.diskEncryptionSetId' is invalid: a set of the type ${CONFIDENTIAL} is for securityProfile.secureVMDiskEncryptionSetId. (simulator wording)`,
    });
  });
});

describe('a security profile', () => {
  it.each([
    ['TrustedLaunch', 'FromImage, Import, ImportSecure, UploadPreparedSecure.'],
    [WITH_KEY, 'FromImage, ImportSecure, UploadPreparedSecure.'],
    [
      'ConfidentialVM_NonPersistedTPM',
      'FromImage, ImportSecure, UploadPreparedSecure. (simulator wording)',
    ],
  ])('is for what comes with one, in the reported words: %s', async (securityType, creations) => {
    const { upload } = await chain();
    await expect(upload({ securityType }, 'Empty', { diskSizeGB: 4 })).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message: `Security Type '${securityType}' is not supported for CreateOption 'Empty'. Supported create options are ${creations}`,
    });
  });

  it('stays as it is', async () => {
    const { disks, upload } = await chain();
    await upload({ securityType: 'TrustedLaunch' });
    await disks.update(GROUP, 'secure', { tags: { a: 'b' } }, FAST);
    const again = await upload({ securityType: 'TrustedLaunch' });
    expect(again).toMatchObject({ securityProfile: { securityType: 'TrustedLaunch' } });
    await expect(upload({ securityType: 'ConfidentialVM_NonPersistedTPM' })).rejects.toMatchObject({
      statusCode: 409,
      code: 'PropertyChangeNotAllowed',
      message: "Changing property 'securityProfile' is not allowed. (simulator wording)",
    });
  });

  it('is what guest state goes with', async () => {
    const { disks } = await chain();
    const creationData = { createOption: 'Empty' };
    await disks.createOrUpdate(
      GROUP,
      'plain',
      { location: LOCATION, creationData, diskSizeGB: 4 },
      FAST,
    );
    await expect(
      disks.grantAccess(
        GROUP,
        'plain',
        { access: 'Read', durationInSeconds: 60, getSecureVMGuestStateSAS: true },
        FAST,
      ),
    ).rejects.toMatchObject({
      message:
        "The parameter 'getSecureVMGuestStateSAS' is invalid: the disk 'plain' has no security profile, so no guest state. (simulator wording)",
    });
  });
});
