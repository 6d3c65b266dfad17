// Writes packages/core/spec.schema.json: the form of a spec from the schemas that parseSpec uses, the descriptions from
// the interfaces in packages/core/src/spec. A schema and its description each stand in one place only.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import prettier from 'prettier';
import ts from 'typescript';
import { cmkSpecSchema } from '../packages/core/src/spec/schema.ts';

/** We own no domain, so the id is a name and not an address. */
const schemaId = 'urn:azureml-cmk:spec:1';
const typesPaths = ['types.ts', 'store-types.ts'].map((name) =>
  fileURLToPath(new URL(`../packages/core/src/spec/${name}`, import.meta.url)),
);
const outputPath = fileURLToPath(new URL('../packages/core/spec.schema.json', import.meta.url));

interface JsonSchema {
  description?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  [keyword: string]: unknown;
}

/** The text of the published JSON Schema. */
export async function specJsonSchema(): Promise<string> {
  const schema = toJsonSchema(cmkSpecSchema, {
    target: 'draft-2020-12',
    // What a check says beyond the keywords in its metadata cannot be said in JSON Schema.
    ignoreActions: ['check'],
  }) as JsonSchema;
  const statements = typesPaths.flatMap((path) => [
    ...ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
      .statements,
  ]);
  const types = new Map<string, ts.InterfaceDeclaration | ts.TypeAliasDeclaration>();
  for (const statement of statements) {
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      types.set(statement.name.text, statement);
    }
  }
  const described = describeReference(schema, 'CmkSpec', types);
  const { $schema, ...rest } = described;
  const json = {
    $schema,
    $id: schemaId,
    title: 'A spec of @azureml-cmk/core',
    ...rest,
  };
  const options = await prettier.resolveConfig(outputPath);
  return prettier.format(JSON.stringify(json), { ...options, parser: 'json' });
}

type Types = ReadonlyMap<string, ts.InterfaceDeclaration | ts.TypeAliasDeclaration>;

function describeReference(schema: JsonSchema, name: string, types: Types): JsonSchema {
  const declaration = types.get(name);
  if (!declaration) return schema;
  const inner = ts.isInterfaceDeclaration(declaration)
    ? describeMembers(schema, allMembers(declaration, types), types)
    : describeType(schema, declaration.type, types);
  return withDescription(inner, documentation(declaration));
}

function describeType(schema: JsonSchema, type: ts.TypeNode, types: Types): JsonSchema {
  if (ts.isTypeReferenceNode(type))
    return describeReference(schema, type.typeName.getText(), types);
  if (ts.isTypeLiteralNode(type)) return describeMembers(schema, type.members, types);
  if (ts.isParenthesizedTypeNode(type)) return describeType(schema, type.type, types);
  if (ts.isTypeOperatorNode(type)) return describeType(schema, type.type, types);
  if (ts.isArrayTypeNode(type) && schema.items) {
    return { ...schema, items: describeType(schema.items, type.elementType, types) };
  }
  if (ts.isUnionTypeNode(type) && schema.anyOf) {
    // Alternatives stand in the schema in another order than in the type: matched by their members.
    const anyOf = schema.anyOf.map((option) => {
      const match = type.types.find((each) => isOf(option, membersOf(each, types)));
      return match ? describeType(option, match, types) : option;
    });
    return { ...schema, anyOf };
  }
  return schema;
}

/** The members of an interface and of those that it extends. */
function allMembers(declaration: ts.InterfaceDeclaration, types: Types): readonly ts.TypeElement[] {
  const inherited = (declaration.heritageClauses ?? []).flatMap(({ types: bases }) =>
    bases.flatMap(({ expression }) => {
      const base = types.get(expression.getText());
      return base && ts.isInterfaceDeclaration(base) ? allMembers(base, types) : [];
    }),
  );
  return [...inherited, ...declaration.members];
}

function isOf(option: JsonSchema, memberNames: readonly string[]): boolean {
  return JSON.stringify(option['required']) === JSON.stringify(memberNames);
}

/** The names of the members of an object type that must be there. */
function membersOf(type: ts.TypeNode, types: Types): readonly string[] {
  if (ts.isTypeLiteralNode(type))
    return type.members.filter((each) => !each.questionToken).map(nameOf);
  if (!ts.isTypeReferenceNode(type)) return [];
  const declaration = types.get(type.typeName.getText());
  return declaration && ts.isInterfaceDeclaration(declaration)
    ? declaration.members.filter((each) => !each.questionToken).map(nameOf)
    : [];
}

function describeMembers(
  schema: JsonSchema,
  members: readonly ts.TypeElement[],
  types: Types,
): JsonSchema {
  const properties: Record<string, JsonSchema> = { ...schema.properties };
  for (const member of members) {
    const name = nameOf(member);
    const property = properties[name];
    if (!property || !ts.isPropertySignature(member) || !member.type) continue;
    const described = describeType(property, member.type, types);
    properties[name] = withDescription(described, documentation(member));
  }
  return schema.properties ? { ...schema, properties } : schema;
}

function nameOf(member: ts.TypeElement): string {
  return member.name && ts.isIdentifier(member.name) ? member.name.text : '';
}

function documentation(node: ts.Node): string | undefined {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter((each) => ts.isJSDoc(each));
  const text = comment && ts.getTextOfJSDocComment(comment.comment);
  return text?.replace(/\s*\n\s*/g, ' ').trim();
}

function withDescription(schema: JsonSchema, description: string | undefined): JsonSchema {
  if (description === undefined) return schema;
  const { description: _before, ...rest } = schema;
  return { description, ...rest };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(outputPath, await specJsonSchema());
}
