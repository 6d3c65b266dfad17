// Build settings that all published packages share: ESM only, one file per entry, shared chunks,
// declarations and source maps.

/**
 * @param {Record<string, string>} entry output name to source file
 * @returns {import('tsup').Options & { entry: Record<string, string> }}
 */
export function library(entry) {
  return {
    entry,
    format: ['esm'],
    target: 'node22',
    platform: 'node',
    dts: true,
    sourcemap: true,
    splitting: true,
    treeshake: true,
    clean: true,
    silent: true,
    removeNodeProtocol: false,
    tsconfig: 'tsconfig.build.json',
  };
}
