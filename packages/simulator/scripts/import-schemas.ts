/**
 * Writes `packages/simulator/schemas/<namespace>.json`: the bodies of every served operation, by api-version, out of the
 * published OpenAPI documents in `$CMK_CONFORMANCE_DATA/openapi/specification`. Run it when a resource type or a document
 * is new; `npm run generate` then compiles what is there.
 */
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { providers } from '../src/arm/registry.gen.ts';
import { bodyKeyOf } from '../src/kernel/body-key.ts';
import { segmentsOf } from '../src/kernel/path.ts';
import { correct } from './lib/corrections.ts';
import { type Body, BodyReader } from './lib/openapi-bodies.ts';
import { withoutDoubles } from './lib/same-shapes.ts';

const data = process.env['CMK_CONFORMANCE_DATA'];
if (!data) {
  console.error('import-schemas: CMK_CONFORMANCE_DATA does not name the folder with the documents');
  process.exit(2);
}
const root = join(data, 'openapi', 'specification');
const output = join(import.meta.dirname, '..', 'schemas');

const wanted = new Set<string>();
const units = providers.map((provider) => provider.units());
for (const { type, put, patch, actions } of units.flatMap((its) => its.resourceTypes)) {
  const key = type.toLowerCase();
  if (put) wanted.add(`PUT ${key}`);
  if (patch) wanted.add(`PATCH ${key}`);
  for (const action of Object.keys(actions ?? {})) {
    const [method = '', template = ''] = action.split(' ');
    const names = template.split('/').filter((_, index) => index % 2 === 0);
    wanted.add(`${method} ${[key, ...names].join('/').toLowerCase()}`);
  }
}
for (const { method, path } of units.flatMap(({ routes }) => routes)) {
  const place = bodyKeyOf(segmentsOf(path));
  if (place) wanted.add(`${method} ${place.key}`);
}

const reader = new BodyReader(root);
const bodies: Body[] = globSync('**/resource-manager/**/{stable,preview}/*/**/*.json', {
  cwd: root,
})
  .filter((file) => !/[/\\]examples[/\\]/.test(file))
  .toSorted()
  .flatMap((file) => reader.read(join(root, file), (key) => wanted.has(key)));

correct(bodies, reader.definitions);

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
for (const namespace of new Set(bodies.map((body) => body.namespace))) {
  const own = bodies.filter((body) => body.namespace === namespace);
  const schemas = withoutDoubles(namespace, own, reader.definitions);
  const definitions = Object.entries(schemas.definitions);
  // One definition a line: a difference reads as one.
  const text = `{
"namespace": ${JSON.stringify(namespace)},
"bodies": {
${Object.entries(schemas.bodies)
  .map(([key, versions]) => `${JSON.stringify(key)}: ${JSON.stringify(versions)}`)
  .join(',\n')}
},
"definitions": {
${definitions.map(([name, schema]) => `${JSON.stringify(name)}: ${JSON.stringify(schema)}`).join(',\n')}
}
}
`;
  writeFileSync(join(output, `${namespace}.json`), text);
  console.log(
    `${namespace}: ${own.length} bodies, ${definitions.length} shapes, ${text.length} bytes`,
  );
}
const described = new Set(bodies.map(({ key }) => key));
const missing = [...wanted].filter((key) => !described.has(key) && !key.startsWith('GET'));
console.log(`in no document: ${missing.toSorted().join(', ')}`);
