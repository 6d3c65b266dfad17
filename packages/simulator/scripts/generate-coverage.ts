// Writes docs/coverage.md: which operations of the Azure clients the simulator serves, by its own routes.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resourceTypes, routes } from '../src/arm/registry.gen.ts';
import { vaultOperations } from '../src/data-plane/keyvault/operations.ts';
import { matchTemplate, parseArmPath, segmentsOf } from '../src/kernel/path.ts';
import { type KnownDifference, vaultDifferences } from './known-differences.ts';

interface Operation {
  /** `vaults.get`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
}

const packageFolder = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(packageFolder, '../../docs/coverage.md');
const types = new Map(resourceTypes.map((type) => [type.type.toLowerCase(), type]));
const SUBSCRIPTION = '/subscriptions/00000000-0000-4000-8000-000000000000';

/** How the older clients tell of an operation. */
const SPEC =
  /const (\w+)OperationSpec(?:\$\d+)? = \{\s*path:\s*"([^"]+)",\s*httpMethod: "([A-Z]+)"/g;
/** How the newer ones do. */
const SEND =
  /function _\$?(\w+)Send\([^]*?expandUrlTemplate\(\s*[`"]([^`"]+)[`"][^]*?\.path\([^)]*\)\s*\.(get|put|post|patch|delete|head)\(/g;

function operationsOf(folder: string): Operation[] {
  const files = globSync('{dist/esm,dist-esm/src}/**/{operations/*.js,api/**/operations.js}', {
    cwd: folder,
  }).sort();
  const found = files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const stem = basename(file, '.js');
    const group = stem === 'operations' ? basename(dirname(file)) : stem;
    return [...text.matchAll(SPEC), ...text.matchAll(SEND)].map(
      ([, name = '', path = '', method = '']): Operation => ({
        name: group === 'api' ? name : `${group}.${name}`,
        method: method.toUpperCase(),
        path: path.replace(/\{\?.*$/, ''),
      }),
    );
  });
  return found.filter(({ path }) => path !== '{nextLink}');
}

function isServed(operation: Operation): boolean {
  return operation.path.startsWith('/subscriptions') ||
    operation.path.startsWith('/providers') ||
    operation.path.startsWith('/{')
    ? isServedByResourceManager(operation)
    : isServedByVaults(operation);
}

function isServedByVaults({ method, path }: Operation): boolean {
  const words = path
    .replace(/^\{[^}]*\}/, '')
    .split('/')
    .slice(1);
  return vaultOperations.some((operation) => {
    const parts = operation.path.split('/').slice(1);
    return (
      operation.handle !== undefined &&
      operation.method === method &&
      parts.length === words.length &&
      parts.every(
        (part, at) =>
          part.startsWith('{') === (words[at] ?? '').startsWith('{') &&
          (part.startsWith('{') || part.toLowerCase() === words[at]?.toLowerCase()),
      )
    );
  });
}

function isServedByResourceManager({ method, path }: Operation): boolean {
  const filled = path
    .replace(/^\/\{[^}]+\}(?=\/|$)/, `${SUBSCRIPTION}/resourceGroups/group`)
    .replace('/subscriptions/{subscriptionId}', SUBSCRIPTION)
    .replaceAll(/\{[^}]+\}/g, 'name');
  const segments = segmentsOf(filled);
  const hasRoute = routes
    .concat(resourceTypes.flatMap((type) => type.routes ?? []))
    .some((route) => route.method === method && matchTemplate(segmentsOf(route.path), segments));
  if (hasRoute) return true;
  const meant = parseArmPath(segments, types);
  switch (meant.kind) {
    case 'collection':
      return method === 'GET';
    case 'action':
      return Object.keys(meant.type.actions ?? {}).some((key) => {
        const [verb, template = ''] = key.split(' ');
        return verb === method && matchTemplate(template.split('/'), meant.action.split('/'));
      });
    case 'resource': {
      const { put, patch, remove } = meant.type;
      const handlers = { PUT: put, PATCH: patch, DELETE: remove };
      return method === 'GET' || method === 'HEAD' || Boolean(handlers[method as 'PUT']);
    }
    default:
      return false;
  }
}

/** The first test that calls the operation, by the name that clients give it. */
function witnessOf({ name }: Operation, tests: ReadonlyMap<string, string>): string | undefined {
  const [group = '', operation = ''] = name.split('.');
  const begin = `begin${operation.charAt(0).toUpperCase()}${operation.slice(1)}`;
  const call = new RegExp(`\\b${group}\\s*\\.\\s*(?:${operation}|${begin}(?:AndWait)?)\\(`);
  return [...tests].find(([, text]) => operation !== '' && call.test(text))?.[0];
}

const clients = Object.keys(
  (
    JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    }
  ).devDependencies,
).filter((name) => name.startsWith('@azure/arm-') || name.startsWith('@azure/keyvault-'));

const tests = new Map(
  globSync('packages/*/test/**/*.test.ts', { cwd: join(packageFolder, '../..') })
    .sort()
    .map((file) => [file, readFileSync(join(packageFolder, '../..', file), 'utf8')]),
);

const sections = clients.map((client) => {
  const folder = join(packageFolder, 'node_modules', client);
  if (!existsSync(folder)) throw new Error(`${client} is not installed`);
  const operations = operationsOf(folder);
  if (operations.length === 0) throw new Error(`no operation was found in ${client}`);
  const served = operations.filter(isServed);
  const lines = served.map((operation) => {
    const witness = witnessOf(operation, tests);
    const seen = witness === undefined ? '' : `, called in [${basename(witness)}](../${witness})`;
    return `- \`${operation.name}\` ${operation.method}${seen}`;
  });
  return { client, served: served.length, all: operations.length, lines };
});

const differencesOf = (title: string, differences: readonly KnownDifference[]): string =>
  `### ${title}\n\n${differences
    .map(({ id, what, why }) => `- ${id}: ${what} Why: ${why}`)
    .join('\n')}`;

const text = `# Coverage

Generated by \`npm run generate\`: the operations of the installed Azure clients, compared with the routes of the simulator.
What is not listed as served answers 501 and names itself. An operation is listed when its method and path have a
handler; what of it is not simulated is refused by name as well. The test named calls the operation through its client.

${sections.map(({ client, served, all }) => `- \`${client}\`: ${served} of ${all}`).join('\n')}

${sections
  .filter(({ lines }) => lines.length > 0)
  .map(({ client, lines }) => `## ${client}\n\n${lines.join('\n')}`)
  .join('\n\n')}

## Known differences

Where an answer differs from Azure's, or cannot be had, and why. Ids name one behaviour of Azure, or one failure that a
test under \`test/failures\` reproduces; what answers 501 is refused loudly.

${differencesOf('Vaults in Resource Manager', vaultDifferences)}
`;
writeFileSync(output, text);
