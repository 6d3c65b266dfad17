import type { DescribedKey } from '../resolve/description.ts';
import type { Reason } from '../types.ts';
import { grantsServing, mayWithData, type StepDraft, type StepUnit, why } from './unit.ts';

/** Makes or reads the workspace's key. */
export const keySteps: StepUnit = (description) => {
  const { key } = description;
  const { vault } = key;
  const common = {
    id: key.stepId,
    hop: 'key' as const,
    dependsOn: [vault.stepId, ...privateWayIn(key), ...grantsServing(description, key.stepId)],
    resourceId: `${vault.id}/keys/${key.name}`,
  };
  const read = 'Microsoft.KeyVault/vaults/keys/read';
  if (!key.create) {
    const step: StepDraft = {
      ...common,
      kind: 'key.read',
      title: `Read key ${key.name} and pin its version`,
      keyIdentifier: key.existing ?? '',
      reasons: keyReasons,
      permissions: mayWithData(vault.id, read),
      reversible: true,
    };
    return [step];
  }
  return [
    {
      ...common,
      kind: 'key.ensure',
      title: `Make key ${key.name} (${key.create.type} ${key.create.size} bits)`,
      vaultUrl: vault.url,
      key: key.create,
      reasons: keyReasons,
      permissions: [
        ...mayWithData(vault.id, read, 'Microsoft.KeyVault/vaults/keys/create/action'),
        ...(key.create.rotationPolicy
          ? mayWithData(
              vault.id,
              'Microsoft.KeyVault/vaults/keyrotationpolicies/read',
              'Microsoft.KeyVault/vaults/keyrotationpolicies/write',
            )
          : []),
      ],
      ...lastingOf(key),
    },
  ];
};

const keyReasons: readonly Reason[] = [
  why('it can wrap data keys: RSA', 'CMK-010'),
  why('3072 bits or more are recommended', 'CMK-011'),
  why('it is enabled and valid', 'CMK-012'),
  why('consumers get its identifier with the version', 'CMK-018'),
];

/** With public access off, a key is made through the private endpoint or not at all. */
function privateWayIn({ vault }: DescribedKey): readonly string[] {
  const closed = vault.settings?.network.publicNetworkAccess === 'Disabled';
  return closed && vault.privateEndpoint ? [vault.privateEndpoint.stepId] : [];
}

function lastingOf(key: DescribedKey): { readonly reversible: boolean; readonly lasting: string } {
  const { settings, name } = key.vault;
  const kept = settings
    ? `for ${settings.retentionDays} days`
    : `for the retention period of vault ${name}`;
  return {
    reversible: false,
    lasting:
      `A deleted key ${key.name} can be recovered ${kept}; after that, everything encrypted under it is ` +
      'unreadable for good.',
  };
}
