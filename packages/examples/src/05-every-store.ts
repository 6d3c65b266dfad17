// The stores around a workspace, each under your own key as its service takes it: the workspace's own storage account
// and container registry, a data lake, an AI Search service, an AI Services account and the DBFS root of Databricks.
// The key of the workspace passes down to none of them.
import { CmkWorkspaceBuilder, deploy, explain, verify } from '@azureml-cmk/core';
import { createSimulator } from '@azureml-cmk/simulator';

const sim = createSimulator({ latency: 'realistic' });

const plan = CmkWorkspaceBuilder.create()
  .tenant(sim.tenantId)
  .subscription(sim.subscriptionId)
  .resourceGroup('rg-credit-risk')
  .region('westeurope')
  .vault('kv-credit-risk')
  // 2048 bits, because Azure AI services take no other size.
  .key('workspace-cmk', { size: 2048 })
  .workspace('mlw-credit-risk')
  // Its own identity: made, granted, put under the key. It follows new versions of the key.
  .storage('stcreditrisk', { encryption: { autoRotate: true } })
  // A registry is made under a key or never comes under one, so an identity must be there before it.
  .containerRegistry('crcreditrisk', { encryption: { identity: 'id-credit-risk-images' } })
  .encryptStorage('stcreditrisklake', { hierarchicalNamespace: true })
  .encryptSearch('srch-credit-risk')
  .encryptAiServices('ai-credit-risk')
  .encryptDatabricks('dbw-credit-risk')
  .plan();

console.log(explain(plan, { sections: ['encrypted', 'irreversible'] }));

const azure = sim.azure();
const { changed, elapsedMs } = await deploy(plan, azure).outcome;
console.log(`${changed} steps, ${Math.round(elapsedMs / 60_000)} simulated minutes\n`);

const { items, keyUse } = await verify(plan, azure);
for (const { what, under } of items.filter((item) => item.under === 'customer')) {
  console.log(`${under}  ${what}`);
}
for (const { target, consumer, verdict } of keyUse) {
  console.log(`${verdict}  ${consumer} of ${target}`);
}

// The same plan again changes nothing.
const again = await deploy(plan, azure).outcome;
console.log(`\nAgain: ${again.changed} changed, ${again.writes} writes`);
