/** The encryption of a cluster's disks: which set, whether the cluster may read it and the set may use its key. */
import { encryptedBy, keyForbidden } from '../../kernel/disk-encryption-set.ts';
import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { userPrincipalOf } from '../../kernel/managed-identity.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import { invalid } from './cluster-request.ts';

const READ_SET = 'Microsoft.Compute/diskEncryptionSets/read';
const WRITE_MACHINES = 'Microsoft.Compute/virtualMachineScaleSets/write';

/** The set that a cluster names; it must be there, in the cluster's region and subscription. */
export function diskEncryptionSetOf(
  context: UnitContext,
  cluster: StoredResource,
): StoredResource | undefined {
  const id = stringAt(cluster.properties, 'diskEncryptionSetID');
  if (id === undefined) return undefined;
  const set = context.resource(id);
  if (!set) throw invalid('diskEncryptionSetID', `there is no disk encryption set '${id}'`);
  if (set.location !== cluster.location) {
    throw invalid(
      'diskEncryptionSetID',
      `the set is in ${set.location}, the cluster in ${cluster.location}; both must be in one region`,
    );
  }
  if (subscriptionOf(set) !== subscriptionOf(cluster)) {
    throw invalid('diskEncryptionSetID', "the set must be in the cluster's subscription");
  }
  return set;
}

/**
 * Machines get their disks: what is wrong with the cluster's set, its key or grants fails here, minutes into the
 * operation. Without a set there is nothing to it.
 */
export function encryptDisks(context: UnitContext, cluster: StoredResource): Effects {
  const set = diskEncryptionSetOf(context, cluster);
  if (!set) return {};
  checkClusterReads(context, cluster, set);
  context.rules.enforce('managedCluster.create.operation', {
    cluster,
    diskEncryptionSet: set,
  });
  const forbidden = keyForbidden(context, set);
  if (forbidden) {
    throw poolFailed('KeyVaultAccessForbidden', forbidden.message, forbidden.evidence);
  }
  return encryptedBy(context, set);
}

/**
 * Machines that stand still boot only with the key of their disks: documented of a key that is disabled, deleted or
 * expired, until it is back. How the cluster passes that on is not known.
 */
export function mustBoot(context: UnitContext, cluster: StoredResource): void {
  const set = diskEncryptionSetOf(context, cluster);
  const forbidden = set && keyForbidden(context, set);
  if (!forbidden) return;
  throw new Refusal({
    status: 400,
    code: 'KeyVaultAccessForbidden',
    message: `The machines of the cluster '${cluster.name}' do not boot: ${forbidden.message}`,
    evidence: 'assumed',
    ruleId: 'CMK-013',
  });
}

/**
 * A cluster that runs as a user-assigned identity can be granted before it exists. A system-assigned one cannot; its
 * first use of the set is a data disk, later.
 */
function checkClusterReads(
  context: UnitContext,
  cluster: StoredResource,
  set: StoredResource,
): void {
  for (const id of userIdentitiesOf(cluster.identity)) {
    const principalId = userPrincipalOf(context, id);
    if (principalId === undefined || context.allows(principalId, READ_SET, set.id)) continue;
    const name = context.principal(principalId)?.appId ?? principalId;
    const machines = `/subscriptions/${context.subscription.subscriptionId}/resourceGroups/${stringAt(cluster.properties, 'nodeResourceGroup')}`;
    throw poolFailed(
      'LinkedAuthorizationFailed',
      `The client '${name}' with object id '${principalId}' has permission to perform action '${WRITE_MACHINES}' on scope '${machines}'; however, it does not have permission to perform action '${READ_SET}' on the linked scope(s) '${set.id}' or the linked scope(s) are invalid.`,
    );
  }
}

/** A pool's scale set could not be made; the compute service's code and words are inside. */
function poolFailed(
  code: string,
  message: string,
  evidence: 'reported' | 'assumed' = 'reported',
): Refusal {
  return new Refusal({
    status: 400,
    code: 'CreateVMSSAgentPoolFailed',
    message: `Code="${code}" Message="${message}"`,
    evidence,
    ruleId: 'CMK-013',
  });
}

function userIdentitiesOf(identity: JsonObject | undefined): string[] {
  return Object.keys(objectAt(identity, 'userAssignedIdentities'));
}

function subscriptionOf({ id }: StoredResource): string {
  return (id.split('/')[2] ?? '').toLowerCase();
}
