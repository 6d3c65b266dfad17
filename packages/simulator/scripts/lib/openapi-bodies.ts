/** Reads request bodies out of OpenAPI documents into compact schemas: structure only, no prose. */
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { bodyKeyOf } from '../../src/kernel/body-key.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../src/kernel/json.ts';
import type { CompactSchema } from './compact-schema.ts';

/** One body of one operation of one document. */
export interface Body {
  readonly namespace: string;
  /** `PUT microsoft.keyvault/vaults`. */
  readonly key: string;
  readonly apiVersion: string;
  /** Name of a definition. */
  readonly definition: string;
}

const METHODS = ['put', 'patch', 'post'] as const;

interface Place {
  readonly schema: JsonObject;
  readonly file: string;
  /** `…#/definitions/Name`, when the schema has a name. */
  readonly name?: string;
}

interface Flat {
  readonly properties: Map<string, Place>;
  readonly required: Set<string>;
  additional?: Place | true;
  discriminator?: { readonly by: string; readonly base: Place };
}

/** The definitions that bodies refer to, gathered from documents as they are read. */
export class BodyReader {
  readonly definitions = new Map<string, CompactSchema>();
  readonly #root: string;
  readonly #documents = new Map<string, JsonObject>();
  readonly #pending = new Map<string, Place>();

  constructor(root: string) {
    this.#root = resolve(root);
  }

  /** The bodies of a document that `isWanted` by their keys. */
  read(file: string, isWanted: (key: string) => boolean): Body[] {
    const document = this.#document(file);
    const apiVersion = stringAt(objectAt(document, 'info'), 'version') ?? '';
    const bodies: Body[] = [];
    for (const [path, operations] of Object.entries(objectAt(document, 'paths'))) {
      const place = bodyKeyOf(path.replace(/\?.*$/, '').split('/').slice(1));
      if (!place || !isObject(operations)) continue;
      for (const method of METHODS) {
        const key = `${method.toUpperCase()} ${place.key}`;
        const schema = this.#bodySchema(file, operations, objectAt(operations, method));
        if (!schema || !isWanted(key)) continue;
        const definition = `${key} ${apiVersion}`;
        this.definitions.set(definition, this.#convert(schema));
        bodies.push({ namespace: place.namespace, key, apiVersion, definition });
      }
    }
    for (const [name, place] of this.#pending) {
      this.#pending.delete(name);
      this.definitions.set(name, this.#structure(place));
    }
    return bodies;
  }

  #bodySchema(file: string, operations: JsonObject, operation: JsonObject): Place | undefined {
    const listed = [operations['parameters'], operation['parameters']].flatMap((list) =>
      Array.isArray(list) ? (list as readonly Json[]) : [],
    );
    for (const parameter of listed.filter(isObject)) {
      const { schema, file: at } = this.#follow({ schema: parameter, file });
      const body = schema['schema'];
      if (schema['in'] === 'body' && isObject(body)) return { schema: body, file: at };
    }
    return undefined;
  }

  /** A schema where it is used: a reference to a definition, or what a small one says. */
  #convert(place: Place): CompactSchema {
    const found = this.#follow(place);
    if (!isStructured(found.schema)) return this.#plain(found);
    const alone = onlyBase(found.schema);
    if (alone) return this.#convert({ schema: alone, file: found.file });
    if (found.name === undefined) return this.#structure(found);
    return { $ref: this.#refer({ ...found, name: found.name }) };
  }

  #refer(place: Place & { readonly name: string }): string {
    if (!this.definitions.has(place.name)) this.#pending.set(place.name, place);
    return place.name;
  }

