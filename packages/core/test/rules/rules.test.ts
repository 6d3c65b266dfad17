import { describe, expect, it } from 'vitest';
import { clouds } from '../../src/azure/clouds.ts';
import { kubernetesVersionMinInclusive, vaultHostSuffixes } from '../../src/rules/limits.ts';
import { editions, levelIn, requiredKeyPermissions, rules } from '../../src/rules/index.ts';

describe('the registry', () => {
  it('holds the rules in the order of their ids, each once', () => {
    const ids = rules.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    expect(ids).toMatchInlineSnapshot(`
      [
        "CMK-001",
        "CMK-002",
        "CMK-003",
        "CMK-004",
        "CMK-005",
        "CMK-006",
        "CMK-007",
        "CMK-008",
        "CMK-009",
        "CMK-010",
        "CMK-011",
        "CMK-012",
        "CMK-013",
        "CMK-014",
        "CMK-015",
        "CMK-016",
        "CMK-017",
        "CMK-018",
        "CMK-019",
        "CMK-020",
        "CMK-021",
        "CMK-022",
        "CMK-023",
        "CMK-024",
        "CMK-025",
        "CMK-030",
        "CMK-031",
        "CMK-032",
        "CMK-033",
        "CMK-034",
        "CMK-035",
        "CMK-036",
        "CMK-037",
        "CMK-038",
        "CMK-039",
        "CMK-040",
        "CMK-041",
        "CMK-042",
        "CMK-043",
        "CMK-044",
        "CMK-045",
        "CMK-046",
        "CMK-047",
        "CMK-048",
        "CMK-050",
        "CMK-051",
        "CMK-052",
        "CMK-053",
        "CMK-054",
        "CMK-055",
        "CMK-060",
        "CMK-061",
        "CMK-062",
        "CMK-063",
        "CMK-064",
        "CMK-065",
        "CMK-066",
        "CMK-067",
        "CMK-068",
        "CMK-070",
        "CMK-071",
        "CMK-072",
        "CMK-073",
        "CMK-074",
        "CMK-075",
        "CMK-076",
        "CMK-077",
        "CMK-078",
        "CMK-079",
        "CMK-080",
        "CMK-081",
        "CMK-082",
        "CMK-083",
        "CMK-084",
        "CMK-085",
      ]
    `);
  });

  it.each(rules)('$id is one frozen sentence with a fix', (rule) => {
    expect(Object.isFrozen(rule)).toBe(true);
    expect(rule.statement).toMatch(/^[A-Z].*\.$/);
    expect(rule.fix).toMatch(/^[A-Z].*\.$/);
    expect(rule.sources.length).toBeGreaterThan(0);
  });

  it.each(rules)('$id begins in an edition and lists later ones in order', ({ holds }) => {
    const order = holds.map(({ from }) => editions.indexOf(from));
    expect(order.length).toBeGreaterThan(0);
    expect(order).toEqual([...new Set(order)].toSorted((left, right) => left - right));
  });
});

