/** The admin user of a registry: its two passwords, of a service that is not simulated, so they open nothing. */
import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { ActionAnswer, ActionRequest, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

const PASSWORDS = ['password', 'password2'] as const;

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
  if (!PASSWORDS.some((password) => password === name) || name === undefined) {
    throw refused('InvalidParameter', `'name' must be one of ${PASSWORDS.join(', ')}.`);
  }
  const passwords = { ...objectAt(resource.hidden, 'passwords'), [name]: context.guid() };
  const changed = { ...resource, hidden: { ...resource.hidden, passwords } };
  return { status: 200, body: credentialsOf(context, changed), effects: { put: [changed] } };
}

function credentialsOf(context: UnitContext, { id, name, hidden }: StoredResource): JsonObject {
  const regenerated = objectAt(hidden, 'passwords');
  return {
    username: name,
    passwords: PASSWORDS.map((password) => ({
      name: password,
      value: `sim-${stringAt(regenerated, password) ?? context.namedGuid(id, password)}`,
    })),
  };
}

function checkAdminUser({ name, properties }: StoredResource): void {
  if (properties['adminUserEnabled'] === true) return;
  throw refused(
    'UnAuthorizedForCredentialOperations',
    `Admin user is disabled for the registry '${name}'.`,
  );
}

function refused(code: string, message: string): Refusal {
  return new Refusal({ status: 400, code, message, evidence: 'assumed' });
}