  #plain({ schema, file }: Place): CompactSchema {
    const type = stringAt(schema, 'type');
    if (type === 'array') {
      const items = schema['items'];
      return {
        type,
        ...(isObject(items) ? { items: this.#convert({ schema: items, file }) } : undefined),
        ...bounds(schema, ['minItems', 'maxItems']),
      };
    }
    if (type === 'string') {
      const listed = schema['enum'];
      const isClosed = objectAt(schema, 'x-ms-enum')['modelAsString'] !== true;
      const words = Array.isArray(listed) ? (listed as readonly Json[]).map(String) : [];
      return {
        type,
        ...(words.length > 0 ? { [isClosed ? 'words' : 'listed']: words.toSorted() } : undefined),
        ...bounds(schema, ['minLength', 'maxLength']),
      };
    }
    if (type === 'integer' || type === 'number') {
      const { minimum, maximum } = schema;
      // Written as a flag beside the bound in these documents.
      const least = schema['exclusiveMinimum'] === true ? 'exclusiveMinimum' : 'minimum';
      const most = schema['exclusiveMaximum'] === true ? 'exclusiveMaximum' : 'maximum';
      return {
        type,
        ...(typeof minimum === 'number' ? { [least]: minimum } : undefined),
        ...(typeof maximum === 'number' ? { [most]: maximum } : undefined),
      };
    }
    if (type === 'boolean') return { type };
    return type === 'object' ? { type, isOpen: true } : {};
  }

  #structure(place: Place): CompactSchema {
    const flat: Flat = { properties: new Map(), required: new Set() };
    this.#flatten(place, flat, true);
    const properties: Record<string, CompactSchema> = {};
    const readOnly: string[] = [];
    for (const [name, property] of [...flat.properties].toSorted(byFirst)) {
      if (this.#isReadOnly(property)) readOnly.push(name);
      else properties[name] = this.#convert(property);
    }
    const required = [...flat.required].filter((name) => name in properties).toSorted();
    const { additional, discriminator } = flat;
    const variants = discriminator ? this.#variants(discriminator) : undefined;
    return {
      type: 'object',
      ...(Object.keys(properties).length > 0 ? { properties } : undefined),
      ...(required.length > 0 ? { required } : undefined),
      ...(readOnly.length > 0 ? { readOnly } : undefined),
      ...(additional === true || (additional === undefined && flat.properties.size === 0)
        ? { isOpen: true }
        : undefined),
      ...(additional !== undefined && additional !== true
        ? { additionalProperties: this.#convert(additional) }
        : undefined),
      ...(variants ? { variants } : undefined),
    };
  }

  #flatten(place: Place, flat: Flat, isOwn: boolean): void {
    const { schema, file, name } = this.#follow(place);
    const bases = schema['allOf'];
    for (const base of Array.isArray(bases) ? (bases as readonly Json[]).filter(isObject) : []) {
      this.#flatten({ schema: base, file }, flat, false);
    }
    for (const [property, member] of Object.entries(objectAt(schema, 'properties'))) {
      if (isObject(member)) flat.properties.set(property, { schema: member, file });
    }
    const required = schema['required'];
    for (const property of Array.isArray(required) ? (required as readonly Json[]) : []) {
      flat.required.add(String(property));
    }
    const additional = schema['additionalProperties'];
    if (additional === true) flat.additional = true;
    if (isObject(additional)) flat.additional = { schema: additional, file };
    const by = stringAt(schema, 'discriminator');
    if (isOwn && by !== undefined && name !== undefined) {
      flat.discriminator = { by, base: { schema, file, name } };
    }
  }

  /** Every definition of the document that is built on the base, by its word. */
  #variants({
    by,
    base,
  }: NonNullable<Flat['discriminator']>): CompactSchema['variants'] | undefined {
    const of: Record<string, string> = {};
    const definitions = Object.entries(objectAt(this.#document(base.file), 'definitions'));
    for (const [name, schema] of definitions) {
      const full = this.#nameOf(base.file, `/definitions/${name}`);
      if (!isObject(schema) || full === base.name) continue;
      if (!this.#isBuiltOn({ schema, file: base.file, name: full }, base.name)) continue;
      const word = stringAt(schema, 'x-ms-discriminator-value') ?? name;
      of[word.toLowerCase()] = this.#refer({ schema, file: base.file, name: full });
    }
    if (Object.keys(of).length === 0) return undefined;
    return { by, of: Object.fromEntries(Object.entries(of).toSorted(byFirst)) };
  }

  #isBuiltOn({ schema, file }: Place, base: string | undefined): boolean {
    const bases = schema['allOf'];
    return (Array.isArray(bases) ? (bases as readonly Json[]).filter(isObject) : []).some((one) => {
      const found = this.#follow({ schema: one, file });
      return found.name === base || this.#isBuiltOn(found, base);
    });
  }

  #isReadOnly(place: Place): boolean {
    return [place, this.#follow(place)].some(({ schema }) => {
      const mutability = schema['x-ms-mutability'];
      return (
        schema['readOnly'] === true ||
        (Array.isArray(mutability) &&
          !mutability.includes('create') &&
          !mutability.includes('update'))
      );
    });
  }

  #follow(place: Place): Place {
    const reference = place.schema['$ref'];
    if (typeof reference !== 'string') return place;
    const [address = '', pointer = ''] = reference.split('#');
    const file = address === '' ? place.file : resolve(dirname(place.file), address);
    let found: Json | undefined = this.#document(file);
    for (const name of pointer.split('/').slice(1)) {
      found = isObject(found) ? found[name.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
    }
    if (!isObject(found)) throw new Error(`${place.file}: nothing at ${reference}`);
    return this.#follow({ schema: found, file, name: this.#nameOf(file, pointer) });
  }

  #nameOf(file: string, pointer: string): string {
    return `${relative(this.#root, file)}#${pointer}`;
  }

  #document(file: string): JsonObject {
    let document = this.#documents.get(file);
    if (!document) {
      document = JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
      this.#documents.set(file, document);
    }
    return document;
  }
}

const byFirst = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;

/** Whether it is worth a definition: an object with members of its own. */
function isStructured(schema: JsonObject): boolean {
  return ['properties', 'allOf', 'additionalProperties', 'discriminator'].some((word) =>
    word === 'additionalProperties' ? isObject(schema[word]) : word in schema,
  );
}

/** The one base of a schema that says nothing itself: written so to describe a property in its place. */
function onlyBase(schema: JsonObject): JsonObject | undefined {
  const bases = schema['allOf'];
  if (!Array.isArray(bases) || bases.length !== 1) return undefined;
  const says = ['properties', 'required', 'additionalProperties', 'discriminator'];
  const [base] = bases as readonly Json[];
  const isSubtype = 'x-ms-discriminator-value' in schema;
  return isSubtype || says.some((word) => word in schema) || !isObject(base) ? undefined : base;
}

function bounds<Name extends string>(
  schema: JsonObject,
  names: readonly Name[],
): { [name in Name]?: number } {
  const entries = names.flatMap((name) => {
    const value = schema[name];
    return typeof value === 'number' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(entries) as { [name in Name]?: number };
}
