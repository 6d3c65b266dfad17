/** What a complete deployment takes away: what lies in its group and is not of its template. */
import { type Json, stringAt } from '../../../kernel/json.ts';
import type { UnitContext } from '../../../kernel/resource-type.ts';
import type { StoredResource } from '../../../kernel/resource.ts';
import { isDeployment } from './item-body.ts';
import { type Place, scopeIdOf } from './place.ts';
import type { ItemState, Run } from './run-state.ts';

/** Never taken away: they belong to Resource Manager. */
const KEPT = /^Microsoft\.(?:Resources|Authorization)\//i;
/** `/subscriptions/{s}/resourceGroups/{g}/providers/{namespace}/{type}/{name}`. */
const TOP_LEVEL_SEGMENTS = 9;

export function removalsOf(context: UnitContext, run: Run): readonly ItemState[] {
  if (run.mode !== 'Complete' || run.hasRemovals) return [];
  const named = new Set(
    run.items.flatMap(({ id, type }) => [
      id.toLowerCase(),
      ...(isDeployment(type) ? madeBy(context, id).map((made) => made.toLowerCase()) : []),
    ]),
  );
  return othersIn(context, run.place, named).map(({ id, type, name }) => ({
    id,
    type,
    name,
    after: [],
    state: 'waiting',
    isRemoval: true,
    operationId: operationIdFrom(context.guid()),
    trackingId: context.guid(),
  }));
}

/** What lies in a group besides what is named, by ids in lower case; of a subscription nothing does. */
export function othersIn(
  context: UnitContext,
  place: Place,
  named: ReadonlySet<string>,
): readonly StoredResource[] {
  if (place.resourceGroup === '') return [];
  return context
    .under(scopeIdOf(place))
    .filter(
      ({ id, type, location, managedBy }) =>
        location !== undefined &&
        managedBy === undefined &&
        id.split('/').length === TOP_LEVEL_SEGMENTS &&
        !KEPT.test(type) &&
        !named.has(id.toLowerCase()),
    );
}

/** `257D03D213278FAA`. */
export const operationIdFrom = (guid: string): string =>
  guid.replaceAll('-', '').slice(0, 16).toUpperCase();

/** Ids of what a nested deployment made. */
export function madeBy(context: UnitContext, id: string): readonly string[] {
  const made = context.resource(id)?.properties['outputResources'];
  return Array.isArray(made) ? made.map((one: Json) => stringAt(one, 'id') ?? '') : [];
}
