// Builds what a package loads on demand: each part into a file of its own.
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';

const PARTS = '#parts';

/**
 * Build settings for parts: modules that are loaded when they are first asked for, by way of the module `#parts`.
 *
 * @param {import('tsup').Options & { entry: Record<string, string> }} options of the package
 * @param {{ readonly folder: string, readonly modules: Readonly<Record<string, string>>, readonly before: string }} parts
 *   modules by name, in a folder of sources; `before`: the module that is loaded before any of them
 * @returns {import('tsup').Options}
 */
export function withParts(options, { folder, modules, before }) {
  /** @type {(module: string) => string} */
  const sourceOf = (module) => `${folder}/${module}`;
  const entries = Object.entries(modules).map(([name, module]) => [
    `parts/${name}`,
    sourceOf(module),
  ]);
  return {
    ...options,
    entry: {
      ...options.entry,
      'parts/at-once': sourceOf('parts/at-once.gen.ts'),
      'parts/on-demand': sourceOf('parts/on-demand.ts'),
      ...Object.fromEntries(entries),
    },
    dts: { entry: options.entry },
    external: [PARTS],
    esbuildPlugins: [
      sharedChunk(
        before,
        Object.values(modules).map((module) => sourceOf(module)),
      ),
    ],
    esbuildOptions(esbuild) {
      // Imports for the sake of one chunk stay.
      esbuild.ignoreAnnotations = true;
      esbuild.treeShaking = false;
    },
  };
}

/**
 * Keeps what is loaded before any part in one chunk: esbuild would cut it up by which parts share what, into dozens of
 * files, each of which costs half a millisecond at the start. So every part imports all of it, needed or not.
 *
 * @param {string} before
 * @param {readonly string[]} files of the parts
 * @returns {NonNullable<import('tsup').Options['esbuildPlugins']>[number]}
 */
function sharedChunk(before, files) {
  const parts = new Set(files.map((file) => resolve(file)));
  return {
    name: 'shared-chunk',
    async setup(build) {
      const { tsconfig } = build.initialOptions;
      const { metafile } = await build.esbuild.build({
        entryPoints: [before],
        bundle: true,
        platform: 'node',
        format: 'esm',
        splitting: true,
        outdir: 'dist',
        packages: 'external',
        external: [PARTS],
        ...(tsconfig === undefined ? {} : { tsconfig }),
        write: false,
        metafile: true,
      });
      const shared = [...reachable(before, metafile.inputs)]
        // What asks for parts comes after them where they are loaded at once.
        .filter((file) => file in metafile.inputs && !reachable(file, metafile.inputs).has(PARTS))
        .map((file) => resolve(file));
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!parts.has(path)) return undefined;
        const imports = shared.map((file) => {
          const from = relative(dirname(path), file).split(sep).join('/');
          return `import '${from.startsWith('.') ? from : `./${from}`}';`;
        });
        return { contents: [readFileSync(path, 'utf8'), ...imports].join('\n'), loader: 'ts' };
      });
    },
  };
}

/**
 * What a module imports, directly or not, but not on demand.
 *
 * @param {string} entry
 * @param {import('esbuild').Metafile['inputs']} inputs
 * @returns {ReadonlySet<string>}
 */
function reachable(entry, inputs) {
  const found = new Set();
  const walk = (/** @type {string} */ file) => {
    for (const { path, kind } of inputs[file]?.imports ?? []) {
      if (kind !== 'import-statement' || found.has(path)) continue;
      found.add(path);
      walk(path);
    }
  };
  walk(entry);
  return found;
}
