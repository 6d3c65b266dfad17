import type { Role } from './kernel/access.ts';
import type { Principal } from './kernel/directory.ts';
import { Directory } from './kernel/directory.ts';
import { firstPartyApplications, firstPartyIn, firstPartyOf } from './kernel/first-party.ts';
import { isGuid, namedGuid } from './kernel/ids.ts';
import type { Json } from './kernel/json.ts';
import { MACHINE } from './kernel/machine.ts';
import { managementGroupIn, ManagementGroups } from './kernel/management-groups.ts';
import { Providers } from './kernel/providers.ts';
import { standingAssignment } from './kernel/standing-assignment.ts';
import { ResourceStore } from './kernel/resource.ts';
import type { Settings } from './kernel/settings.ts';
import type { World } from './kernel/world.ts';
import { credentialsOf, seedIssuers } from './seed-credentials.ts';
import { seedManagementGroups } from './seed-management-groups.ts';
import type { PrincipalSpec, SubscriptionSpec, TenantSpec, WorldSpec } from './world-spec.ts';

/** Name of the principal that a world has when none is described. */
export const DEFAULT_PRINCIPAL = 'owner';
/** Table of object ids by the principals' names in the world's description. */
export const PRINCIPAL_NAMES = 'principalNames';

/** Names nobody can have: RFC 2606. */
const DOMAIN = 'simulator.invalid';

/** What seeding needs beside the world itself. */
export interface SeedInput {
  readonly spec: WorldSpec;
  readonly settings: Settings;
  readonly roles: readonly Role[];
  readonly namespaces: readonly string[];
}

/** Fills an empty world with tenants, subscriptions and principals. All that is wrong is told at once. */
export function seedWorld(world: World, input: SeedInput): void {
  const issues: string[] = [];
  const directory = new Directory(world);
  const tenants = seedTenants(world, directory, input, issues);
  seedManagementGroups(world, input.spec, tenants, issues);
  const subscriptions = seedSubscriptions(world, directory, input, tenants, issues);
  seedPrincipals(world, directory, input, tenants, subscriptions, issues);
  if (input.spec.machine) world.set(MACHINE, MACHINE, { ...input.spec.machine } as Json);
  seedIssuers(world, input.spec.oidcIssuers ?? [], issues);
  world.set('first', 'tenant', tenants[0] ?? '');
  world.set('first', 'subscription', subscriptions[0] ?? '');
  world.set('first', 'principal', input.spec.principals?.[0]?.name ?? DEFAULT_PRINCIPAL);
  if (issues.length > 0) {
    throw new TypeError(
      `the world cannot be seeded:\n${issues.map((issue) => `- ${issue}`).join('\n')}`,
    );
  }
}

function seedTenants(
  world: World,
  directory: Directory,
  { spec, settings }: SeedInput,
  issues: string[],
): string[] {
  const given: readonly TenantSpec[] = spec.tenants ?? [{}];
  if (given.length === 0) issues.push('tenants: at least one is needed');
  return given.map((tenant, index) => {
    const tenantId =
      guid(tenant.tenantId, `tenants[${index}].tenantId`, issues) ??
      namedGuid(world.seed, 'tenant', String(index));
    const ordinal = index + 1;
    const domain = tenant.domain ?? (index === 0 ? DOMAIN : `tenant-${ordinal}.${DOMAIN}`);
    if (domain !== domain.toLowerCase() || !domain.includes('.')) {
      issues.push(`tenants[${index}].domain: '${domain}' is not a domain in lower case`);
    }
    directory.addTenant({
      tenantId,
      displayName: tenant.displayName ?? `Tenant ${ordinal}`,
      domain,
    });
    const present = new Set(tenant.firstParty ?? ['containerInstance']);
    for (const application of firstPartyApplications) {
      if (present.has(application.name)) {
        directory.addPrincipal(firstPartyIn(application, tenantId, settings.cloud.name));
      }
    }
    return tenantId;
  });
}