describe('levels by edition', () => {
  const levels = Object.fromEntries(
    rules.map((rule) => [
      rule.id,
      editions.map((edition) => levelIn(rule, edition) ?? '-').join(' '),
    ]),
  );

  it('are those of the documents: enc, howto-a, howto-b, concept-2023-09, current', () => {
    expect(levels).toMatchInlineSnapshot(`
      {
        "CMK-001": "must must must must must must",
        "CMK-002": "must must must must must must",
        "CMK-003": "must must must must must -",
        "CMK-004": "must must must must should -",
        "CMK-005": "must must must must must -",
        "CMK-006": "must must must must must -",
        "CMK-007": "must must must must must must",
        "CMK-008": "- must must must must -",
        "CMK-009": "- must must must must must",
        "CMK-010": "- must must must must -",
        "CMK-011": "- should should should should -",
        "CMK-012": "- must must must must -",
        "CMK-013": "- - must must must must",
        "CMK-014": "- - must must must -",
        "CMK-015": "- - must must must must",
        "CMK-016": "- - must must must -",
        "CMK-017": "must must must must must -",
        "CMK-018": "must must must must should -",
        "CMK-019": "note note note note note -",
        "CMK-020": "must must must must must -",
        "CMK-021": "must must must must must -",
        "CMK-022": "- should should should should -",
        "CMK-023": "- note note note note -",
        "CMK-024": "- - - - must -",
        "CMK-025": "- - - must note must",
        "CMK-030": "- must must must must must",
        "CMK-031": "- - - - must -",
        "CMK-032": "must must must must must -",
        "CMK-033": "must must must must must -",
        "CMK-034": "must must must must must must",
        "CMK-035": "must must must must must must",
        "CMK-036": "note note note note note -",
        "CMK-037": "must must must must must must",
        "CMK-038": "- must must must must must",
        "CMK-039": "must must must must must must",
        "CMK-040": "- - - must must must",
        "CMK-041": "note note note note note note",
        "CMK-042": "- must must must - -",
        "CMK-043": "note note note note note note",
        "CMK-044": "must must must must must -",
        "CMK-045": "- - - must must must",
        "CMK-046": "should should should should should -",
        "CMK-047": "should should should should should -",
        "CMK-048": "- - - must must -",
        "CMK-050": "must must must must must must",
        "CMK-051": "must must must must must must",
        "CMK-052": "must must must must must must",
        "CMK-053": "must must must must must must",
        "CMK-054": "note note note note note note",
        "CMK-055": "must must must must must must",
        "CMK-060": "must must must must must -",
        "CMK-061": "- - note note note -",
        "CMK-062": "note note note note note -",
        "CMK-063": "must must must must must -",
        "CMK-064": "must must must must must -",
        "CMK-065": "should should should should should -",
        "CMK-066": "should should should should should -",
        "CMK-067": "note note note note note note",
        "CMK-068": "- - - must must -",
        "CMK-070": "must must must must must -",
        "CMK-071": "must must must must must must",
        "CMK-072": "must must must must must must",
        "CMK-073": "must must must must must -",
        "CMK-074": "must must must must must -",
        "CMK-075": "must must must must must -",
        "CMK-076": "must must must must must -",
        "CMK-077": "must must must must must -",
        "CMK-078": "note note note note note -",
        "CMK-079": "must must must must must -",
        "CMK-080": "should should should should should -",
        "CMK-081": "must must must must must -",
        "CMK-082": "must must must must must -",
        "CMK-083": "note note note note note -",
        "CMK-084": "note note note note note -",
        "CMK-085": "must must must must must -",
      }
    `);
  });
});

describe('facts that stand in two places agree', () => {
  it.each(Object.values(clouds))('vault hosts of the $name cloud', ({ name, vaultSuffix }) => {
    expect(vaultHostSuffixes[name]).toBe(vaultSuffix);
  });
});

describe('numbers of the documents', () => {
  it('Kubernetes 1.17 until 2023, 1.24 today', () => {
    expect(kubernetesVersionMinInclusive).toEqual({
      enc: '1.17',
      'howto-a': '1.17',
      'howto-b': '1.17',
      'concept-2023-09': '1.17',
      current: '1.24',
      aistudio: '1.24',
    });
  });

  it('a container group gets and unwraps, everything else wraps too', () => {
    expect(requiredKeyPermissions).toEqual({
      cosmosDb: ['get', 'wrapKey', 'unwrapKey'],
      workspaceEncryptionIdentity: ['get', 'wrapKey', 'unwrapKey'],
      containerInstance: ['get', 'unwrapKey'],
      containerGroupIdentity: ['get', 'unwrapKey'],
      diskEncryptionSet: ['get', 'wrapKey', 'unwrapKey'],
      storageAccount: ['get', 'wrapKey', 'unwrapKey'],
      containerRegistry: ['get', 'wrapKey', 'unwrapKey'],
      searchService: ['get', 'wrapKey', 'unwrapKey'],
      aiServicesAccount: ['get', 'wrapKey', 'unwrapKey'],
      databricksWorkspace: ['get', 'wrapKey', 'unwrapKey'],
    });
  });
});
