/** Parameters that are secrets of a vault: `reference: {keyVault: {id}, secretName, secretVersion}`. */
import { Refusal } from '../../../kernel/errors.ts';
import { type Json, type JsonObject, objectAt, stringAt } from '../../../kernel/json.ts';
import type { UnitContext } from '../../../kernel/resource-type.ts';

const VAULTS = 'Microsoft.KeyVault/vaults';
const DEPLOY = `${VAULTS}/deploy/action`;

/** The secret's value. Documented: who deploys needs `deploy/action`, and the vault must be open to templates. */
export function readSecretReference(
  context: UnitContext,
  parameter: string,
  reference: JsonObject,
): Json {
  const vaultId = stringAt(objectAt(reference, 'keyVault'), 'id') ?? '';
  const secretName = stringAt(reference, 'secretName') ?? '';
  const version = stringAt(reference, 'secretVersion');
  const vault = context.resource(vaultId);
  if (!context.allows(context.caller.objectId, DEPLOY, vaultId)) {
    throw refused(
      parameter,
      'Forbidden',
      `The client '${context.caller.name}' does not have permission to perform action '${DEPLOY}' over '${vaultId}'.`,
    );
  }
  if (vault?.type !== VAULTS) {
    // Azure/bicep#4081.
    throw new Refusal({
      status: 400,
      code: 'KeyVaultParameterReferenceNotFound',
      message: `The specified KeyVault '${vaultId}' could not be found. Please see https://aka.ms/arm-keyvault for usage details.`,
      evidence: 'reported',
      failureCause: 'gateway',
    });
  }
  if (vault.properties['enabledForTemplateDeployment'] !== true) {
    throw refused(
      parameter,
      'Forbidden',
      `The vault '${vault.name}' is not enabled for template deployment: set enabledForTemplateDeployment.`,
    );
  }
  const acls = objectAt(vault.properties, 'networkAcls');
  if (acls['defaultAction'] === 'Deny' && acls['bypass'] === 'None') {
    throw refused(
      parameter,
      'Forbidden',
      `The firewall of the vault '${vault.name}' lets no trusted services in, of which template deployment is one.`,
    );
  }
  const uri = (stringAt(vault.properties, 'vaultUri') ?? '').replace(/\/$/, '');
  try {
    return context.secrets.readForDeployment(
      `${uri}/secrets/${secretName}${version === undefined ? '' : `/${version}`}`,
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw refused(parameter, error.data.status === 404 ? 'NotFound' : 'Forbidden', error.text);
  }
}

/** The words around a reason are reported (Azure/bicep#18455); the reasons are those of the vault, or the simulator's own. */
const refused = (parameter: string, status: string, why: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'KeyVaultParameterReferenceSecretRetrieveFailed',
    message: `The secret of KeyVault parameter '${parameter}' cannot be retrieved. Http status code: '${status}'. Error message: '${why}'. Please see https://aka.ms/arm-keyvault for usage details.`,
    evidence: 'assumed',
    failureCause: 'gateway',
  });
