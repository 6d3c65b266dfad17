/** Names of vaults: what they are made of, who has them, and `checkNameAvailability`. */
import { isObject, stringAt } from '../../kernel/json.ts';
import type { Route, UnitContext } from '../../kernel/resource-type.ts';
import { type NamedVault, VAULTS_BY_NAME } from '../../kernel/vault-names.ts';
import { invalidName, invalidValue, nameInUseText } from './vault-errors.ts';

const NAME = /^[a-z][a-z0-9-]{1,22}[a-z0-9]$/i;

/** Throws for what cannot name a vault. */
export function checkVaultName(name: string): void {
  if (!NAME.test(name) || name.includes('--')) throw invalidName();
}

/** Who has a name, soft-deleted vaults included. */
export function holderOf(context: UnitContext, name: string): NamedVault | undefined {
  return context.document<NamedVault>(VAULTS_BY_NAME, name.toLowerCase());
}

export const checkNameAvailability: Route = {
  method: 'POST',
  path: '/subscriptions/{subscriptionId}/providers/Microsoft.KeyVault/checkNameAvailability',
  action: 'Microsoft.KeyVault/checkNameAvailability/read',
  handle: (context, { body }) => {
    const name = stringAt(body, 'name');
    if (!isObject(body) || name === undefined) throw invalidValue('name', 'a text');
    if (stringAt(body, 'type')?.toLowerCase() !== 'microsoft.keyvault/vaults') {
      throw invalidValue('type', "'Microsoft.KeyVault/vaults'");
    }
    if (!NAME.test(name) || name.includes('--')) {
      const { message } = invalidName().data;
      return {
        status: 200,
        body: { nameAvailable: false, reason: 'AccountNameInvalid', message },
      };
    }
    if (!holderOf(context, name)) return { status: 200, body: { nameAvailable: true } };
    return {
      status: 200,
      body: { nameAvailable: false, reason: 'AlreadyExists', message: nameInUseText(name) },
    };
  },
};
