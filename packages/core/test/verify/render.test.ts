/** A posture in every format. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Posture, PostureItem } from '../../src/verify/posture.ts';
import { type PostureFormat, renderPosture } from '../../src/verify/render/render-posture.ts';
import { postureOf, WORKSPACE } from './posture-of.ts';

const KEY = 'https://kv-ml.vault.azure.net/keys/ml-key/0123456789abcdef0123456789abcdef';

const database: PostureItem = {
  place: 'cosmosDb',
  what: 'Azure Cosmos DB: job history',
  where: WORKSPACE,
  under: 'customer',
  keyIdentifier: KEY,
  evidence: [{ request: 'GET /x', property: 'properties.keyVaultKeyUri', value: KEY }],
  ruleIds: ['CMK-015'],
};

const posture = postureOf({
  architecture: 'managedResourceGroup',
  keyIdentifier: KEY,
  items: [
    database,
    {
      ...database,
      place: 'workspaceStorage',
      what: 'Storage account of the workspace',
      under: 'microsoft',
      note: 'Set a key on the account.',
    },
    {
      ...database,
      place: 'clusterOsDisk',
      what: 'Compute cluster: OS disk',
      under: 'platform',
      evidence: [],
    },
  ],
  keyUse: [
    {
      consumer: 'cosmosDb',
      target: 'workspace',
      keyIdentifier: KEY,
      required: ['get', 'wrapKey', 'unwrapKey'],
      granted: ['get'],
      verdict: 'insufficient',
      evidence: [],
    },
  ],
  rules: [
    {
      ruleId: 'CMK-002',
      name: 'purge-protection',
      level: 'must',
      result: 'broken',
      violations: [{ path: 'vault.state.purgeProtection', expected: 'on', received: 'off' }],
      fix: 'Turn it on.',
      controls: [{ tool: 'checkov', id: 'CKV_AZURE_110' }],
    },
  ],
});

interface SarifLog {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly rules: readonly {
          readonly id: string;
          readonly fullDescription?: { readonly text: string };
          readonly help?: { readonly text: string };
        }[];
      };
    };
    readonly results: readonly {
      readonly ruleId: string;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly unknown[];
    }[];
  }[];
}

describe('the formats of a posture', { timeout: 60_000 }, () => {
  it('JSON is the posture itself', () => {
    expect(JSON.parse(renderPosture(posture, { format: 'json' }))).toEqual(posture);
  });

  it('SARIF has a result for what is broken and for what could be under the key', () => {
    const log = JSON.parse(renderPosture(posture, { format: 'sarif' })) as SarifLog;
    expect(log.version).toBe('2.1.0');
    const [run] = log.runs;
    expect(run?.results.map(({ ruleId, level, message }) => [ruleId, level, message.text])).toEqual(
      [
        [
          'CMK-002',
          'error',
          'Expected on at vault.state.purgeProtection, received off. Turn it on.',
        ],
        [
          'CMK-POSTURE',
          'note',
          'Storage account of the workspace: a key of Microsoft. Set a key on the account.',
        ],
      ],
    );
    const described = run?.tool.driver.rules.map(({ id }) => id);
    expect(run?.results.every(({ ruleId }) => described?.includes(ruleId))).toBe(true);
  });

  it('SARIF has what code scanning asks for beyond its schema: a path, and words for each rule', () => {
    const nowhere = { ...database, under: 'unknown' as const, where: '' };
    const both = { ...posture, items: [...posture.items, nowhere] };
    const log = JSON.parse(renderPosture(both, { format: 'sarif' })) as SarifLog;
    const [run] = log.runs;
    for (const { locations } of run?.results ?? []) {
      expect(locations).toEqual([
        {
          physicalLocation: {
            artifactLocation: { uri: WORKSPACE.slice(1) },
            region: { startLine: 1 },
          },
          logicalLocations: [{ fullyQualifiedName: WORKSPACE, kind: 'resource' }],
        },
      ]);
    }
    expect(run?.results).toHaveLength(3);
    for (const { fullDescription, help } of run?.tool.driver.rules ?? []) {
      expect([fullDescription?.text, help?.text]).not.toContain(undefined);
    }
  });

  it('Markdown tells whose key, what proves it and what other tools check', () => {
    const text = renderPosture(posture, { format: 'markdown' });
    expect(text).toContain(
      '| Azure Cosmos DB: job history | **your key**<br>`' +
        KEY +
        '` | `properties.keyVaultKeyUri = ' +
        KEY +
        '` | CMK-015 |  |',
    );
    expect(text).toContain('| CMK-002 purge-protection | must | broken |');
    expect(text).toContain('checkov CKV_AZURE_110');
  });

  it('the page draws the chain, and shows a use of the key that is not allowed', () => {
    const page = renderPosture(posture, { format: 'html' });
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('MAY NOT use it');
    expect(page.match(/class="edge broken"/g)).toHaveLength(2);
    expect(page).not.toMatch(/<script|https?:\/\/[^k"<]*"|@import|url\(/);
  });

  it('text marks by level: a broken must is broken, a note is a note', () => {
    expect(renderPosture(posture)).toMatch(/^BROKEN {2}CMK-002/m);
    const [rule] = posture.rules;
    if (!rule) throw new TypeError('no rule');
    const noted = { ...posture, rules: [{ ...rule, level: 'note' as const }] };
    expect(renderPosture(noted)).toMatch(/^note {4}CMK-002/m);
  });

  it.each<PostureFormat>(['text', 'json', 'markdown', 'sarif', 'html'])(
    '%s holds whatever a name is, and nothing of it is markup',
    (format) => {
      const hostile = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(
          '<script>alert(1)</script>',
          '"><img src=x>',
          '| a | b\n|',
          '`x`',
          '${x}',
          ']]>',
        ),
      );
      fc.assert(
        fc.property(hostile, hostile, (name, value) => {
          const odd: Posture = {
            ...posture,
            items: [
              {
                ...database,
                what: name,
                note: value,
                where: name,
                evidence: [{ request: value, property: name, value }],
              },
            ],
            unread: [{ request: name, reason: value }],
          };
          const text = renderPosture(odd, { format });
          if (format === 'json' || format === 'sarif') JSON.parse(text);
          if (format === 'html') expect(text).not.toMatch(/<script|<img|<\/script/i);
          if (format === 'markdown') {
            const rows = text.split('\n').filter((line) => line.includes('**your key**'));
            expect(rows).toHaveLength(1);
          }
        }),
        { numRuns: 60 },
      );
    },
  );
});
