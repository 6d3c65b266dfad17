import { describe, expect, it, vi } from 'vitest';
import { runScript } from './script.ts';

/** A child process on a busy machine takes its time. */
vi.setConfig({ testTimeout: 60_000 });

describe('01-plan-only', () => {
  it('explains the plan as text, and as Mermaid and JSON', async () => {
    const { exitCode, stdout, stderr } = await runScript('01-plan-only.ts');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Workspace mlw-credit-risk under your own key');
    expect(stdout).toContain('  key workspace-cmk in vault kv-credit-risk (new, RSA 3072 bits)');
    expect(stdout).toContain('Phase 2: grants to identities made in phase 1');
    expect(stdout).toContain('high business impact (on)');
    expect(stdout).toMatch(/As Mermaid: \d+ lines, beginning "flowchart LR"\./);
    expect(stdout).toMatch(/As JSON: \d+ characters, 30 steps\./);
  });
});

describe('02-deploy-to-simulator', () => {
  it('deploys, reads back what is under which key, and changes nothing the second time', async () => {
    const { exitCode, stdout, stderr } = await runScript('02-deploy-to-simulator.ts');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^\S+Z {2}Make workspace mlw-credit-risk under key workspace-cmk$/m);
    expect(stdout).toMatch(/^11 steps, \d+ requests, 1\d simulated minutes$/m);
    expect(stdout).toMatch(/^YOUR KEY +Azure Cosmos DB/m);
    expect(stdout).toMatch(/^YOUR KEY +Container group credit-risk-score/m);
    expect(stdout).toMatch(/^MICROSOFT +Storage account of the workspace/m);
    expect(stdout).toMatch(
      /kv-credit-risk\.vault\.azure\.net\/keys\/workspace-cmk\/[0-9a-f]{32}$/m,
    );
    expect(stdout).toMatch(/^holds +CMK-002 /m);
    expect(stdout).not.toContain('BROKEN');
    expect(stdout.trimEnd()).toMatch(/\nAgain: 0 changed, 0 writes$/);
  });
});

describe('06-hub-and-projects', () => {
  it('deploys a hub and its projects, and tells under whose key each is', async () => {
    const { exitCode, stdout, stderr } = await runScript('06-hub-and-projects.ts');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^\S+Z {2}Make hub hub-claims under key hub-cmk$/m);
    expect(stdout).toMatch(/^\S+Z {2}Make project project-letters in hub hub-claims$/m);
    expect(stdout).toMatch(
      /managed resource group of all three: azureml-rg-hub-claims_[0-9a-f-]{36}$/m,
    );
    expect(stdout).toMatch(/^YOUR KEY +Project project-fraud/m);
    expect(stdout).not.toContain('BROKEN');
    expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([
      'Project project-fraud: metadata, in the stores of its hub: customer',
      'Project project-letters: metadata, in the stores of its hub: customer',
    ]);
  });
});

describe('03-broken-purge-protection', () => {
  it('is caught offline, and refused in the words of Azure when it is sent anyway', async () => {
    const { exitCode, stdout, stderr } = await runScript('03-broken-purge-protection.ts');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [offline = '', sent = ''] = stdout.split('2. Sent anyway, with the issue accepted');
    expect(offline).toContain('code  CMK-002\n  path  vault.create.purgeProtection\n');
    expect(offline).toContain('  fix   Leave `vault.create.purgeProtection` out or set it to true');
    expect(offline).toContain('  requests sent: 0');
    expect(sent).toContain('code       CMK_PURGE_PROTECTION_MISSING\n');
    expect(sent).toContain('hop        vault, in step workspace\n');
    expect(sent).toContain('ruleId     CMK-002\n');
    expect(sent).toContain(
      'cause      BadRequest: CMK workspaces should have purge protection enabled on their CMK keyvault.\n',
    );
    expect(sent).toContain('fix        Switch it on: az keyvault update');
    expect(sent).toContain('retryable  false\n');
    expect(sent).toContain(
      'resourceGroups/rg-credit-risk/providers/Microsoft.KeyVault/vaults/kv-credit-risk\n',
    );
    const minutes = /Refused (\S+) simulated minutes into the deployment, (\S+) after/.exec(sent);
    expect(Number(minutes?.[2])).toBeGreaterThan(1);
    expect(Number(minutes?.[1])).toBeGreaterThan(Number(minutes?.[2]));
  });
});

describe('05-every-store', () => {
  it('puts each store under the key, reads it back, and changes nothing the second time', async () => {
    const { exitCode, stdout, stderr } = await runScript('05-every-store.ts');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(
      '    * storage account stcreditrisk: its blobs and files, following new versions\n',
    );
    for (const what of [
      'Storage account of the workspace: snapshots, outputs, logs',
      'Container registry: images of environments',
      'Storage account stcreditrisklake: its blobs and files',
      'AI Search service srch-credit-risk: its indexes and other objects',
      'AI Services account ai-credit-risk: what it keeps of its users',
      'Databricks workspace dbw-credit-risk: its DBFS root',
    ]) {
      expect(stdout).toContain(`customer  ${what}\n`);
    }
    expect(stdout.match(/^sufficient /gm)).toHaveLength(7);
    expect(stdout.trimEnd()).toMatch(/\nAgain: 0 changed, 0 writes$/);
  });
});
