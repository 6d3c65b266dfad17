/** The posture of the demo workspace, row by row, against what the five documents say of each store, disk and channel. */
import { readFileSync } from 'node:fs';
import {
  type CmkSpec,
  deploy,
  type Posture,
  type PostureItem,
  planSpec,
  renderPosture,
  verify,
} from '@azureml-cmk/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { simulatedAzure } from '../src/demo/simulated.ts';
import { sampleSpec } from './script.ts';

const KEY = 'https://kv-credit-risk.vault.azure.net/keys/workspace-cmk';

/** `shown`: a property of the resource itself. `flag`: only the flag of the workspace. `none`: Azure has no property. */
type Proof = 'shown' | 'flag' | 'none';

interface Row {
  readonly place: PostureItem['place'];
  readonly what: string;
  /** The resource. */
  readonly of: string | RegExp;
  readonly under: PostureItem['under'];
  readonly ruleIds: readonly string[];
  readonly proof: Proof;
  /** Words that must not be missing, because a document says it. */
  readonly note?: RegExp;
}

const METADATA = ['CMK-015', 'CMK-035', 'CMK-045'];
const WORKSPACE = 'mlw-credit-risk';
const FOLLOWS = /follows the newest version/;

const rows: readonly Row[] = [
  // CONCEPT, "How and what workspace metadata is stored": three services in the managed group, under one key.
  {
    place: 'cosmosDb',
    what: 'Azure Cosmos DB: job history, compute and asset metadata',
    of: /^azureml[0-9a-f]+$/,
    under: 'customer',
    ruleIds: METADATA,
    proof: 'shown',
  },
  {
    place: 'search',
    what: 'Azure AI Search: indices over the metadata',
    of: /^azureml[0-9a-f]+$/,
    under: 'customer',
    ruleIds: METADATA,
    proof: 'shown',
  },
  {
    place: 'managedStorage',
    what: 'Managed storage account: pipeline metadata',
    of: /^azureml[0-9a-f]+$/,
    under: 'customer',
    ruleIds: METADATA,
    proof: 'shown',
  },
  // ENC, "Azure Blob storage": snapshots, output, logs.
  {
    place: 'workspaceStorage',
    what: 'Storage account of the workspace: snapshots, outputs, logs',
    of: 'stcreditrisk',
    under: 'customer',
    ruleIds: ['CMK-073', 'CMK-083'],
    proof: 'shown',
    note: FOLLOWS,
  },
  // ENC, "Azure Container Registry".
  {
    place: 'containerRegistry',
    what: 'Container registry: images of environments',
    of: 'crcreditrisk',
    under: 'customer',
    ruleIds: ['CMK-074'],
    proof: 'shown',
    note: FOLLOWS,
  },
  // ENC, "Using Azure Key Vault": connection strings and passwords.
  {
    place: 'workspaceVault',
    what: 'Key vault of the workspace: credentials of datastores and connections',
    of: /^kv-mlw-credit-r-/,
    under: 'platform',
    ruleIds: ['CMK-019', 'CMK-044'],
    proof: 'shown',
  },
  // ENC, "Microsoft-generated data": diagnostics of endpoints, and data of Automated Machine Learning.
  {
    place: 'applicationInsights',
    what: 'Application Insights: telemetry of endpoints',
    of: 'appi-credit-risk',
    under: 'microsoft',
    ruleIds: ['CMK-078'],
    proof: 'shown',
    note: /without a Log Analytics workspace cannot be put under a key of yours/,
  },
  {
    place: 'automatedMlData',
    what: 'Data that Automated Machine Learning generates: in the default datastore',
    of: 'stcreditrisk',
    under: 'customer',
    ruleIds: ['CMK-078'],
    proof: 'shown',
    note: FOLLOWS,
  },
  // ENC and HOWTO, "Azure Container Instance", "Azure Kubernetes Service".
  {
    place: 'containerGroup',
    what: 'Container group credit-risk-score: its data at rest',
    of: 'credit-risk-score',
    under: 'customer',
    ruleIds: ['CMK-060', 'CMK-068'],
    proof: 'shown',
  },
  {
    place: 'diskEncryptionSet',
    what: 'Disk encryption set des-credit-risk: the key of the disks that name it',
    of: 'des-credit-risk',
    under: 'customer',
    ruleIds: ['CMK-063'],
    proof: 'shown',
    note: FOLLOWS,
  },
  {
    place: 'kubernetesOsDisk',
    what: 'Cluster aks-credit-risk: OS disks',
    of: 'aks-credit-risk',
    under: 'customer',
    ruleIds: ['CMK-063', 'CMK-068'],
    proof: 'shown',
  },
  {
    place: 'kubernetesDataDisk',
    what: 'Cluster aks-credit-risk: data disks',
    of: 'aks-credit-risk',
    under: 'customer',
    ruleIds: ['CMK-063', 'CMK-068'],
    proof: 'shown',
  },
  // ENC and CONCEPT, "Compute cluster", "Compute instance".
  {
    place: 'clusterOsDisk',
    what: 'Compute cluster: OS disk',
    of: WORKSPACE,
    under: 'platform',
    ruleIds: ['CMK-070', 'CMK-067'],
    proof: 'none',
    note: /Always under a key of Microsoft.+Deleted when the nodes are scaled down/,
  },
  {
    place: 'clusterTemporaryDisk',
    what: 'Compute cluster: temporary disk',
    of: WORKSPACE,
    under: 'platform',
    ruleIds: ['CMK-071', 'CMK-033'],
    proof: 'flag',
    note: /keys of the system for the time of a job, if the subscription had no compute cluster before; otherwise a support request/,
  },
  {
    place: 'instanceOsDisk',
    what: 'Compute instance: OS disk',
    of: WORKSPACE,
    under: 'platform',
    ruleIds: ['CMK-072'],
    proof: 'none',
    note: /Always under a key of Microsoft/,
  },
  {
    place: 'instanceTemporaryDisk',
    what: 'Compute instance: temporary disk',
    of: WORKSPACE,
    under: 'platform',
    ruleIds: ['CMK-072'],
    proof: 'flag',
    // An instance lives longer than a job.
    note: /^High business impact is on: encrypted with keys of Microsoft\.$/,
  },
  // AISTUDIO, "Serverless compute".
  {
    place: 'serverlessOsDisk',
    what: 'Serverless compute: OS disk',
    of: WORKSPACE,
    under: 'platform',
    ruleIds: ['CMK-053'],
    proof: 'none',
    note: /Told by the document on hubs and projects/,
  },
  {
    place: 'serverlessTemporaryDisk',
    what: 'Serverless compute: temporary disk',
    of: WORKSPACE,
    under: 'platform',
    ruleIds: ['CMK-053'],
    proof: 'none',
    note: /keys of the system, for the time of a job/,
  },
  // ENC, "Encryption in transit".
  {
    place: 'transit',
    what: 'On the wire: storage account of the workspace',
    of: 'stcreditrisk',
    under: 'platform',
    ruleIds: ['CMK-079'],
    proof: 'shown',
    note: /TLS only.+scoring endpoints/,
  },
  // ENC, "Microsoft collected data", and CONCEPT on the flag.
  {
    place: 'diagnostics',
    what: 'Diagnostics that computes send to Microsoft',
    of: WORKSPACE,
    under: 'none',
    ruleIds: ['CMK-081'],
    proof: 'flag',
    note: /opts out of them; a later document says only that less is collected/,
  },
  {
    place: 'collectedByMicrosoft',
    what: 'Names of resources and variables of jobs that Microsoft collects',
    of: WORKSPACE,
    under: 'platform',
    ruleIds: ['CMK-085', 'CMK-080'],
    proof: 'flag',
    note: /in the region of the workspace: put no secrets/,
  },
  {
    place: 'attachedComputeCredentials',
    what: 'Keys and passwords of attached computes that are reached by SSH',
    of: WORKSPACE,
    under: 'platform',
    ruleIds: ['CMK-082'],
    proof: 'none',
    note: /vault in the subscription of Microsoft.+SSH keys of its own there, and keeps none that users give/,
  },
];

