/** `applications/{id}/federatedIdentityCredentials`: whose tokens an application takes for its own secret. */
import type { Directory, Principal } from '../kernel/directory.ts';
import { namedGuid } from '../kernel/ids.ts';
import { type Json, type JsonObject, stringAt } from '../kernel/json.ts';
import type { FederatedCredential } from '../kernel/trust.ts';
import * as refuse from './errors.ts';

/** As a path names them, in lower case. */
export const FEDERATED_CREDENTIALS = 'federatedidentitycredentials';
/** Documented: credentials that one application may have. */
const MAX_PER_APPLICATION = 20;

/** Those of an application, as Graph shows them. */
export function listFederatedCredentials(application: Principal): Record<string, Json>[] {
  return (application.federatedCredentials ?? []).map((one, index) =>
    shown(application, one, index),
  );
}

/** Another credential of an application. */
export function addFederatedCredential(
  directory: Directory,
  application: Principal,
  body: JsonObject,
): { readonly credential: Record<string, Json> } | refuse.GraphError {
  const [name, issuer, subject] = ['name', 'issuer', 'subject'].map((one) => stringAt(body, one));
  const { audiences } = body;
  const names = Array.isArray(audiences)
    ? audiences.filter((one): one is string => typeof one === 'string')
    : [];
  if (!name || !issuer || !subject || names.length === 0) {
    return refuse.badBody("'name', 'issuer', 'subject' and 'audiences' are required");
  }
  const others = application.federatedCredentials ?? [];
  if (others.length >= MAX_PER_APPLICATION) {
    return refuse.badBody(
      `an application has at most ${MAX_PER_APPLICATION} federated credentials`,
    );
  }
  if (others.some((one) => one.issuer === issuer && one.subject === subject)) {
    return refuse.badBody('issuer and subject are those of a credential that is there already');
  }
  const made = { name, issuer, subject, audiences: names };
  const federatedCredentials = [...others, made];
  directory.addPrincipal({ ...application, federatedCredentials });
  return { credential: shown(application, made, others.length) };
}

function shown(
  { objectId }: Principal,
  one: FederatedCredential,
  index: number,
): Record<string, Json> {
  const { issuer, subject, audiences, name = `credential-${index + 1}` } = one;
  const id = namedGuid('federatedCredential', objectId, issuer, subject);
  return { id, name, issuer, subject, description: null, audiences };
}
