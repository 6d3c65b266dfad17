/** What of the schemas is needed to take out of a body what a request cannot set. */
import type { BodyModule, Shape } from '../../src/schemas/body-module.ts';
import type { CompactSchema } from './compact-schema.ts';

/** The shapes that roots refer to, by name, and the open lists of words that they refer to by their place. */
export function shapesOf(
  definitions: Readonly<Record<string, CompactSchema>>,
  roots: readonly string[],
): Pick<BodyModule, 'shapes' | 'lists'> {
  const shapes: Record<string, Shape> = {};
  // The first is of what may be anything.
  const lists: (readonly string[])[] = [[]];
  const places = new Map<string, number>();
  const placeOf = (listed: readonly string[]): number => {
    const words = [...new Set(listed.map((word) => word.toLowerCase()))].toSorted();
    const text = words.join('\0');
    const place = places.get(text) ?? lists.push(words) - 1;
    places.set(text, place);
    return place;
  };
  const refer = (name: string): string => {
    if (!(name in shapes)) {
      shapes[name] = 0;
      shapes[name] = shapeOf(definitions[name] ?? {});
    }
    return name;
  };
  const shapeOf = (schema: CompactSchema): Shape => {
    const { $ref, type, properties, additionalProperties, items, readOnly, variants, listed } =
      schema;
    if ($ref !== undefined) return refer($ref);
    if (type === 'array') {
      const item = items ? shapeOf(items) : 0;
      return item === 0 ? 0 : { items: item };
    }
    if (type !== 'object') return listed ? placeOf(listed) : 0;
    const rest = additionalProperties ? shapeOf(additionalProperties) : undefined;
    if (!properties && !readOnly && !variants && (rest === undefined || rest === 0)) return 0;
    return {
      properties: Object.fromEntries(
        Object.entries(properties ?? {}).map(([name, one]) => [name, shapeOf(one)]),
      ),
      ...(readOnly ? { readOnly } : undefined),
      ...(rest !== undefined ? { rest } : schema.isOpen ? { rest: 0 as const } : undefined),
      ...(variants
        ? {
            by: variants.by,
            of: Object.fromEntries(
              Object.entries(variants.of).map(([word, name]) => [word, refer(name)]),
            ),
          }
        : undefined),
    };
  };
  for (const root of roots) refer(root);
  return { shapes, lists };
}
