import { parseKeyReference, type KeyReference } from './key-reference.ts';
import { defineRule, type Edition, type Rule } from './types.ts';
import { isHubOrProject } from './workspace-kind.ts';

/** The editions whose documents forbid every change of the key. */
const FROZEN: readonly Edition[] = ['howto-a', 'howto-b'];

const FIXED = 'The key of an existing workspace is not changed.';
const WITHIN_THE_VAULT =
  'The key of an existing workspace is changed to another key or version of the same vault only, and not at all with service-side encryption.';

function isSameKey(left: KeyReference, right: KeyReference): boolean {
  return left.host === right.host && left.name === right.name && left.version === right.version;
}

export const rule: Rule = defineRule({
  id: 'CMK-030',
  name: 'key-change',
  statement:
    'The key of an existing workspace is not changed to a key of another vault; the how-to articles rule out every change.',
  statementBy: {
    'howto-a': FIXED,
    'howto-b': FIXED,
    'concept-2023-09': WITHIN_THE_VAULT,
    current: WITHIN_THE_VAULT,
    aistudio: WITHIN_THE_VAULT,
  },
  class: 'wire',
  sources: [
    { document: 'HOWTO-A', section: 'Limitations', line: 26, anchor: 'after workspace creation' },
    { document: 'HOWTO-B', line: 33, anchor: 'after workspace creation' },
    {
      document: 'CONCEPT',
      section: 'Limitations',
      line: 45,
      anchor: 'in the original Azure Key',
    },
    { document: 'AISTUDIO', line: 70, anchor: 'only be updated to keys' },
  ],
  holds: [{ from: 'howto-a', level: 'must' }],
  contradictions: [
    {
      says: 'The key cannot be changed after creation.',
      source: {
        document: 'HOWTO-A',
        section: 'Limitations',
        line: 26,
        anchor: 'be updated after workspace',
      },
    },
    {
      says: 'The key cannot be changed after creation.',
      source: { document: 'HOWTO-B', line: 33, anchor: 'be updated after workspace' },
    },
    {
      says: 'The key can be changed to another one in the same vault.',
      source: {
        document: 'CONCEPT',
        section: 'Limitations',
        line: 45,
        anchor: 'updated to another key',
      },
    },
    {
      says: 'The key can be changed to others in the same vault (Azure AI hubs and projects).',
      source: { document: 'AISTUDIO', line: 70, anchor: 'the same Azure Key Vault' },
    },
  ],
  appliesTo: ['workspace', 'previousWorkspace'],
  check: ({ workspace, previousWorkspace }, edition) => {
    // Of hubs and projects CMK-052 speaks.
    if (previousWorkspace && isHubOrProject(previousWorkspace)) return undefined;
    const before = previousWorkspace?.encryption;
    const after = workspace?.encryption;
    if (!before || !after) return undefined;
    const was = parseKeyReference(before.keyIdentifier);
    const is = parseKeyReference(after.keyIdentifier);
    if (!was || !is) return undefined;
    const isFrozen = before.architecture === 'serviceSide' || FROZEN.includes(edition);
    if (isFrozen ? isSameKey(was, is) : was.host === is.host) return [];
    return [
      {
        path: 'workspace.encryption.keyIdentifier',
        expected: isFrozen ? `the key ${before.keyIdentifier}` : `a key of the vault ${was.host}`,
        received: after.keyIdentifier,
      },
    ];
  },
  refusals: [
    {
      stage: 'workspace.update.request',
      status: 400,
      code: 'BadRequest',
      message: ({ expected, received }) =>
        `The customer-managed key of a workspace can only be updated to ${expected}; the request names ${received}.`,
      evidence: 'assumed',
    },
  ],
  remarks: [
    'With service-side encryption the key cannot be changed at all, not even to a new version.',
    'Data that exists is not encrypted again when the key changes.',
  ],
  fix: 'Keep the vault, and from the 2023 article on name another key or version in it; for another vault create a new workspace.',
});
