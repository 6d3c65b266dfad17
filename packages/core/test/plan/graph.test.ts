import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ancestors,
  directDependencies,
  type GraphNode,
  ready,
  topologicalOrder,
} from '../../src/plan/graph.ts';

function nodes(edges: Readonly<Record<string, readonly string[]>>): readonly GraphNode[] {
  return Object.entries(edges).map(([id, dependsOn]) => ({ id, dependsOn }));
}

function orderOf(edges: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const sorted = topologicalOrder(nodes(edges));
  if (!('order' in sorted)) throw new Error(`a cycle: ${sorted.cycle.join(' → ')}`);
  return sorted.order.map((node) => node.id);
}

/** Acyclic graphs in any order: a node depends on nodes of a lower number only. */
const acyclic = fc
  .array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 25 })
  .map((rows) =>
    rows.map((row, index) => ({
      id: `n${index}`,
      dependsOn: index === 0 ? [] : [...new Set(row.map((one) => `n${one % index}`))],
    })),
  )
  .chain((graph) => fc.shuffledSubarray(graph, { minLength: graph.length }));

describe('topologicalOrder', () => {
  test('keeps an order that works', () => {
    expect(orderOf({ b: [], a: [], c: ['b', 'a'] })).toEqual(['b', 'a', 'c']);
  });

  test('moves a node no further than needed', () => {
    expect(orderOf({ a: ['c'], b: [], c: [] })).toEqual(['b', 'c', 'a']);
  });

  test('names the cycle', () => {
    expect(topologicalOrder(nodes({ a: [], b: ['d'], c: ['b'], d: ['c', 'a'] }))).toEqual({
      cycle: ['b', 'd', 'c', 'b'],
    });
    expect(topologicalOrder(nodes({ a: ['a'] }))).toEqual({ cycle: ['a', 'a'] });
  });

  test('takes ids that are no node’s as done', () => {
    expect(orderOf({ a: ['elsewhere'] })).toEqual(['a']);
  });

  test('puts every node after what it depends on, and each once', () => {
    fc.assert(
      fc.property(acyclic, (graph) => {
        const sorted = topologicalOrder(graph);
        if (!('order' in sorted)) throw new Error('no cycle is possible');
        const ids = sorted.order.map((node) => node.id);
        expect([...ids].sort()).toEqual(graph.map((node) => node.id).sort());
        for (const { id, dependsOn } of graph) {
          for (const before of dependsOn) expect(ids.indexOf(before)).toBeLessThan(ids.indexOf(id));
        }
        expect(topologicalOrder(sorted.order)).toEqual(sorted);
      }),
    );
  });
});

describe('ready', () => {
  const graph = nodes({ a: [], b: [], c: ['a', 'b'] });

  test('is what is not done and waits for nothing that is not', () => {
    expect(ready(graph, new Set()).map((node) => node.id)).toEqual(['a', 'b']);
    expect(ready(graph, new Set(['a'])).map((node) => node.id)).toEqual(['b']);
    expect(ready(graph, new Set(['a', 'b'])).map((node) => node.id)).toEqual(['c']);
    expect(ready(graph, new Set(['a', 'b', 'c']))).toEqual([]);
  });

  test('finishes every acyclic graph', () => {
    fc.assert(
      fc.property(acyclic, (all) => {
        const done = new Set<string>();
        for (let next = ready(all, done); next.length > 0; next = ready(all, done)) {
          for (const node of next) done.add(node.id);
        }
        expect(done.size).toBe(all.length);
      }),
    );
  });
});

test('direct dependencies are those that no other implies, and imply the same', () => {
  fc.assert(
    fc.property(acyclic, (graph) => {
      const sorted = topologicalOrder(graph);
      if (!('order' in sorted)) throw new Error('no cycle is possible');
      const above = ancestors(sorted.order);
      const reduced = sorted.order.map((node) => ({
        id: node.id,
        dependsOn: directDependencies(node, above),
      }));
      expect(ancestors(reduced)).toEqual(above);
      for (const { dependsOn } of reduced) {
        for (const one of dependsOn) {
          expect(dependsOn.some((other) => above.get(other)?.has(one))).toBe(false);
        }
      }
    }),
  );
});
