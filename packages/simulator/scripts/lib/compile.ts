/** Compiles compact schemas with ajv, ahead of time: what comes out needs neither ajv nor the schemas. */
import { createRequire } from 'node:module';
import { _, Ajv, type CodeKeywordDefinition, stringify } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import type { CompactSchema } from './compact-schema.ts';

/** A list of words, compared without case. */
const words: CodeKeywordDefinition = {
  keyword: 'words',
  schemaType: 'array',
  type: 'string',
  error: { message: '', params: ({ schema }) => _`{words: ${stringify(schema)}}` },
  code(cxt) {
    const listed = cxt.schema as readonly string[];
    const code = stringify(listed.map((word) => word.toLowerCase()));
    const allowed = cxt.gen.scopeValue('schema', { ref: listed, key: code.toString(), code });
    cxt.fail(_`!${allowed}.includes(${cxt.data}.toLowerCase())`);
  },
};

/** The schema that holds as well, by the word of a property; none for a word that is not known. */
const variants: CodeKeywordDefinition = {
  keyword: 'variants',
  schemaType: 'object',
  type: 'object',
  code(cxt) {
    const { gen, data, parentSchema } = cxt;
    const word = gen.const('word', _`${data}[${stringify(parentSchema['variantBy'])}]`);
    gen.if(_`typeof ${word} == "string"`, () => {
      const valid = gen.let('valid', true);
      const lower = gen.const('lower', _`${word}.toLowerCase()`);
      gen.if(false);
      for (const name of Object.keys(cxt.schema as object)) {
        gen.elseIf(_`${lower} === ${name}`);
        const inner = gen.name('valid');
        cxt.subschema({ keyword: 'variants', schemaProp: name }, inner);
        gen.assign(valid, inner);
      }
      gen.endIf();
      cxt.pass(valid);
    });
  },
};

interface Esbuild {
  transformSync(source: string, options: object): { readonly code: string };
}

// The bundler's own compiler, so that there is one of it.
const fromHere = createRequire(import.meta.url);
const esbuild = createRequire(fromHere.resolve('tsup'))('esbuild') as Esbuild;

const ID = 'bodies';
const refTo = (name: string): string => `${ID}#/definitions/${name}`;

/** The source of a module that exports `validators`, a function for each root by name. */
export function validatorsOf(
  all: Readonly<Record<string, CompactSchema>>,
  roots: readonly string[],
): string {
  const ajv = new Ajv({
    strict: false,
    inlineRefs: false,
    messages: false,
    logger: false,
    // Lengths are those of .NET: UTF-16 code units. It also keeps a helper of ajv out of the output.
    // oxlint-disable-next-line typescript/no-deprecated -- deprecated because it is not what JSON Schema counts
    unicode: false,
    code: { source: true, esm: true },
  });
  ajv.addKeyword(words);
  ajv.addKeyword('variantBy');
  ajv.addKeyword(variants);
  const definitions = Object.fromEntries(
    Object.entries(all).map(([name, schema]) => [name, forAjv(schema)]),
  );
  ajv.addSchema({ $id: ID, definitions });
  const source = standalone
    .default(ajv, Object.fromEntries(roots.map((name) => [name, refTo(name)])))
    .replaceAll(/schemaPath:"[^"]*",/g, '')
    .replaceAll(/\bexport (const d\d+ =)/g, '$1');
  if (/\brequire\(|^import /m.test(source)) throw new Error(`${roots.join()}: needs ajv to run`);
  const module = `${source}\nexport const validators = {${roots.join()}};`;
  return esbuild.transformSync(module, { minify: true, format: 'esm', treeShaking: true }).code;
}

/** What ajv is to compile of it: what a request may not hold is taken out before. */
function forAjv(schema: CompactSchema): object {
  const {
    $ref,
    properties,
    additionalProperties,
    items,
    variants,
    readOnly,
    isOpen,
    listed,
    ...rest
  } = schema;
  void readOnly;
  void isOpen;
  void listed;
  const each = (members: Readonly<Record<string, CompactSchema>>): object =>
    Object.fromEntries(Object.entries(members).map(([name, one]) => [name, forAjv(one)]));
  return {
    ...rest,
    ...($ref === undefined ? undefined : { $ref: refTo($ref) }),
    ...(items ? { items: forAjv(items) } : undefined),
    ...(additionalProperties ? { additionalProperties: forAjv(additionalProperties) } : undefined),
    ...(properties ? { properties: each(properties) } : undefined),
    ...(variants
      ? {
          variantBy: variants.by,
          variants: each(
            Object.fromEntries(Object.entries(variants.of).map(([word, $ref]) => [word, { $ref }])),
          ),
        }
      : undefined),
  };
}
