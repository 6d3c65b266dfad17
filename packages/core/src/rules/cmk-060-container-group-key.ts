import type { ContainerGroupFacts } from './facts.ts';
import { defineRule, type Rule, type Violation } from './types.ts';

function missing(group: ContainerGroupFacts, index: number): readonly Violation[] {
  const parts = [
    { attribute: 'vaultBaseUrl', value: group.vaultBaseUrl, expected: 'the URL of the vault' },
    { attribute: 'keyName', value: group.keyName, expected: 'the name of the key' },
    {
      attribute: 'keyVersion',
      value: group.planned === true ? 'pinned by the plan' : group.keyVersion,
      expected: 'the version of the key',
    },
  ];
  return parts
    .filter(({ value }) => value === undefined || value === '')
    .map(({ attribute, expected }) => ({
      path: `containerGroups[${index}].${attribute}`,
      expected,
      received: 'nothing',
    }));
}

export const rule: Rule = defineRule({
  id: 'CMK-060',
  name: 'container-group-key',
  statement:
    'An encrypted container group is given the URL of the vault, the name of the key and its version.',
  class: 'wire',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Container Instance',
      line: 99,
      anchor: 'cmk_vault_base_url: The URL',
    },
    {
      document: 'ENC',
      section: 'Azure Container Instance',
      line: 100,
      anchor: 'cmk_key_name: The name',
    },
    {
      document: 'ENC',
      section: 'Azure Container Instance',
      line: 101,
      anchor: 'cmk_key_version: The version',
    },
    {
      document: 'HOWTO-B',
      section: 'Azure Container Instance',
      line: 134,
      anchor: 'cmk_vault_base_url: The URL',
    },
    {
      document: 'HOWTO-B',
      section: 'Azure Container Instance',
      line: 135,
      anchor: 'cmk_key_name: The name',
    },
    {
      document: 'HOWTO-B',
      section: 'Azure Container Instance',
      line: 136,
      anchor: 'cmk_key_version: The version',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  contradictions: [
    {
      says: 'A proposal, closed without being merged, says that the version is no longer required.',
      source: { document: 'AZURE', anchor: 'Azure/azure-rest-api-specs#24296' },
    },
  ],
  appliesTo: ['containerGroups'],
  check: ({ containerGroups }) =>
    containerGroups && containerGroups.length > 0 ? containerGroups.flatMap(missing) : undefined,
  refusals: [
    {
      stage: 'containerGroup.create.request',
      status: 400,
      code: 'InvalidEncryptionProperties',
      message: ({ path, expected }) =>
        `The property 'encryptionProperties.${path.slice(path.lastIndexOf('.') + 1)}' is required: ${expected}.`,
      evidence: 'assumed',
    },
  ],
  remarks: [
    'In the v1 SDK the three are called `cmk_vault_base_url`, `cmk_key_name` and `cmk_key_version`.',
  ],
  fix: "Give all three, or use the workspace's key with `key: { sameAsWorkspace: true }`.",
});
