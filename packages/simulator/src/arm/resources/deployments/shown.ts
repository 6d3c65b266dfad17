/** What an answer shows of a deployment. */
import type { Json, JsonObject } from '../../../kernel/json.ts';
import type { UnitContext } from '../../../kernel/resource-type.ts';
import { evaluateDeep } from '../template/evaluate.ts';
import { TemplateError } from '../template/template-error.ts';
import type { Item } from './items.ts';
import { shownLink } from './linked.ts';
import type { Loaded } from './loaded.ts';
import { shownRollBack } from './roll-back.ts';

/** Its properties when it was just asked for. */
export function firstProperties(
  context: UnitContext,
  { hash, deploying, items, dependencies, rollBack }: Loaded,
): JsonObject {
  const byId = new Map(items.map((item) => [item.id.toLowerCase(), item]));
  const waiting = items.flatMap((item) => {
    const before = (dependencies.get(item.id.toLowerCase()) ?? []).flatMap(
      (id) => byId.get(id) ?? [],
    );
    return before.length === 0 || item.isExisting
      ? []
      : [{ dependsOn: before.map(named), ...named(item) }];
  });
  const { link, parametersLink } = deploying;
  return {
    ...(link ? { templateLink: shownLink(link) } : {}),
    ...(parametersLink ? { parametersLink } : {}),
    templateHash: hash,
    parameters: deploying.shown,
    mode: deploying.mode,
    provisioningState: 'Accepted',
    timestamp: context.iso,
    duration: 'PT0S',
    correlationId: context.correlationId,
    providers: providersOf(items),
    dependencies: waiting,
    ...(rollBack ? { onErrorDeployment: shownRollBack(rollBack) } : {}),
  };
}

const named = ({ id, type, name }: Item): JsonObject => ({
  id,
  resourceType: type,
  resourceName: name,
});

/** The types that are deployed, by namespace, and where to. */
function providersOf(items: readonly Item[]): readonly Json[] {
  const written = items.filter(({ isDeployed, isExisting }) => isDeployed && !isExisting);
  const byNamespace = Map.groupBy(written, ({ type }) => type.split('/')[0] ?? '');
  return [...byNamespace].map(([namespace, of]) => {
    const byType = Map.groupBy(of, ({ type }) => type.slice(namespace.length + 1));
    return {
      namespace,
      resourceTypes: [...byType].map(([resourceType, those]) => ({
        resourceType,
        locations: [...new Set(those.map(locationOf))],
      })),
    };
  });
}

function locationOf({ source, scope }: Item): string | null {
  if (source['location'] === undefined) return null;
  try {
    const location = evaluateDeep(source['location'], scope);
    return typeof location === 'string' ? location.replaceAll(' ', '').toLowerCase() : null;
  } catch (error) {
    if (error instanceof TemplateError) return null;
    throw error;
  }
}
