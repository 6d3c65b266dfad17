import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly config?: { readonly pnpm: string };
  readonly engines?: { readonly node: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly publishConfig?: { readonly exports: unknown };
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
}

const workspace = manifest('.');
const folders = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
const packages = [...folders, 'bench', 'conformance'].map(manifest);
const published = packages.filter((each) => !each.private);

describe('toolchain', () => {
  test('pnpm has one version: the bootstrap and the dev dependency agree', () => {
    expect(workspace.devDependencies?.pnpm).toBe(workspace.config?.pnpm);
  });

  test('node has one version: the package and the one engines are checked against agree', () => {
    const settings = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
    expect(/^nodeVersion: (\S+)/m.exec(settings)?.[1]).toBe(workspace.optionalDependencies?.node);
  });

  test('tools are pinned exactly', () => {
    const ranges = Object.entries(workspace.devDependencies ?? {}).filter(
      ([, version]) => !/^(\d+\.\d+\.\d+|workspace:\*)$/.test(version),
    );
    expect(ranges).toEqual([]);
  });

  test('every package asks for the same version of a dependency', () => {
    const versions = new Map<string, Set<string>>();
    for (const { dependencies, devDependencies } of [workspace, ...packages]) {
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        if (!version.startsWith('workspace:')) {
          versions.set(name, (versions.get(name) ?? new Set()).add(version));
        }
      }
    }
    const several = [...versions].filter(([, each]) => each.size > 1);
    expect(several.map(([name, each]) => `${name}: ${[...each].join(', ')}`)).toEqual([]);
  });

  test.each(published)('$name publishes its entries without the source condition', (each) => {
    const expected = Object.fromEntries(
      Object.entries(each.exports ?? {}).map(([entry, target]) => {
        if (typeof target === 'string') return [entry, target];
        const { source, ...rest } = target;
        expect(source).toMatch(/^\.\/src\/.*\.ts$/);
        return [entry, rest];
      }),
    );
    expect(each.publishConfig?.exports).toEqual(expected);
  });
});
