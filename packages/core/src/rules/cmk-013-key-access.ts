import { indexIn, listed } from './compare.ts';
import type { ChainFacts, KeyAccessFacts, KeyConsumer } from './facts.ts';
import { keyConsumerNouns, requiredKeyPermissions } from './key-permissions.ts';
import { defineRule, type Refusal, type Rule, type Violation } from './types.ts';

function lacks({ consumer, granted, target }: KeyAccessFacts, index: number): readonly Violation[] {
  const required = requiredKeyPermissions[consumer];
  if (required.every((permission) => granted.includes(permission))) return [];
  const who = `${keyConsumerNouns[consumer]} (${target})`;
  return [
    {
      path: `keyAccess[${index}].granted`,
      expected: `${listed(required)} for ${who}`,
      received: listed(granted),
    },
  ];
}

function accessOf(violation: Violation, facts: ChainFacts): KeyAccessFacts | undefined {
  return facts.keyAccess?.[indexIn(violation.path)];
}

/** Whether a violation is about one of these consumers. */
function about(...consumers: readonly KeyConsumer[]): NonNullable<Refusal['when']> {
  return (violation, facts) => {
    const consumer = accessOf(violation, facts)?.consumer;
    return consumer !== undefined && consumers.includes(consumer);
  };
}

/** Our wording: what Azure says when a workspace or a container group cannot use its key was never seen. */
function denied(violation: Violation, facts: ChainFacts): string {
  return `The key '${facts.key?.id}' cannot be used: needed are ${violation.expected}, granted is ${violation.received}.`;
}

function identityOfSet(violation: Violation, facts: ChainFacts): string | undefined {
  const name = accessOf(violation, facts)?.target;
  return facts.diskEncryptionSets?.find((set) => set.name === name)?.identityId;
}

/** What the disk service says, to a set with its own identity and to one with a user-assigned identity. */
function accessForbidden(violation: Violation, facts: ChainFacts): string {
  const identity = identityOfSet(violation, facts);
  const who =
    identity === undefined
      ? `disk encryption set '${accessOf(violation, facts)?.target}'`
      : `user-assigned identity '${identity}'`;
  return `Unable to access key vault resource '${facts.key?.id}' to enable encryption at rest. Please grant get, wrap and unwrap key permissions to ${who}. Please visit https://aka.ms/keyvaultaccessssecmk for more information.`;
}

const OF_WORKSPACE = about('cosmosDb', 'workspaceEncryptionIdentity');
const OF_SET = about('diskEncryptionSet');

export const rule: Rule = defineRule({
  id: 'CMK-013',
  name: 'key-access',
  statement: 'Whoever uses the key for a service has the key permissions that the service needs.',
  class: 'wire',
  sources: [
    {
      document: 'HOWTO-B',
      section: 'Allow Azure Cosmos DB to access the key',
      line: 76,
      anchor: 'Get, Unwrap Key, and Wrap',
    },
    {
      document: 'CONCEPT',
      section: 'Prerequisites',
      line: 35,
      anchor: 'must have the following permissions',
    },
    { document: 'AISTUDIO', line: 12, anchor: 'must have the following permissions' },
    {
      document: 'AZURE',
      anchor:
        'https://learn.microsoft.com/azure/container-instances/container-instances-encrypt-data',
    },
  ],
  holds: [{ from: 'howto-b', level: 'must' }],
  contradictions: [
    {
      says: 'The Azure Cosmos DB principal is granted; no identity of the workspace is mentioned.',
      source: {
        document: 'HOWTO-B',
        section: 'Allow Azure Cosmos DB to access the key',
        line: 77,
        anchor: 'search for Azure Cosmos DB',
      },
    },
    {
      says: 'The managed identity of each service that is encrypted is granted.',
      source: {
        document: 'CONCEPT',
        section: 'Prerequisites',
        line: 35,
        anchor: 'managed identity for the services',
      },
    },
    {
      says: 'Get and unwrap are enough for a container group.',
      source: {
        document: 'AZURE',
        anchor:
          'https://learn.microsoft.com/azure/container-instances/container-instances-encrypt-data',
      },
    },
  ],
  appliesTo: ['keyAccess'],
  check: ({ keyAccess }) =>
    keyAccess && keyAccess.length > 0 ? keyAccess.flatMap(lacks) : undefined,
  refusals: [
    {
      stage: 'workspace.create.operation',
      status: 403,
      code: 'Forbidden',
      message: denied,
      evidence: 'assumed',
      when: OF_WORKSPACE,
    },
    {
      stage: 'workspace.update.operation',
      status: 403,
      code: 'Forbidden',
      message: denied,
      evidence: 'assumed',
      when: OF_WORKSPACE,
    },
    {
      stage: 'containerGroup.create.operation',
      status: 400,
      code: 'EncryptionKeyAccessDenied',
      message: denied,
      evidence: 'assumed',
      when: about('containerInstance', 'containerGroupIdentity'),
    },
    {
      stage: 'diskEncryptionSet.write',
      status: 400,
      code: 'KeyVaultAccessForbidden',
      message: accessForbidden,
      evidence: 'reported',
      seenIn: 'ansible-collections/azure#1676',
      when: (violation, facts) =>
        OF_SET(violation, facts) && identityOfSet(violation, facts) !== undefined,
    },
    {
      stage: 'managedCluster.create.operation',
      status: 400,
      code: 'CreateVMSSAgentPoolFailed',
      message: (violation, facts) =>
        `Code="KeyVaultAccessForbidden" Message="${accessForbidden(violation, facts)}"`,
      evidence: 'reported',
      seenIn: 'MicrosoftDocs/azure-docs#96319',
      when: OF_SET,
    },
  ],
  remarks: [
    'For a workspace, what goes out is the answer of the vault itself, inside the message with which Azure Cosmos DB fails to create the account; the text here stands in when the vault gives none.',
    'Azure finds out at first use: a disk encryption set with a system-assigned identity is created without any access, and its disks fail.',
    'The built-in role Key Vault Crypto Service Encryption User gives all three permissions.',
  ],
  fix: 'Leave `grants` at its default so that the plan grants them, or run `az role assignment create --role "Key Vault Crypto Service Encryption User" --assignee-object-id <object id> --assignee-principal-type ServicePrincipal --scope <vault id>`.',
});
