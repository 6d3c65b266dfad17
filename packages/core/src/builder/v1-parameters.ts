import { armId } from '../azure/arm-id.ts';
import { clouds } from '../azure/clouds.ts';
import { type KeyIdentifier, parseKeyIdentifier, vaultUrl } from '../azure/key-identifier.ts';
import { CmkError } from '../errors/cmk-error.ts';
import type { CmkSpec, ContainerGroupSpec } from '../spec/types.ts';
import type { V1ContainerGroupParameters, V1Outcome, V1Parameters } from './builder-options.ts';

/** The step whose output is the identifier of the workspace's key, with its version. */
const keyStepId = 'key';

/**
 * The parameters that the v1 SDK took, of a spec. A value that Azure makes up comes from the outcome of a deployment.
 *
 * @throws `CmkError` `CMK_VALUE_AFTER_DEPLOYMENT` when a value is needed that only a deployment can tell.
 */
export function v1Parameters(spec: CmkSpec, outcome?: V1Outcome): V1Parameters {
  const groups = (spec.containerGroups ?? []).map(
    (group) => [group.name, containerGroupParameters(group, spec, outcome)] as const,
  );
  return {
    cmk_keyvault:
      'existing' in spec.vault
        ? spec.vault.existing
        : armId(
            spec.subscriptionId,
            spec.resourceGroup,
            'Microsoft.KeyVault/vaults',
            spec.vault.create.name,
          ),
    resource_cmk_uri: workspaceKey(spec, outcome, 'resource_cmk_uri').id,
    hbi_workspace: spec.workspace.highBusinessImpact ?? false,
    containerGroups: Object.fromEntries(groups),
  };
}

function containerGroupParameters(
  group: ContainerGroupSpec,
  spec: CmkSpec,
  outcome: V1Outcome | undefined,
): V1ContainerGroupParameters {
  if (group.key && 'vaultBaseUrl' in group.key) {
    const { vaultBaseUrl, keyName, keyVersion } = group.key;
    return {
      cmk_vault_base_url: vaultBaseUrl,
      cmk_key_name: keyName,
      cmk_key_version: keyVersion,
    };
  }
  const key = workspaceKey(spec, outcome, `cmk_key_version of the container group ${group.name}`);
  return {
    cmk_vault_base_url: key.vaultUrl,
    cmk_key_name: key.name,
    cmk_key_version: key.version,
  };
}

function workspaceKey(
  spec: CmkSpec,
  outcome: V1Outcome | undefined,
  parameter: string,
): KeyIdentifier & { readonly version: string } {
  const described = 'existing' in spec.key ? spec.key.existing : undefined;
  const deployed = outcome?.steps.find(({ stepId }) => stepId === keyStepId)?.outputs[
    'keyIdentifier'
  ];
  for (const identifier of [described, deployed]) {
    const key = identifier === undefined ? undefined : parseKeyIdentifier(identifier);
    if (key?.version !== undefined) return { ...key, version: key.version };
  }
  const name =
    'create' in spec.key
      ? `${'create' in spec.vault ? vaultUrl(clouds[spec.cloud ?? 'public'], spec.vault.create.name) : spec.vault.existing}, key ${spec.key.create.name}`
      : spec.key.existing;
  throw new CmkError({
    code: 'CMK_VALUE_AFTER_DEPLOYMENT',
    hop: 'key',
    message: `${parameter} is not known yet: it holds the version of the key (${name}).`,
    reason: 'Key Vault makes up the version when it makes the key.',
    fix: 'Deploy the plan and pass its outcome: builder.v1Parameters(outcome); or name an existing key with its version by useKey().',
    retryable: false,
  });
}
