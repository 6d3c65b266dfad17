/** What is said of a write that policies deny. */
import { Refusal } from '../errors.ts';
import { type JsonObject, own } from '../json.ts';
import type { AssignedPolicy } from './assigned.ts';
import type { PolicyAssignment } from './definition.ts';
import type { EvaluatedExpression, PolicySubject } from './rule.ts';

/** A policy that a write does not satisfy. */
export interface Violation extends AssignedPolicy {
  readonly assignment: PolicyAssignment;
  /** As written. */
  readonly effect: string;
  readonly isDenied: boolean;
  readonly expressions: readonly EvaluatedExpression[];
}

/** What refusals say of the policies: the messages of their assignments, else their names. */
export function reasonsOf(denied: readonly Violation[]): string {
  const messages = [...new Set(denied.flatMap(messagesOf))];
  const identifiers = JSON.stringify(
    denied.map(({ assignment, definition, version, set }) => ({
      policyAssignment: { name: assignment.displayName, id: assignment.id },
      policyDefinition: {
        name: definition.displayName,
        id: definition.id,
        version: version.version,
      },
      ...(set
        ? { policySetDefinition: { name: set.displayName, id: set.id, version: set.version } }
        : {}),
    })),
  );
  return messages.length > 0
    ? `Reasons: '${messages.join("','")}'. See error details for policy resource IDs.`
    : `Policy identifiers: '${identifiers}'.`;
}

/** The messages for one member of a set stand for those that are for all. */
function messagesOf({ assignment, referenceId = '' }: Violation): readonly string[] {
  return own(assignment.memberMessages ?? {}, referenceId) ?? assignment.messages;
}

export function disallowed(subject: PolicySubject, denied: readonly Violation[]): Refusal {
  return new Refusal({
    status: 403,
    code: 'RequestDisallowedByPolicy',
    target: subject.name,
    message: `Resource '${subject.name}' was disallowed by policy. ${reasonsOf(denied)}`,
    evidence: 'reported',
    failureCause: 'gateway',
    additionalInfo: denied.map((violation) => ({
      type: 'PolicyViolation',
      info: violationInfo(violation),
    })),
  });
}

function violationInfo({ assignment, definition, set, ...found }: Violation): JsonObject {
  return {
    ...(set
      ? {
          policySetDefinitionDisplayName: set.displayName,
          policySetDefinitionId: set.id,
          policySetDefinitionName: set.name,
          policySetDefinitionVersion: set.version,
          policyDefinitionReferenceId: found.referenceId,
        }
      : {}),
    policyDefinitionDisplayName: definition.displayName,
    evaluationDetails: { evaluatedExpressions: found.expressions },
    policyDefinitionId: definition.id,
    policyDefinitionName: definition.name,
    policyDefinitionVersion: found.version.version,
    policyDefinitionEffect: found.effect,
    policyAssignmentId: assignment.id,
    policyAssignmentName: assignment.name,
    policyAssignmentDisplayName: assignment.displayName,
    policyAssignmentScope: assignment.scope,
    policyAssignmentParameters: assignment.parameters,
    policyExemptionIds: [],
  };
}
