import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CmkSpec, Posture } from '@azureml-cmk/core';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { runScript, sampleSpec } from './script.ts';

/** A child process on a busy machine takes its time. */
vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'azureml-cmk-demo-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The full sample with a change, in a file. */
function changed(name: string, change: Partial<CmkSpec>): string {
  const spec = JSON.parse(readFileSync(sampleSpec('full.json'), 'utf8')) as CmkSpec;
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify({ ...spec, ...change }));
  return file;
}

const linesOf = (stdout: string): readonly Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the demo as text', () => {
  it('shows the whole chain, without a spec named', async () => {
    const { exitCode, stdout, stderr } = await runScript('demo.ts');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const headings = [...stdout.matchAll(/^(\d) {2}(\w+(?: again)?) {2}/gm)].map(
      ([, , name]) => name,
    );
    expect(headings).toEqual(['Describe', 'Check', 'Plan', 'Deploy', 'Verify', 'Deploy again']);
    expect(stdout).toContain('  Nothing is wrong.');
    expect(stdout).toMatch(/^ {2}\d\d:\d\d {2}done {5}Register 12 resource providers$/m);
    expect(stdout).toMatch(/^ {2}\d\d:\d\d {2}found {4}Find out who deploys$/m);
    expect(stdout).toMatch(/^ {2}2\d:\d\d {2}done {5}Make cluster aks-credit-risk/m);
    expect(stdout).toMatch(
      /Deployed: 38 of 39 steps made or changed something; \d+ requests, 2\d\.\d simulated minutes,\s+\d+ ms\s+of\s+real\s+time\./,
    );
    expect(stdout).toContain('10 under your key');
    expect(stdout).toMatch(/^YOUR KEY +Cluster aks-credit-risk: OS disks$/m);
    expect(stdout).toMatch(/0 changes, 0 writes: everything is as described; \d+ requests/);
  });

  it('keeps within 100 columns, without colours where NO_COLOR says so', async () => {
    const { stdout } = await runScript('demo.ts', ['--spec', sampleSpec('minimal.yaml')]);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(stdout).not.toContain('\u001b[');
  });

  it.each([
    ['minimal.yaml', 3, 'Make key workspace-cmk (RSA 3072 bits)'],
    ['existing-vault.yaml', 4, 'Read key credit-risk-cmk and pin its version'],
  ])('deploys %s: %i stores under the key', async (name, stores, step) => {
    const { exitCode, stdout, stderr } = await runScript('demo.ts', ['--spec', sampleSpec(name)]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(step);
    expect(stdout).toContain(`${stores} under your key`);
    expect(stdout).toContain('0 changes, 0 writes');
  });

  it('shows the warning about a key without a version', async () => {
    const { stdout } = await runScript('demo.ts', ['--spec', sampleSpec('existing-vault.yaml')]);
    expect(stdout).toMatch(/^warning {2}CMK-018 +key\.existing$/m);
    expect(stdout).toMatch(/^ {9}fix {2}To say yourself which version, give the versioned URL/m);
  });

  it('moves a list on a terminal: every row ends, and what it waited for is shown', async () => {
    const { exitCode, stdout } = await runScript('demo.ts', [], ['terminal']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('is being registered');
    const frame = stdout.slice(stdout.lastIndexOf('Register 12 resource providers') - 9);
    const list = frame.slice(0, frame.indexOf('Deployed:'));
    expect(list).toMatch(/✔ 0[34]:\d\d {2}Register 12 resource providers/);
    expect(list.match(/✔ \d\d:\d\d {2}/g)).toHaveLength(28);
    expect(list).not.toContain('◼');
  });
});

