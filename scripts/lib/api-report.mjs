// The public surface as text: one report per package entry, reviewed like code.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { ensureBuilt, publishedPackages } from './build.mjs';
import { TaskError, root } from './run.mjs';

/**
 * Writes packages/<name>/api/<entry>.api.md, or fails when one differs from the build.
 * @param {{ write: boolean }} options
 */
export function apiReports({ write }) {
  ensureBuilt();
  const stale = publishedPackages.flatMap((name) =>
    entries(name)
      .filter(({ types, report }) => !extract(name, types, report, write))
      .map(({ report }) => `packages/${name}/api/${report}.api.md`),
  );
  if (stale.length > 0) {
    throw new TaskError(
      `the public API differs from its report, look at it and run "npm run api:write": ${stale.join(', ')}`,
    );
  }
}

/**
 * The entries with types that a package publishes.
 * @param {string} name
 */
function entries(name) {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  /** @type {Record<string, string | { types: string }>} */
  const published = manifest.publishConfig.exports;
  return Object.entries(published).flatMap(([entry, target]) =>
    typeof target === 'string'
      ? []
      : [{ types: target.types, report: [name, ...entry.split('/').slice(1)].join('-') }],
  );
}

/**
 * Makes one report; true when it is what the repository has (or was written).
 * @param {string} name
 * @param {string} types
 * @param {string} report
 * @param {boolean} write
 */
function extract(name, types, report, write) {
  const folder = join(root, 'packages', name);
  const reportFolder = join(folder, 'api');
  mkdirSync(reportFolder, { recursive: true });
  if (!write && !existsSync(join(reportFolder, `${report}.api.md`))) return false;
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, types),
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2024',
            lib: ['es2024', 'esnext.disposable'],
            module: 'nodenext',
            moduleResolution: 'nodenext',
            types: ['node'],
            strict: true,
            skipLibCheck: true,
          },
          files: [join(folder, types)],
        },
      },
      apiReport: {
        enabled: true,
        reportFolder,
        reportTempFolder: join(root, 'temp', 'api', name),
        reportFileName: `${report}.api.md`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        // What a report is for is the surface; style of comments is the linter's and the reader's.
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.None },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
  });
  const result = Extractor.invoke(config, {
    localBuild: write,
    messageCallback: (message) => {
      // The version banner and the "changed" notices would be noise: the task says it once.
      if (message.logLevel !== ExtractorLogLevel.Error) message.handled = true;
    },
  });
  return write || (result.succeeded && !result.apiReportChanged);
}
