/** What of the schemas is needed to take out of a body what a request cannot set. */
import type { Shape } from '../../src/schemas/body-module.ts';
import type { CompactSchema } from './compact-schema.ts';

/** The shapes that roots refer to, by name. */
export function shapesOf(
  definitions: Readonly<Record<string, CompactSchema>>,
  roots: readonly string[],
): Readonly<Record<string, Shape>> {
  const shapes: Record<string, Shape> = {};
  const refer = (name: string): string => {
    if (!(name in shapes)) {
      shapes[name] = 0;
      shapes[name] = shapeOf(definitions[name] ?? {});
    }
    return name;
  };
  const shapeOf = (schema: CompactSchema): Shape => {
    const { $ref, type, properties, additionalProperties, items, readOnly, variants } = schema;
    if ($ref !== undefined) return refer($ref);
    if (type === 'array') {
      const item = items ? shapeOf(items) : 0;
      return item === 0 ? 0 : { items: item };
    }
    if (type !== 'object') return 0;
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
  return shapes;
}
