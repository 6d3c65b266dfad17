/** Finds definitions of the same shape, also where they refer to each other in circles, and keeps one of each. */
import type { Body } from './openapi-bodies.ts';
import type { CompactSchema, NamespaceSchemas } from './compact-schema.ts';

/** The bodies of a namespace over as few definitions as there are shapes. */
export function withoutDoubles(
  namespace: string,
  bodies: readonly Body[],
  all: ReadonlyMap<string, CompactSchema>,
): NamespaceSchemas {
  const reached = reachedFrom(bodies, all);
  // Partition refinement: two definitions are the same until their words, or what they refer to, tell them apart.
  let classes = new Map([...reached.keys()].map((name) => [name, 0]));
  for (let count = 1; ;) {
    const numbers = new Map<string, number>();
    const next = new Map<string, number>();
    for (const [name, schema] of reached) {
      const text = `${classes.get(name)} ${JSON.stringify(renamed(schema, (to) => String(classes.get(to))))}`;
      if (!numbers.has(text)) numbers.set(text, numbers.size);
      next.set(name, numbers.get(text) ?? 0);
    }
    classes = next;
    if (numbers.size === count) break;
    count = numbers.size;
  }
  const names = new Map<number, string>();
  const definitions: Record<string, CompactSchema> = {};
  const nameOf = (definition: string): string => {
    const only = reached.get(definition)?.$ref;
    if (only !== undefined) return nameOf(only);
    const number = classes.get(definition) ?? -1;
    let name = names.get(number);
    if (name === undefined) {
      name = `d${names.size}`;
      names.set(number, name);
      definitions[name] = {};
      const schema = reached.get(definition) ?? {};
      definitions[name] = renamed(schema, nameOf);
    }
    return name;
  };
  const listed: Record<string, Record<string, string>> = {};
  const order = bodies.toSorted((a, b) =>
    `${a.key} ${a.apiVersion}` < `${b.key} ${b.apiVersion}` ? -1 : 1,
  );
  for (const { key, apiVersion, definition } of order) {
    (listed[key] ??= {})[apiVersion] = nameOf(definition);
  }
  return { namespace, bodies: listed, definitions };
}

function reachedFrom(
  bodies: readonly Body[],
  all: ReadonlyMap<string, CompactSchema>,
): Map<string, CompactSchema> {
  const reached = new Map<string, CompactSchema>();
  const visit = (name: string): string => {
    const schema = all.get(name);
    if (!schema) throw new Error(`no definition ${name}`);
    if (!reached.has(name)) {
      reached.set(name, schema);
      renamed(schema, visit);
    }
    return name;
  };
  for (const { definition } of bodies) visit(definition);
  return reached;
}

/** The schema with other names in its references. */
function renamed(schema: CompactSchema, to: (name: string) => string): CompactSchema {
  const { $ref, properties, additionalProperties, items, variants, ...rest } = schema;
  return {
    ...($ref === undefined ? undefined : { $ref: to($ref) }),
    ...rest,
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, one]) => [name, renamed(one, to)]),
          ),
        }
      : undefined),
    ...(additionalProperties
      ? { additionalProperties: renamed(additionalProperties, to) }
      : undefined),
    ...(items ? { items: renamed(items, to) } : undefined),
    ...(variants
      ? {
          variants: {
            by: variants.by,
            of: Object.fromEntries(
              Object.entries(variants.of).map(([word, name]) => [word, to(name)]),
            ),
          },
        }
      : undefined),
  };
}
