import { armId, parseArmId } from '../azure/arm-id.ts';
import { workspaceApiVersion } from '../azure/arm-request.ts';
import { createAzureClients } from '../azure/clients.ts';
import { clouds } from '../azure/clouds.ts';
import { createFailureRecorder } from '../azure/failure-recorder.ts';
import { systemClock } from '../deploy/clock.ts';
import { requestRetryPolicy } from '../deploy/retry.ts';
import { CmkError } from '../errors/cmk-error.ts';
import { assess, type Edition, editionStampOf } from '../rules/index.ts';
import type { CmkSpec } from '../spec/types.ts';
import { consumersOf } from './consumers.ts';
import { claimsOf } from './claims.ts';
import { controlsOf } from './controls.ts';
import { associates } from './items/associates.ts';
import { beyond } from './items/beyond.ts';
import { computeDisks } from './items/compute.ts';
import { connectedServices } from './items/connected.ts';
import { managedStores } from './items/managed-stores.ts';
import { metadataItem } from './items/metadata.ts';
import { projectDisks, projectFactsOf, projectItems, readProjects } from './items/projects.ts';
import { readTargets } from './items/read-targets.ts';
import { readStores, storeItems } from './items/stores.ts';
import { targetItems } from './items/targets.ts';
import { computeFactsOf, readHoldings, trainingData } from './items/training-data.ts';
import { keyLifeOf, readKeyVersion } from './key-life.ts';
import { keyUseOf, readVaultGrants } from './key-use.ts';
import { liveFacts } from './live-facts.ts';
import { makersOf } from './makers.ts';
import type { Posture, PostureItem, RuleVerdict } from './posture.ts';
import { surroundingsOf } from './surroundings.ts';
import { at, createReader, type Json, type Reader, type Reading, textAt } from './reader.ts';
import type { VerifyOptions } from './verify.ts';

function readerOf(spec: CmkSpec, options: VerifyOptions): Reader {
  const { credential, clock = systemClock, signal = new AbortController().signal } = options;
  const policy = requestRetryPolicy(createFailureRecorder(), clock);
  const clients = createAzureClients({
    cloud: clouds[spec.cloud ?? 'public'],
    subscriptionId: spec.subscriptionId,
    credential,
    clientOptions: options.clientOptions ?? {},
    policies: [{ policy, position: 'perCall' }],
  });
  return createReader(clients, signal);
}

