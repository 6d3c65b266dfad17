// Lint rule: time and chance are injected (Clock, Ids, Random), so that the same seed gives the same
// bytes and tests never sleep. Only the files at the rim that make the real ones may touch these.

/**
 * Members of globals that read the wall clock or make chance.
 * @type {Record<string, string[]>}
 */
const FORBIDDEN_MEMBERS = {
  Date: ['now'],
  Math: ['random'],
  performance: ['now', 'timeOrigin'],
  crypto: ['randomUUID', 'getRandomValues'],
};

/**
 * Named imports that do the same.
 * @type {Record<string, string[]>}
 */
const FORBIDDEN_IMPORTS = {
  'node:crypto': ['randomUUID', 'randomBytes', 'randomInt', 'randomFill', 'randomFillSync'],
  'node:timers/promises': ['setTimeout', 'setInterval'],
};

/** Globals that wait on the wall clock. */
const FORBIDDEN_CALLS = ['setTimeout', 'setInterval'];

export const ambient = {
  meta: {
    type: 'problem',
    docs: { description: 'No wall clock, no timers and no randomness outside the rim files' },
  },
  /** @param {any} context */
  create(context) {
    /**
     * @param {unknown} node
     * @param {string} what
     */
    const report = (node, what) =>
      context.report({ node, message: `${what} is ambient: take a Clock, Ids or Random instead` });
    /**
     * @param {unknown} node
     * @param {string} module
     * @param {string} name
     */
    const checkName = (node, module, name) => {
      if (FORBIDDEN_IMPORTS[module]?.includes(name)) report(node, name);
    };
    return {
      /** @param {any} node */
      MemberExpression(node) {
        const object = node.object.type === 'Identifier' ? node.object.name : undefined;
        const property = node.computed ? node.property.value : node.property.name;
        if (FORBIDDEN_MEMBERS[object]?.includes(property)) report(node, `${object}.${property}`);
      },
      /** @param {any} node */
      NewExpression(node) {
        if (node.callee.name === 'Date' && node.arguments.length === 0) report(node, 'new Date()');
      },
      /** @param {any} node */
      CallExpression(node) {
        if (node.callee.type !== 'Identifier') return;
        if (node.callee.name === 'Date') report(node, 'Date()');
        if (FORBIDDEN_CALLS.includes(node.callee.name)) report(node, `${node.callee.name}()`);
      },
      /** @param {any} node */
      ImportDeclaration(node) {
        for (const specifier of node.specifiers) {
          checkName(specifier, node.source.value, specifier.imported?.name);
        }
      },
      /** @param {any} node */
      ExportNamedDeclaration(node) {
        if (!node.source) return;
        for (const specifier of node.specifiers) {
          checkName(specifier, node.source.value, specifier.local.name);
        }
      },
    };
  },
};
