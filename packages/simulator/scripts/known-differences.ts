/**
 * What the simulator knowingly does otherwise than Azure, or not at all, and why. What is refused with 501 names itself
 * when it is asked for; this list is for reading before. One table, and so one file.
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
    id: 'group of a private endpoint connection',
    what: 'A connection of a Cosmos DB account or an AI service does not tell which group of the resource it leads to.',
    why: 'The endpoint tells it.',
  },
  {
    id: 'moves',
    what: 'Vaults, without private endpoints, disks and snapshots alone can be moved to another group or subscription; both groups stay writable meanwhile.',
    why: 'Other types answer 501. Azure locks both groups until the move is done.',
  },
  {
    id: 'exported templates',
    what: 'A template has what the published documents at hand let a PUT say, in the newest known stable version; types without such a document (AI services, private DNS) are told as types whose schema is not available. It is JSON, not Bicep, and has no parameters for secrets.',
    why: 'No document at hand says which properties those types have, or which are secret.',
  },
  {
    id: 'managed HSM',
    what: 'The operations of managedHSMs, their keys, deleted HSMs and private links answer 501.',
    why: 'No chain of this project keeps a key there.',
  },
];

/** Of Resource Manager itself: requests, operations, groups, limits. */
export const managementDifferences: readonly KnownDifference[] = [
  {
    id: 'ARM-009, ARM-010',
    what: 'A type or a namespace that is not served answers 501, not InvalidResourceType or InvalidResourceNamespace.',
    why: 'The simulator cannot know which of them Azure has: a test must not pass on a guess.',
  },
  {
    id: 'ARM-007',
    what: 'A malformed api-version is refused in words of our own, with the versions that are known here.',
    why: 'The code is recorded, the words are not.',
  },
  {
    id: 'ARM-002',
    what: 'Names of parameters in a query are found in any case, on every host, as those in a path are.',
    why: 'It is documented of paths alone; no recording writes a parameter in another case.',
  },
  {
    id: 'ARM-004',
    what: 'A name that no resource has is refused after the type has looked at it, in words of our own.',
    why: 'The rule is documented without a code.',
  },
  {
    id: 'ARM-023',
    what: 'HEAD answers 204 or 404 for every resource; services of Azure that do not know it answer 405.',
    why: 'No document says which they are.',
  },
  {
    id: 'ARM-025',
    what: 'A provisioningState in a request is left out, also where it is not the one that is stored.',
    why: 'The contract asks providers to refuse it, and published examples send it.',
  },
  {
    id: 'ARM-028',
    what: 'Answers of any size are given, and none takes too long for Resource Manager.',
    why: 'A fault (`sim.faults.add`) tells of 500 and 504.',
  },
  {
    id: 'ARM-040, ARM-043',
    what: 'The region in x-ms-routing-request-id is SIMULATOR; what is left of limits is told only with throttling, and never in the headers that Container Instances has of its own.',
    why: 'No client reads the one; a count that nothing uses up would be a fake.',
  },
  {
    id: 'ARM-052',
    what: 'The id of an operation in a Location is a GUID, not an encoded job id.',
    why: 'Clients take it as it is; nothing but its owner can read it.',
  },
  {
    id: 'ARM-055',
    what: 'Each type tells of its long-running operations in the style that was recorded last, whatever the api-version.',
    why: 'Recordings show one style per service.',
  },
  {
    id: 'ARM-083',
    what: 'The challenge of a refused token says in our words what is wrong with it, and sends no claims.',
    why: 'Recorded is a revoked session alone, and sessions are not revoked here.',
  },
  {
    id: 'ARM-091',
    what: 'Tags of every type have the same limits: 50 of them, names of 512 characters, values of 256.',
    why: 'Narrower limits of single services are not documented where a chain meets them.',
  },
  {
    id: 'ARM-093',
    what: 'A provider is registered at once with `latency: instant`, and is Registering, or Unregistering, for a minute with `realistic`.',
    why: 'How long it takes is not recorded; clients wait for the end.',
  },
  {
    id: 'ARM-094',
    what: 'The deletion of a group tries what is refused again as long as something else goes, not for fifteen minutes.',
    why: 'Nothing in a simulated group changes by waiting.',
  },
  {
    id: 'ARM-095, ARM-096',
    what: 'Limits of requests are kept only with `throttling`, one bucket for all regions; limits of single services come as faults.',
    why: 'A test sends hundreds of requests at one virtual instant, as no client of Azure could.',
  },
  {
    id: 'disks',
    what: 'Disks and snapshots hold nothing: nobody answers at the address that access to one is granted at; an upload has come when access to write it ends, and a copy is as large as its source. A copy that does not tell its encryption has that of its source. What needs contents is refused by name: images of machines, blobs, Elastic SANs, restore points.',
    why: 'Nothing reads a disk here; whether the copy of a disk stays under the key of its source is documented for Ultra Disks and Premium SSD v2 alone, that those of incremental snapshots stay under it for all.',
  },
  {
    id: 'disk accesses',
    what: 'The name by which a private endpoint reaches a disk access is made up (md-impexp-…), and so is the quarter of an hour that a copy of a snapshot takes in the background. How long a snapshot is for instant access is kept and has no effect.',
    why: 'Neither is documented.',
  },
  {
    id: 'keys of other tenants',
    what: 'That the application of a federatedClientId cannot be used is told in words of our own that name what is missing: trust, consent or grant. Azure Cosmos DB says in its own that it cannot reach the vault. Whoever reads the directory may add credentials to an application.',
    why: 'Only the words of Azure Cosmos DB are documented, and nobody reported others.',
  },
  {
    id: 'policy assignments',
    what: 'The identity of a policy assignment is made and shown, and does nothing; one that waits for enrolment denies nothing, since nothing can be enrolled. Of several overrides that fit, the first counts.',
    why: 'Effects that change or deploy resources are refused by name, and so are enrolments; that overrides are evaluated in their order is documented, which of them stands is not.',
  },
  {
    id: 'policy language',
    what: 'Definitions have the conditions, counts and aliases of the language, and those of its functions that look at a request or at values; a definition with another one, with `claims()` when it is assigned, or with another effect than deny, audit, auditIfNotExists and disabled, answers 501. An alias is read as its name says, below `properties`.',
    why: 'What an alias stands for is told by each service alone; most are named after their path.',
  },
  {
    id: 'policy sets',
    what: 'There are none of Azure’s own, and of its definitions those that a chain of keys meets.',
    why: 'Their members are hundreds of definitions, most of them about services that are not simulated.',
  },
  {
    id: 'container groups',
    what: 'A start and a restart need the key as a creation does, and fail in the same words without it; secrets that a group refers to are read then, too. Logs are empty, and no container ends by itself. A subnet has to be there, and need not be delegated. A confidential group without a policy shows none.',
    why: 'No document says what a restart does without the key, and in which words the rest is refused; nothing runs.',
  },
  {
    id: 'dedicated clusters',
    what: 'A cluster whose key is revoked looks as before, in Resource Manager.',
    why: 'What is documented to stop is ingestion and queries, which are not simulated.',
  },
  {
    id: 'names of private endpoints',
    what: 'An endpoint has a network interface with the next free addresses of its subnet, names at the services that tell of theirs, and records in the zones of its zone group. No name is resolved: no client comes through an endpoint.',
    why: 'The simulator is no network.',
  },
  {
    id: 'load balancers, public IP addresses, private link services',
    what: 'They are kept, have addresses and are shown; no traffic is balanced or translated. Public addresses are of blocks that are reserved for documents, at most 254 of each version. Prefixes of public addresses, and private link services with a destinationIPAddress, answer 501. Words of refusals are our own where nobody showed Azure’s.',
    why: 'The simulator is no network, and an address of somebody’s must not come out of it.',
  },
  {
    id: 'shared private links',
    what: 'The endpoint of a shared private link has an id in a subscription that is nowhere; links to resources that do not tell what an endpoint can lead to answer 501.',
    why: 'Azure keeps these endpoints in a subscription of its own; how it names them is not documented.',
  },
  {
    id: 'private DNS zones',
    what: 'Machines do not register themselves in a zone; $top in a list of record sets of every type answers 501. A zone whose name is none of those that a service needs gets all records of an endpoint.',
    why: 'No machine is there. What Azure makes of such a zone is not documented.',
  },
  {
    id: 'deployments of models',
    what: 'Any model, version and SKU is taken; lists of them, and of what a quota leaves, answer 501.',
    why: 'Only Azure knows what a region has.',
  },
  {
    id: 'aborted work',
    what: 'What was aborted on a cluster or a pool is told with the status Canceled and words of our own; asking for it with no work under way is refused with 409.',
    why: 'That work stops where it is and that the state is Canceled are documented; the words are not recorded.',
  },
  {
    id: 'what runs on others',
    what: 'runCommand of a cluster, importImage of a registry and ping of its webhooks answer 501, as attach and exec of a container group do; webhooks have no events.',
    why: 'No node runs, no registry holds an image and nobody is called here: any answer would be made up.',
  },
  {
    id: 'versions of clusters',
    what: 'Upgrades go to the newest patch, known here, of the same minor and of the next; there is one image for nodes.',
    why: 'What a region offers changes every week.',
  },
];

