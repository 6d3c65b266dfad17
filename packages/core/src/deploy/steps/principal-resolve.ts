import { findServicePrincipal } from '../../azure/graph.ts';
import { CmkError } from '../../errors/cmk-error.ts';
import { defineStep, found as same, type StepUnit } from '../step-unit.ts';
import { onlyRead } from './only-read.ts';

interface Service {
  readonly name: string;
  /** Member of the spec that makes the look-up unnecessary. */
  readonly attribute: string;
  /** The provider whose registration brings the principal into a tenant; absent: an administrator adds it once. */
  readonly namespace?: string;
}

const services: Readonly<Record<'cosmosDb' | 'containerInstance', Service>> = {
  cosmosDb: {
    name: 'Azure Cosmos DB',
    attribute: 'cosmosDbPrincipalObjectId',
    namespace: 'Microsoft.DocumentDB',
  },
  containerInstance: {
    name: 'Azure Container Instances',
    attribute: 'containerInstancePrincipalObjectId',
  },
};

/** Looks up a Microsoft application's service principal in the tenant: grants need its object id. */
export const resolvePrincipal: StepUnit<'principal.resolve', { readonly objectId: string }> =
  defineStep({
    kind: 'principal.resolve',
    async read({ application, applicationId }, { clients, cloud, signal }) {
      const { name, attribute } = services[application];
      if (applicationId === undefined) {
        throw new CmkError({
          code: 'CMK_PRINCIPAL_UNPUBLISHED',
          hop: 'principal',
          message: `The application id of ${name} in the ${cloud.name} cloud is published nowhere.`,
          reason: 'Without it the service principal cannot be looked up.',
          fix: `Set ${attribute} in the spec; the portal shows the object id under Enterprise applications.`,
          retryable: false,
          ruleId: 'CMK-014',
        });
      }
      const objectId = await findServicePrincipal(clients.settings, applicationId, signal);
      return objectId === undefined ? undefined : { objectId };
    },
    compare({ application, applicationId }, principal) {
      if (principal) return same;
      const { name, attribute, namespace } = services[application];
      const register =
        namespace === undefined ? '' : `az provider register --namespace ${namespace}, or `;
      return {
        is: 'refused',
        error: new CmkError({
          code: 'CMK_PRINCIPAL_MISSING',
          hop: 'principal',
          message: `The tenant has no service principal of ${name} (application ${applicationId ?? 'unknown'}).`,
          reason:
            namespace === undefined
              ? 'An administrator adds it to a tenant once.'
              : 'It appears when a subscription of the tenant registers the resource provider.',
          fix: `Run ${register}az ad sp create --id ${applicationId ?? '…'}; or set ${attribute} in the spec.`,
          retryable: namespace !== undefined,
          ...(application === 'cosmosDb' ? { ruleId: 'CMK-014' } : {}),
        }),
      };
    },
    write: onlyRead,
    outputs: (_, { objectId }) => ({ objectId }),
  });
