import type { Vault, VaultProperties } from '@azure/arm-keyvault';

import type { KnownStep, OutputsOf, StepContext, StepUnit } from '../step-unit.ts';
import { absent, defineStep } from '../step-unit.ts';
import {
  type Attribute,
  differing,
  refuseImmutable,
  tagAttributes,
  verdict,
} from '../differences.ts';
import { drive, readAtRest } from '../waiting.ts';

/** A vault as it is. */
export interface FoundVault {
  readonly vault: Vault;
  readonly provisioningState: string | undefined;
}

type VaultStep = KnownStep<'vault.ensure'>;

/** Reads a vault once its DNS name is registered. */
export async function readVault(
  context: StepContext,
  subscriptionId: string,
  group: string,
  name: string,
): Promise<FoundVault | undefined> {
  return readAtRest(context, `Vault ${name} is being registered in DNS`, async () => {
    const client = await context.clients.vaults(subscriptionId);
    const vault = await client.vaults.get(group, name, { abortSignal: context.signal });
    // RegisteringDns: the host name may not resolve yet.
    return { vault, provisioningState: vault.properties.provisioningState };
  });
}

/** What a vault gives out. */
export function vaultOutputs({ vault }: FoundVault): OutputsOf<'vault.ensure'> {
  return {
    id: vault.id ?? '',
    uri: (vault.properties.vaultUri ?? '').replace(/\/$/, ''),
    accessModel: vault.properties.enableRbacAuthorization === true ? 'rbac' : 'accessPolicies',
  };
}

type Network = Pick<VaultProperties, 'networkAcls' | 'publicNetworkAccess'>;

function networkOf({ vault: { network } }: VaultStep): Network {
  if (network === undefined) return {};
  return {
    publicNetworkAccess: network.publicNetworkAccess ?? 'Enabled',
    networkAcls: {
      defaultAction: network.defaultAction ?? 'Allow',
      bypass: network.bypass ?? 'AzureServices',
      ipRules: (network.ipRules ?? []).map((value) => ({ value })),
      virtualNetworkRules: (network.subnetIds ?? []).map((id) => ({ id })),
    },
  };
}

/** Lists are compared as sorted text; Azure drops a firewall that equals the default from its answers. */
function networkAttributes(step: VaultStep, properties: VaultProperties): readonly Attribute[] {
  const wanted = networkOf(step);
  if (wanted.networkAcls === undefined) return [];
  const sorted = (values: readonly (string | undefined)[] = []): string =>
    values
      .map((value) => (value ?? '').toLowerCase().replace(/\/32$/, ''))
      .toSorted()
      .join(' ');
  const is = properties.networkAcls;
  return [
    [
      'publicNetworkAccess',
      wanted.publicNetworkAccess,
      properties.publicNetworkAccess ?? 'Enabled',
      'caseless',
    ],
    [
      'networkAcls.defaultAction',
      wanted.networkAcls.defaultAction,
      is?.defaultAction ?? 'Allow',
      'caseless',
    ],
    ['networkAcls.bypass', wanted.networkAcls.bypass, is?.bypass ?? 'AzureServices', 'caseless'],
    [
      'networkAcls.ipRules',
      sorted(wanted.networkAcls.ipRules?.map(({ value }) => value)),
      sorted(is?.ipRules?.map(({ value }) => value)),
    ],
    [
      'networkAcls.virtualNetworkRules',
      sorted(wanted.networkAcls.virtualNetworkRules?.map(({ id }) => id)),
      sorted(is?.virtualNetworkRules?.map(({ id }) => id)),
    ],
  ];
}

/** Makes a vault, or brings one up to what is described: purge protection on, firewall, tags. */
export const ensureVault: StepUnit<'vault.ensure', FoundVault> = defineStep({
  kind: 'vault.ensure',
  read: ({ vault: { name } }, context) =>
    readVault(context, context.plan.subscriptionId, context.plan.spec.resourceGroup, name),
  compare(step, found) {
    if (!found) return absent;
    const { vault, location, tenantId, tags } = step;
    const { properties } = found.vault;
    const fixed = differing([
      ['location', location, found.vault.location, 'region'],
      ['tenantId', tenantId, properties.tenantId, 'caseless'],
      [
        'softDeleteRetentionInDays',
        vault.retentionDays,
        properties.softDeleteRetentionInDays ?? 90,
      ],
      [
        'enableRbacAuthorization',
        vault.accessModel && vault.accessModel === 'rbac',
        properties.enableRbacAuthorization ?? false,
      ],
    ]);
    const refused = refuseImmutable('vault', `Vault ${vault.name}`, fixed, {
      fix: 'Describe the vault as it is, or choose another name. Switching how access is decided takes away the access of everybody who uses it, so this is yours to do.',
    });
    return (
      refused ??
      verdict(
        differing([
          ['sku', vault.sku, properties.sku.name, 'caseless'],
          [
            'enablePurgeProtection',
            vault.purgeProtection === false ? undefined : true,
            properties.enablePurgeProtection ?? false,
          ],
          ...networkAttributes(step, properties),
          ...tagAttributes(tags, found.vault.tags),
        ]),
      )
    );
  },
  async write(step, found, context) {
    const { vault, location, tenantId } = step;
    const { subscriptionId, spec } = context.plan;
    const client = await context.clients.vaults();
    const tags = { ...found?.vault.tags, ...step.tags };
    const properties = {
      sku: { family: 'A', name: vault.sku ?? 'standard' } as const,
      // Sent always: what an omitted flag means depends on the api-version.
      enableRbacAuthorization: (vault.accessModel ?? 'rbac') === 'rbac',
      // Sent as true or not at all: Azure refuses false, also for a new vault.
      ...(vault.purgeProtection === false ? {} : { enablePurgeProtection: true }),
      ...networkOf(step),
    };
    if (found) {
      // A PATCH without access policies: a whole vault would replace the list of everybody's.
      await client.vaults.update(spec.resourceGroup, vault.name, { tags, properties });
    } else {
      const poller = client.vaults.createOrUpdate(spec.resourceGroup, vault.name, {
        location,
        tags,
        properties: {
          ...properties,
          tenantId,
          accessPolicies: [],
          enableSoftDelete: true,
          softDeleteRetentionInDays: vault.retentionDays ?? 90,
        },
      });
      await drive(context, `Vault ${vault.name} is being made`, poller);
    }
    return (await readVault(context, subscriptionId, spec.resourceGroup, vault.name)) as FoundVault;
  },
  outputs: (_, found) => vaultOutputs(found),
});
