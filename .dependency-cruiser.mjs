// Import boundaries. Each rule has at least one forbidden import in test/fixtures/boundaries, and
// test/boundaries.test.ts proves that it is reported. Type-only and dynamic imports count as imports
// unless a rule says otherwise.

const CORE = '^packages/core/src/';
const SIMULATOR = '^packages/simulator/src/';
const ENTRIES =
  '^packages/(core/src/(index|rules/index|rules/examples\\.gen|errors/index)|simulator/src/(index|transports/msw|vitest/index))\\.ts$';

/** Test files next to sources may import what they need. */
const TESTS = '\\.(test|test-d)\\.ts$';

/**
 * A resolved npm package, with pnpm's store in between or not.
 * @param {string} name
 */
const npm = (name) => `(^|/)${name}(/|$)`;
const NETWORK = '^(node:)?(http|https|http2|net|tls|dns|dgram)(/|$)';

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const coreRules = [
  {
    name: 'core-rules-only-themselves',
    comment:
      'A rule is data and a pure check: it imports nothing but other files of core/src/rules.',
    from: { path: `${CORE}rules/`, pathNot: TESTS },
    to: { pathNot: `${CORE}rules/` },
  },
  {
    name: 'core-description-is-pure',
    comment: 'spec, plan and validate describe: no Azure SDK (not even types), no network.',
    from: { path: `${CORE}(spec|plan|validate)/`, pathNot: TESTS },
    to: { path: [npm('@azure'), NETWORK] },
  },
  {
    name: 'core-description-knows-no-execution',
    comment:
      'spec, plan and validate know the rules, ids of azure/, errors and each other, nothing later.',
    from: { path: `${CORE}(spec|plan|validate)/`, pathNot: TESTS },
    to: { path: CORE, pathNot: `${CORE}(spec|plan|validate|rules|azure|errors)/` },
  },
  {
    name: 'core-execution-folders',
    comment:
      'What talks to Azure builds on plan, spec, azure/, errors and the validation, not on the builder or the CLI.',
    from: { path: `${CORE}(deploy|preflight|verify|rotate|teardown)/`, pathNot: TESTS },
    to: { path: `${CORE}(index\\.ts|builder/|export/|cli/)` },
  },
  {
    name: 'core-execution-not-into-rules',
    comment: 'What talks to Azure sees the rules through rules/index.ts only.',
    from: { path: `${CORE}(deploy|preflight|verify|rotate|teardown)/`, pathNot: TESTS },
    to: { path: `${CORE}rules/`, pathNot: `${CORE}rules/index\\.ts$` },
  },
  {
    name: 'core-azure-is-a-leaf',
    comment: 'azure/ and errors/ carry ids, clients and error data: they know nothing above them.',
    from: { path: `${CORE}(azure|errors)/`, pathNot: TESTS },
    to: { path: CORE, pathNot: `${CORE}(azure|errors)/` },
  },
  {
    name: 'core-azure-sdk-lazily',
    comment:
      'Azure packages cost 60 to 320 ms at start: import them as types, or with import() where they are used.',
    from: { path: CORE, pathNot: TESTS },
    to: { path: npm('@azure'), dependencyTypesNot: ['type-only'], dynamic: false },
  },
  {
    name: 'core-yaml-lazily',
    comment: 'yaml costs 33 ms at start: import() it where a document is read or written.',
    from: { path: CORE, pathNot: TESTS },
    to: { path: npm('yaml'), dependencyTypesNot: ['type-only'], dynamic: false },
  },
  {
    name: 'core-without-simulator',
    comment: 'core never knows that a simulator exists.',
    from: { path: CORE },
    to: { path: '^packages/(simulator|examples)/|(^|/)@azureml-cmk/(simulator|examples)' },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const simulatorRules = [
  {
    name: 'simulator-kernel-alone',
    comment: 'The kernel is generic: it knows no resource type, transport or service.',
    from: { path: `${SIMULATOR}kernel/`, pathNot: TESTS },
    to: { path: SIMULATOR, pathNot: `${SIMULATOR}kernel/` },
  },
  {
    name: 'simulator-arm-own-namespace',
    comment:
      'A resource type imports the kernel, its own namespace and the pure naming of UUIDs; other resources only through the kernel.',
    from: { path: `${SIMULATOR}arm/([^/]+)/`, pathNot: TESTS },
    to: {
      path: SIMULATOR,
      pathNot: [
        `${SIMULATOR}kernel/`,
        `${SIMULATOR}arm/$1/`,
        `${SIMULATOR}crypto/named-uuid\\.ts$`,
      ],
    },
  },
  {
    name: 'simulator-transport-only-converts',
    comment: 'A transport knows the exchange type (as a type) and its platform.',
    from: { path: `${SIMULATOR}transports/`, pathNot: TESTS },
    to: { path: SIMULATOR, pathNot: `${SIMULATOR}(transports/|kernel/exchange\\.ts$)` },
  },
  {
    name: 'simulator-transport-exchange-as-type',
    comment: 'The exchange type is all a transport takes from the kernel, and it is a type.',
    from: { path: `${SIMULATOR}transports/`, pathNot: TESTS },
    to: { path: `${SIMULATOR}kernel/`, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'simulator-services-on-the-kernel',
    comment:
      'Vault data plane, Entra ID and Graph stand on the kernel, not on resource types or transports.',
    from: { path: `${SIMULATOR}(data-plane|entra|graph)/`, pathNot: TESTS },
    to: { path: `${SIMULATOR}(arm|transports|vitest)/` },
  },
  {
    name: 'simulator-core-rules-only',
    comment: 'Of core, the simulator knows the rules and nothing else.',
    from: { path: SIMULATOR, pathNot: TESTS },
    to: { path: '^packages/core/|(^|/)@azureml-cmk/core', pathNot: `${CORE}rules/` },
  },
  {
    name: 'simulator-core-as-types',
    comment: 'Only enforce/ calls the rules; everything else sees their types.',
    from: { path: SIMULATOR, pathNot: [TESTS, `${SIMULATOR}enforce/`] },
    to: { path: '^packages/core/|(^|/)@azureml-cmk/core', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'simulator-azure-as-types',
    comment:
      'The simulator answers the Azure SDKs, it does not use them (core-rest-pipeline alone costs 64 ms).',
    from: { path: SIMULATOR, pathNot: TESTS },
    to: { path: npm('@azure'), dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'simulator-vitest-uses-the-front-door',
    comment: 'The vitest helpers use the simulator as anyone would.',
    from: { path: `${SIMULATOR}vitest/`, pathNot: TESTS },
    to: {
      path: SIMULATOR,
      pathNot: `${SIMULATOR}(vitest/|options\\.ts$|simulator(-types)?\\.ts$)`,
    },
  },
  {
    name: 'simulator-crypto-adapter',
    comment: 'node:crypto stands behind one folder, so that chance and platform have one place.',
    from: { path: SIMULATOR, pathNot: [TESTS, `${SIMULATOR}crypto/`] },
    to: { path: '^(node:)?crypto$' },
  },
  {
    name: 'simulator-jose-in-entra',
    comment: 'jose costs 33 ms at start: only entra/ uses it, with import().',
    from: { path: SIMULATOR, pathNot: TESTS },
    to: { path: npm('jose'), dependencyTypesNot: ['type-only'], dynamic: false },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const everywhere = [
  {
    name: 'examples-public-entries-only',
    comment: 'An example imports what a user can import.',
    from: { path: '^packages/examples/' },
    to: { path: '^packages/(core|simulator)/', pathNot: ENTRIES },
  },
  {
    name: 'packages-by-name',
    comment: 'One package reaches another by its name, never by a relative path.',
    from: { path: '^packages/([^/]+)/' },
    to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
  },
  {
    name: 'published-without-dev-dependencies',
    comment: 'What is published may not need a package that only the repository installs.',
    from: { path: '^packages/(core|simulator)/src/', pathNot: TESTS },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer', 'type-only'] },
  },
  {
    name: 'sources-without-tests',
    comment: 'Sources never import tests.',
    from: { path: '^packages/[^/]+/src/', pathNot: TESTS },
    to: { path: `^packages/[^/]+/test/|${TESTS}` },
  },
  {
    name: 'no-cycles',
    comment: 'Modules form a DAG; a cycle through types alone is harmless.',
    from: { path: '^packages/' },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'resolvable',
    comment: 'Every import leads somewhere.',
    from: { path: '^packages/' },
    to: { couldNotResolve: true },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...coreRules, ...simulatorRules, ...everywhere].map((rule) => ({
    severity: 'error',
    ...rule,
  })),
  options: {
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^packages/[^/]+/(dist|temp)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'types', 'node', 'import', 'default'],
      extensions: ['.ts', '.d.ts', '.mts', '.js', '.mjs', '.json'],
    },
  },
};
