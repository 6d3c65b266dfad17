/** The admin user of a registry: its two passwords, of a service that is not simulated, so they open nothing. */
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { REGISTRY_PASSWORDS, registryPasswords } from '../../kernel/registry-passwords.ts';
import type { ActionAnswer, ActionRequest, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { refused } from './registry-errors.ts';

/** The answer to `listCredentials`. */
export function listCredentials(
  context: UnitContext,
  { resource }: Pick<ActionRequest, 'resource'>,
): ActionAnswer {
  checkAdminUser(resource);
  return { status: 200, body: credentialsOf(context, resource) };
}

/** The answer to `regenerateCredential`: the password named is another from now on. */
export function regenerateCredential(
  context: UnitContext,
  { resource, body }: Pick<ActionRequest, 'resource' | 'body'>,
): ActionAnswer {
  checkAdminUser(resource);
  const name = stringAt(body, 'name');
  if (!REGISTRY_PASSWORDS.some((password) => password === name) || name === undefined) {
    throw refused('InvalidParameter', `'name' must be one of ${REGISTRY_PASSWORDS.join(', ')}.`);
  }
  const passwords = { ...objectAt(resource.hidden, 'passwords'), [name]: context.guid() };
  const changed = { ...resource, hidden: { ...resource.hidden, passwords } };
  return { status: 200, body: credentialsOf(context, changed), effects: { put: [changed] } };
}

function credentialsOf(context: UnitContext, registry: StoredResource): JsonObject {
  return { username: registry.name, passwords: registryPasswords(context, registry) };
}

function checkAdminUser({ name, properties }: StoredResource): void {
  if (properties['adminUserEnabled'] === true) return;
  throw refused(
    'UnAuthorizedForCredentialOperations',
    `Admin user is disabled for the registry '${name}'.`,
  );
}
