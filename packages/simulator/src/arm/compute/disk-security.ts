/** The security profile of a disk: what a trusted or confidential machine keeps beside it, and under whose key. */
import { Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import { confidentialSet } from './disk-encryption.ts';
import { invalid, refused } from './disk-errors.ts';

const TRUSTED = 'TrustedLaunch';
const WITH_CUSTOMERS_KEY = 'ConfidentialVM_DiskEncryptedWithCustomerKey';
const TYPES = [
  TRUSTED,
  'ConfidentialVM_VMGuestStateOnlyEncryptedWithPlatformKey',
  'ConfidentialVM_DiskEncryptedWithPlatformKey',
  WITH_CUSTOMERS_KEY,
  'ConfidentialVM_NonPersistedTPM',
];
/** As reported in Azure/azure-cli#22561. */
const TRUSTED_CREATIONS = ['FromImage', 'Import', 'ImportSecure', 'UploadPreparedSecure'];
/** As reported of those under a customer's key, in hashicorp/terraform-provider-azurerm#20030. */
const CONFIDENTIAL_CREATIONS = ['FromImage', 'ImportSecure', 'UploadPreparedSecure'];
const REPORTED = [TRUSTED, WITH_CUSTOMERS_KEY];

/** The profile as it is kept, and what becomes of the data key of its set. */
export interface DiskSecurity {
  readonly profile?: JsonObject;
  readonly effects: Effects;
}

/** The profile of something new: what was asked for, else that of what is copied. */
export function newSecurity(
  context: UnitContext,
  asked: Json | undefined,
  createOption: string,
  location: string | undefined,
  source: JsonObject | undefined,
): DiskSecurity {
  if (asked === undefined) {
    const inherited = source?.['securityProfile'];
    return isObject(inherited) ? withKey(context, inherited, location) : { effects: {} };
  }
  const securityType = stringAt(asked, 'securityType');
  if (securityType === undefined || !isObject(asked) || !TYPES.includes(securityType)) {
    throw invalid('securityProfile.securityType', `must be one of ${TYPES.join(', ')}`);
  }
  const creations = securityType === TRUSTED ? TRUSTED_CREATIONS : CONFIDENTIAL_CREATIONS;
  if (!creations.includes(createOption)) {
    throw new Refusal({
      status: 400,
      code: 'BadRequest',
      message: `Security Type '${securityType}' is not supported for CreateOption '${createOption}'. Supported create options are ${creations.join(', ')}.`,
      evidence: REPORTED.includes(securityType) ? 'reported' : 'assumed',
    });
  }
  return withKey(context, asked, location);
}

function withKey(
  context: UnitContext,
  profile: JsonObject,
  location: string | undefined,
): DiskSecurity {
  const securityType = stringAt(profile, 'securityType') ?? '';
  const named = stringAt(profile, 'secureVMDiskEncryptionSetId');
  const parameter = 'securityProfile.secureVMDiskEncryptionSetId';
  if (securityType !== WITH_CUSTOMERS_KEY) {
    if (named !== undefined) throw invalid(parameter, `is for the type ${WITH_CUSTOMERS_KEY}`);
    return { profile: { securityType }, effects: {} };
  }
  if (named === undefined) throw invalid(parameter, `is required with the type ${securityType}`);
  const { setId, effects } = confidentialSet(context, named, location);
  return { profile: { securityType, secureVMDiskEncryptionSetId: setId }, effects };
}

/** The profile of what is there already: nothing changes it. */
export function keptSecurity(asked: Json | undefined, before: JsonObject): DiskSecurity {
  const profile = before['securityProfile'];
  const isSame = ['securityType', 'secureVMDiskEncryptionSetId'].every(
    (name) => stringAt(asked, name)?.toLowerCase() === stringAt(profile, name)?.toLowerCase(),
  );
  if (asked !== undefined && !isSame) {
    throw refused(
      'PropertyChangeNotAllowed',
      "Changing property 'securityProfile' is not allowed.",
    );
  }
  return isObject(profile) ? { profile, effects: {} } : { effects: {} };
}
