import { KeyClient } from '@azure/keyvault-keys';
import { type CmkSpec, parseArmId, parseKeyIdentifier } from '@azureml-cmk/core';
import { createSimulator, type Simulator } from '@azureml-cmk/simulator';
import { UsageError } from './args.ts';
import type { Azure } from './azure.ts';
import { existingResources, namespacesOf } from './existing.ts';

const KEEPER = 'key-keeper';

/**
 * An Azure for one spec: its tenant and subscription, fresh, with nothing registered and nothing in it but what the
 * spec says is there already. Operations take as long as recorded, on a clock that is moved on instead of waited for.
 */
export async function simulatedAzure(spec: CmkSpec, seed?: string): Promise<Azure> {
  const resources = existingResources(spec);
  const others = resources.flatMap(({ id }) => parseArmId(id)?.subscriptionId ?? []);
  const providers = resources.length === 0 ? 'none' : namespacesOf(resources);
  const sim = createSimulator({
    latency: 'realistic',
    cloud: spec.cloud ?? 'public',
    ...(seed === undefined ? {} : { seed }),
    world: {
      tenants: [{ tenantId: spec.tenantId }],
      subscriptions: [
        ...new Set([spec.subscriptionId, ...others].map((id) => id.toLowerCase())),
      ].map((subscriptionId) => ({ subscriptionId, providers })),
      principals: [
        { name: 'deployer', roles: [{ role: 'Owner' }] },
        { name: KEEPER, roles: [{ role: 'Key Vault Crypto Officer' }] },
      ],
      resources,
    },
  });
  if ('existing' in spec.key) await makeKey(sim, spec.key.existing);
  return { kind: 'simulator', ...sim.azure() };
}

/** A key that somebody else made before. */
async function makeKey(sim: Simulator, keyIdentifier: string): Promise<void> {
  const key = parseKeyIdentifier(keyIdentifier);
  if (!key || key.version !== undefined) {
    throw new UsageError(
      `The demo cannot make up version ${key?.version} of an existing key: name the key without a version, or use --live.`,
    );
  }
  const client = new KeyClient(key.vaultUrl, sim.credential(KEEPER), sim.clientOptions('vault'));
  await client.createRsaKey(key.name, { keySize: 3072 });
}
