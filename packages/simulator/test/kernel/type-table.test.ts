import { expect, test } from 'vitest';
import { providers } from '../../src/arm/registry.gen.ts';
import { BlobService } from '../../src/data-plane/blob/service.ts';
import { blobEndingOf, hostsOf } from '../../src/hosts.ts';
import { ResourceManager } from '../../src/kernel/arm.ts';
import type { Provider } from '../../src/kernel/provider.ts';
import { Routes } from '../../src/kernel/routes.ts';
import { segmentsOf } from '../../src/kernel/path.ts';
import { ProvidedTypes } from '../../src/kernel/type-table.ts';
import { createSimulator } from '@azureml-cmk/simulator';

/** The real providers, and which of them were asked for what they serve. */
function watched(): {
  readonly watchedProviders: readonly Provider[];
  readonly loaded: Set<string>;
} {
  const loaded = new Set<string>();
  const watchedProviders = providers.map((provider) => ({
    ...provider,
    units: () => {
      loaded.add(provider.types[0]?.split('/')[0] ?? '');
      return provider.units();
    },
  }));
  return { watchedProviders, loaded };
}

test('a type that is asked for loads its provider, and no other', () => {
  const { watchedProviders, loaded } = watched();
  const types = new ProvidedTypes(watchedProviders);

  expect(types.has('microsoft.keyvault/vaults')).toBe(true);
  expect(types.names()).toContain('Microsoft.KeyVault/vaults');
  expect(types.get('microsoft.example/things')).toBeUndefined();
  expect([...loaded]).toStrictEqual([]);

  expect(types.get('microsoft.keyvault/vaults')?.type).toBe('Microsoft.KeyVault/vaults');
  expect([...loaded]).toStrictEqual(['Microsoft.KeyVault']);
});

test('a route loads its provider when a request has its path', () => {
  const { watchedProviders, loaded } = watched();
  const routes = new Routes(new ProvidedTypes(watchedProviders), watchedProviders);
  const at = (path: string): string | undefined =>
    routes.find('GET', segmentsOf(`/subscriptions/s/${path}`))?.route.path;

  expect(at('providers/Microsoft.Example')).toBe(
    '/subscriptions/{subscriptionId}/providers/{namespace}',
  );
  expect([...loaded]).toStrictEqual(['Microsoft.Resources']);
});

test('what is known of a provider before it is loaded is what it serves', () => {
  for (const { types, routes, timers, units } of providers) {
    const its = units();

    expect(types).toStrictEqual(its.resourceTypes.map(({ type }) => type));
    expect(routes).toStrictEqual(its.routes.map(({ method, path }) => [method, path]));
    expect(timers).toStrictEqual(Object.keys(its.timers));
  }
});

test('the timers known of a host are those of what answers for it', () => {
  const { cloud } = createSimulator().settings;
  const resourceManager = new ResourceManager(providers);
  const blobs = (): BlobService => new BlobService(blobEndingOf(cloud));

  for (const host of hostsOf(cloud, { resourceManager, blobs })) {
    expect(Object.keys(host.service().timers ?? {}), host.name).toStrictEqual(host.timers ?? []);
  }
});
