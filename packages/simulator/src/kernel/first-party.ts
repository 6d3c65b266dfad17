import type { Principal } from './directory.ts';
import { namedGuid } from './ids.ts';

/** A first-party application of Microsoft, as far as customers' grants name it. */
export interface FirstPartyApplication {
  readonly name: 'cosmosDb' | 'containerInstance' | 'machineLearning' | 'databricks';
  readonly displayName: string;
  /** Application ids by cloud; `undefined` where none is published: the simulator draws its own. */
  readonly appIds: Readonly<Record<'public' | 'usGovernment' | 'china', string | undefined>>;
  /** The provider whose registration brings it into a tenant; absent: an administrator adds it. */
  readonly namespace?: string;
  /** GUID of the role that it gets on a subscription with the registration. */
  readonly roleId?: string;
}

/** Contributor. */
const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';

const everywhere = (appId: string): FirstPartyApplication['appIds'] => ({
  public: appId,
  usGovernment: appId,
  china: appId,
});

/** The first-party applications of the chain. */
export const firstPartyApplications: readonly FirstPartyApplication[] = Object.freeze([
  {
    name: 'cosmosDb',
    displayName: 'Azure Cosmos DB',
    appIds: {
      public: 'a232010e-820c-4083-83bb-3ace5fc29d0b',
      usGovernment: '57506a73-e302-42a9-b869-6f12d9ec29e9',
      china: undefined,
    },
    namespace: 'Microsoft.DocumentDB',
  },
  {
    name: 'containerInstance',
    displayName: 'Azure Container Instance Service',
    appIds: everywhere('6bb8e274-af5d-4df2-98a3-4fd78b4cafd9'),
  },
  {
    name: 'machineLearning',
    displayName: 'Azure Machine Learning',
    appIds: everywhere('0736f41a-0425-4b46-bdb5-1563eff02385'),
    namespace: 'Microsoft.MachineLearningServices',
    // Documented to be given to it for the managed resource groups (CMK-024); an organisation can take it away.
    roleId: CONTRIBUTOR,
  },
  {
    name: 'databricks',
    displayName: 'AzureDatabricks',
    appIds: {
      public: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d',
      usGovernment: undefined,
      china: undefined,
    },
    namespace: 'Microsoft.Databricks',
  },
]);

/** The application id of a first-party application in a cloud. */
export function firstPartyAppId(
  name: FirstPartyApplication['name'],
  cloud: keyof FirstPartyApplication['appIds'],
): string {
  const application = firstPartyApplications.find((candidate) => candidate.name === name);
  return application?.appIds[cloud] ?? namedGuid('first-party', cloud, name);
}

/** The first-party application that has an application id in a cloud. */
export function firstPartyWith(
  appId: string,
  cloud: keyof FirstPartyApplication['appIds'],
): FirstPartyApplication | undefined {
  return firstPartyApplications.find(
    ({ name }) => firstPartyAppId(name, cloud) === appId.toLowerCase(),
  );
}

/** A first-party service principal in a tenant: the object id differs from tenant to tenant, never between runs. */
export function firstPartyIn(
  application: FirstPartyApplication,
  tenantId: string,
  cloud: keyof FirstPartyApplication['appIds'],
): Principal {
  const appId = firstPartyAppId(application.name, cloud);
  return {
    objectId: namedGuid('service-principal', tenantId, appId),
    tenantId,
    kind: 'servicePrincipal',
    appId,
    displayName: application.displayName,
    groups: [],
  };
}

/** The application that registering a provider brings, if it brings one. */
export function firstPartyOf(namespace: string): FirstPartyApplication | undefined {
  return firstPartyApplications.find((candidate) => candidate.namespace === namespace);
}
