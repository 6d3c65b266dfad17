import type { Step } from './types.ts';

/** What a graph of steps needs to know of a step. */
export type GraphNode = Pick<Step, 'id' | 'dependsOn'>;

/** Ids of a cycle, the first one repeated at the end. */
export type Cycle = readonly string[];

/**
 * Orders nodes so that each stands after what it depends on. Stable: of those that could come next, the one that
 * stands first in `nodes` does. Ids that are no node's are taken as done.
 *
 * @returns the order, or the cycle that makes one impossible.
 */
export function topologicalOrder<N extends GraphNode>(
  nodes: readonly N[],
): { readonly order: readonly N[] } | { readonly cycle: Cycle } {
  const ids = new Set(nodes.map((node) => node.id));
  const placed = new Set<string>();
  const order: N[] = [];
  let waiting = nodes;
  while (waiting.length > 0) {
    const next = waiting.find((node) =>
      node.dependsOn.every((id) => placed.has(id) || !ids.has(id)),
    );
    if (!next) return { cycle: findCycle(waiting) };
    placed.add(next.id);
    order.push(next);
    waiting = waiting.filter((node) => node !== next);
  }
  return { order };
}

/** The steps that can start now: not done, and everything that they depend on is. */
export function ready<N extends GraphNode>(
  nodes: readonly N[],
  done: ReadonlySet<string>,
): readonly N[] {
  return nodes.filter((node) => !done.has(node.id) && node.dependsOn.every((id) => done.has(id)));
}

/** Per node, everything that it waits for, directly or not. `nodes` must be in topological order. */
export function ancestors(nodes: readonly GraphNode[]): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, ReadonlySet<string>>();
  for (const node of nodes) {
    const own = new Set<string>(node.dependsOn);
    for (const id of node.dependsOn) for (const above of all.get(id) ?? []) own.add(above);
    all.set(node.id, own);
  }
  return all;
}

/** The dependencies of a node without those that others of them imply. */
export function directDependencies(
  node: GraphNode,
  above: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const unique = [...new Set(node.dependsOn)];
  return unique.filter((id) => !unique.some((other) => above.get(other)?.has(id)));
}

function findCycle(waiting: readonly GraphNode[]): Cycle {
  const byId = new Map(waiting.map((node) => [node.id, node]));
  const path: string[] = [];
  let id: string | undefined = waiting[0]?.id;
  while (id !== undefined && !path.includes(id)) {
    path.push(id);
    id = byId.get(id)?.dependsOn.find((next) => byId.has(next));
  }
  return id === undefined ? path : [...path.slice(path.indexOf(id)), id];
}