/** What `verify` does; loaded when it is called. */
export async function verifyChain(
  spec: CmkSpec,
  edition: Edition,
  options: VerifyOptions,
): Promise<Posture> {
  const { clock = systemClock } = options;
  const reader = readerOf(spec, options);
  const id = armId(
    spec.subscriptionId,
    spec.resourceGroup,
    'Microsoft.MachineLearningServices/workspaces',
    spec.workspace.name,
  );
  const read = await reader.resource(id, workspaceApiVersion, 'workspace');
  if (!read.ok) throw notReadable(id, read);
  const workspace = read.value;
  const keyIdentifier = textAt(workspace, 'properties.encryption.keyVaultProperties.keyIdentifier');
  const vaultId = textAt(workspace, 'properties.encryption.keyVaultProperties.keyVaultArmId');
  const group = textAt(workspace, 'properties.serviceProvisionedResourceGroup')?.split('/').at(-1);

  const [targets, listed] = await Promise.all([
    readTargets(reader, spec),
    readStores(reader, spec),
  ]);
  const asOfMs = clock.now();
  const isHub = textAt(workspace, 'kind')?.toLowerCase() === 'hub';
  const isEncrypted =
    textAt(workspace, 'properties.encryption.status')?.toLowerCase() === 'enabled';
  const isServiceSide = at(workspace, 'properties.enableServiceSideCMKEncryption') === true;
  const [stores, projects, services, others, out, holdings, vault, key, consumers] =
    await Promise.all([
      isEncrypted && !isServiceSide
        ? managedStores(reader, spec.subscriptionId, group, isHub)
        : [metadataItem(id, read, isEncrypted)],
      isHub ? readProjects(reader, spec, workspace) : [],
      isHub ? connectedServices(reader, id) : [],
      associates(reader, workspace),
      beyond(reader, read, id),
      readHoldings(reader, id),
      vaultId === undefined ? undefined : readVaultGrants(reader, vaultId),
      keyIdentifier === undefined ? undefined : readKeyVersion(reader, keyIdentifier),
      consumersOf(reader, spec, workspace, targets, listed),
    ]);
  const keyUse = await Promise.all(consumers.map((consumer) => keyUseOf(reader, consumer)));
  const own = others.find(({ place }) => place === 'workspaceStorage');
  const items = [
    ...stores,
    ...projectItems(projects, id, stores),
    ...others,
    ...services,
    ...(await trainingData(reader, holdings, own)),
    ...storeItems(listed),
    ...targetItems(targets),
    ...computeDisks(read, id),
    ...projectDisks(projects),
    ...out,
  ];
  const computes = computeFactsOf(holdings);
  const [surroundings, keyLife, makers] = await Promise.all([
    surroundingsOf(reader, workspace, items, group),
    key === undefined || keyIdentifier === undefined
      ? {}
      : keyLifeOf(reader, { keyIdentifier, key, workspace, items, asOfMs }),
    makersOf(reader, {
      subscriptionId: spec.subscriptionId,
      makesGroup: isEncrypted && !isServiceSide,
      keyUse,
      ...(vault?.ok === true ? { vault: vault.value } : {}),
    }),
  ]);
  const facts = liveFacts({
    asOfMs,
    cloud: clouds[spec.cloud ?? 'public'],
    tenantId: spec.tenantId,
    workspace,
    keyUse,
    targets,
    claims: claimsOf(items, projects),
    surroundings,
    keyLife,
    makers,
    ...(isHub ? { projects: projectFactsOf(projects) } : {}),
    ...(computes === undefined ? {} : { computes }),
    ...(vault?.ok === true ? { vault: vault.value } : {}),
    ...(key?.ok === true ? { key: key.value } : {}),
  });
  return {
    kind: 'posture',
    asOf: facts.asOf,
    edition,
    editionStamp: editionStampOf(edition),
    cloud: facts.cloud,
    tenantId: spec.tenantId,
    subscriptionId: spec.subscriptionId,
    workspaceId: textAt(workspace, 'id') ?? id,
    ...(isEncrypted
      ? { architecture: isServiceSide ? 'serviceSide' : 'managedResourceGroup' }
      : {}),
    ...(isEncrypted && keyIdentifier !== undefined ? { keyIdentifier } : {}),
    items,
    keyUse,
    rules: assess(facts, edition).map(({ rule, level, result, violations }): RuleVerdict => ({
      ruleId: rule.id,
      name: rule.name,
      level,
      result,
      violations: violations.map(({ path, expected, received }) => ({
        path: inWordsOf(items, path),
        expected,
        received,
      })),
      fix: rule.fix,
      controls: controlsOf(rule.id),
    })),
    unread: reader.unread(),
  };
}

/** A rule about what the report says names the row by its number; a reader wants its name. */
function inWordsOf(items: readonly PostureItem[], path: string): string {
  const [, row] = /^claims\[(\d+)\]\.under$/.exec(path) ?? [];
  return (row === undefined ? undefined : items[Number(row)]?.what) ?? path;
}

function notReadable(id: string, read: Extract<Reading<Json>, { ok: false }>): CmkError {
  if (read.error !== undefined && !read.isMissing) return read.error;
  return new CmkError({
    code: 'CMK_WORKSPACE_NOT_FOUND',
    hop: 'workspace',
    message: `Workspace ${parseArmId(id)?.name ?? id} does not exist in resource group ${parseArmId(id)?.resourceGroup ?? ''}.`,
    reason: 'There is nothing to verify.',
    fix: 'Deploy it first, or check subscription, group and name.',
    retryable: false,
  });
}
