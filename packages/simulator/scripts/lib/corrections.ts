/** Where recordings of Azure show that a document does not tell all: the recording wins. */
import type { CompactSchema } from './compact-schema.ts';

/** A property that a body takes although no document lists it. */
interface Correction {
  /** `PUT microsoft.keyvault/vaults`. */
  readonly key: string;
  /** Where its object is, from the body on. */
  readonly path: readonly string[];
  readonly name: string;
  readonly schema: CompactSchema;
  readonly why: string;
}

const corrections: readonly Correction[] = [
  {
    key: 'PUT microsoft.machinelearningservices/workspaces',
    path: ['properties'],
    name: 'allowRecoverSoftDeletedWorkspace',
    schema: { type: 'boolean' },
    why: 'recorded in the deployment that takes a soft-deleted workspace back',
  },
];

/** Adds what is missing to the definitions that the body of an operation leads to. */
export function correct(
  bodies: readonly { readonly key: string; readonly definition: string }[],
  definitions: Map<string, CompactSchema>,
): void {
  for (const { key, path, name, schema } of corrections) {
    for (const body of bodies.filter((one) => one.key === key)) {
      let at = targetOf(body.definition, definitions);
      for (const step of path) {
        const next = definitions.get(at)?.properties?.[step]?.$ref;
        if (next === undefined) throw new Error(`${body.definition}: no object at ${step}`);
        at = targetOf(next, definitions);
      }
      const found = definitions.get(at) ?? {};
      const properties = Object.entries({ ...found.properties, [name]: schema });
      const sorted = properties.toSorted(([a], [b]) => (a < b ? -1 : 1));
      definitions.set(at, { ...found, properties: Object.fromEntries(sorted) });
    }
  }
}

function targetOf(name: string, definitions: ReadonlyMap<string, CompactSchema>): string {
  const only = definitions.get(name)?.$ref;
  return only === undefined ? name : targetOf(only, definitions);
}