describe('the demo as JSON lines', () => {
  it('tells every event, and nothing else', async () => {
    const { exitCode, stdout, stderr } = await runScript('demo.ts', ['--json', '--seed', 'json']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = linesOf(stdout);
    const types = lines.map(({ type }) => type);
    expect(types.slice(0, 4)).toEqual(['described', 'checked', 'planned', 'started']);
    expect(types.slice(-2)).toEqual(['finished', 'deployed']);
    expect(new Set(types)).toEqual(
      new Set([
        'described',
        'checked',
        'planned',
        'started',
        'step.started',
        'step.waiting',
        'step.succeeded',
        'step.unchanged',
        'finished',
        'deployed',
        'verified',
      ]),
    );
    const [first, second] = lines.filter(({ type }) => type === 'deployed');
    expect(first).toMatchObject({ run: 1, status: 'succeeded', changed: 38 });
    expect(second).toMatchObject({ run: 2, status: 'succeeded', changed: 0, writes: 0 });
    const { posture } = lines.find(({ type }) => type === 'verified') as { posture: Posture };
    const yours = posture.items.filter(({ under }) => under === 'customer');
    expect(yours).toHaveLength(10);
    expect(yours.every(({ evidence }) => evidence.length > 0)).toBe(true);
    expect(posture.keyUse.map(({ verdict }) => verdict)).toEqual(Array(5).fill('sufficient'));
    expect(posture.unread).toEqual([]);
    // Neither tokens (JWTs) nor secrets.
    expect(stdout).not.toMatch(/eyJ[\w-]{10,}\.|sim-secret/);
  });

  it('has the ids and keys of its seed', async () => {
    const keyOf = async (seed: string): Promise<unknown> => {
      const args = ['--json', '--seed', seed, '--spec', sampleSpec('minimal.yaml')];
      const line = linesOf((await runScript('demo.ts', args)).stdout).find(
        ({ type }) => type === 'verified',
      );
      const { keyIdentifier, items } = (line as { posture: Posture }).posture;
      return [keyIdentifier, ...items.map(({ where }) => where)];
    };
    const [one, again, other] = await Promise.all([keyOf('a'), keyOf('a'), keyOf('b')]);
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
  });
});

describe('what goes wrong', () => {
  it('in a spec: all issues at once, exit code 1, nothing sent', async () => {
    const args = ['--spec', sampleSpec('broken.yaml')];
    const { exitCode, stdout, stderr } = await runScript('demo.ts', args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout).toContain('FAILED  CMK_SPEC_INVALID\n  what      The spec has 14 errors.\n');
    const issues = [...stdout.matchAll(/^error {4}(\w+-\w+) +(\S+)$/gm)].map(
      ([, code = '', path = '']) => (code.startsWith('CMK-') ? `${path} ${code}` : path),
    );
    expect(issues.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'clusters[0].create.kubernetesVersion',
      'containerGroups[0].name',
      'key.create.activation CMK-012',
      'key.create.expiry',
      'key.create.size',
      'location',
      'resourceGroup',
      'tenantId',
      'vault.create.name',
      'vault.create.purgeProtection CMK-002',
      'vault.create.retentionDays',
      'vault.create.softDelete CMK-001',
      'workspace.encryption.identity',
      'workspace.name',
    ]);
    expect(stdout).toContain('Did you mean westeurope?');
    expect(stdout.match(/^ {9}fix {2}/gm)).toHaveLength(14);
    expect(stdout).not.toContain('Deploy');
  });

  it('in a spec, as JSON: one line with all issues', async () => {
    const args = ['--json', '--spec', sampleSpec('broken.yaml')];
    const { exitCode, stdout } = await runScript('demo.ts', args);
    expect(exitCode).toBe(1);
    expect(linesOf(stdout)).toEqual([
      {
        type: 'failed',
        error: expect.objectContaining({
          code: 'CMK_SPEC_INVALID',
          hop: 'spec',
          retryable: false,
          issues: expect.objectContaining({ length: 14 }) as unknown,
        }) as unknown,
      },
    ]);
  });

  it('by a documented rule: the rule, where, and the fix', async () => {
    const file = changed('unprotected.json', {
      vault: { create: { name: 'kv-credit-risk', purgeProtection: false } },
    });
    const { exitCode, stdout } = await runScript('demo.ts', ['--spec', file]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('FAILED  CMK_SPEC_INVALID');
    expect(stdout).toMatch(/^error {4}CMK-002 +vault\.create\.purgeProtection$/m);
    expect(stdout).not.toContain('4  Deploy');
  });

  it('in the middle of the deployment: everything that the error knows, and what is intact', async () => {
    const file = changed('ungranted.json', {
      containerGroups: [],
      grants: { workspace: false },
    });
    const { exitCode, stdout } = await runScript('demo.ts', ['--spec', file]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^ {2}\d\d:\d\d {2}FAILED {3}Make workspace mlw-credit-risk/m);
    const error = stdout.slice(stdout.indexOf('\nFAILED'));
    expect(error).toMatch(/^FAILED {2}CMK_CONSUMER_ACCESS_DENIED$/m);
    expect(error).toMatch(/^ {2}where {5}access, in step workspace$/m);
    expect(error).toMatch(/^ {2}why {7}\S/m);
    expect(error).toMatch(/^ {2}Azure {5}".+/m);
    expect(error).toMatch(/^ {2}rule {6}CMK-013, docs\/rules\/CMK-013\.md$/m);
    expect(error).toMatch(/^ {2}fix {7}.*grants\.workspace/m);
    expect(error).toMatch(/^ {2}retry {5}does not help without a change$/m);
    expect(error).toMatch(/^ {2}intact {4}\d+ resources, made before the failure:$/m);
    expect(error).toContain(
      '            rg-credit-risk/Microsoft.KeyVault/vaults/kv-credit-risk\n',
    );
    expect(stdout).not.toContain('5  Verify');
  });

  it.each([
    [
      ['--sepc', 'x'],
      "Unknown option '--sepc'. There are: --spec, --live, --json, --yes, --seed, --help.",
    ],
    [['spec.yaml'], "Unexpected argument 'spec.yaml'."],
    [['--spec'], "Option '--spec <value>' argument missing."],
    [['--seed='], 'Option --seed needs a value.'],
    [['--spec', 'nowhere.yaml'], 'Option --spec: cannot read "'],
    [['--live'], 'Option --live needs --spec FILE'],
    [['--live', '--seed', 'a', '--spec', 'x.yaml'], 'Options --live and --seed exclude each other'],
  ])('on the command line: %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await runScript('demo.ts', args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`npm run demo: ${message}`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('with a file of another kind', async () => {
    const file = join(folder, 'spec.toml');
    copyFileSync(sampleSpec('minimal.yaml'), file);
    const { exitCode, stderr } = await runScript('demo.ts', ['--spec', file]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('takes a file that ends in .json, .yaml, .yml');
  });

  it('with --live and nobody to ask: refused before anything is sent', async () => {
    const args = ['--live', '--spec', sampleSpec('minimal.yaml')];
    const { exitCode, stdout, stderr } = await runScript('demo.ts', args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('there is no terminal to ask on. Nothing was sent.');
    expect(stderr).toContain('--yes');
  });
});

it('--help says what there is', async () => {
  const { exitCode, stdout } = await runScript('demo.ts', ['--help']);
  expect(exitCode).toBe(0);
  for (const option of ['spec', 'json', 'seed', 'live', 'yes', 'help']) {
    expect(stdout).toContain(`--${option}`);
  }
});
