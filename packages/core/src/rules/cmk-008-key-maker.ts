import { listed } from './compare.ts';
import type { ChainFacts, KeyMakerFacts } from './facts.ts';
import { defineRule, type Edition, type Rule, type Violation } from './types.ts';

type Permission = KeyMakerFacts['granted'][number];

const NOUNS: Readonly<Record<KeyMakerFacts['who'], string>> = {
  deployer: 'whoever makes the key',
  workspaceIdentity: 'the identity that is meant for the workspace',
};

/** What an edition asks for. Today: what making a key and reading it takes, of whoever makes it. */
function needed(edition: Edition, { who }: KeyMakerFacts): readonly Permission[] {
  if (edition !== 'current') return ['create', 'get', 'delete', 'purge'];
  return who === 'deployer' ? ['create', 'get'] : [];
}

function lacks(maker: KeyMakerFacts, at: string, edition: Edition): readonly Violation[] {
  const required = needed(edition, maker);
  const found: Violation[] = [];
  if (!required.every((permission) => maker.granted.includes(permission))) {
    found.push({
      path: `${at}.granted`,
      expected: `${listed(required)} for ${NOUNS[maker.who]}`,
      received: listed(maker.granted),
    });
  }
  if (edition !== 'current' && maker.isContributor === false) {
    found.push({
      path: `${at}.isContributor`,
      expected: `the role Contributor on the vault for ${NOUNS[maker.who]}`,
      received: 'no such role',
    });
  }
  return found;
}

/** Key Vault's words; what is in angle brackets is the caller's. */
function denied(_violation: Violation, { vault }: ChainFacts): string {
  const place = `${vault?.name};location=${vault?.state?.location}`;
  return vault?.state?.accessModel === 'rbac'
    ? `Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: <caller>\r\nAction: 'Microsoft.KeyVault/vaults/keys/create/action'\r\nResource: '<key>'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: 'DeniedWithNoValidRBAC' \r\nVault: ${place}\r\n`
    : `The user, group or application '<caller>' does not have keys create permission on key vault '${place}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`;
}

export const rule: Rule = defineRule({
  id: 'CMK-008',
  name: 'key-maker',
  statement:
    'Whoever makes the key has permission to, by an access policy or a role for data; being Contributor of the vault opens no key.',
  class: 'wire',
  sources: [
    {
      document: 'HOWTO-A',
      section: 'Create a key',
      line: 45,
      anchor: '__Contributor__ role for the',
    },
    {
      document: 'HOWTO-A',
      section: 'Create a key',
      line: 47,
      anchor: 'must also be assigned these',
    },
    {
      document: 'HOWTO-B',
      section: 'Create a key',
      line: 53,
      anchor: 'Create, Get, Delete, and Purge',
    },
    {
      document: 'HOWTO-B',
      section: 'Create a key',
      line: 55,
      anchor: 'must also be assigned these',
    },
    {
      document: 'AZURE',
      anchor: 'https://learn.microsoft.com/azure/key-vault/general/rbac-guide',
    },
  ],
  holds: [{ from: 'howto-a', level: 'must' }],
  contradictions: [
    {
      says: 'It takes the role Contributor on the vault and an access policy with Create, Get, Delete and Purge, also for an identity that is meant for the workspace.',
      source: {
        document: 'HOWTO-B',
        section: 'Create a key',
        line: 53,
        anchor: 'Create, Get, Delete, and Purge',
      },
    },
    {
      says: 'Management and data are apart: a role such as Key Vault Crypto Officer is enough, and Contributor gives nothing.',
      source: {
        document: 'AZURE',
        anchor: 'https://learn.microsoft.com/azure/key-vault/general/rbac-guide',
      },
    },
  ],
  appliesTo: ['keyMakers'],
  check: ({ keyMakers = [] }, edition) =>
    keyMakers.length === 0
      ? undefined
      : keyMakers.flatMap((maker, index) => lacks(maker, `keyMakers[${index}]`, edition)),
  refusals: [
    {
      stage: 'key.create',
      status: 403,
      code: 'Forbidden',
      message: denied,
      evidence: 'reported',
      seenIn: 'Azure/azure-workload-identity#583',
      // Key Vault asks for the one permission that an operation takes, and never for a role of the management plane.
      when: ({ path }, { keyMakers = [] }) =>
        path.endsWith('.granted') && keyMakers.every(({ granted }) => !granted.includes('create')),
    },
  ],
  remarks: [
    'A new grant takes minutes to count.',
    'To delete and purge keys is not needed to use them, and the plan does not ask for it.',
    'A posture report judges the identity of the workspace. Who made a key no read can tell: a vault keeps that in its logs only, and whoever asks for a report need not make keys.',
    'A deployment does not look at grants before it makes the key, because access can come by a group: making it is the first thing that needs one, and the refusal names this rule.',
  ],
  fix: 'Leave `grants.deployer` at its default, or run `az role assignment create --role "Key Vault Crypto Officer" --assignee-object-id <object id> --scope <vault id>`.',
});
