// Describe an encrypted workspace and see what it takes. Nothing is sent: no Azure, no network, no credential.
import { CmkWorkspaceBuilder, explain } from '@azureml-cmk/core';

const described = CmkWorkspaceBuilder.create()
  .tenant('33333333-3333-4333-8333-333333333333')
  .subscription('88888888-8888-4888-8888-888888888888')
  .resourceGroup('rg-credit-risk')
  .region('westeurope')
  .vault('kv-credit-risk')
  .key('workspace-cmk', { rotationPolicy: { rotateAfter: 'P180D' } })
  .workspace('mlw-credit-risk')
  .highBusinessImpact();

// Each call returns a new builder: this one goes on without changing the one above.
const withTargets = described
  .encryptAci('credit-risk-score', { image: 'mcr.microsoft.com/azuredocs/aci-helloworld:latest' })
  .encryptAks('aks-credit-risk', { diskEncryptionSet: 'des-credit-risk' });

const plan = withTargets.plan();
console.log(explain(plan));

// The same as a flowchart for a Markdown page: explain(plan, { format: 'mermaid' }).
const flowchart = explain(plan, { format: 'mermaid' });
console.log(
  `As Mermaid: ${flowchart.split('\n').length} lines, beginning "${flowchart.slice(0, 12)}".`,
);

// A plan is plain JSON: store it, review it, deploy it later.
console.log(`As JSON: ${JSON.stringify(plan).length} characters, ${plan.steps.length} steps.`);
