/** What the drawing of a chain connects, read back from its lines. */
import { describe, expect, it } from 'vitest';
import type { KeyUse, Posture, PostureItem } from '../../src/verify/posture.ts';
import { drawChain } from '../../src/verify/render/drawing.ts';
import { postureOf, PROVIDERS } from './posture-of.ts';

const KEY = 'https://kv-ml.vault.azure.net/keys/ml-key';
const setId = (name: string): string => `${PROVIDERS}/Microsoft.Compute/diskEncryptionSets/${name}`;

const item = (
  place: PostureItem['place'],
  what: string,
  where: string,
  evidence: PostureItem['evidence'] = [],
): PostureItem => ({
  place,
  what,
  where,
  under: 'customer',
  keyIdentifier: KEY,
  evidence,
  ruleIds: [],
});

const disks = (cluster: string, set: string): PostureItem =>
  item(
    'kubernetesOsDisk',
    `Cluster ${cluster}: OS disks`,
    `${PROVIDERS}/Microsoft.ContainerService/managedClusters/${cluster}`,
    [{ request: 'GET /x', property: 'properties.diskEncryptionSetID', value: setId(set) }],
  );

const use = (consumer: KeyUse['consumer'], target: string): KeyUse => ({
  consumer,
  target,
  keyIdentifier: KEY,
  required: ['get'],
  verdict: 'sufficient',
  evidence: [],
});

const posture = (items: readonly PostureItem[], keyUse: readonly KeyUse[]): Posture =>
  postureOf({ keyIdentifier: KEY, items, keyUse });

/** The lines of a drawing, as labels of the two boxes that each connects. */
function connected(svg: string): readonly string[] {
  const boxes = [
    ...svg.matchAll(
      /<title>[^<:]*: (?<label>[^<]*)<\/title>\n?<rect x="(?<x>\d+)" y="(?<y>\d+)" width="(?<width>\d+)" height="(?<height>\d+)"/g,
    ),
  ].map(({ groups = {} }) => ({
    label: groups['label'] ?? '',
    left: Number(groups['x']),
    right: Number(groups['x']) + Number(groups['width']),
    middle: Number(groups['y']) + Number(groups['height']) / 2,
  }));
  return [
    ...svg.matchAll(
      /<path d="M(?<x1>\d+) (?<y1>[\d.]+) C[\d. ]+? (?<x2>\d+) (?<y2>[\d.]+)" class="edge/g,
    ),
  ].map(({ groups = {} }) => {
    const from = boxes.find(
      ({ right, middle }) => right === Number(groups['x1']) && middle === Number(groups['y1']),
    );
    const to = boxes.find(
      ({ left, middle }) => left === Number(groups['x2']) && middle === Number(groups['y2']),
    );
    return `${from?.label} > ${to?.label}`;
  });
}

describe('the drawing of a chain', () => {
  it("connects stores of the workspace with the identity that uses the key for them, not with others'", () => {
    const account = `${PROVIDERS}/Microsoft.Storage/storageAccounts/stml`;
    const lake = `${PROVIDERS}/Microsoft.Storage/storageAccounts/stlake`;
    const registry = `${PROVIDERS}/Microsoft.ContainerRegistry/registries/crml`;
    const svg = drawChain(
      posture(
        [
          item('workspaceStorage', 'Storage account of the workspace: snapshots', account),
          item('automatedMlData', 'Data that Automated Machine Learning generates', account),
          item('containerRegistry', 'Container registry: images of environments', registry),
          item('storageAccount', 'Storage account stlake: its blobs and files', lake),
        ],
        [
          use('storageAccount', 'stml'),
          use('containerRegistry', 'crml'),
          use('storageAccount', 'stlake'),
        ],
      ),
    );
    expect(connected(svg)).toEqual([
      'kv-ml > ml-key',
      'ml-key > identity of stml',
      'identity of stml > storage of the workspace',
      'identity of stml > AutoML data',
      'ml-key > identity of crml',
      'identity of crml > Container registry',
      'ml-key > identity of stlake',
      'identity of stlake > stlake',
    ]);
  });

  it('connects disks of a cluster with their own disk encryption set alone', () => {
    const svg = drawChain(
      posture(
        [
          item('diskEncryptionSet', 'Disk encryption set des-a: the key', setId('des-a')),
          item('diskEncryptionSet', 'Disk encryption set des-b: the key', setId('des-b')),
          disks('aks-a', 'des-a'),
          disks('aks-b', 'des-b'),
        ],
        [use('diskEncryptionSet', 'des-a'), use('diskEncryptionSet', 'des-b')],
      ),
    );
    expect(connected(svg)).toEqual([
      'kv-ml > ml-key',
      'ml-key > identity of des-a',
      'identity of des-a > des-a',
      'identity of des-a > aks-a: OS disks',
      'ml-key > identity of des-b',
      'identity of des-b > des-b',
      'identity of des-b > aks-b: OS disks',
    ]);
  });

  it('takes a container group that is called workspace for no workspace', () => {
    const id = `${PROVIDERS}/Microsoft.ContainerInstance/containerGroups`;
    const svg = drawChain(
      posture(
        [
          item('containerGroup', 'Container group workspace: its data', `${id}/workspace`),
          item('containerGroup', 'Container group other: its data', `${id}/other`),
        ],
        [use('containerGroupIdentity', 'workspace')],
      ),
    );
    expect(connected(svg)).toEqual([
      'kv-ml > ml-key',
      'ml-key > identity of workspace',
      'identity of workspace > Container group workspace',
    ]);
  });
});
