import { describe, expect, it } from 'vitest';
import {
  encryptedChain,
  keyState,
  vaultState,
  withEncryption,
  withKeyState,
  withVaultState,
  without,
  workspace,
} from '../../src/rules/example-facts.ts';
import {
  assess,
  type ChainFacts,
  evaluate,
  type Edition,
  type Finding,
  refusalFor,
  sentenceOf,
  type Stage,
} from '../../src/rules/index.ts';

const unprotected = withVaultState(without(vaultState, 'purgeProtection'));

/** The text on the wire of the first thing refused at a stage. */
function refusalText(facts: ChainFacts, stage: Stage) {
  const [finding] = evaluate(facts, { stage });
  if (!finding) return undefined;
  const refusal = refusalFor(finding, stage);
  return (
    refusal && {
      status: refusal.status,
      code: refusal.code,
      message: refusal.message(finding.violation, facts),
    }
  );
}

describe('evaluate', () => {
  it('gives the rule, the level, the violation and the facts it was found in', () => {
    const findings = evaluate(unprotected);
    expect(
      findings.map(({ rule, level, violation }) => ({ id: rule.id, level, violation })),
    ).toEqual([
      {
        id: 'CMK-002',
        level: 'must',
        violation: {
          path: 'vault.state.purgeProtection',
          expected: 'purge protection on',
          received: 'purge protection off',
        },
      },
    ]);
    expect(findings[0]?.facts).toBe(unprotected);
  });

  it('judges nothing that is not known', () => {
    expect(
      evaluate({ asOf: '2026-08-01T00:00:00Z', cloud: 'public', cosmosDbApplicationIds: [] }),
    ).toEqual([]);
  });

  it('finds everything at once, in the order of ids', () => {
    const facts: ChainFacts = {
      ...withKeyState({ type: 'EC', enabled: false }),
      vault: unprotected.vault!,
      grants: [
        { principalId: 'A232010E-820C-4083-83BB-3ACE5FC29D0B', permissions: [], via: 'role' },
      ],
    };
    expect(evaluate(facts).map(({ rule }) => rule.id)).toEqual([
      'CMK-002',
      'CMK-010',
      'CMK-012',
      'CMK-014',
    ]);
  });

  it('takes the rules it is given', () => {
    expect(evaluate(unprotected, { rules: [] })).toEqual([]);
  });
});

describe('editions', () => {
  const elsewhere = withVaultState({ ...vaultState, location: 'northeurope' });

  it('refuse or warn about another region', () => {
    expect(evaluate(elsewhere, { edition: 'enc' })[0]?.level).toBe('must');
    expect(evaluate(elsewhere, { edition: 'concept-2023-09' })[0]?.level).toBe('must');
    expect(evaluate(elsewhere, { edition: 'current' })[0]?.level).toBe('should');
  });

  it('never soften it for a hub or a disk encryption set', () => {
    const hub = { ...elsewhere, workspace: { ...workspace, kind: 'hub' } };
    expect(evaluate(hub, { edition: 'current' })[0]?.level).toBe('must');
    const [set] = encryptedChain.diskEncryptionSets ?? [];
    const sets = {
      ...encryptedChain,
      diskEncryptionSets: [{ ...set!, vaultLocation: 'northeurope' }],
    };
    expect(evaluate(sets, { edition: 'current' })[0]?.level).toBe('must');
  });

  it('do not know a rule before a document states it', () => {
    const disabled = withKeyState({ ...keyState, enabled: false });
    expect(evaluate(disabled, { edition: 'enc' })).toEqual([]);
    expect(evaluate(disabled, { edition: 'howto-a' })[0]?.rule.id).toBe('CMK-012');
  });
});

