import { Refusal } from '../../kernel/errors.ts';

/** A refusal of the service in words of our own. */
export function refused(message: string, code = 'BadRequest', status = 400): Refusal {
  return new Refusal({ status, code, message, evidence: 'assumed' });
}

/** The name of a host that another account has, or had until it is purged. */
export function subdomainInUse(name: string): Refusal {
  return new Refusal({
    status: 409,
    code: 'CustomDomainInUse',
    message: `Please pick a different name. The subdomain name '${name}' is not available as it's already used by a resource. If the resource using the name was deleted in the last 48 hours, you may need to purge the deleted resource. Learn more at "https://go.microsoft.com/fwlink/?linkid=2215493"`,
    evidence: 'reported',
  });
}

/** An account of this name was soft-deleted, and the request does not say that it is to come back. */
export function mustSayRestore(id: string): Refusal {
  return new Refusal({
    status: 409,
    code: 'FlagMustBeSetForRestore',
    message: `An existing resource with ID '${id}' has been soft-deleted. To restore the resource, you must specify 'restore' to be 'true' in the property. If you don't want to restore existing resource, please purge it first.`,
    evidence: 'reported',
  });
}
