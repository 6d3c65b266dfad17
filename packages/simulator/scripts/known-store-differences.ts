/** What the simulator knowingly does otherwise with customers' own stores under their keys. */
import type { KnownDifference } from './known-differences.ts';

/** Of storage, registries, search, AI services, disks and Databricks, as far as their keys go. */
export const storeDifferences: readonly KnownDifference[] = [
  {
    id: 'STO-002, ACR-001, SRC-001, DBX-002',
    what: 'That a store has lost its key shows in `sim.encryption` alone, for AI Search in that it cannot be scaled, and for storage in its blobs. Requests that change settings or list access keys go on.',
    why: 'What is documented to stop are reads and writes of data, and of data planes only those of vaults and of blobs are served.',
  },
  {
    id: 'STO-002, F72',
    what: 'Blobs of an account that has lost its key are not read, written or told of; they are listed without metadata, and deleted. Put Block List is refused as Put Block is. One answer stands for every way in which a key is lost.',
    why: 'Which operations fail then is documented, and Put Block List is not among them: here it encrypts the blob anew from its blocks. The answer is the one that users and an SDK of Microsoft show.',
  },
  {
    id: 'STO-002, F72',
    what: 'An account that has lost its key and holds blobs is not brought under another key, nor back under that of Microsoft.',
    why: 'Nobody can unwrap the key of the account then, so the change would lose the blobs. It is documented that the keys of an account can be changed at any time; what Azure answers in this state was not seen, so the words are our own.',
  },
  {
    id: 'STO-002',
    what: 'Of the data plane of storage, block blobs are served: for Entra ID, the keys of the account, the signatures (SAS) that these make, judged by the virtual clock, and for anybody where a container is public. User delegation SAS, stored access policies, a service SAS for another service, leases, snapshots, versions, tags, tiers, copies, encryption scopes, keys of the request, page and append blobs, files, queues and tables answer 501 and name themselves. The date of a signed request is not judged.',
    why: 'They are the data that a customer-managed key of the account protects; the rest shows no more of that.',
  },
  {
    id: 'immutable blobs',
    what: 'Policies of retention and legal holds of containers keep blobs, containers and accounts as documented; allowProtectedAppendWritesAll and version-level immutability answer 501. Refusals in Resource Manager are in words of our own.',
    why: 'No blob is appended to and no version is kept here. Codes and words of the blob service are reported, those of Resource Manager in part.',
  },
  {
    id: 'CMK-073, STO-002, ACR-001, DBX-002',
    what: 'A store notices within an hour that its key is gone or back, AI services and managed services of Databricks too.',
    why: 'An hour is documented for storage (ENC), disks and AI Search; for the others only that they notice.',
  },
  {
    id: 'STO-002, F25, F26',
    what: 'A storage account, a registry or an AI services account goes on under a version that has expired; disks do not.',
    why: 'An expired key unwraps. Users report so of storage; of disks Microsoft documents that their machines shut down, though users saw them go on.',
  },
  {
    id: 'STO-001, ACR-002, DES-006',
    what: 'A store whose key is out of reach can be given another one, a storage account as long as it holds no blobs; its data key is a new one then.',
    why: 'For disks it is documented to bring their machines back; what the others do is not.',
  },
  {
    id: 'DES-006',
    what: 'Disks follow their set to another key at its next hourly look, and show the one before in previousKeys until then. autoKeyRotationError is in words of our own and goes when the key can be used.',
    why: 'Documented are "within one hour" and that the error has to be fixed, not what it says.',
  },
  {
    id: 'DES-009, F78',
    what: 'Nodes of a running cluster are not shown to shut down when the key of their disks is gone; the cluster does not start and gets no more nodes, in words of our own around those of the compute service.',
    why: 'Machines are not simulated, and how a cluster tells of it is not recorded.',
  },
  {
    id: 'roles of Azure Cosmos DB',
    what: 'Roles of an account for its data are kept and decide nothing; ids that are no GUIDs are taken, and a definition that is assigned is not deleted.',
    why: 'The data plane of an account is not simulated; no document tells the rest.',
  },
  {
    id: 'linked storage accounts',
    what: 'A storage account that is linked to a Log Analytics workspace is told, and holds nothing.',
    why: 'Queries and alerts, which it is for, are not simulated.',
  },
  {
    id: 'replications of registries',
    what: 'The replication in the region of a registry comes with the first in another one, and goes last. An endpoint that leads to the registry already gets no address for a new replication; refusals are in words of our own.',
    why: 'Users report the code HomeReplicationCannotBeDeleted, and no more of it.',
  },
];
