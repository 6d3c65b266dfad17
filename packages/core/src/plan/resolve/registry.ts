import { armId, parseArmId } from '../../azure/arm-id.ts';
import { CmkError } from '../../errors/cmk-error.ts';
import { nameHash } from '../names.ts';
import type { Described } from './description.ts';

/** Where the resources that a plan makes live. */
export interface Home {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
}

/** The resources of one type: each id once, each with its own step id. */
export interface Registry<T extends Described> {
  /** The entry of this id; made when it is the first reference to it. */
  readonly add: (id: string, make: (entry: Omit<Described, 'create'>) => T) => T;
  readonly all: () => readonly T[];
}

/**
 * Makes a registry. Step ids are `{prefix}.{name}`; a second resource of the same name (in another group) gets a
 * hash of its id behind it. `first` names the step of the first resource added.
 */
export function createRegistry<T extends Described>(prefix: string, first?: string): Registry<T> {
  const entries = new Map<string, T>();
  const stepIds = new Set<string>();
  return {
    all: () => [...entries.values()],
    add(id, make) {
      const known = entries.get(id.toLowerCase());
      if (known) return known;
      const { name, subscriptionId, resourceGroup } = requireArmId(id);
      let stepId = first !== undefined && entries.size === 0 ? first : `${prefix}.${name}`;
      if (stepIds.has(stepId.toLowerCase())) {
        stepId += `.${nameHash({ subscriptionId, resourceGroup, workspace: name })}`;
      }
      stepIds.add(stepId.toLowerCase());
      const entry = make({ stepId, id, name });
      entries.set(id.toLowerCase(), entry);
      return entry;
    },
  };
}

/** The id of a resource to create in the workspace's group. */
export function homeId(home: Home, type: string, name: string): string {
  return armId(home.subscriptionId, home.resourceGroup, type, name);
}

/** Parses an id that the validation let through; refuses what cannot be planned with. */
export function requireArmId(id: string): NonNullable<ReturnType<typeof parseArmId>> {
  const parsed = parseArmId(id);
  if (parsed) return parsed;
  throw unplannable(
    `"${id}" is not a resource id`,
    'Give an id of the form /subscriptions/{guid}/resourceGroups/{group}/providers/{namespace}/{type}/{name}.',
  );
}

/** What a plan cannot be made from, whatever issues were accepted. */
export function unplannable(what: string, fix: string): CmkError {
  return new CmkError({
    code: 'CMK_PLAN_IMPOSSIBLE',
    hop: 'spec',
    message: `No plan can be made: ${what}.`,
    reason: 'A step needs this value, so accepting the issue about it does not help.',
    fix,
    retryable: false,
  });
}