function seedSubscriptions(
  world: World,
  directory: Directory,
  { spec, settings, namespaces }: SeedInput,
  tenants: readonly string[],
  issues: string[],
): string[] {
  const given: readonly SubscriptionSpec[] = spec.subscriptions ?? [{}];
  const providers = new Providers(world);
  const groups = new ManagementGroups(world);
  return given.map((subscription, index) => {
    const path = `subscriptions[${index}]`;
    const subscriptionId =
      guid(subscription.subscriptionId, `${path}.subscriptionId`, issues) ??
      namedGuid(world.seed, 'subscription', String(index));
    const tenantId = subscription.tenantId?.toLowerCase() ?? tenants[0] ?? '';
    if (!tenants.includes(tenantId)) issues.push(`${path}.tenantId: no tenant '${tenantId}'`);
    const { managementGroup } = subscription;
    if (managementGroup !== undefined && groups.get(managementGroup)?.tenantId !== tenantId) {
      issues.push(`${path}.managementGroup: no group '${managementGroup}' in its tenant`);
    }
    directory.addSubscription({
      subscriptionId,
      tenantId,
      displayName: subscription.displayName ?? `Subscription ${index + 1}`,
      state: subscription.state ?? 'Enabled',
      ...(managementGroup === undefined ? {} : { managementGroup }),
    });
    const asked = subscription.providers ?? 'all';
    const registered = asked === 'all' ? namespaces : asked === 'none' ? [] : asked;
    for (const namespace of registered) {
      const known = namespaces.find((name) => name.toLowerCase() === namespace.toLowerCase());
      if (!known) {
        issues.push(
          `${path}.providers: no provider '${namespace}'; there are ${namespaces.join(', ')}`,
        );
        continue;
      }
      providers.set(subscriptionId, known, 'Registered');
      const application = firstPartyOf(known);
      if (application) {
        const principal = firstPartyIn(application, tenantId, settings.cloud.name);
        directory.addPrincipal(principal);
        if (application.roleId !== undefined) {
          assign(world, principal, application.roleId, `/subscriptions/${subscriptionId}`);
        }
      }
    }
    return subscriptionId;
  });
}

function seedPrincipals(
  world: World,
  directory: Directory,
  { spec, roles }: SeedInput,
  tenants: readonly string[],
  subscriptions: readonly string[],
  issues: string[],
): void {
  const given: readonly PrincipalSpec[] = spec.principals ?? [
    { name: DEFAULT_PRINCIPAL, roles: [{ role: 'Owner' }] },
  ];
  const objectIds = new Map(
    given.map((principal, index) => [
      principal.name,
      guid(principal.objectId, `principals[${index}].objectId`, issues) ??
        namedGuid(world.seed, 'principal', principal.name),
    ]),
  );
  if (objectIds.size < given.length) issues.push('principals: every name must be unique');
  const managementGroups = new ManagementGroups(world);
  for (const [index, principal] of given.entries()) {
    const path = `principals[${index}]`;
    const objectId = objectIds.get(principal.name) ?? '';
    const kind = principal.kind ?? 'servicePrincipal';
    const tenantId = principal.tenantId?.toLowerCase() ?? tenants[0] ?? '';
    if (!tenants.includes(tenantId)) issues.push(`${path}.tenantId: no tenant '${tenantId}'`);
    const groups = (principal.groups ?? []).map((name) => {
      const id = objectIds.get(name);
      const isGroup = given.some((one) => one.name === name && one.kind === 'group');
      if (id === undefined) issues.push(`${path}.groups: no principal '${name}'`);
      else if (!isGroup) issues.push(`${path}.groups: '${name}' is not a group`);
      return id ?? '';
    });
    const appId =
      guid(principal.appId, `${path}.appId`, issues) ??
      namedGuid(world.seed, 'application', principal.name);
    const seeded: Principal = {
      objectId,
      tenantId,
      kind,
      displayName: principal.name,
      groups,
      ...(kind === 'servicePrincipal' ? { appId } : {}),
      ...(kind === 'user'
        ? {
            userPrincipalName: `${principal.name}@${directory.tenant(tenantId)?.domain ?? DOMAIN}`,
          }
        : {}),
      ...credentialsOf(principal, path, issues),
      ...(principal.isGlobalAdministrator ? { isGlobalAdministrator: true } : {}),
      ...(principal.readsDirectory === false ? { readsDirectory: false } : {}),
    };
    directory.addPrincipal(seeded);
    world.set(PRINCIPAL_NAMES, principal.name, objectId);
    for (const [roleIndex, { role, scope }] of (principal.roles ?? []).entries()) {
      const found = roles.find(
        ({ id, name }) => id === role.toLowerCase() || name.toLowerCase() === role.toLowerCase(),
      );
      if (!found) {
        issues.push(
          `${path}.roles[${roleIndex}]: no built-in role '${role}'; there are ${roles.map(({ name }) => name).join(', ')}`,
        );
        continue;
      }
      const group = scope === undefined ? undefined : managementGroupIn(scope);
      if (group !== undefined && managementGroups.get(group)?.tenantId !== tenantId) {
        issues.push(`${path}.roles[${roleIndex}].scope: no group '${group}' in its tenant`);
      }
      assign(world, seeded, found.id, scope ?? `/subscriptions/${subscriptions[0] ?? ''}`);
    }
  }
}

/** A role assignment that stands from the start, readable like any other. */
function assign(world: World, principal: Principal, roleId: string, scope: string): void {
  const name = namedGuid(world.seed, 'roleAssignment', principal.objectId, roleId, scope);
  const { put, documents } = standingAssignment(principal, roleId, scope, name, world.now);
  new ResourceStore(world).put(put[0]);
  for (const { table, key, value } of documents) world.set(table, key, value);
}

function guid(value: string | undefined, path: string, issues: string[]): string | undefined {
  if (value !== undefined && !isGuid(value)) issues.push(`${path}: '${value}' is not a GUID`);
  return value?.toLowerCase();
}
