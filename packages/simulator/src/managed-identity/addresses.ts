/** Where a machine on Azure finds its tokens. */

/** The instance metadata service, where every machine on Azure finds it. */
export const METADATA_HOST = '169.254.169.254';
/** Where the simulated App Service and compute of a workspace have their endpoints, at any port. */
export const LOCAL_HOST = '169.254.129.1';
const LOCAL_ORIGIN = `http://${LOCAL_HOST}:8081`;
/** What proves that a request comes from the machine itself. */
export const IDENTITY_HEADER = 'sim-identity-header';

/** The environment variables that make credentials ask an endpoint; the metadata service needs none. */
export function machineEnvironment(
  source: 'appService' | 'machineLearning',
): Readonly<Record<string, string>> {
  return source === 'appService'
    ? { IDENTITY_ENDPOINT: `${LOCAL_ORIGIN}/msi/token`, IDENTITY_HEADER }
    : { MSI_ENDPOINT: `${LOCAL_ORIGIN}/msi/ml/token`, MSI_SECRET: IDENTITY_HEADER };
}
