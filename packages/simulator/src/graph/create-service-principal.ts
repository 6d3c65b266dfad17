/** `POST /servicePrincipals`: an application that is registered elsewhere comes into a tenant. */
import type { Principal } from '../kernel/directory.ts';
import { firstPartyAppId, firstPartyApplications, firstPartyIn } from '../kernel/first-party.ts';
import { namedGuid } from '../kernel/ids.ts';
import type { Services } from '../kernel/services.ts';
import * as refuse from './errors.ts';

/** The service principal that came into being, or why not. */
export function createServicePrincipal(
  services: Services,
  tenantId: string,
  appId: string,
): Principal | refuse.GraphError {
  const { directory, settings } = services;
  const wanted = appId.toLowerCase();
  if (directory.servicePrincipal(tenantId, wanted)) return refuse.servicePrincipalExists(appId);
  const cloud = settings.cloud.name;
  const application = firstPartyApplications.find(
    ({ name }) => firstPartyAppId(name, cloud) === wanted,
  );
  const made = application
    ? firstPartyIn(application, tenantId, cloud)
    : multiTenantIn(services, tenantId, wanted);
  if (!made) return refuse.noBackingApplication(appId);
  directory.addPrincipal(made);
  return made;
}

/** An application of another tenant that lets itself be brought into this one, without what it proves itself with. */
function multiTenantIn(
  { directory, world }: Services,
  tenantId: string,
  appId: string,
): Principal | undefined {
  const home = directory.registered(appId);
  if (home?.signInAudience !== 'AzureADMultipleOrgs') return undefined;
  const { displayName } = home;
  const objectId = namedGuid(world.seed, 'service-principal', tenantId, appId);
  return { objectId, tenantId, kind: 'servicePrincipal', appId, displayName, groups: [] };
}
