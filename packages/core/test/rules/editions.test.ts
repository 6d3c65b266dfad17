/** One spec, every edition: what a description may say by which document, and that every report names the edition. */
import { describe, expect, it } from 'vitest';
import { advise } from '../../src/advice/advise.ts';
import { explain } from '../../src/plan/explain/explain.ts';
import { planSpec } from '../../src/plan/plan.ts';
import { editions, editionStampOf } from '../../src/rules/index.ts';
import type { CmkSpec } from '../../src/spec/types.ts';
import type { Posture } from '../../src/verify/posture.ts';
import { validateSpec } from '../../src/validate/validate.ts';
import { type PostureFormat, renderPosture } from '../../src/verify/render/render-posture.ts';
import { idOf, smallSpec } from '../spec/sample-specs.ts';

const asOf = '2026-09-01T00:00:00Z';
/** As little as a posture holds. */
const posture: Omit<Posture, 'edition' | 'editionStamp'> = {
  kind: 'posture',
  asOf,
  cloud: 'public',
  tenantId: smallSpec.tenantId,
  subscriptionId: smallSpec.subscriptionId,
  workspaceId: idOf('Microsoft.MachineLearningServices/workspaces', 'mlw-churn'),
  architecture: 'managedResourceGroup',
  items: [],
  keyUse: [],
  rules: [],
  unread: [],
};
const existingVault = { existing: idOf('Microsoft.KeyVault/vaults', 'kv-churn-cmk') };

/** What of a spec the documents judge differently: the severity in each edition, in their order. */
const judged: readonly (readonly [ruleId: string, what: string, spec: CmkSpec, by: string])[] = [
  [
    'CMK-018',
    'a key without its version',
    {
      ...smallSpec,
      vault: existingVault,
      key: { existing: 'https://kv-churn-cmk.vault.azure.net/keys/workspace-cmk' },
    },
    'error error error error warning -',
  ],
  [
    'CMK-011',
    'a key of 2048 bits',
    { ...smallSpec, key: { create: { name: 'workspace-cmk', size: 2048 } } },
    '- warning warning warning warning -',
  ],
  [
    'CMK-064',
    'Kubernetes 1.19',
    {
      ...smallSpec,
      clusters: [
        {
          create: {
            name: 'aks-churn',
            kubernetesVersion: '1.19',
            diskEncryptionSet: { create: { name: 'des-churn' } },
          },
        },
      ],
    },
    '- - - - error -',
  ],
];

describe('one description in every edition', () => {
  it.each(judged)('%s: %s', (ruleId, _what, spec, by) => {
    const severities = editions.map(
      (edition) =>
        validateSpec(spec, { asOf, edition }).find(({ code }) => code === ruleId)?.severity ?? '-',
    );
    expect(severities.join(' ')).toBe(by);
  });
});

describe('the edition is stamped', () => {
  const formats: readonly PostureFormat[] = ['text', 'json', 'markdown', 'sarif', 'html'];

  it.each(editions)('%s on the plan', (edition) => {
    const plan = planSpec(smallSpec, { asOf, edition });
    expect(plan.edition).toBe(edition);
    expect(explain(plan).replaceAll(/\s+/g, ' ')).toContain(
      `Judged by edition ${editionStampOf(edition)} as of`,
    );
  });

  it.each(editions.flatMap((edition) => formats.map((format) => [edition, format] as const)))(
    '%s on the posture as %s',
    (edition, format) => {
      const stamped = { ...posture, edition, editionStamp: editionStampOf(edition) };
      expect(renderPosture(stamped, { format })).toContain(editionStampOf(edition));
    },
  );

  it('and advice is judged by it: a rule of one document is silent in another', async () => {
    const spec: CmkSpec = { ...smallSpec, key: { create: { name: 'key1', size: 2048 } } };
    const told = async (edition: (typeof editions)[number]): Promise<readonly string[]> =>
      (await advise(spec, { asOf, edition })).map(({ code }) => code);
    expect(await told('howto-a')).toContain('CMK-011');
    expect(await told('enc')).not.toContain('CMK-011');
  });
});
