/** What a container group takes from elsewhere: secrets of vaults, by the names that it gives them, and its subnets. */
import { Refusal } from '../../kernel/errors.ts';
import { isObject, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { hasUserIdentity, userPrincipalOf } from '../../kernel/managed-identity.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { asArray, containersOf } from './container-group-run.ts';
import { invalid } from './container-group-errors.ts';

const SUBNETS = 'Microsoft.Network/virtualNetworks/subnets';
/** Members that hold the name of a secret. */
const NAMING: ReadonlySet<string> = new Set([
  'secureValueReference',
  'passwordReference',
  'storageAccountKeyReference',
]);

interface SecretReference {
  readonly name: string;
  readonly identity: string;
  readonly uri: string;
}

/** Refuses names of secrets that nothing describes, identities that the group has not, and subnets that are not there. */
export function checkReferences(context: UnitContext, group: StoredResource): void {
  const references = secretReferencesOf(group);
  const names = new Set(references.map(({ name }) => name));
  if (names.size < references.length) {
    throw invalid('InvalidSecretReference', "every one of 'secretReferences' needs its own name");
  }
  for (const { name, identity, uri } of references) {
    if (name === '' || identity === '' || uri === '') {
      throw invalid(
        'InvalidSecretReference',
        "every one of 'secretReferences' needs 'name', 'identity' and 'secretReferenceUri'",
      );
    }
    if (!hasUserIdentity(group.identity, identity)) {
      throw invalid(
        'InvalidSecretReference',
        `the identity '${identity}' of '${name}' is not one of the group's identities`,
      );
    }
  }
  for (const name of namesIn(group.properties)) {
    if (names.has(name)) continue;
    throw invalid('InvalidSecretReference', `none of 'secretReferences' has the name '${name}'`);
  }
  for (const subnet of asArray(group.properties['subnetIds'])) {
    const id = stringAt(subnet, 'id') ?? '';
    if (context.resource(id)?.type === SUBNETS) continue;
    throw invalid('InvalidSubnet', `there is no subnet '${id}'`);
  }
}

/** Reads the secrets as the identities that are named for them. Containers get them, so nothing shows them. */
export function readReferences(context: UnitContext, group: StoredResource): void {
  for (const reference of secretReferencesOf(group)) {
    const why = unreadable(context, reference);
    if (why === undefined) continue;
    throw new Refusal({
      status: 400,
      code: 'SecretReferenceAccessDenied',
      message: `The secret '${reference.uri}' of '${reference.name}' cannot be read: ${why}`,
      evidence: 'assumed',
    });
  }
}

/** Why a secret cannot be read, in the words of its vault. */
function unreadable(context: UnitContext, { identity, uri }: SecretReference): string | undefined {
  const principalId = userPrincipalOf(context, identity);
  if (principalId === undefined) return `the identity '${identity}' is gone.`;
  try {
    context.secrets.read(uri, principalId);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.text;
    throw error;
  }
}

function secretReferencesOf({ properties }: StoredResource): SecretReference[] {
  return asArray(properties['secretReferences']).map((one) => ({
    name: stringAt(one, 'name') ?? '',
    identity: stringAt(one, 'identity') ?? '',
    uri: stringAt(one, 'secretReferenceUri') ?? '',
  }));
}

/** Every name of a secret that containers, volumes and registries are given. */
function namesIn(properties: JsonObject): string[] {
  const { volumes, imageRegistryCredentials, initContainers } = properties;
  const containers = containersOf({ properties });
  const ofVolumes = asArray(volumes).flatMap((volume) =>
    Object.values(objectAt(volume, 'secretReference')).filter((one) => typeof one === 'string'),
  );
  const others = [containers, volumes, imageRegistryCredentials, initContainers];
  return [...ofVolumes, ...others.flatMap((one) => named(one))];
}

function named(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(named);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    NAMING.has(name) && typeof member === 'string' ? [member] : named(member),
  );
}
