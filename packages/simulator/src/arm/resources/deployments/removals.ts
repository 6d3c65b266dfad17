/** What a complete deployment takes away: what lies in its group and is not of its template. */
import { type Json, stringAt } from '../../../kernel/json.ts';
import type { UnitContext } from '../../../kernel/resource-type.ts';
import { isDeployment } from './items.ts';
import { scopeIdOf } from './place.ts';
import type { ItemState, Run } from './run-state.ts';

/** Never taken away: they belong to Resource Manager. */
const KEPT = /^Microsoft\.(?:Resources|Authorization)\//i;
/** `/subscriptions/{s}/resourceGroups/{g}/providers/{namespace}/{type}/{name}`. */
const TOP_LEVEL_SEGMENTS = 9;

export function removalsOf(context: UnitContext, run: Run): readonly ItemState[] {
  if (run.mode !== 'Complete' || run.hasRemovals || run.place.resourceGroup === '') return [];
  const named = new Set(
    run.items.flatMap(({ id, type }) => [
      id.toLowerCase(),
      ...(isDeployment(type) ? madeBy(context, id) : []),
    ]),
  );
  return context
    .under(scopeIdOf(run.place))
    .filter(
      ({ id, type, location, managedBy }) =>
        location !== undefined &&
        managedBy === undefined &&
        id.split('/').length === TOP_LEVEL_SEGMENTS &&
        !KEPT.test(type) &&
        !named.has(id.toLowerCase()),
    )
    .map(({ id, type, name }) => ({
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

/** `257D03D213278FAA`. */
export const operationIdFrom = (guid: string): string =>
  guid.replaceAll('-', '').slice(0, 16).toUpperCase();

/** Ids of what a nested deployment made, lower case. */
function madeBy(context: UnitContext, id: string): readonly string[] {
  const made = context.resource(id)?.properties['outputResources'];
  return Array.isArray(made)
    ? made.map((one: Json) => (stringAt(one, 'id') ?? '').toLowerCase())
    : [];
}
