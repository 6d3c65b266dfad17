/** The request for a role assignment, and how it is refused. */
import { Refusal, type RefusalData } from '../../kernel/errors.ts';
import { type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { managementGroupIn } from '../../kernel/management-groups.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { principalTypes } from '../../kernel/standing-assignment.ts';
import { ConditionSyntaxError, parseRoleCondition } from '../../kernel/role-condition.ts';

export const GUID: RegExp = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const CONDITION_VERSION = '2.0';

/** What a PUT asks for. */
export interface Asked {
  readonly roleDefinitionId: string;
  readonly roleId: string;
  readonly principalId: string;
  readonly principalType: string | undefined;
  readonly description: string | undefined;
  readonly condition: string | undefined;
  readonly conditionVersion: string | undefined;
}

/** Reads a body: the role is there, the principal is known, the condition can be read. */
export function readAsked(context: UnitContext, scope: string, body: Json): Asked {
  const properties = objectAt(body, 'properties');
  const roleDefinitionId = stringAt(properties, 'roleDefinitionId') ?? '';
  const roleId = (roleDefinitionId.split('/').pop() ?? '').toLowerCase();
  const principalId = stringAt(properties, 'principalId') ?? '';
  const role = context.role(roleId);
  if (!role || (role.tenantId ?? context.subscription.tenantId) !== context.subscription.tenantId) {
    throw refusal(
      404,
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${roleId}' does not exist.`,
      'recorded',
    );
  }
  const isOfCustomer = role.tenantId !== undefined;
  if (isOfCustomer && role.permissions.dataActions.length > 0 && managementGroupIn(scope)) {
    // netr0m/az-pim-cli#97.
    throw refusal(
      400,
      'InvalidCreateRoleAssignmentRequest',
      'Role assignments to Management Groups can not be made to custom role definitions with DataActions',
      'reported',
    );
  }
  const principalType = stringAt(properties, 'principalType');
  const principal = context.principal(principalId);
  const isVisible = principal !== undefined && (principal.visibleAt ?? 0) <= context.now;
  if (!GUID.test(principalId) || (principalType === undefined && !isVisible)) {
    throw refusal(
      400,
      'PrincipalNotFound',
      `Principal ${principalId.replaceAll('-', '')} does not exist in the directory ${context.subscription.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
      'recorded',
    );
  }
  const actualType = principalTypeOf(context, principalId);
  if (isVisible && principalType !== undefined && !sameWord(principalType, actualType)) {
    // The misspelt word and the space before the comma are Azure's, as azd's users report them.
    throw refusal(
      400,
      'UnmatchedPrincipalType',
      `The PrincipalId '${principalId.replaceAll('-', '')}' has type '${actualType}' , which is different from specified PrinciaplType '${principalType}'.`,
      'reported',
    );
  }
  const { subscriptionId } = context.subscription;
  const subscription = subscriptionId === '' ? '' : `/subscriptions/${subscriptionId}`;
  return {
    roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
    roleId,
    principalId: principalId.toLowerCase(),
    principalType,
    description: stringAt(properties, 'description'),
    ...conditionIn(properties),
  };
}

/** A condition that can be read, and its version. */
function conditionIn(properties: JsonObject): Pick<Asked, 'condition' | 'conditionVersion'> {
  const condition = stringAt(properties, 'condition');
  const conditionVersion = stringAt(properties, 'conditionVersion');
  if (!condition) return { condition: undefined, conditionVersion };
  if (conditionVersion !== CONDITION_VERSION) {
    throw refusal(
      400,
      'InvalidConditionVersion',
      `The version '${conditionVersion ?? ''}' of the condition is not valid. It must be '${CONDITION_VERSION}'.`,
      'assumed',
    );
  }
  try {
    parseRoleCondition(condition);
  } catch (error) {
    if (!(error instanceof ConditionSyntaxError)) throw error;
    const why = `The condition of the role assignment cannot be read: ${error.message}.`;
    throw refusal(400, 'InvalidCondition', why, 'assumed');
  }
  return { condition, conditionVersion };
}

const sameWord = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** A principal as assignments name its kind; who is not known is taken for a service. */
export function principalTypeOf(context: UnitContext, principalId: string): string {
  return principalTypes[context.principal(principalId)?.kind ?? 'servicePrincipal'];
}

export function refusal(
  status: number,
  code: string,
  message: string,
  evidence: RefusalData['evidence'],
): Refusal {
  return new Refusal({ status, code, message, evidence });
}
