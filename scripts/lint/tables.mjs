// Lint rule: what is looked up by a word of a request stands in a Map. An object answers for `constructor` and the other
// names that it inherits, and the compiler sees nothing of it once the object's type is `Record<string, …>`.

/**
 * Whether a type is `Record<string, …>`, also within `Readonly` and the like.
 * @param {any} type
 * @returns {boolean}
 */
function isOpen(type) {
  if (type?.type !== 'TSTypeReference') return false;
  const [first] = type.typeArguments?.params ?? [];
  return type.typeName.name === 'Record' ? first?.type === 'TSStringKeyword' : isOpen(first);
}

export const tables = {
  meta: {
    type: 'problem',
    docs: { description: 'No lookup in an object by a name that it may have inherited' },
  },
  /** @param {any} context */
  create(context) {
    /**
     * @param {unknown} node
     * @param {string} message
     */
    const report = (node, message) => context.report({ node, message });
    /** @param {any} node */
    const checkConstants = ({ declarations }) => {
      for (const { id } of declarations) {
        if (isOpen(id.typeAnnotation?.typeAnnotation)) {
          report(id, `${id.name} would answer for inherited names too: make it a Map`);
        }
      }
    };
    return {
      /** @param {any} node */
      Program({ body }) {
        for (const statement of body) {
          const declared =
            statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
          if (declared?.type === 'VariableDeclaration') checkConstants(declared);
        }
      },
      /** @param {any} node */
      MemberExpression(node) {
        if (node.computed && node.object.type === 'ObjectExpression') {
          report(node, 'an object would answer for inherited names too: make it a Map');
        }
      },
      /** @param {any} node */
      BinaryExpression(node) {
        if (node.operator === 'in' && node.left.type !== 'Literal') {
          report(node, '`in` finds inherited names too: take Object.hasOwn');
        }
      },
    };
  },
};
