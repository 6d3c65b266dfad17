// Deploy an encrypted workspace into an Azure in memory, through the real Azure SDK clients, and read back what is
// under which key. For Azure itself: `{ credential: new DefaultAzureCredential() }` instead of `sim.azure()`.
import { CmkWorkspaceBuilder, deploy, renderPosture, verify } from '@azureml-cmk/core';
import { createSimulator } from '@azureml-cmk/simulator';

const sim = createSimulator({ latency: 'realistic' });

const plan = CmkWorkspaceBuilder.create()
  .tenant(sim.tenantId)
  .subscription(sim.subscriptionId)
  .resourceGroup('rg-credit-risk')
  .region('westeurope')
  .vault('kv-credit-risk')
  .key('workspace-cmk')
  .workspace('mlw-credit-risk')
  .encryptAci('credit-risk-score', { image: 'mcr.microsoft.com/azuredocs/aci-helloworld:latest' })
  .plan();

const azure = sim.azure();

const deployment = deploy(plan, azure);
for await (const event of deployment) {
  if (event.type === 'step.succeeded') console.log(`${event.at}  ${event.title}`);
}
const { changed, requests, elapsedMs, keyIdentifier } = await deployment.outcome;
const minutes = Math.round(elapsedMs / 60_000);
console.log(`\n${changed} steps, ${requests} requests, ${minutes} simulated minutes`);
console.log(`The key: ${keyIdentifier}\n`);

console.log(renderPosture(await verify(plan, azure)));

// The same plan again changes nothing.
const again = await deploy(plan, azure).outcome;
console.log(`Again: ${again.changed} changed, ${again.writes} writes`);
