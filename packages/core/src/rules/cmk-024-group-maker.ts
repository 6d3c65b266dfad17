import { defineRule, type Rule } from './types.ts';

const ACTION = 'Microsoft.Resources/subscriptions/resourceGroups/write';

export const rule: Rule = defineRule({
  id: 'CMK-024',
  name: 'group-maker',
  statement:
    'The service principal of Azure Machine Learning may make the managed resource group: it is Contributor of the subscription.',
  class: 'state',
  sources: [
    {
      document: 'AZURE',
      anchor: 'https://learn.microsoft.com/azure/machine-learning/how-to-manage-workspace-cli',
    },
  ],
  holds: [{ from: 'current', level: 'must' }],
  appliesTo: ['workspace', 'groupMaker'],
  check: ({ workspace, groupMaker }) => {
    if (workspace?.encryption?.architecture !== 'managedResourceGroup' || !groupMaker) {
      return undefined;
    }
    if (groupMaker.mayCreate) return [];
    return [
      {
        path: 'groupMaker.mayCreate',
        expected: 'the role Contributor on the subscription for Azure Machine Learning',
        received: 'no role that makes resource groups',
      },
    ];
  },
  refusals: [
    {
      stage: 'workspace.create.operation',
      status: 403,
      code: 'AuthorizationFailed',
      message: (_violation, { workspace, groupMaker }) =>
        `The client '${groupMaker?.principalId ?? 'Azure Machine Learning'}' with object id '${groupMaker?.principalId ?? ''}' does not have authorization to perform action '${ACTION}' over scope '/subscriptions/${workspace?.subscriptionId}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
      evidence: 'assumed',
      seenIn:
        'the words of Resource Manager to any caller without a role; nobody quoted them of this one',
    },
  ],
  remarks: [
    'A subscription of the simulator gives the role when Microsoft.MachineLearningServices is registered; an organisation can take it away.',
    'Service-side encryption makes no group, and needs no such role.',
    'A posture report reads the roles of the service principal, those of its groups too. A deployment does not stop at them, because role assignments are not the only way in which Microsoft can let a service of its own in; when Azure refuses, the error names this rule.',
  ],
  fix: 'Run `az role assignment create --role Contributor --assignee-object-id <object id of Azure Machine Learning> --assignee-principal-type ServicePrincipal --scope /subscriptions/<id>`.',
});