describe('stages', () => {
  it('a missing purge protection is refused inside the operation, in the reported words', () => {
    expect(refusalText(unprotected, 'workspace.create.request')).toBeUndefined();
    expect(refusalText(unprotected, 'workspace.create.operation')).toEqual({
      status: 400,
      code: 'BadRequest',
      message: 'CMK workspaces should have purge protection enabled on their CMK keyvault.',
    });
  });

  it('a warning is refused nowhere', () => {
    const elsewhere = withVaultState({ ...vaultState, location: 'northeurope' });
    expect(evaluate(elsewhere, { stage: 'workspace.create.operation' })).toEqual([]);
    expect(
      evaluate(elsewhere, { stage: 'workspace.create.operation', edition: 'enc' }),
    ).toHaveLength(1);
  });

  it('a malformed key URL is refused in the documented words', () => {
    const facts = withEncryption({
      keyIdentifier: 'http://mykeyvault.vault1.azure2.net3/keys4/mykey',
    });
    expect(refusalText(facts, 'workspace.create.operation')).toEqual({
      status: 400,
      code: 'BadRequest',
      message:
        'Provided KeyVaultKeyUri http://mykeyvault.vault1.azure2.net3/keys4/mykey is Invalid.',
    });
  });

  it('an omitted key URL is refused with the request already', () => {
    const facts = withEncryption({ keyIdentifier: '' });
    expect(refusalText(facts, 'workspace.create.request')?.code).toBe('BadRequest');
    expect(evaluate(facts, { stage: 'workspace.create.operation' })).toEqual([]);
  });

  it('a disabled key is refused in Key Vault\u2019s words, an expired one where it wraps', () => {
    const disabled = withKeyState({ ...keyState, enabled: false });
    const expired = withKeyState({ ...keyState, expires: '2026-07-31T00:00:00Z' });
    for (const stage of [
      'workspace.create.operation',
      'containerGroup.create.operation',
    ] as const) {
      expect(refusalText(disabled, stage)).toEqual({
        status: 403,
        code: 'Forbidden',
        message: 'Operation unwrapKey is not allowed on a disabled key.',
      });
    }
    expect(evaluate(expired, { stage: 'workspace.create.operation' })).toHaveLength(1);
    expect(evaluate(expired, { stage: 'containerGroup.create.operation' })).toEqual([]);
  });

  it('a missing grant is refused only where its consumer uses the key', () => {
    const facts: ChainFacts = {
      ...encryptedChain,
      keyAccess: [{ consumer: 'diskEncryptionSet', target: 'des-ml', granted: ['get'] }],
    };
    expect(evaluate(facts, { stage: 'workspace.create.operation' })).toEqual([]);
    expect(evaluate(facts, { stage: 'diskEncryptionSet.write' })).toEqual([]);
    expect(refusalText(facts, 'managedCluster.create.operation')).toEqual({
      status: 400,
      code: 'CreateVMSSAgentPoolFailed',
      message: `Code="KeyVaultAccessForbidden" Message="Unable to access key vault resource '${encryptedChain.key?.id}' to enable encryption at rest. Please grant get, wrap and unwrap key permissions to disk encryption set 'des-ml'. Please visit https://aka.ms/keyvaultaccessssecmk for more information."`,
    });
  });

  it('an old Kubernetes is refused with the request, in the reported words', () => {
    const [cluster] = encryptedChain.clusters ?? [];
    const facts: ChainFacts = {
      ...encryptedChain,
      clusters: [{ ...cluster!, kubernetesVersion: '1.20.7' }],
    };
    expect(refusalText(facts, 'managedCluster.create.request')).toEqual({
      status: 400,
      code: 'AgentPoolK8sVersionNotSupported',
      message:
        'Version 1.20.7 is not supported in this region. Please use [az aks get-versions] command to get the supported version list in this region. For more information, please check https://aka.ms/supported-version-list',
    });
  });
});

describe('assess', () => {
  it('has three results', () => {
    const results = Object.fromEntries(
      assess(unprotected).map(({ rule, result }) => [rule.id, result]),
    );
    expect(results['CMK-001']).toBe('holds');
    expect(results['CMK-002']).toBe('broken');
    expect(results['CMK-030']).toBe('notApplicable');
  });

  it('does not count what is unknown as held', () => {
    const unknown = assess({
      asOf: '2026-08-01T00:00:00Z',
      cloud: 'public',
      cosmosDbApplicationIds: [],
    });
    expect(new Set(unknown.map(({ result }) => result))).toEqual(new Set(['notApplicable']));
  });

  it('leaves out what the edition does not state', () => {
    const ids = assess(encryptedChain, 'enc').map(({ rule }) => rule.id);
    expect(ids).toContain('CMK-002');
    expect(ids).not.toContain('CMK-013');
  });

  it('takes the hardest level among the violations', () => {
    const facts: ChainFacts = {
      ...withVaultState({ ...vaultState, location: 'northeurope' }),
      diskEncryptionSets: [
        { ...encryptedChain.diskEncryptionSets![0]!, vaultLocation: 'northeurope' },
      ],
    };
    const region = assess(facts).find(({ rule }) => rule.id === 'CMK-004');
    expect(region).toMatchObject({ result: 'broken', level: 'must' });
    expect(region?.violations).toHaveLength(2);
  });
});

describe('sentenceOf', () => {
  it('says the rule, where, what is allowed and what was found', () => {
    const [finding] = evaluate(unprotected) as [Finding];
    expect(sentenceOf(finding.rule, finding.violation)).toBe(
      'The vault that holds the key has purge protection on. Expected purge protection on at vault.state.purgeProtection, received purge protection off.',
    );
  });

  it('says by an edition what that one says, where they contradict each other', () => {
    const facts: ChainFacts = {
      ...withEncryption({
        keyIdentifier: 'https://kv-other.vault.azure.net/keys/k/fedcba9876543210fedcba9876543210',
      }),
      ...(encryptedChain.workspace ? { previousWorkspace: encryptedChain.workspace } : {}),
    };
    const saidBy = (edition: Edition): string | undefined => {
      const finding = evaluate(facts, { edition }).find(({ rule }) => rule.id === 'CMK-030');
      return finding && sentenceOf(finding.rule, finding.violation, finding.edition);
    };
    expect(saidBy('howto-a')).toMatch(
      /^The key of an existing workspace is not changed\. Expected/,
    );
    expect(saidBy('current')).toMatch(
      /^The key of an existing workspace is changed to another key/,
    );
  });
});