/** Of roles, assignments, the directory and sign-in. */
export const accessDifferences: readonly KnownDifference[] = [
  {
    id: 'RBAC-008',
    what: 'Key Vault Data Access Administrator is not among the built-in roles.',
    why: 'Its definition has a condition of its own, and roles here have none; assignments have.',
  },
  {
    id: 'RBAC-017',
    what: 'The last assignment of a role that gives access can be deleted.',
    why: 'Azure counts assignments of the tenant too, which a simulated subscription has not.',
  },
  {
    id: 'RBAC-019',
    what: 'With realistic latency a role assignment counts after two minutes everywhere, an access policy at once, and a group from the next token on.',
    why: 'Documents give bounds (up to ten minutes, up to a day for groups of managed identities), not times.',
  },
  {
    id: 'RBAC-020',
    what: 'Management groups are described with the world and read, and subscriptions are moved between them; making, changing and moving groups, and their settings, answer 501. What is above whom holds at once.',
    why: 'What counts for a chain is who is above whom; documents give a bound for a change of it (30 minutes), not a time.',
  },
  {
    id: 'Entra ID',
    what: 'Authorization codes, on-behalf-of and personal accounts answer 501; a device code polled too often is not slowed down; a password is taken at /organizations through an application of one tenant too.',
    why: 'Credentials without a browser do not use them; no document of Entra ID tells of slow_down, and no report what such a password is told.',
  },
  {
    id: 'Entra ID, tokens',
    what: 'Tokens last what was recorded (an hour, or a day for clients that can be told to sign in anew), to the second.',
    why: 'Azure varies lifetimes between 60 and 90 minutes by a rule that is not published.',
  },
  {
    id: 'Microsoft Graph',
    what: 'Whoever may read the directory may add the service principal of an application of Microsoft, or of one of another tenant with the audience AzureADMultipleOrgs. Objects that the simulator does not keep (devices, directory roles, owners) answer 501.',
    why: 'Roles in the directory are not simulated.',
  },
];

