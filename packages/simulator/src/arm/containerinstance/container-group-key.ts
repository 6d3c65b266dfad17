/** The customer's key of a container group, as whoever keeps the group meets it. */
import { Refusal } from '../../kernel/errors.ts';
import { firstPartyAppId } from '../../kernel/first-party.ts';
import { isObject, objectAt, stringAt } from '../../kernel/json.ts';
import { userPrincipalOf } from '../../kernel/managed-identity.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { invalidKey } from './container-group-request.ts';

/** What the group's keeper does with the key: it never wraps. */
const KEY_OPERATIONS = ['get', 'unwrapKey'] as const;

/** The key is really there, and whoever keeps the group may really read it and unwrap with it. */
export function checkGroupKey(context: UnitContext, group: StoredResource): void {
  const keyIdentifier = keyIdentifierOf(group);
  if (keyIdentifier === undefined) return;
  context.rules.enforce('containerGroup.create.operation', { containerGroup: group });
  if (!context.keys.describe(keyIdentifier)) {
    throw invalidKey(`there is no key '${keyIdentifier}'`);
  }
  const principalId = keeperOf(context, group);
  if (principalId === undefined) {
    throw accessDenied(
      keyIdentifier,
      `there is no service principal of Azure Container Instances in the tenant ${context.subscription.tenantId}`,
    );
  }
  for (const operation of KEY_OPERATIONS) {
    const refusal = context.keys.refuses(keyIdentifier, principalId, operation);
    if (refusal) throw accessDenied(keyIdentifier, refusal.text);
  }
  checkFirewall(context, group, keyIdentifier);
}

/** Documented: behind a firewall the service does not come as itself, only as an identity of the group. */
function checkFirewall(context: UnitContext, group: StoredResource, keyIdentifier: string): void {
  const vault = context.keys.vaultOf(keyIdentifier);
  const { networkAcls, publicNetworkAccess } = vault?.properties ?? {};
  const isOpen =
    publicNetworkAccess !== 'Disabled' && stringAt(networkAcls, 'defaultAction') !== 'Deny';
  if (isOpen || keyIdentityOf(group) !== undefined) return;
  throw accessDenied(
    keyIdentifier,
    `the vault '${vault?.name}' is behind a firewall, where only an identity of the group may use it; name one in 'encryptionProperties.identity'`,
  );
}

/** The identity that the encryption names, else the service's own principal in the tenant. */
function keeperOf(context: UnitContext, group: StoredResource): string | undefined {
  const identityId = keyIdentityOf(group);
  if (identityId !== undefined) return userPrincipalOf(context, identityId);
  const appId = firstPartyAppId('containerInstance', context.cloud);
  return context.servicePrincipal(context.subscription.tenantId, appId)?.objectId;
}

function keyIdentifierOf({ properties }: StoredResource): string | undefined {
  const encryption = properties['encryptionProperties'];
  if (!isObject(encryption)) return undefined;
  const vaultBaseUrl = (stringAt(encryption, 'vaultBaseUrl') ?? '').replace(/\/+$/, '');
  return `${vaultBaseUrl}/keys/${stringAt(encryption, 'keyName')}/${stringAt(encryption, 'keyVersion')}`;
}

export function keyIdentityOf({ properties }: StoredResource): string | undefined {
  return stringAt(objectAt(properties, 'encryptionProperties'), 'identity');
}

function accessDenied(keyIdentifier: string, why: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'EncryptionKeyAccessDenied',
    message: `The key '${keyIdentifier}' cannot be used: ${why}`,
    evidence: 'assumed',
    ruleId: 'CMK-013',
  });
}
