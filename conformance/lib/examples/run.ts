/** Plays every published example of the operations that are served. */
import { FEDERATED_CLIENT, simulatorFor } from '../driver.ts';
import { PLACE } from '../driven-types.ts';
import type { Described, OpenApi } from '../openapi.ts';
import {
  isServed,
  isServedByVaults,
} from '../../../packages/simulator/scripts/served-operations.ts';
import { playExample } from './play.ts';
import { type PublishedExample, publishedExamples } from './published.ts';
import { Shapes } from './shapes.ts';

/** What came of an example. */
export interface PlayedExample {
  readonly example: PublishedExample;
  /** How it is not as documented. */
  readonly problem?: string;
}

/** Whether the simulator has a handler for a described operation. */
export function isServedOperation(operation: Described): boolean {
  const isOfVaults = operation.file.includes('/data-plane/');
  return isOfVaults ? isServedByVaults(operation) : isServed(operation);
}

/** Plays all examples whose name or version has `part` in it. */
export async function playExamples(api: OpenApi, part = ''): Promise<PlayedExample[]> {
  const examples = publishedExamples(api, isServedOperation);
  const sim = simulatorFor(PLACE, 'realistic', [FEDERATED_CLIENT]);
  const standIn = (isUser: boolean): string =>
    sim.principals.find(
      ({ kind, objectId }) => objectId !== PLACE.objectId && (kind === 'user') === isUser,
    )?.objectId ?? '';
  const stage = {
    api,
    shapes: new Shapes(examples),
    sim,
    member: standIn(false),
    user: standIn(true),
    isServed: (method: string, path: string) => isServed({ method, path }),
  };
  const played: PlayedExample[] = [];
  for (const example of examples) {
    if (!`${example.name} ${example.operation.version}`.includes(part)) continue;
    const problem = await playExample(stage, example);
    played.push(problem === undefined ? { example } : { example, problem });
  }
  return played;
}

/** How many are as documented. */
export function passing(played: readonly PlayedExample[]): number {
  return played.filter(({ problem }) => problem === undefined).length;
}

/** Examples that are not answered as documented, by name; with the versions, unless it is so in each that has it. */
export function differingExamples(played: readonly PlayedExample[]): Map<string, string> {
  const byName = new Map<string, PlayedExample[]>();
  for (const one of played) {
    const { name } = one.example;
    byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  const differing = new Map<string, string>();
  for (const [name, all] of byName) {
    const failing = all.filter(({ problem }) => problem !== undefined);
    const versions = failing.map(({ example }) => example.operation.version).sort();
    const [first] = failing;
    if (first?.problem === undefined) continue;
    const where = failing.length < all.length ? ` (${versions.join(', ')})` : '';
    differing.set(`${name}${where}`, first.problem);
  }
  return differing;
}

/** How many of the operations that the documents describe are served; an operation counts once, not by version. */
export function servedOperations(api: OpenApi): { readonly served: number; readonly all: number } {
  const [served, all] = [new Set<string>(), new Set<string>()];
  for (const operation of api.operations()) {
    const key = `${operation.method} ${operation.path.replaceAll(/\{[^}]*\}/g, '{}').toLowerCase()}`;
    all.add(key);
    if (isServedOperation(operation)) served.add(key);
  }
  return { served: served.size, all: all.size };
}
