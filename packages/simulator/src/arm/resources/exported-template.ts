/** A template of resources that are there: names and ids of others become parameters, ids of its own expressions. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Exported, ExportOption } from './export-template.ts';
import { escapeTemplateString } from './template/parse-expression.ts';

const SCHEMA = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';
const RESOURCE_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/[^/]+(?:\/[^/]+\/[^/]+)+$/i;

/** The template of some resources. */
export function templateOf(
  exported: readonly Exported[],
  options: ReadonlySet<ExportOption>,
): JsonObject {
  const writer = new TemplateWriter(exported, options);
  const resources = exported.map((one) => writer.resource(one));
  return {
    $schema: SCHEMA,
    contentVersion: '1.0.0.0',
    parameters: writer.parameters(),
    variables: {},
    resources,
  };
}

class TemplateWriter {
  readonly #ids: ReadonlyMap<string, StoredResource>;
  readonly #options: ReadonlySet<ExportOption>;
  readonly #parameters = new Map<string, JsonObject>();

  constructor(exported: readonly Exported[], options: ReadonlySet<ExportOption>) {
    this.#ids = new Map(exported.map(({ resource }) => [resource.id.toLowerCase(), resource]));
    this.#options = options;
  }

  parameters(): JsonObject {
    return Object.fromEntries(this.#parameters);
  }

  resource({ resource, apiVersion, body }: Exported): JsonObject {
    const { location, tags, sku, kind, identity, properties, ...rest } = body;
    const needed = new Set<string>();
    const write = (value: Json): Json => this.#value(value, resource, needed);
    const parent = parentOf(resource);
    const above = parent && this.#ids.get(parent.toLowerCase());
    if (above) needed.add(this.#idOf(above));
    const members = { location, tags, sku, kind, identity, ...rest, properties };
    const written = Object.entries(members).flatMap(([name, value]) => {
      if (value === undefined || NOT_IN_TEMPLATES.has(name)) return [];
      return [[name, write(value)] as const];
    });
    return {
      ...(this.#options.has('IncludeComments')
        ? { comments: `Generalized from resource: '${resource.id}'.` }
        : {}),
      type: resource.type,
      apiVersion,
      name: this.#nameOf(resource),
      ...Object.fromEntries(written.filter(([name]) => name !== 'properties')),
      ...(needed.size > 0 ? { dependsOn: [...needed] } : {}),
      ...Object.fromEntries(written.filter(([name]) => name === 'properties')),
    };
  }

  #value(value: Json, of: StoredResource, needed: Set<string>): Json {
    if (typeof value === 'string') return this.#text(value, of, needed);
    if (Array.isArray(value)) {
      return (value as readonly Json[]).map((item) => this.#value(item, of, needed));
    }
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, member]) =>
        member === undefined
          ? []
          : [[String(this.#text(name, of, needed)), this.#value(member, of, needed)] as const],
      ),
    );
  }

  /** An id as an expression, and what begins like an expression as a text. */
  #text(text: string, of: StoredResource, needed: Set<string>): string {
    if (!RESOURCE_ID.test(text)) return escapeTemplateString(text);
    let end = text.length;
    let own = this.#ids.get(text.toLowerCase());
    while (!own && end > 0) {
      end = text.lastIndexOf('/', end - 1);
      own = this.#ids.get(text.slice(0, Math.max(end, 0)).toLowerCase());
    }
    if (!own) return this.#external(text);
    const id = this.#idOf(own);
    const isItself = `${own.id}/`.toLowerCase().startsWith(`${of.id}/`.toLowerCase());
    if (!isItself) needed.add(id);
    // What is part of a resource is not exported by itself.
    return end === text.length ? id : `[concat(${id.slice(1, -1)}, ${quoted(text.slice(end))})]`;
  }

  #idOf(resource: StoredResource): string {
    const names = this.#names(resource).map((name) => `, ${name}`);
    return `[resourceId('${resource.type}'${names.join('')})]`;
  }

  #nameOf(resource: StoredResource): string {
    const [first = '', ...below] = this.#names(resource);
    if (first.startsWith("'")) return namesOf(resource).join('/');
    if (below.length > 0) {
      return `[concat(${[first, ...below.map((name) => `'/${name.slice(1)}`)].join(', ')})]`;
    }
    return `[${first}]`;
  }

  /** The names of a resource, parents first, as they stand in an expression: the outermost is a parameter. */
  #names(resource: StoredResource): string[] {
    const [outer = '', ...below] = namesOf(resource);
    const isLiteral =
      this.#options.has('SkipAllParameterization') ||
      this.#options.has('SkipResourceNameParameterization');
    const type = resource.type.split('/')[1] ?? '';
    const first = isLiteral
      ? quoted(outer)
      : this.#parameter(`${wordOf(type)}_${wordOf(outer)}_name`, outer);
    return [first, ...below.map(quoted)];
  }

  /** The id of what is elsewhere, or was not exported. */
  #external(id: string): string {
    if (this.#options.has('SkipAllParameterization')) return id;
    const parts = id.split('/').slice(6);
    const types = parts.filter((_, at) => at % 2 === 1);
    const names = parts.filter((_, at) => at % 2 === 0).slice(1);
    const about = types.map((type, at) => `${wordOf(type)}_${wordOf(names[at] ?? '')}`);
    return `[${this.#parameter(`${about.join('_')}_externalid`, id)}]`;
  }

  #parameter(name: string, value: string): string {
    const hasDefault = this.#options.has('IncludeParameterDefaultValue');
    this.#parameters.set(name, {
      ...(hasDefault ? { defaultValue: value } : {}),
      type: 'String',
    });
    return `parameters('${name}')`;
  }
}

/** What a template says elsewhere, or not at all. */
const NOT_IN_TEMPLATES: ReadonlySet<string> = new Set([
  'id',
  'name',
  'type',
  'etag',
  'systemData',
  'managedBy',
]);

/** A text as an expression has it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const wordOf = (name: string): string => name.replaceAll(/\W/g, '_');

/** Names of a resource, parents first. */
function namesOf({ id, type }: StoredResource): string[] {
  const depth = type.split('/').length - 1;
  const parts = id.split('/').slice(-2 * depth);
  return parts.filter((_, at) => at % 2 === 1);
}

function parentOf({ id, type }: StoredResource): string | undefined {
  return type.split('/').length > 2 ? id.split('/').slice(0, -2).join('/') : undefined;
}
