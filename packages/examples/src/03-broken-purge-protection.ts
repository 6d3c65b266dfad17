// The most common mistake: a vault without purge protection. First caught offline; then sent anyway, to see what Azure
// says about it minutes into the operation, and how that comes back as an error that says what to do.
import { type CmkSpec, deploy, isCmkError, planSpec } from '@azureml-cmk/core';
import { createSimulator } from '@azureml-cmk/simulator';

const sim = createSimulator({ latency: 'realistic' });

const spec: CmkSpec = {
  formatVersion: 1,
  tenantId: sim.tenantId,
  subscriptionId: sim.subscriptionId,
  resourceGroup: 'rg-credit-risk',
  location: 'westeurope',
  vault: { create: { name: 'kv-credit-risk', purgeProtection: false } },
  key: { create: { name: 'workspace-cmk' } },
  workspace: { name: 'mlw-credit-risk' },
};
const asOf = sim.clock.iso();

console.log('1. Offline, before any request\n');
try {
  planSpec(spec, { asOf });
} catch (error) {
  if (!isCmkError(error)) throw error;
  for (const { code, path, message, fix } of error.issues) {
    console.log(`  code  ${code}\n  path  ${path}\n  what  ${message}\n  fix   ${fix}`);
  }
}
console.log(`  requests sent: ${sim.ledger.size}`);

console.log('\n2. Sent anyway, with the issue accepted\n');
const plan = planSpec(spec, { asOf, accept: ['CMK-002'] });
const deployment = deploy(plan, sim.azure());
let sentAtMs = 0;
let refusedAtMs = 0;
for await (const event of deployment) {
  if (event.type === 'step.started' && event.stepId === 'workspace') sentAtMs = event.elapsedMs;
  if (event.type === 'step.failed') refusedAtMs = event.elapsedMs;
}
try {
  await deployment.outcome;
} catch (error) {
  if (!isCmkError(error)) throw error;
  console.log(`  code       ${error.code}`);
  console.log(`  hop        ${error.hop}, in step ${error.stepId}`);
  console.log(`  ruleId     ${error.ruleId}`);
  console.log(`  cause      ${error.cause?.code}: ${error.cause?.message}`);
  console.log(`  reason     ${error.reason}`);
  console.log(`  fix        ${error.fix}`);
  console.log(`  retryable  ${error.retryable}`);
  console.log(`  intact     ${error.intact.length} resources, made before it failed:`);
  for (const id of error.intact)
    console.log(`             ${id.replace(/^\/subscriptions\/[^/]+\//, '')}`);
}
const minutes = (ms: number): string => (ms / 60_000).toFixed(1);
console.log(
  `\nRefused ${minutes(refusedAtMs)} simulated minutes into the deployment, ${minutes(refusedAtMs - sentAtMs)} after the workspace was sent.`,
);
