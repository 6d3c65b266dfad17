// What distinguishes an example from the healthy chain, path by path.

/** One path at which two values differ; `value` is `undefined` where it is omitted. */
export interface Difference {
  readonly path: string;
  readonly value: unknown;
}

/** Where `changed` differs from `base`: whole values where the shape differs, single attributes otherwise. */
export function differences(base: unknown, changed: unknown, path = ''): readonly Difference[] {
  if (JSON.stringify(base) === JSON.stringify(changed)) return [];
  if (!isObject(base) || !isObject(changed)) return [{ path, value: changed }];
  if (Array.isArray(base) && Array.isArray(changed) && base.length !== changed.length) {
    return [{ path, value: changed }];
  }
  const names = [...new Set([...Object.keys(base), ...Object.keys(changed)])];
  return names.flatMap((name) =>
    differences(base[name], changed[name], join(path, name, Array.isArray(base))),
  );
}

function join(path: string, name: string, isIndex: boolean): string {
  if (isIndex) return `${path}[${name}]`;
  return path === '' ? name : `${path}.${name}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
