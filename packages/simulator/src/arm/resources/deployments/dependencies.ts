/** Which resource of a template waits for which. */
import { evaluate, expressionsIn } from '../template/evaluate.ts';
import { callsIn } from '../template/parse-expression.ts';
import { TemplateError } from '../template/template-error.ts';
import { invalidTemplate } from './errors.ts';
import { bodyMembersOf, seenOf } from './item-body.ts';
import type { Item } from './items.ts';
import { typeWithNames } from './place.ts';

/** Ids in lower case, by the id of the one that waits. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

const keyOf = ({ id }: Item): string => id.toLowerCase();

/** What each item waits for: as `dependsOn` says, and for what it refers to. */
export function dependenciesOf(items: readonly Item[]): Dependencies {
  const found = new Map<string, readonly string[]>();
  const find = findItems(items);
  for (const item of items) {
    const named = item.after.flatMap((name) => {
      const meant = find(name);
      if (meant.length > 0) return meant;
      // microsoft/vscode-azurearmtools#493; its link is of older days: `arm-template`.
      throw invalidTemplate(
        `The resource '${name}' is not defined in the template. Please see https://aka.ms/arm-syntax for usage details.`,
        'reported',
      );
    });
    const keys = [...named, ...referredBy(item, find), ...batchBefore(item, items)].map(keyOf);
    found.set(
      keyOf(item),
      [...new Set(keys)].filter((key) => key !== keyOf(item)),
    );
  }
  checkAcyclic(found, items);
  return found;
}

/** What a name means: an id, a name with or without its type, a symbolic name, a loop. */
export type FindItems = (name: string) => readonly Item[];

export function findItems(items: readonly Item[]): FindItems {
  const byId = Map.groupBy(items, keyOf);
  const byName = new Map<string, Item[]>();
  for (const item of items) {
    for (const name of namesOf(item)) byName.set(name, [...(byName.get(name) ?? []), item]);
  }
  return (name) => byId.get(name.toLowerCase()) ?? byName.get(name.toLowerCase()) ?? [];
}

/** In lower case. */
function namesOf({ id, type, name, symbolicName, copyName }: Item): ReadonlySet<string> {
  const names = [
    symbolicName,
    copyName,
    name,
    typeWithNames(type, name),
    `${type}/${name}`,
    // Groups, as `subscriptionResourceId` writes them.
    id.replace('/resourceGroups/', '/providers/Microsoft.Resources/resourceGroups/'),
  ];
  return new Set(names.flatMap((one) => one?.toLowerCase() ?? []));
}

/** `reference('name')` waits for what it names, if it is of the template. */
function referredBy(item: Item, find: FindItems): readonly Item[] {
  const referred: Item[] = [];
  for (const expression of expressionsIn(bodyMembersOf({ source: seenOf(item) }))) {
    for (const { name, args } of callsIn(expression)) {
      const [first] = args;
      if (name.toLowerCase() !== 'reference' || !first) continue;
      try {
        const target = evaluate(first, item.scope);
        if (typeof target === 'string') referred.push(...find(target));
      } catch (error) {
        // What it names is known only when it runs: then it is no resource of this template's own.
        if (!(error instanceof TemplateError)) throw error;
      }
    }
  }
  return referred;
}

/** A serial loop: each batch waits for the one before. */
function batchBefore({ copyName, turn, batchSize }: Item, items: readonly Item[]): readonly Item[] {
  if (batchSize === undefined || copyName === undefined) return [];
  const start = Math.floor(turn / batchSize) * batchSize;
  return items.filter(
    (one) => one.copyName === copyName && one.turn < start && one.turn >= start - batchSize,
  );
}

/** akshata29/entaoai#15. */
function checkAcyclic(dependencies: Dependencies, items: readonly Item[]): void {
  const done = new Set<string>();
  const open = new Set<string>();
  const visit = (key: string): void => {
    if (done.has(key)) return;
    if (open.has(key)) {
      throw invalidTemplate(
        `Circular dependency detected on resource: '${items.find((item) => keyOf(item) === key)?.id ?? key}'. Please see https://aka.ms/arm-syntax-resources for usage details.`,
        'reported',
      );
    }
    open.add(key);
    for (const next of dependencies.get(key) ?? []) visit(next);
    open.delete(key);
    done.add(key);
  };
  for (const key of dependencies.keys()) visit(key);
}