let posture: Posture;

beforeAll(async () => {
  const spec = JSON.parse(readFileSync(sampleSpec('full.json'), 'utf8')) as CmkSpec;
  const azure = await simulatedAzure(spec, 'posture');
  const plan = planSpec(spec, { asOf: '2026-08-01T00:00:00Z' });
  await deploy(plan, azure).outcome;
  posture = await verify(plan, azure);
}, 60_000);

describe('the posture of the demo workspace', () => {
  it('has these rows and no other, in this order', () => {
    expect(posture.items.map(({ place, what }) => `${place} | ${what}`)).toEqual(
      rows.map(({ place, what }) => `${place} | ${what}`),
    );
    expect(posture.unread).toEqual([]);
  });

  it.each(rows.map((row, index) => [row.what, index, row] as const))('%s', (_, index, row) => {
    const item = posture.items[index];
    if (item === undefined) throw new Error('no such row');
    const name = item.where.split('/').at(-1) ?? '';
    expect({ name, under: item.under, ruleIds: item.ruleIds }).toEqual({
      name: typeof row.of === 'string' ? row.of : (expect.stringMatching(row.of) as unknown),
      under: row.under,
      ruleIds: row.ruleIds,
    });
    expect(item.note ?? '').toMatch(row.note ?? /^/);

    const requests = item.evidence.map(({ request }) => request.split('?')[0]);
    expect(requests.length === 0).toBe(row.proof === 'none');
    // What proves it was asked of the resource that the row is about.
    expect(requests.every((request) => request?.endsWith(`/${name}`))).toBe(true);

    expect(item.keyIdentifier?.startsWith(KEY) ?? false).toBe(row.under === 'customer');
    // A store that names no version shows none; every other shows the one in use.
    if (row.under === 'customer') {
      expect(item.keyVersion === undefined).toBe(row.place === 'cosmosDb');
      const key = item.evidence.map(({ value }) => value).join(' ');
      if (!row.place.startsWith('kubernetes')) expect(key).toContain('workspace-cmk');
    }
  });

  it('names rules that exist, and none of them is broken but as a note', () => {
    const known = new Set(posture.rules.map(({ ruleId }) => ruleId));
    expect(rows.flatMap(({ ruleIds }) => ruleIds).filter((id) => !known.has(id))).toEqual([]);
    expect(
      posture.rules.flatMap(({ ruleId, result, level }) =>
        result === 'broken' ? [[ruleId, level]] : [],
      ),
    ).toEqual([['CMK-078', 'note']]);
  });

  it('is drawn with a line to everything that is under the key', () => {
    const page = renderPosture(posture, { format: 'html' });
    const boxes = [
      ...page.matchAll(
        /<title>under your key: [^<]+<\/title><rect x="(\d+)" y="(\d+)" width="\d+" height="(\d+)"/g,
      ),
    ];
    expect(boxes).toHaveLength(rows.filter(({ under }) => under === 'customer').length);
    for (const [, x, y, height] of boxes) {
      const middle = Number(y) + Number(height) / 2;
      expect(page).toMatch(new RegExp(`C[^"]+ ${x} ${middle}" class="edge"`));
    }
  });
});