/** Of `Microsoft.MachineLearningServices`. */
export const machineLearningDifferences: readonly KnownDifference[] = [
  {
    id: 'CMK-037, MLE-013',
    what: 'The managed network comes with the first approved private endpoint of the workspace and stays; its names and addresses are assumed.',
    why: 'Documents say that it is there and that nobody changes it, and no more.',
  },
  {
    id: 'MLA-005',
    what: 'Endpoints of a workspace’s managed virtual network are approved by its identities where those may write connections, and by its system-assigned identity throughout its own resource group; elsewhere they wait for the owner, and their rules are Inactive until then. Words of refusals, and of what became of a rule, are our own; managedNetworkKind V2 answers 501.',
    why: 'Documents name the role that is needed and say that the service gives the system-assigned identity rights in its group, not what a rule tells meanwhile. Names and ports of required rules are as users show them.',
  },
  {
    id: 'CMK-044',
    what: 'Credentials of datastores and connections, a key of the storage account and the passwords of the registry are secrets in the workspace’s vault, under names of our own. The secret of a datastore goes with it; that of a connection stays.',
    why: 'Documents say what is kept there and what becomes of a datastore’s; nobody tells how the secrets are called.',
  },
  {
    id: 'CMK-084, MLA-002',
    what: 'After a key is regenerated the workspace lists the old one until resyncKeys, and jobs that pull from its registry with the old password fail. Work that needs the storage account goes on.',
    why: 'Documents say that errors may follow until then, not which; of the registry the words of a run are reported.',
  },
  {
    id: 'F59',
    what: 'A job is Failed from the start when its image could not be pulled, with the reported words in the property azureml-cmk.simulator.error.',
    why: 'Nothing is run. Azure tells them in the history of the run, which is not simulated.',
  },
  {
    id: 'MLA-004',
    what: 'Usages and quotas tell the ten families of sizes that published examples name, and no limit that nobody set.',
    why: 'What a subscription may have of which family in which region, Azure alone knows.',
  },
];

/** The figures that the simulator fixes where Azure varies. */
export const constantDifferences: readonly KnownDifference[] = [
  {
    id: 'x-ms-retry-after-ms',
    what: 'With the option `retryAfter: { milliseconds }` answers about an operation that goes on have this header in place of `Retry-After`, also where Azure sends neither. 429 keeps `Retry-After`.',
    why: 'Azure was never recorded to send it: it is a kindness to clients that honour it, which wait 30 real seconds without. After a 429 a client has to wait as long as it is told, on the virtual clock.',
  },
  {
    id: 'delays',
    what: 'With realistic latency every operation takes the same time each time: the DNS name of a vault 25 s, a role assignment 2 min, the deletion of a group 30 s and so on.',
    why: 'One figure within what was recorded keeps tests repeatable; `sim.faults` makes an operation longer.',
  },
  {
    id: 'clouds',
    what: 'The application ids of Azure Cosmos DB in China and the application id that Azure Machine Learning has there are drawn, not Azure’s.',
    why: 'They are not published.',
  },
];
