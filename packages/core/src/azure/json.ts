/** Reading the JSON of Azure, whose services do not agree on the case of names. */

/** A JSON object of Azure's. */
export type Json = Readonly<Record<string, unknown>>;

/** The value at a path, without regard to case: services spell `keyVaultProperties` and `keyvaultproperties`. */
export function at(value: unknown, path: string): unknown {
  let node = value;
  for (const name of path.split('.')) {
    if (typeof node !== 'object' || node === null) return undefined;
    const key = Object.keys(node).find((each) => each.toLowerCase() === name.toLowerCase());
    node = key === undefined ? undefined : (node as Json)[key];
  }
  return node ?? undefined;
}

/** The text at a path; `undefined` when it is none or empty. */
export function textAt(value: unknown, path: string): string | undefined {
  const found = at(value, path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
