/** Names of accounts: one holder in all of a cloud, for a name is a host. */
import { Refusal } from '../../kernel/errors.ts';
import { stringAt } from '../../kernel/json.ts';
import type { Route, UnitContext } from '../../kernel/resource-type.ts';
import { STORAGE_ACCOUNT_NAMES, STORAGE_ACCOUNTS } from '../../kernel/storage-account.ts';

const NAME = /^[a-z0-9]{3,24}$/;

const badName = (name: string): string =>
  `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`;
const takenName = (name: string): string => `The storage account named ${name} is already taken.`;

/** Throws the refusal of a name that no account can have. */
export function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw new Refusal({
    status: 400,
    code: 'AccountNameInvalid',
    message: badName(name),
    evidence: 'documented',
  });
}

const isTaken = (context: UnitContext, name: string): boolean =>
  context.document(STORAGE_ACCOUNT_NAMES, name) !== undefined;

/** Throws the refusal of a name that some account has. */
export function checkFree(context: UnitContext, name: string): void {
  if (!isTaken(context, name)) return;
  throw new Refusal({
    status: 409,
    code: 'StorageAccountAlreadyTaken',
    message: takenName(name),
    evidence: 'documented',
  });
}

/** Whether a name can be had. */
export const checkNameAvailability: Route = {
  method: 'POST',
  path: '/subscriptions/{subscriptionId}/providers/Microsoft.Storage/checkNameAvailability',
  action: 'Microsoft.Storage/checknameavailability/read',
  handle: (context, { body }) => {
    const name = stringAt(body, 'name') ?? '';
    if (stringAt(body, 'type')?.toLowerCase() !== STORAGE_ACCOUNTS.toLowerCase()) {
      throw new Refusal({
        status: 400,
        code: 'InvalidValuesForRequestParameters',
        message: `Values for request parameters are invalid: type. It must be '${STORAGE_ACCOUNTS}'.`,
        evidence: 'assumed',
      });
    }
    const told = (reason: string, message: string) => ({
      status: 200,
      body: { nameAvailable: false, reason, message },
    });
    if (!NAME.test(name)) return told('AccountNameInvalid', badName(name));
    if (isTaken(context, name)) return told('AlreadyExists', takenName(name));
    return { status: 200, body: { nameAvailable: true } };
  },
};
