import type { KnownDifference } from './known-differences.ts';

/** Of keys in vaults, as the data plane serves them. */
export const keyDifferences: readonly KnownDifference[] = [
  {
    id: 'KVK-002, KVK-005',
    what: 'The challenge names the authority of the cloud, and the refusals of a token that is expired, not valid yet or no token are in words of our own.',
    why: 'Recordings have two hosts, the older of which is out of use; of tokens, only a missing one, a foreign issuer, audience and signature are told of.',
  },
  {
    id: 'KVK-003',
    what: 'No second challenge asks for claims (continuous access evaluation).',
    why: 'Nothing here withdraws a token that was given.',
  },
  {
    id: 'KVK-006',
    what: 'The version of the service is one of 2023, and the address of the client is one kept for documentation.',
    why: 'The header changes every few weeks and clients do not read it; a client in process has no address.',
  },
  {
    id: 'KVK-012',
    what: 'Refusals name xms_mirid for managed identities and never xms_az_rid; network security perimeters answer 501.',
    why: 'The claim is of machines that are not simulated.',
  },
  {
    id: 'KVK-013',
    what: 'A first-party service is named by its display name, when it comes with a token of its own to a vault that goes by access policies.',
    why: 'The form is reported for Resource Manager, which calls itself ARM. What services do on a customer’s behalf is refused in the words of their own pages.',
  },
  {
    id: 'KVK-014',
    what: 'The order is assumed: token, api-version, operation, limits, firewall, permission, the object, its state, the body.',
    why: 'Azure does not document its own.',
  },
  {
    id: 'KVK-019, F14',
    what: 'Limits count only with `throttling`, in windows that begin every ten seconds, for each vault; the limit of all vaults of a subscription is not counted, and no Retry-After is sent.',
    why: 'Tests send more in one virtual instant than a client could; the text is reported for a vault only.',
  },
  {
    id: 'KVK-033, KVK-101, KVK-102',
    what: 'Sizes, algorithms and lengths that do not fit are refused in words of our own, unless users reported Azure’s.',
    why: 'That they are refused is documented, the words are not.',
  },
  {
    id: 'KVK-033, KVK-101, symmetric keys',
    what: 'Premium vaults make symmetric keys in every api-version, of 256 bits when no size is asked for, to encrypt and wrap; to sign with them (HS256 and the like), A256KWP and the PKCS #11 names of key wrap are refused.',
    why: 'The preview is announced without its api-version and defaults, and what a signature with HMAC is made over is not told.',
  },
  {
    id: 'KVK-034',
    what: 'The recovery levels with ProtectedSubscription never come.',
    why: 'Whether a subscription is protected is not to be seen by any document of its own.',
  },
  {
    id: 'KVK-035, F25',
    what: 'nbf and exp are exact to the second, and the inner code KeyNotYetValidOrExpired is assumed.',
    why: 'The documented leeway of a few minutes has no number.',
  },
  {
    id: 'KVK-038, KVK-041, KVK-042',
    what: 'Too many tags, a page of a wrong size and a backup of too many versions are refused in words of our own.',
    why: 'The bounds are documented, the words are not.',
  },
  {
    id: 'KVK-040',
    what: 'A key that was wrapped for hardware (`key_hsm`) answers 501.',
    why: 'It takes the key exchange key and the tool of a maker of such hardware.',
  },
  {
    id: 'KVK-041',
    what: 'Pages go by name, and `$skiptoken` holds the last one; no key is `managed`.',
    why: 'What Azure writes there is opaque; certificates, whose keys are managed, are not simulated.',
  },
  {
    id: 'KVK-060, KVK-063, KVK-065',
    what: 'A deletion or recovery is settled at once with `latency: instant`, and after 8 s of virtual time with `realistic`.',
    why: 'Recordings show about 8 s; tests need not wait for them.',
  },
  {
    id: 'KVK-064, KVK-068',
    what: 'That a key is there at all is looked at before purge protection; Key exists already is assumed after the recorded words for a secret.',
    why: 'Neither is recorded for keys.',
  },
  {
    id: 'KVK-067',
    what: 'Backups of Azure cannot be restored, nor those of another simulator’s seed.',
    why: 'They are encrypted under keys that nobody else has; so are these.',
  },
  {
    id: 'KVK-069, Release',
    what: 'No key is ever released: a policy that trusts the authority of a statement answers 501, and only keys in hardware are exportable.',
    why: 'There is no attestation service whose statements could be verified.',
  },
  {
    id: 'KVK-081, KVK-082',
    what: 'Notify is kept and shown and tells nobody; a Notify that was set stays when a policy leaves it out.',
    why: 'Event Grid is not simulated. That it cannot be removed is reported, not what is answered.',
  },
  {
    id: 'KVK-082, F29',
    what: 'A trigger before expiry is accepted for a key without exp and waits for one; exp cannot be taken away, only changed. Refusals of policies are in words of our own.',
    why: 'Recordings and samples of the clients set such policies on keys without exp, though a page asks for it.',
  },
  {
    id: 'KVK-083, F27',
    what: 'Rotation by the clock is not held against policies of the organisation; asked-for creation, import and change are. Rules may look at keyType, keySize, ellipticCurveName, enabled, expiresOn, notBefore and tags; others are refused by name.',
    why: 'What happens to a rotation that a policy denies is not documented, and neither are the words of a denial.',
  },
];
