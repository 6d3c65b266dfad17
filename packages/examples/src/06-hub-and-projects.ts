// Deploy an Azure AI hub under your own key with two projects into an Azure in memory, and read back under whose key
// each of them is. Projects have no key of their own: theirs is the hub's, and so is the managed resource group.
import { CmkWorkspaceBuilder, deploy, renderPosture, verify } from '@azureml-cmk/core';
import { createSimulator } from '@azureml-cmk/simulator';

const sim = createSimulator({ latency: 'realistic' });

const plan = CmkWorkspaceBuilder.create()
  .tenant(sim.tenantId)
  .subscription(sim.subscriptionId)
  .resourceGroup('rg-claims-ai')
  .region('westeurope')
  .vault('kv-claims-ai')
  .key('hub-cmk')
  .hub('hub-claims')
  .project('project-fraud', { friendlyName: 'Fraud', highBusinessImpact: true })
  .project('project-letters')
  .plan();

const azure = sim.azure();

const deployment = deploy(plan, azure);
for await (const event of deployment) {
  if (event.type === 'step.succeeded') console.log(`${event.at}  ${event.title}`);
}
const { keyIdentifier, managedResourceGroup } = await deployment.outcome;
console.log(`\nThe key: ${keyIdentifier}`);
console.log(`The one managed resource group of all three: ${managedResourceGroup}\n`);

const posture = await verify(plan, azure);
console.log(renderPosture(posture));

for (const { what, under } of posture.items.filter(({ what }) => what.startsWith('Project'))) {
  console.log(`${what}: ${under}`);
}
