/** The request for a set of policy definitions: what is in it is there, above it, and has its parameters. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { FIRST_VERSION, type PolicyDefinition, versionOf } from '../../kernel/policy/definition.ts';
import { wordOf } from '../../kernel/read-json.ts';
import type { ResourceAddress, UnitContext } from '../../kernel/resource-type.ts';
import { checkVersion } from './policy-names.ts';
import { asParameterized, checkMemberParameters } from './policy-parameters.ts';
import { isInScope, majorOf } from './policy-places.ts';

const OF_DEFINITION = /\/providers\/Microsoft\.Authorization\/policyDefinitions\/[^/]+$/i;

/** A member as it is written and what it refers to. */
interface Member {
  readonly given: JsonObject;
  readonly definition: PolicyDefinition;
}

/** The properties of a set as it is stored. */
export function readPolicySet(
  context: UnitContext,
  address: Pick<ResourceAddress, 'id' | 'name' | 'scope'>,
  body: JsonObject,
): JsonObject {
  const properties = objectAt(body, 'properties');
  const { policyDefinitions: given, policyDefinitionGroups, policyType } = properties;
  if (policyType !== undefined && policyType !== 'Custom' && policyType !== 'NotSpecified') {
    throw notSimulated(`a policy set definition of the type '${JSON.stringify(policyType)}'`);
  }
  const version = stringAt(properties, 'version') ?? FIRST_VERSION;
  checkVersion(version);
  if (!Array.isArray(given) || given.length === 0) {
    // The tests of Azure PowerShell have it so.
    throw invalid(
      `The policy set definition '${address.name}' create request is invalid. At least one policy definition must be referenced.`,
    );
  }
  const parameters = objectAt(properties, 'parameters');
  const members = membersOf(context, address, given);
  const groups = groupNames(policyDefinitionGroups);
  const { displayName, description, metadata } = properties;
  return {
    ...(typeof displayName === 'string' ? { displayName } : {}),
    policyType: 'Custom',
    ...(typeof description === 'string' ? { description } : {}),
    ...(isObject(metadata) ? { metadata } : {}),
    version,
    parameters,
    policyDefinitions: withReferences(context, address, members).map((member) =>
      checked(
        member,
        parameters as unknown as PolicyDefinition['parameters'],
        groups,
        address.name,
      ),
    ),
    ...(Array.isArray(policyDefinitionGroups) ? { policyDefinitionGroups } : {}),
  };
}

/** The definitions that are referred to: what is wrong with any is told in Azure's words, of all at once where it does. */
function membersOf(
  context: UnitContext,
  { scope, name }: Pick<ResourceAddress, 'name' | 'scope'>,
  given: readonly Json[],
): readonly Member[] {
  const request = `The policy set definition '${name}' request is invalid.`;
  const asked = given.map((member) => ({
    member: isObject(member) ? member : {},
    id: stringAt(member, 'policyDefinitionId') ?? '',
  }));
  if (asked.some(({ id }) => !OF_DEFINITION.test(id))) {
    // hashicorp/terraform-provider-azurerm#19929.
    throw invalid(
      `${request} Referenced policy definitions must be of type 'Microsoft.Authorization/policyDefinitions'.`,
    );
  }
  const found = asked.map(({ member, id }): Member => {
    const definition = context.policyDefinition(id);
    if (definition) return { given: member, definition };
    // As the known issues of Azure Monitor Baseline Alerts show it.
    throw new Refusal({
      status: 404,
      code: 'PolicyDefinitionNotFound',
      message: `${request} The following policy definition could not be found: '${id}'.`,
      evidence: 'reported',
    });
  });
  const outside = found.filter(({ definition }) => !isInScope(context, definition.id, scope));
  if (outside.length > 0) {
    // Azure/ALZ-Bicep#885.
    throw invalid(
      `${request} Policy definitions should be specified only at or above the policy set definition's scope. The following policy definitions are invalid: '${outside.map((one) => one.definition.name).join(',')}'.`,
    );
  }
  return found;
}

/** Members with the ids that they are referred to by; one that is not given is a number, as Azure makes them. */
function withReferences(
  context: UnitContext,
  { id, name }: Pick<ResourceAddress, 'id' | 'name'>,
  members: readonly Member[],
): readonly (Member & { readonly referenceId: string })[] {
  const known = new Set<string>();
  return members.map((member, index) => {
    const referenceId =
      stringAt(member.given, 'policyDefinitionReferenceId') ??
      numberOf(context.namedGuid('policyDefinitionReferenceId', id.toLowerCase(), String(index)));
    if (known.has(referenceId.toLowerCase())) {
      throw assumed(
        `The policy set definition '${name}' request is invalid. The policy definition reference id '${referenceId}' is used more than once.`,
      );
    }
    known.add(referenceId.toLowerCase());
    return { ...member, referenceId };
  });
}

/** 64 bits of a GUID as a decimal number. */
const numberOf = (guid: string): string =>
  BigInt(`0x${guid.replaceAll('-', '').slice(0, 16)}`).toString();

function checked(
  { given, definition, referenceId }: Member & { readonly referenceId: string },
  ofSet: PolicyDefinition['parameters'],
  groups: ReadonlySet<string>,
  setName: string,
): JsonObject {
  const definitionVersion =
    stringAt(given, 'definitionVersion') ?? `${majorOf(definition.versions[0].version)}.*.*`;
  const found = versionOf(definition, definitionVersion);
  if (!found) {
    throw assumed(
      `The policy set definition '${setName}' request is invalid. The policy definition '${definition.name}' has no version '${definitionVersion}'.`,
    );
  }
  const parameters = objectAt(given, 'parameters');
  checkMemberParameters(asParameterized(definition, found), parameters, ofSet);
  const { groupNames: asked } = given;
  const names = Array.isArray(asked) ? (asked as readonly Json[]) : [];
  const unknown = names.find((one) => !groups.has(wordOf(one).toLowerCase()));
  if (unknown !== undefined) {
    throw assumed(
      `The policy set definition '${setName}' request is invalid. It has no policy definition group '${wordOf(unknown)}'.`,
    );
  }
  return {
    policyDefinitionReferenceId: referenceId,
    policyDefinitionId: definition.id,
    definitionVersion,
    parameters,
    ...(names.length > 0 ? { groupNames: names } : {}),
  };
}

const groupNames = (given: Json | undefined): ReadonlySet<string> =>
  new Set(
    (Array.isArray(given) ? (given as readonly Json[]) : []).map((one) =>
      (stringAt(one, 'name') ?? '').toLowerCase(),
    ),
  );

const refused = (message: string, evidence: 'reported' | 'assumed'): Refusal =>
  new Refusal({ status: 400, code: 'InvalidCreatePolicySetDefinitionRequest', message, evidence });
const invalid = (message: string): Refusal => refused(message, 'reported');
const assumed = (message: string): Refusal => refused(message, 'assumed');
