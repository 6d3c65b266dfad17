/**
 * What the simulator knowingly does otherwise than Azure, or not at all, and why. What is refused with 501 names itself
 * when it is asked for; this list is for reading before.
 */

/** One difference. */
export interface KnownDifference {
  /** The behaviour of Azure that it is about, by its id. */
  readonly id: string;
  readonly what: string;
  readonly why: string;
}

/** Of `Microsoft.KeyVault`, as Resource Manager serves it. */
export const vaultDifferences: readonly KnownDifference[] = [
  {
    id: 'KVM-001',
    what: 'Api-versions before 2026-02-01 are served on any date of the virtual clock.',
    why: 'Azure retires them on 2027-02-27; how it answers to them then is not known yet.',
  },
  {
    id: 'KVM-003, KVM-005, KVM-006',
    what: 'The statuses 403 (change of the permission model) and 409 (a name that is taken) are assumed.',
    why: 'Codes and texts are reported by users, who did not tell the statuses.',
  },
  {
    id: 'KVM-007, F15',
    what: 'Two writes of one vault never race, so that ConflictError does not come by itself.',
    why: 'Requests are answered one at a time. A fault (`sim.faults.add`) tells it in the same words.',
  },
  {
    id: 'KVM-013, KVM-016',
    what: 'Refusals of a retention out of range and of rules of the firewall are in words of our own.',
    why: 'The bounds are documented, those of Azure are not recorded.',
  },
  {
    id: 'KVM-016, KVM-017',
    what: 'Every client comes from the Internet with the address 203.0.113.1. Rules for virtual networks and private endpoint connections are kept, checked and shown, but no client comes through them.',
    why: 'A client in process has no network that it comes from.',
  },
  {
    id: 'KVM-017',
    what: 'publicNetworkAccess SecuredByPerimeter answers 501.',
    why: 'Network security perimeters are not simulated.',
  },
  {
    id: 'KVM-018',
    what: 'Every service that uses a key passes the firewall as a trusted one unless the bypass is None: Cosmos DB too, and Container Instances as an identity of the group.',
    why: 'Their own pages say so; the list of trusted services leaves them out.',
  },
  {
    id: 'KVM-019',
    what: 'The SKU of a vault can be changed both ways; keys in hardware that are there stay usable in a standard vault.',
    why: 'Neither a document nor a recording tells of a downgrade.',
  },
  {
    id: 'KVM-020',
    what: 'A key that Resource Manager cannot make is refused with 400 and the refusal of the data plane in brackets, for every refusal.',
    why: 'The form is reported for ForbiddenByRbac alone.',
  },
  {
    id: 'vaults/secrets',
    what: 'Secrets as Resource Manager sets and shows them answer 501.',
    why: 'Not written yet; the data plane serves secrets where it is told so above.',
  },
  {
    id: 'KVM-022, F12',
    what: 'A subscription cannot be moved to another tenant; the tenant of a vault can be set, with what that does to tokens and policies.',
    why: 'Tenants of subscriptions are given when a simulator is made.',
  },
  {
    id: 'KVM-040',
    what: 'Event Grid subscriptions, diagnostic settings and DNS records of a vault are not there to be deleted.',
    why: 'These services are not simulated.',
  },
  {
    id: 'KVM-041',
    what: 'Deleted vaults are listed on one page.',
    why: 'Azure gives pages of 8 to 54 by a rule that recordings do not show.',
  },
  {
    id: 'KVM-045, F09',
    what: 'The refusal to purge a purge-protected vault is in words of our own.',
    why: 'Only the words of the data plane, for keys, are reported.',
  },
  {
    id: 'private endpoint connections',
    what: 'A GET of a connection that is not there answers 404, and a PUT is done at once.',
    why: 'The published document lists 204 and a header that tells of an operation; no recording shows either.',
  },
  {
    id: 'moves',
    what: 'Vaults alone can be moved to another group or subscription, without private endpoints; both groups stay writable meanwhile.',
    why: 'Other types answer 501. Azure locks both groups until the move is done.',
  },
  {
    id: 'managed HSM',
    what: 'The operations of managedHSMs, their keys, deleted HSMs and private links answer 501.',
    why: 'No chain of this project keeps a key there.',
  },
];
