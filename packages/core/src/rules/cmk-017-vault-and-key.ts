import { sameText } from './compare.ts';
import type { ChainFacts, WorkspaceFacts } from './facts.ts';
import { parseKeyReference, vaultNameOf } from './key-reference.ts';
import { vaultHostSuffixes } from './limits.ts';
import { defineRule, type Refusal, type Rule, type Stage, type Violation } from './types.ts';

type Encryption = NonNullable<WorkspaceFacts['encryption']>;

const VAULT_ID = 'workspace.encryption.vaultId';
const KEY_IDENTIFIER = 'workspace.encryption.keyIdentifier';
const VAULT_TENANT = 'vault.state.tenantId';

/** The two, each by itself: present and readable. */
function unreadable({ vaultId, keyIdentifier }: Encryption): Violation[] {
  const found: Violation[] = [];
  if (vaultNameOf(vaultId) === undefined) {
    found.push({
      path: VAULT_ID,
      expected: 'the ARM id of a key vault',
      received: vaultId === '' ? 'nothing' : `'${vaultId}'`,
    });
  }
  if (parseKeyReference(keyIdentifier) === undefined) {
    found.push({
      path: KEY_IDENTIFIER,
      expected: 'a key URL such as https://{vault}.{suffix}/keys/{name}/{version}',
      received: keyIdentifier === '' ? 'nothing' : `'${keyIdentifier}'`,
    });
  }
  return found;
}

/** The two against each other and against the chain's cloud and tenant. */
function disagreeing(encryption: Encryption, { cloud, tenantId, vault }: ChainFacts): Violation[] {
  const found: Violation[] = [];
  const vaultName = vaultNameOf(encryption.vaultId);
  const key = parseKeyReference(encryption.keyIdentifier);
  const suffix = vaultHostSuffixes[cloud];
  if (key && !key.host.endsWith(`.${suffix}`)) {
    found.push({
      path: KEY_IDENTIFIER,
      expected: `a host under ${suffix}`,
      received: `the host ${key.host}`,
    });
  } else if (key && vaultName !== undefined && key.vaultName !== vaultName) {
    found.push({
      path: KEY_IDENTIFIER,
      expected: `a key of the vault ${vaultName}`,
      received: `a key of the vault ${key.vaultName}`,
    });
  }
  if (vault?.state && tenantId !== undefined && !sameText(vault.state.tenantId, tenantId)) {
    found.push({
      path: VAULT_TENANT,
      expected: `a vault of the tenant ${tenantId}`,
      received: `a vault of the tenant ${vault.state.tenantId}`,
    });
  }
  return found;
}

function isMissing({ path, received }: Violation): boolean {
  return path.startsWith('workspace.encryption.') && received === 'nothing';
}

function isUnreadableKey({ path }: Violation, { workspace }: ChainFacts): boolean {
  const keyIdentifier = workspace?.encryption?.keyIdentifier ?? '';
  return path === KEY_IDENTIFIER && keyIdentifier !== '' && !parseKeyReference(keyIdentifier);
}

function refusalsOf(verb: 'create' | 'update'): readonly Refusal[] {
  const request: Stage = `workspace.${verb}.request`;
  const operation: Stage = `workspace.${verb}.operation`;
  return [
    {
      stage: request,
      status: 400,
      code: 'BadRequest',
      message: ({ path, expected }) =>
        `The property '${path === VAULT_ID ? 'keyVaultArmId' : 'keyIdentifier'}' of the encryption is required: ${expected}.`,
      evidence: 'assumed',
      when: isMissing,
    },
    {
      stage: operation,
      status: 400,
      code: 'BadRequest',
      message: (_violation, { workspace }) =>
        `Provided KeyVaultKeyUri ${workspace?.encryption?.keyIdentifier} is Invalid.`,
      evidence: 'documented',
      seenIn: 'https://learn.microsoft.com/azure/cosmos-db/troubleshoot-cmk',
      when: isUnreadableKey,
    },
    {
      stage: operation,
      status: 503,
      code: 'ServiceUnavailable',
      message: () =>
        'Database account creation failed. Operation Id: 00000000-0000-0000-0000-000000000000, Error: Error contacting the Azure Key Vault resource. Please try again.',
      evidence: 'documented',
      seenIn: 'https://learn.microsoft.com/azure/cosmos-db/troubleshoot-cmk',
      when: ({ path }) => path === VAULT_TENANT,
    },
    {
      stage: operation,
      status: 400,
      code: 'BadRequest',
      message: ({ expected, received }) =>
        `The key vault and the key of the encryption do not belong together: expected ${expected}, got ${received}.`,
      evidence: 'assumed',
      when: (violation, facts) =>
        violation.path !== VAULT_TENANT &&
        !isMissing(violation) &&
        !isUnreadableKey(violation, facts),
    },
  ];
}

export const rule: Rule = defineRule({
  id: 'CMK-017',
  name: 'vault-and-key',
  statement:
    'The workspace is given both the ARM id of the vault and the URL of the key, and they agree with each other, the tenant and the cloud.',
  class: 'wire',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 48,
      anchor: 'Both parameters are mandatory',
    },
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 50,
      anchor: 'cmk_keyvault: This parameter',
    },
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 52,
      anchor: 'resource_cmk_uri: This parameter',
    },
    {
      document: 'HOWTO-B',
      section: 'Create a workspace that uses a customer-managed key',
      line: 89,
      anchor: 'the URL for the key',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['workspace'],
  check: (facts) => {
    const encryption = facts.workspace?.encryption;
    if (!encryption) return undefined;
    return [...unreadable(encryption), ...disagreeing(encryption, facts)];
  },
  refusals: [...refusalsOf('create'), ...refusalsOf('update')],
  remarks: [
    'In the v1 SDK the two are called `cmk_keyvault` and `resource_cmk_uri`.',
    'That they agree with tenant and cloud is documented by Azure Cosmos DB, whose "Please try again" is misleading: trying again does not help.',
  ],
  fix: 'Take both from the same vault: `az keyvault show --name <vault> --query id` and `az keyvault key show --vault-name <vault> --name <key> --query key.kid`.',
});
