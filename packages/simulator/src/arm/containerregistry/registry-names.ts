/** Names of registries: one holder in all of Azure, for a name is a host. */
import { Refusal, simulatorWording } from '../../kernel/errors.ts';
import { stringAt } from '../../kernel/json.ts';
import type { Effects, Route, UnitContext } from '../../kernel/resource-type.ts';

const NAME = /^[A-Za-z0-9]{5,50}$/;
const NAMES = 'registryNames';

const badName = (name: string): string =>
  `The registry name '${name}' is invalid: 5-50 letters and digits.`;

/** Throws the refusal of a name that no registry can have. */
export function checkName(name: string): void {
  if (NAME.test(name)) return;
  const message = badName(name);
  throw new Refusal({ status: 400, code: 'InvalidRegistryName', message, evidence: 'assumed' });
}

/** Whether some registry has the name. */
export function isTaken(context: UnitContext, name: string): boolean {
  return context.document(NAMES, name.toLowerCase()) !== undefined;
}

/** Takes a name for a registry, or gives it back. */
export function named(name: string, holder: string | undefined): NonNullable<Effects['documents']> {
  return [{ table: NAMES, key: name.toLowerCase(), value: holder }];
}

/** Whether a name can be had. */
export const checkNameAvailability: Route = {
  method: 'POST',
  path: '/subscriptions/{subscriptionId}/providers/Microsoft.ContainerRegistry/checkNameAvailability',
  action: 'Microsoft.ContainerRegistry/checkNameAvailability/read',
  handle: (context, { body }) => {
    const name = stringAt(body, 'name') ?? '';
    const told = (reason: string, message: string) => ({
      status: 200,
      body: { nameAvailable: false, reason, message: message + simulatorWording },
    });
    if (!NAME.test(name)) return told('Invalid', badName(name));
    if (isTaken(context, name)) {
      return told('AlreadyExists', `The registry ${name} is already in use.`);
    }
    return { status: 200, body: { nameAvailable: true } };
  },
};
