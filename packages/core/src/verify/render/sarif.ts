/** SARIF 2.1.0 (OASIS): what code scanning and security dashboards read. */
import type { Level } from '../../rules/index.ts';
import { rules as documented } from '../../rules/index.ts';
import type { Posture, PostureItem, RuleVerdict } from '../posture.ts';
import { underWords } from './words.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const levels: Readonly<Record<Level, 'error' | 'warning' | 'note'>> = {
  must: 'error',
  should: 'warning',
  note: 'note',
};
/** A thing that is not under your key is told under this id: it is no rule, but what a reader looks for. */
const NOT_YOURS = 'CMK-POSTURE';

/** A posture as SARIF: results are what is broken, and what could be under your key and is not, or is not known. */
export function renderSarif(posture: Posture): string {
  const broken = posture.rules.filter(({ result }) => result === 'broken');
  const open = posture.items.filter(({ under }) => under === 'microsoft' || under === 'unknown');
  const results = [
    ...broken.flatMap((rule) =>
      rule.violations.map((violation) => ofRule(posture, rule, violation)),
    ),
    ...open.map((item) => ofItem(posture, item)),
  ];
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'azureml-cmk',
            rules: [...broken.map(descriptor), ...(open.length === 0 ? [] : [notYours])],
          },
        },
        properties: {
          asOf: posture.asOf,
          edition: posture.editionStamp,
          workspaceId: posture.workspaceId,
        },
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const notYours = {
  id: NOT_YOURS,
  name: 'NotUnderYourKey',
  shortDescription: { text: 'What could be under your key, and is not or is not known to be.' },
  fullDescription: {
    text: 'A store, disk or channel that a key of yours could encrypt is under a key of Microsoft, or it could not be read.',
  },
  help: { text: 'Set a key on it, or let whoever verifies read it.' },
  defaultConfiguration: { level: 'note' },
};

function descriptor({ ruleId, name, level, fix, controls }: RuleVerdict) {
  const statement = documented.find(({ id }) => id === ruleId)?.statement ?? name;
  return {
    id: ruleId,
    name,
    shortDescription: { text: statement },
    fullDescription: { text: statement },
    help: { text: fix },
    defaultConfiguration: { level: levels[level] },
    properties: { tags: controls.map(({ tool, id }) => `${tool}/${id}`) },
  };
}

/** A resource is no file; code scanning of GitHub takes no result without one, so its id stands as a relative path. */
function at(id: string) {
  const uri = id.split('/').filter(Boolean).map(encodeURIComponent).join('/');
  return [
    {
      physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
      logicalLocations: [{ fullyQualifiedName: id, kind: 'resource' }],
    },
  ];
}

function ofRule(
  { workspaceId }: Posture,
  { ruleId, level, fix }: RuleVerdict,
  { path, expected, received }: RuleVerdict['violations'][number],
) {
  return {
    ruleId,
    level: levels[level],
    message: { text: `Expected ${expected} at ${path}, received ${received}. ${fix}` },
    locations: at(workspaceId),
    partialFingerprints: { chain: `${ruleId} ${path}` },
  };
}

function ofItem(
  { workspaceId }: Posture,
  { what, where, under, note, ruleIds, evidence }: PostureItem,
) {
  return {
    ruleId: NOT_YOURS,
    level: under === 'unknown' ? 'warning' : 'note',
    message: { text: `${what}: ${underWords[under]}.${note === undefined ? '' : ` ${note}`}` },
    locations: at(where === '' ? workspaceId : where),
    partialFingerprints: { chain: `${NOT_YOURS} ${what}` },
    properties: { ruleIds, evidence },
  };
}
