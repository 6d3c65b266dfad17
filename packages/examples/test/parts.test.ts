import { describe, expect, it } from 'vitest';
import { UsageError } from '../src/demo/args.ts';
import { existingResources } from '../src/demo/existing.ts';
import { simulatedAzure } from '../src/demo/simulated.ts';
import { rowChanges, rowsOf } from '../src/demo/rows.ts';
import { labelled, minutesAndSeconds, wrapped } from '../src/demo/text.ts';
import type { CmkSpec, DeployEvent, Plan } from '@azureml-cmk/core';
import { planSpec } from '@azureml-cmk/core';

const spec: CmkSpec = {
  formatVersion: 1,
  tenantId: '33333333-3333-4333-8333-333333333333',
  subscriptionId: '88888888-8888-4888-8888-888888888888',
  resourceGroup: 'rg-credit-risk',
  location: 'westeurope',
  vault: { create: { name: 'kv-credit-risk' } },
  key: { create: { name: 'workspace-cmk' } },
  workspace: { name: 'mlw-credit-risk' },
};

describe('text', () => {
  it('wraps at 100 columns under its label, colours not counted', () => {
    const words = Array<string>(40).fill('abcde').join(' ');
    const [first = '', second = '', ...rest] = labelled('what', words).split('\n');
    expect(first).toBe(`  what      ${Array<string>(14).fill('abcde').join(' ')}`);
    expect(second.startsWith('            abcde')).toBe(true);
    expect(rest).toHaveLength(1);
    const coloured = wrapped(words, '\u001b[32mdone\u001b[39m  ').split('\n');
    expect(coloured[1]?.startsWith('      abcde')).toBe(true);
  });

  it('leaves a longer word alone', () => {
    expect(wrapped(`a ${'x'.repeat(120)} b`)).toBe(`a\n${'x'.repeat(120)}\nb`);
  });

  it.each([
    [0, '00:00'],
    [59_600, '01:00'],
    [1_502_000, '25:02'],
    [6_000_000, '100:00'],
  ])('%i ms are %s', (ms, text) => {
    expect(minutesAndSeconds(ms)).toBe(text);
  });
});

describe('rows', () => {
  const plan: Plan = planSpec(spec, { asOf: '2026-09-01T00:00:00Z' });
  const providers = plan.steps.filter(({ kind }) => kind === 'provider.register');
  const event = (type: string, stepId: string, elapsedMs = 0): DeployEvent =>
    ({ type, stepId, elapsedMs, reason: 'it takes time' }) as unknown as DeployEvent;

  it('are the steps, with the registrations of providers in one', () => {
    const rows = rowsOf(plan);
    expect(rows[0]).toMatchObject({ title: `Register ${providers.length} resource providers` });
    expect(rows).toHaveLength(plan.steps.length - providers.length + 1);
  });

  it('start once and end with their last step, as badly as the worst of them', () => {
    const change = rowChanges(rowsOf(plan));
    const [first, ...others] = providers.map(({ id }) => id);
    expect(change(event('step.started', first ?? ''))).toMatchObject({ type: 'started' });
    expect(change(event('step.started', others[0] ?? ''))).toBeUndefined();
    expect(change(event('step.waiting', first ?? ''))).toMatchObject({
      type: 'waiting',
      reason: 'it takes time',
    });
    expect(change(event('step.failed', first ?? ''))).toBeUndefined();
    const ends = others.map((id, index) => change(event('step.succeeded', id, index)));
    expect(ends.slice(0, -1).every((end) => end === undefined)).toBe(true);
    expect(ends.at(-1)).toMatchObject({
      type: 'ended',
      result: 'failed',
      elapsedMs: others.length - 1,
    });
    expect(change(event('step.unchanged', 'vault', 7))).toMatchObject({ result: 'found' });
    expect(change(event('step.skipped', 'workspace', 8))).toMatchObject({ result: 'skipped' });
    expect(change({ type: 'started' } as DeployEvent)).toBeUndefined();
  });
});

describe('what a spec says is there already', () => {
  const existing = (type: string, name: string): string =>
    `/subscriptions/${spec.subscriptionId}/resourceGroups/rg-shared/providers/${type}/${name}`;

  it('is nothing when everything is created', () => {
    expect(existingResources(spec)).toEqual([]);
  });

  it('is made with its group and its network', () => {
    const subnetId = `${existing('Microsoft.Network/virtualNetworks', 'vnet')}/subnets/endpoints`;
    const ids = existingResources({
      ...spec,
      vault: { existing: existing('Microsoft.KeyVault/vaults', 'kv-shared') },
      workspace: { name: 'mlw-credit-risk', privateEndpoint: { name: 'pe', subnetId } },
    }).map(({ id }) => id.split('/').slice(4).join('/'));
    expect(ids).toEqual([
      'rg-shared',
      'rg-shared/providers/Microsoft.KeyVault/vaults/kv-shared',
      'rg-shared/providers/Microsoft.Network/virtualNetworks/vnet',
      'rg-shared/providers/Microsoft.Network/virtualNetworks/vnet/subnets/endpoints',
    ]);
  });

  it('is refused when the demo cannot make it up', async () => {
    const diskEncryptionSet = { existing: existing('Microsoft.Compute/diskEncryptionSets', 'des') };
    const clusters = [{ create: { name: 'aks', diskEncryptionSet } }];
    expect(() => existingResources({ ...spec, clusters })).toThrow(UsageError);
    const key = {
      existing: `https://kv-shared.vault.azure.net/keys/cmk/${'0'.repeat(32)}`,
    };
    const vault = { existing: existing('Microsoft.KeyVault/vaults', 'kv-shared') };
    await expect(simulatedAzure({ ...spec, vault, key })).rejects.toThrow(
      'name the key without a version',
    );
  });
});
