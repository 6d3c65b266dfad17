import { keyConsumerNouns } from '../../rules/key-permissions.ts';
import { providerStep, type StepUnit, why } from './unit.ts';

/** Registering this namespace is what makes the service principal appear in the tenant. */
const namespaces: Readonly<Record<'cosmosDb' | 'containerInstance', string>> = {
  cosmosDb: 'Microsoft.DocumentDB',
  containerInstance: 'Microsoft.ContainerInstance',
};

/** Finds out the object ids of those who get access and are not made by the plan. */
export const principalSteps: StepUnit = (description) => [
  ...(description.resolvesCaller
    ? ([
        {
          kind: 'caller.resolve',
          id: 'caller',
          title: 'Find out who deploys',
          hop: 'authentication',
          dependsOn: [],
          reasons: [why('whoever deploys needs access to the key, by object id', 'CMK-008')],
          permissions: [],
          reversible: true,
        },
      ] as const)
    : []),
  ...description.lookups.map(
    (lookup) =>
      ({
        kind: 'principal.resolve',
        id: lookup.stepId,
        title: `Look up ${keyConsumerNouns[lookup.application]} in Microsoft Graph`,
        hop: 'principal',
        application: lookup.application,
        ...(lookup.applicationId === undefined ? {} : { applicationId: lookup.applicationId }),
        dependsOn: [providerStep(namespaces[lookup.application])],
        reasons: [
          why(
            'a grant needs the object id of the service principal in this tenant; its application id gives no access',
            ...(lookup.application === 'cosmosDb' ? (['CMK-014'] as const) : []),
          ),
        ],
        permissions: [{ action: 'Application.Read.All', scope: description.cloud.graph }],
        reversible: true,
      }) as const,
  ),
];
