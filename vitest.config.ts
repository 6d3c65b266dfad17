import { defineConfig } from 'vitest/config';

// A plain `vitest` on an older Node would start and then fail in odd places.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  throw new Error(
    `tests need Node 22.18 or newer, this is ${process.versions.node}: use "npm test", which brings its own`,
  );
}

/** Packages are tested from their sources: the private `source` condition comes first. */
const fromSource = {
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node', 'import', 'default'] } },
};

/** A model of a key takes seconds on a slow machine; what hangs is found out all the same. */
const TEST_TIMEOUT_MS = 60_000;

/** Tests of what a process has once: its environment, its network, what MSAL found out about its machine. */
const OF_THE_PROCESS = ['packages/simulator/test/{managed-identity,msw}/**/*.test.ts'];

/** Records what simulators answer, when it is asked to. */
const setupFiles = [new URL('test/record-exchanges.ts', import.meta.url).pathname];

export default defineConfig({
  ...fromSource,
  test: {
    // One less by default, which leaves a machine of two cores half idle.
    maxWorkers: '100%',
    projects: [
      {
        ...fromSource,
        test: {
          name: 'core',
          // Files of one process share their modules: loading them anew for each takes longer than most tests, and what
          // one file leaves behind in a module is a fault that another one finds.
          isolate: false,
          testTimeout: TEST_TIMEOUT_MS,
          setupFiles,
          include: ['packages/core/{src,test}/**/*.test.ts'],
          typecheck: {
            enabled: true,
            // Errors outside the type tests are what "npm run types" reports.
            ignoreSourceErrors: true,
            include: ['packages/core/{src,test}/**/*.test-d.ts'],
            tsconfig: 'packages/core/tsconfig.json',
          },
        },
      },
      {
        ...fromSource,
        test: {
          name: 'simulator',
          isolate: false,
          testTimeout: TEST_TIMEOUT_MS,
          setupFiles,
          include: ['packages/simulator/{src,test}/**/*.test.ts'],
          exclude: OF_THE_PROCESS,
        },
      },
      {
        ...fromSource,
        test: {
          name: 'simulator-process',
          testTimeout: TEST_TIMEOUT_MS,
          setupFiles,
          include: OF_THE_PROCESS,
        },
      },
      {
        // The same msw tests once more, on the previous major version.
        resolve: {
          ...fromSource.resolve,
          alias: [{ find: /^msw($|\/)/, replacement: 'msw2$1' }],
        },
        ssr: fromSource.ssr,
        test: {
          name: 'simulator-msw2',
          testTimeout: TEST_TIMEOUT_MS,
          include: [
            'packages/simulator/test/msw*/**/*.test.ts',
            'packages/simulator/test/msw*.test.ts',
          ],
        },
      },
      {
        ...fromSource,
        test: {
          name: 'examples',
          testTimeout: TEST_TIMEOUT_MS,
          setupFiles,
          include: ['packages/examples/{src,test}/**/*.test.ts'],
        },
      },
      {
        ...fromSource,
        test: {
          name: 'repository',
          testTimeout: TEST_TIMEOUT_MS,
          include: ['test/**/*.test.ts'],
        },
      },
    ],
  },
});
