// Lint rule: time and chance are injected (Clock, Ids, Random), so that the same seed gives the same
// bytes and tests never sleep. Only the files at the rim that make the real ones may touch these.

/** Members of globals that read the wall clock or make chance. */
const FORBIDDEN_MEMBERS = new Map([
  ['Date', ['now']],
  ['Math', ['random']],
  ['performance', ['now', 'timeOrigin']],
  ['crypto', ['randomUUID', 'getRandomValues']],
]);

/** What modules have that does the same, however it is taken from them. */
const FORBIDDEN_IMPORTS = new Map([
  ['node:crypto', ['randomUUID', 'randomBytes', 'randomInt', 'randomFill', 'randomFillSync']],
  ['node:timers/promises', ['setTimeout', 'setInterval']],
]);

/** Globals that wait on the wall clock. */
const FORBIDDEN_CALLS = ['setTimeout', 'setInterval'];

/**
 * The module that `process.getBuiltinModule('…')` gives; `undefined`: it is something else.
 * @param {any} node
 * @returns {string | undefined}
 */
function builtinModule(node) {
  const isAsked =
    node?.type === 'CallExpression' && node.callee.property?.name === 'getBuiltinModule';
  return isAsked ? node.arguments[0]?.value : undefined;
}

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
      if (FORBIDDEN_IMPORTS.get(module)?.includes(name)) report(node, name);
    };
    return {
      /** @param {any} node */
      MemberExpression(node) {
        const object = node.object.type === 'Identifier' ? node.object.name : undefined;
        const property = node.computed ? node.property.value : node.property.name;
        if (FORBIDDEN_MEMBERS.get(object)?.includes(property)) {
          report(node, `${object}.${property}`);
        }
        const module = builtinModule(node.object);
        if (module !== undefined) checkName(node, module, property);
      },
      /** @param {any} node */
      VariableDeclarator({ id, init }) {
        const module = builtinModule(init);
        if (module === undefined || id.type !== 'ObjectPattern') return;
        for (const property of id.properties) checkName(property, module, property.key?.name);
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
