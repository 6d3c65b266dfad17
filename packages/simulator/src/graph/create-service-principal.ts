/** `POST /servicePrincipals`: an application that is registered elsewhere comes into a tenant. */
import type { Principal } from '../kernel/directory.ts';
import { firstPartyAppId, firstPartyApplications, firstPartyIn } from '../kernel/first-party.ts';
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
  if (!application) return refuse.noBackingApplication(appId);
  const made = firstPartyIn(application, tenantId, cloud);
  directory.addPrincipal(made);
  return made;
}
