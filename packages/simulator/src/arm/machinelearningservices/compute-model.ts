/** A compute as it is stored, and what is asked of each kind. */
import type { JsonObject } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { WORKSPACES } from './workspace-model.ts';

export const COMPUTES: string = `${WORKSPACES}/computes`;

/** A compute about which its kind is asked. */
export interface ComputeSubject {
  readonly context: UnitContext;
  readonly name: string;
  readonly location: string;
  /** `properties.resourceId`: what is attached. */
  readonly attachedId: string | undefined;
  /** `properties.properties` as they were read. */
  readonly given: JsonObject;
}

/** One kind of compute. */
export interface ComputeKind {
  /** Checks and completes `properties.properties` of a request. */
  readonly read: (given: JsonObject, attachedId: string | undefined) => JsonObject;
  readonly whileMade: (subject: ComputeSubject) => JsonObject;
  readonly whenMade: (subject: ComputeSubject) => JsonObject;
  /** Whether it is made elsewhere and only attached. */
  readonly isAttached: boolean;
  /** Milliseconds. */
  readonly createMs: number;
}
