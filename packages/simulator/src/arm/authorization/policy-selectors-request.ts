/** The `resourceSelectors` and the `overrides` of a request for a policy assignment. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import {
  OVERRIDE_KINDS,
  type PolicyOverride,
  type PolicySelector,
  type ResourceSelector,
  SELECTOR_KINDS,
  WITHOUT_LOCATION,
} from '../../kernel/policy/selectors.ts';

/** Overrides, and resource selectors, of an assignment at most. */
const SELECTORS_MAX = 10;
/** Values of a selector at most. */
const VALUES_MAX = 50;

/** The resource selectors of an assignment. */
export function resourceSelectorsIn(given: Json | undefined): readonly ResourceSelector[] {
  return itemsOf(given, 'resourceSelectors').map((one) => {
    const name = stringAt(one, 'name');
    const selectors = selectorsIn(
      one['selectors'],
      (kind) => kind !== 'policyDefinitionReferenceId',
    );
    const kinds = new Set(selectors.map(({ kind }) => kind));
    if (kinds.has('resourceLocation') && kinds.has('resourceWithoutLocation')) {
      throw invalid(
        'a resource selector has resourceLocation or resourceWithoutLocation, not both',
      );
    }
    return { ...(name === undefined ? {} : { name }), selectors };
  });
}

/** The overrides of an assignment; what they put in place is held against what is assigned by its caller. */
export function overridesIn(given: Json | undefined): readonly PolicyOverride[] {
  return itemsOf(given, 'overrides').map((one) => {
    const asked = stringAt(one, 'kind') ?? '';
    const kind = OVERRIDE_KINDS.find((known) => known === asked);
    if (!kind) throw notSimulated(`the override '${asked}' of a policy`);
    const value = stringAt(one, 'value');
    if (value === undefined) throw invalid('an override needs a value');
    // Which version of a set is in use decides which members there are.
    const isAbout = (selector: PolicySelector['kind']): boolean =>
      kind === 'policyEffect' || selector !== 'policyDefinitionReferenceId';
    return { kind, value, selectors: selectorsIn(one['selectors'], isAbout) };
  });
}

function selectorsIn(
  given: Json | undefined,
  isTaken: (kind: PolicySelector['kind']) => boolean,
): readonly PolicySelector[] {
  const list = Array.isArray(given) ? (given as readonly Json[]) : [];
  return list.map((entry) => {
    const asked = stringAt(entry, 'kind') ?? '';
    const kind = SELECTOR_KINDS.find((known) => known === asked);
    if (!kind) throw notSimulated(`the selector '${asked}' of a policy`);
    if (!isTaken(kind)) throw invalid(`a selector of the kind '${kind}' has no place here`);
    const [accepted, left] = [valuesAt(entry, 'in'), valuesAt(entry, 'notIn')];
    const values = accepted ?? left;
    if (!values || (accepted && left)) {
      throw invalid(`a selector of the kind '${kind}' needs 'in' or 'notIn', not both`);
    }
    if (values.length > VALUES_MAX) {
      throw invalid(`a selector of the kind '${kind}' takes ${VALUES_MAX} values at most`);
    }
    if (kind === 'resourceWithoutLocation' && values.some((one) => one !== WITHOUT_LOCATION)) {
      throw invalid(`a selector of the kind '${kind}' takes '${WITHOUT_LOCATION}' alone`);
    }
    return accepted ? { kind, in: values } : { kind, notIn: values };
  });
}

function valuesAt(entry: Json, name: 'in' | 'notIn'): readonly string[] | undefined {
  const list = isObject(entry) ? entry[name] : undefined;
  if (list === undefined || list === null) return undefined;
  const isText = (one: unknown): one is string => typeof one === 'string';
  if (Array.isArray(list) && list.every(isText)) return list;
  throw invalid(`'${name}' of a selector must be a list of strings`);
}

function itemsOf(given: Json | undefined, what: string): readonly JsonObject[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given) || !given.every(isObject)) {
    throw invalid(`${what} must be a list of objects`);
  }
  if (given.length > SELECTORS_MAX) throw invalid(`there are ${SELECTORS_MAX} ${what} at most`);
  return given;
}

/** The refusal of an assignment, in words of our own. */
export const invalid = (why: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'InvalidCreatePolicyAssignmentRequest',
    message: `The policy assignment request is invalid: ${why}.`,
    evidence: 'assumed',
  });
