/** The published API documents: which operation a request is, and whether an answer fits its description. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Answer } from './compare.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt, withoutNulls } from './json.ts';

/** What checking an answer came to. */
export type Check =
  | { readonly kind: 'undescribed' }
  | {
      readonly kind: 'fits' | 'differs';
      readonly operation: string;
      readonly problems: readonly string[];
    };

interface Operation {
  readonly file: string;
  readonly path: string;
  readonly pattern: RegExp;
  readonly version: string;
  readonly methods: JsonObject;
}

/** An operation as a document describes it. */
export interface Described {
  /** Of the document. */
  readonly file: string;
  /** `Microsoft.KeyVault`. */
  readonly namespace: string;
  readonly version: string;
  /** Upper case. */
  readonly method: string;
  /** With parameters in braces. */
  readonly path: string;
  readonly description: JsonObject;
  /** Parameters of every operation on the path. */
  readonly shared: readonly Json[];
}

/** Statuses that Azure answers with and the documents do not list. */
const UNDOCUMENTED: readonly { readonly path: RegExp; readonly statuses: readonly number[] }[] = [
  { path: /containerregistry\/registries\/[^/]+$/i, statuses: [202] },
  { path: /operation(results?|s?status(es)?|s)\//i, statuses: [202, 204] },
];

/** Documents of a folder, read as they are needed. */
export class OpenApi {
  readonly #root: string;
  readonly #files: readonly string[];
  readonly #documents = new Map<string, JsonObject>();
  readonly #operations = new Map<string, readonly Operation[]>();
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #ajv = new Ajv({
    strict: false,
    allErrors: true,
    validateFormats: false,
    logger: false,
    // Each schema is used a few times only: quick to compile counts for more than quick to run.
    validateSchema: false,
    code: { optimize: false },
  });

  constructor(root: string) {
    this.#root = resolve(root);
    this.#files = globSync('**/{stable,preview}/*/**/*.json', { cwd: this.#root })
      .filter((file) => !/\/examples\//.test(file))
      .sort();
    // Enums are compared without case.
    this.#ajv.addKeyword({
      keyword: 'enumWithoutCase',
      validate: (allowed: readonly string[], value: Json) =>
        typeof value !== 'string' ||
        allowed.some((one) => one.toLowerCase() === value.toLowerCase()),
    });
  }

  /** Every operation of every document, documents in the order of their paths. */
  *operations(): Generator<Described> {
    for (const name of this.#files) {
      const file = join(this.#root, name);
      const namespace = name.split('/').find((part) => part.startsWith('Microsoft.')) ?? '';
      for (const { path, version, methods } of this.#operationsOf(file)) {
        for (const [method, description] of Object.entries(methods)) {
          if (stringAt(description, 'operationId') === undefined || !isObject(description))
            continue;
          const shared = Array.isArray(methods['parameters']) ? methods['parameters'] : [];
          const about = { file, namespace, version, path: path.replace(/\?.*$/, '') };
          yield { ...about, method: method.toUpperCase(), description, shared: shared as Json[] };
        }
      }
    }
  }

  /** What a reference in a document leads to, and where that stands. */
  follow(file: string, value: Json | undefined): { file: string; value: JsonObject } | undefined {
    return this.#resolve(file, value);
  }

  /** Path of the operation that a request is, in any version: the one that says the most of it. */
  pathOf(method: string, url: string): string | undefined {
    const { host, pathname } = new URL(url);
    const [most] = this.#candidates(method, host, pathname).sort(
      (one, other) => segments(other) - segments(one) || wildcards(one) - wildcards(other),
    );
    return most?.path;
  }

  /** Holds an answer against the document of its version, or of the nearest there is. */
  check(method: string, url: string, answer: Answer): Check {
    const { host, pathname, searchParams } = new URL(url);
    const found = this.#find(method, host, pathname, searchParams.get('api-version') ?? '');
    if (!found) return { kind: 'undescribed' };
    const { operation, description } = found;
    return this.checkOperation({ ...operation, method, description }, url, answer);
  }

  /** Holds an answer against an operation. */
  checkOperation(
    operation: Pick<Described, 'file' | 'method' | 'path' | 'version' | 'description'>,
    url: string,
    answer: Answer,
  ): Exclude<Check, { readonly kind: 'undescribed' }> {
    const { pathname } = new URL(url);
    const { description } = operation;
    const name = `${operation.method} ${operation.path} ${operation.version}`;
    const result = (problems: readonly string[]) => ({
      kind: problems.length === 0 ? ('fits' as const) : ('differs' as const),
      operation: name,
      problems,
    });
    const responses = objectAt(description, 'responses');
    const isUndocumented = UNDOCUMENTED.some(
      ({ path, statuses }) => path.test(pathname) && statuses.includes(answer.status),
    );
    const pointer = String(answer.status) in responses ? String(answer.status) : 'default';
    if (pointer === 'default' && answer.status < 400) {
      return result(isUndocumented ? [] : [`status ${answer.status} is not listed`]);
    }
    const response = this.#resolve(operation.file, responses[pointer]);
    if (!response || !isObject(response.value['schema'])) return result([]);
    if (answer.body === undefined || response.value['schema']['type'] === 'file') return result([]);
    const key = `${operation.file} ${name} ${pointer}`;
    let validate = this.#validators.get(key);
    if (!validate) {
      const schema = this.#lenient(response.value['schema'], response.file);
      for (const file of this.#referred) this.#define(file);
      validate = this.#ajv.compile(schema as JsonObject);
      this.#validators.set(key, validate);
    }
    if (validate(withoutNulls(answer.body))) return result([]);
    const problems = (validate.errors ?? []).map(
      ({ instancePath, message }) =>
        `${instancePath.replaceAll(/\/\d+/g, '/[]') || '/'} ${message ?? ''}`,
    );
    return result([...new Set(problems)]);
  }

  #find(
    method: string,
    host: string,
    path: string,
    version: string,
  ): { operation: Operation; description: JsonObject } | undefined {
    const [operation] = this.#candidates(method, host, path).sort(
      (a, b) =>
        distance(a.version, version) - distance(b.version, version) || wildcards(a) - wildcards(b),
    );
    return operation
      ? { operation, description: objectAt(operation.methods, method.toLowerCase()) }
      : undefined;
  }

  /** Every description, in any version, that a method and a path fit. */
  #candidates(method: string, host: string, path: string): Operation[] {
    const isVault = host.endsWith('.vault.azure.net');
    const namespace = isVault
      ? 'data-plane/Microsoft.KeyVault'
      : `resource-manager/${/.*\/providers\/([^/]+)/i.exec(path)?.[1] ?? 'Microsoft.Resources'}`;
    return this.#of(namespace).filter(
      ({ pattern, methods }) => pattern.test(path) && method.toLowerCase() in methods,
    );
  }

  #of(namespace: string): readonly Operation[] {
    const key = namespace.toLowerCase();
    let operations = this.#operations.get(key);
    if (!operations) {
      operations = this.#files
        .filter((file) => `/${file.toLowerCase()}`.includes(`/${key}/`))
        .flatMap((file) => this.#operationsOf(join(this.#root, file)));
      this.#operations.set(key, operations);
    }
    return operations;
  }

  #operationsOf(file: string): Operation[] {
    const document = this.#document(file);
    const version = stringAt(objectAt(document, 'info'), 'version') ?? basename(dirname(file));
    return Object.entries(objectAt(document, 'paths')).map(([path, methods]) => ({
      file,
      path,
      version,
      methods: isObject(methods) ? methods : {},
      pattern: patternOf(path),
    }));
  }

  #document(file: string): JsonObject {
    let document = this.#documents.get(file);
    if (!document) {
      document = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as JsonObject) : {};
      this.#documents.set(file, document);
    }
    return document;
  }

  /** Follows references to a response. */
  #resolve(file: string, value: Json | undefined): { file: string; value: JsonObject } | undefined {
    if (!isObject(value)) return undefined;
    const reference = value['$ref'];
    if (typeof reference !== 'string') return { file, value };
    const [address = '', pointer = ''] = reference.split('#');
    const target = address === '' ? file : resolve(dirname(file), address);
    let found: Json | undefined = this.#document(target);
    for (const name of pointer.split('/').slice(1)) {
      found = isObject(found) ? found[name.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
    }
    return this.#resolve(target, found);
  }

  readonly #referred = new Set<string>();
  readonly #defined = new Set<string>();

  /** Gives a document's definitions to the compiler, and those that they refer to. */
  #define(file: string): void {
    if (this.#defined.has(file)) return;
    this.#defined.add(file);
    const before = new Set(this.#referred);
    const definitions = this.#lenient(objectAt(this.#document(file), 'definitions'), file);
    this.#ajv.addSchema({ definitions } as JsonObject, idOf(this.#root, file));
    for (const other of this.#referred) if (!before.has(other)) this.#define(other);
  }

  /** A schema as Azure itself keeps to it. */
  #lenient(schema: Json, file: string): Json {
    if (Array.isArray(schema)) return schema.map((item: Json) => this.#lenient(item, file));
    if (!isObject(schema)) return schema;
    const reference = schema['$ref'];
    if (typeof reference === 'string') {
      const [address = '', pointer = ''] = reference.split('#');
      const target = address === '' ? file : resolve(dirname(file), address);
      this.#referred.add(target);
      return { $ref: `${idOf(this.#root, target)}#${pointer}` };
    }
    const out: Record<string, Json> = {};
    for (const [name, member] of Object.entries(schema)) {
      if (name === 'enum' && Array.isArray(member)) {
        const isOpen = objectAt(schema, 'x-ms-enum')['modelAsString'] === true;
        const values = (member as readonly Json[]).filter((value) => typeof value === 'string');
        if (!isOpen && values.length > 0) out['enumWithoutCase'] = values;
      } else if (name === 'properties' && isObject(member)) {
        out[name] = Object.fromEntries(
          Object.entries(member).map(([key, value]) => [key, this.#lenient(value, file)]),
        );
      } else if (name === 'required' && Array.isArray(member)) {
        const properties = objectAt(schema, 'properties');
        out[name] = (member as readonly Json[]).filter(
          (key) =>
            !isHidden(this.#resolve(file, properties[String(key)])?.value, properties[String(key)]),
        );
      } else if (name === 'exclusiveMinimum' || name === 'exclusiveMaximum') {
        if (typeof member === 'number') out[name] = member;
      } else if (
        !IGNORED.has(name) &&
        !name.startsWith('x-') &&
        !(name === 'additionalProperties' && member === false)
      ) {
        out[name] = this.#lenient(member, file);
      }
    }
    return out;
  }
}

/** Not about the shape of a value. */
const IGNORED = new Set([
  'format',
  'discriminator',
  'example',
  'default',
  'description',
  'title',
  'readOnly',
  'externalDocs',
  'xml',
]);

/** Whether a property is never in an answer. */
function isHidden(...places: readonly (Json | undefined)[]): boolean {
  return places.some((property) => {
    if (!isObject(property)) return false;
    const mutability = property['x-ms-mutability'];
    return (
      property['x-ms-secret'] === true ||
      (Array.isArray(mutability) && !(mutability as readonly Json[]).includes('read'))
    );
  });
}

const idOf = (root: string, file: string): string => `openapi:/${relative(root, file)}`;

function patternOf(path: string): RegExp {
  const source = path
    .replace(/\?.*$/, '')
    .replace(/\/$/, '')
    .split(/(\{[^}]+\})/)
    .map((part, index, parts) => {
      // A vault's client asks for the newest version with an empty name.
      const isLast = index === parts.length - 2 && parts.at(-1) === '';
      if (isLast && /^\{(key|secret)-version\}$/.test(part)) return '[^/]*';
      if (/^\{(scope|resourceId|resourceUri|resourceScope)\}$/i.test(part)) return '.+';
      if (part.startsWith('{')) return '[^/]+';
      return part.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
    })
    .join('');
  return new RegExp(`^${source.startsWith('.+') ? '/' : ''}${source}/?$`, 'i');
}

const segments = ({ path }: Operation): number => path.split('/').length;
const wildcards = ({ path }: Operation): number => path.split('{').length;

/** How far two versions are apart: days for dates, and previews after what is stable. */
function distance(one: string, other: string): number {
  if (one === other) return 0;
  const [a, b] = [one, other].map((version) => {
    const date = Date.parse(version.slice(0, 10));
    return Number.isNaN(date) ? Number.parseFloat(version) * 1000 : date / 86_400_000;
  });
  return (
    Math.abs((a ?? 0) - (b ?? 0)) +
    (one.includes('preview') === other.includes('preview') ? 0.1 : 0.5)
  );
}
