// Writes docs/coverage.md: which operations of the Azure clients the simulator serves, by its own routes.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { evidence } from '../../../conformance/evidence.gen.ts';
import {
  accessDifferences,
  constantDifferences,
  type KnownDifference,
  machineLearningDifferences,
  managementDifferences,
  vaultDifferences,
} from './known-differences.ts';
import { deploymentDifferences } from './known-deployment-differences.ts';
import { keyDifferences } from './known-key-differences.ts';
import { storeDifferences } from './known-store-differences.ts';
import { blobOperations } from '../src/data-plane/blob/operations.ts';
import { notReproduced } from '../test/failures/not-reproduced.ts';
import { isServed, operationKey, type OperationPath } from './served-operations.ts';

interface Operation extends OperationPath {
  /** `vaults.get`. */
  readonly name: string;
}

const packageFolder = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(packageFolder, '../../docs/coverage.md');

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

/** The first test that calls the operation, by the name that clients give it. */
function witnessOf({ name }: Operation, tests: ReadonlyMap<string, string>): string | undefined {
  const [group = '', operation = ''] = name.split('.');
  const begin = `begin${operation.charAt(0).toUpperCase()}${operation.slice(1)}`;
  const call = new RegExp(`\\b${group}\\s*\\.\\s*(?:${operation}|${begin}(?:AndWait)?)\\(`);
  return [...tests].find(([, text]) => operation !== '' && call.test(text))?.[0];
}

/** What stands behind the answers of an operation, as the last run of the conformance command found it. */
function gradeOf({ method, path }: Operation): { readonly grade: string; readonly why: string } {
  const bare = path
    .replace(/^\{vaultBaseUrl\}/i, '')
    .replace('/{roleId}', '/{roleDefinitionId}')
    .replace('{+', '{');
  const [recorded, published] = evidence[operationKey({ method, path: bare })] ?? [];
  if (recorded) return { grade: 'recorded', why: ` (${recorded})` };
  if (published) return { grade: 'documented', why: ` (${published})` };
  return { grade: published === undefined ? 'assumed' : 'documented', why: '' };
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
    const { grade, why } = gradeOf(operation);
    return `- \`${operation.name}\` ${operation.method}: ${grade}${why}${seen}`;
  });
  const grades = served.map((operation) => gradeOf(operation).grade);
  const count = (wanted: string): number => grades.filter((grade) => grade === wanted).length;
  const figures = `${count('recorded')} recorded, ${count('documented')} documented, ${count('assumed')} assumed`;
  return { client, served: served.length, all: operations.length, lines, figures };
});

const differencesOf = (title: string, differences: readonly KnownDifference[]): string =>
  `### ${title}\n\n${differences
    .map(({ id, what, why }) => `- ${id}: ${what} Why: ${why}`)
    .join('\n')}`;

/** What the last run of the conformance command came to: its page keeps the figures between two comments. */
const [, figures = 'No figures yet: `npm run conformance` writes them.'] =
  /<!-- figures -->\n+([^]*?)\n+<!-- end of figures -->/.exec(
    readFileSync(join(packageFolder, '../../docs/conformance.md'), 'utf8'),
  ) ?? [];

const text = `# Coverage

Generated by \`npm run generate\`: the operations of the installed Azure clients, compared with the routes of the simulator.
What is not listed as served answers 501 and names itself. An operation is listed when its method and path have a
handler; what of it is not simulated is refused by name as well. The test named calls the operation through its client.

Behind its answers stand: \`recorded\`, so many recorded exchanges with Azure that the simulator repeats; \`documented\`, so
many published examples that it answers as published, or without a number a published description alone; \`assumed\`, a
description that is not at hand. What is refused says the grade of its words in each answer.

How it answers, held against published documents and recorded exchanges ([conformance.md](conformance.md)):

${figures}

Of the operations of each client:

${sections
  .map(
    ({ client, served, all, figures }) =>
      `- \`${client}\`: ${served} of ${all}${served === 0 ? '' : ` (${figures})`}`,
  )
  .join('\n')}

${sections
  .filter(({ lines }) => lines.length > 0)
  .map(({ client, lines }) => `## ${client}\n\n${lines.join('\n')}`)
  .join('\n\n')}

## Blobs

Of the data plane of storage accounts, by the names of its reference; tested through \`@azure/storage-blob\`, and held against
no published examples: the documents at hand have none.

${[...new Set(blobOperations.map(({ name, needs: [, action], permits, publicFrom }) => `- ${name}: takes \`${action}\`, a key of the account${publicFrom === undefined ? '' : ', a public container'} or a signature with ${permits.join(' or ')}`))].join('\n')}

## Known differences

Where an answer differs from Azure's, or cannot be had, and why. Ids name one behaviour of Azure, or one failure that a
test under \`test/failures\` reproduces; what answers 501 is refused loudly.

${differencesOf('Resource Manager', managementDifferences)}

${differencesOf('Deployments of templates', deploymentDifferences)}

${differencesOf('Vaults in Resource Manager', vaultDifferences)}

${differencesOf('Keys', keyDifferences)}

${differencesOf("Customers' own stores", storeDifferences)}

${differencesOf('Machine Learning', machineLearningDifferences)}

${differencesOf('Roles, directory, sign-in', accessDifferences)}

${differencesOf('Constants', constantDifferences)}

${differencesOf('Failures that no test reproduces', notReproduced)}
`;
writeFileSync(output, text);
