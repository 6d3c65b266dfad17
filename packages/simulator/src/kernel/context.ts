import type { Edition } from '@azureml-cmk/core/rules';
import type { Role } from './access.ts';
import type { Caller } from './caller.ts';
import type { Principal, Subscription } from './directory.ts';
import { Refusal } from './errors.ts';
import { drawGuid, namedGuid } from './ids.ts';
import { isObject, type Json } from './json.ts';
import { ManagementGroups } from './management-groups.ts';
import { OperationStore } from './operations.ts';
import type { PolicyDefinition, PolicySet } from './policy/definition.ts';
import type { PolicySubject } from './policy/rule.ts';
import type { KeyRecordPort, RulePort, SecretPort, SecretRecordPort } from './ports.ts';
import type { PrivateLinkGroup } from './private-link-resources.ts';
import { presentResource } from './present.ts';
import { Providers, type RegistrationState } from './providers.ts';
import type { ResourceType, SubmittedAnswer, SubmittedRequest } from './resource-type.ts';
import type { Latency, OperationState, UnitContext } from './unit-context.ts';
import { regionsOf } from './regions.ts';
import type { StoredResource, Walk } from './resource.ts';
import type { Services } from './services.ts';

/** What a unit sees of the world at one moment. */
export function unitContext(
  services: Services,
  caller: Caller,
  subscription: Subscription,
  correlationId: string,
): UnitContext {
  return new View(services, caller, subscription, correlationId);
}

/** A class, since every request makes one: its questions are made once. */
class View implements UnitContext {
  readonly now: number;
  readonly iso: string;
  readonly caller: Caller;
  readonly subscription: Subscription;
  readonly correlationId: string;
  readonly #services: Services;

  constructor(
    services: Services,
    caller: Caller,
    subscription: Subscription,
    correlationId: string,
  ) {
    this.now = services.world.now;
    this.iso = services.clock.iso();
    this.caller = caller;
    this.subscription = subscription;
    this.correlationId = correlationId;
    this.#services = services;
  }

  get edition(): Edition {
    return this.#services.settings.edition;
  }

  get latency(): Latency {
    return this.#services.settings.latency;
  }

  get workspacePurge(): UnitContext['workspacePurge'] {
    return this.#services.settings.workspacePurge;
  }

  get cloud(): UnitContext['cloud'] {
    return this.#services.settings.cloud.name;
  }

  get regions(): readonly string[] {
    return regionsOf[this.cloud];
  }

  get resourceManager(): string {
    return this.#services.settings.cloud.resourceManager;
  }

  get vaultSuffix(): string {
    return this.#services.settings.cloud.vaultSuffix;
  }

  get keys(): UnitContext['keys'] {
    return this.#services.keys;
  }

  get keyRecords(): KeyRecordPort {
    return this.#services.keyRecords;
  }

  get secrets(): SecretPort {
    return this.#services.secrets;
  }

  get managementGroups(): UnitContext['managementGroups'] {
    return new ManagementGroups(this.#services.world);
  }

  get secretRecords(): SecretRecordPort {
    return this.#services.secretRecords;
  }

  get rules(): RulePort {
    return this.#services.rules;
  }

  guid(): string {
    return drawGuid(this.#services.world);
  }

  namedGuid(...words: readonly string[]): string {
    return namedGuid(this.#services.world.seed, ...words);
  }

  resource(id: string): StoredResource | undefined {
    return this.#services.store.get(id);
  }

  resources(type: string, scope: string): StoredResource[] {
    return this.#services.store.ofType(type, scope);
  }

  under(scope: string): StoredResource[] {
    return this.#services.store.under(scope);
  }

  atRest(scope: string): StoredResource[] {
    return this.#services.store.atRest(scope);
  }

  walkUnder(scope: string, after?: string): Walk {
    return this.#services.store.walkUnder(scope, after);
  }

  walkType(type: string, scope: string, after?: string): Walk {
    return this.#services.store.walkType(type, scope, after);
  }

  walkWord(word: string, scope: string, after?: string): Walk {
    return this.#services.store.walkWord(word, scope, after);
  }

  count(type: string, scope: string, limit: number): number {
    return this.#services.store.count(type, scope, limit);
  }

  document<T = Json>(table: string, key: string): T | undefined {
    return this.#services.world.get<T>(table, key);
  }

  documents<T = Json>(table: string, prefix: string): [string, T][] {
    return this.#services.world.range<T>(table, prefix);
  }

  principal(objectId: string): Principal | undefined {
    return this.#services.directory.principal(objectId);
  }

  groupsOf(objectId: string): string[] {
    return this.#services.directory.groupsOf(objectId);
  }

  servicePrincipal(tenantId: string, appId: string): Principal | undefined {
    return this.#services.directory.servicePrincipal(tenantId, appId);
  }

  role(roleId: string): Role | undefined {
    return this.#services.access.role(roleId);
  }

  roles(): readonly Role[] {
    return this.#services.access.roles();
  }

  policyDefinition(id: string): PolicyDefinition | undefined {
    return this.#services.policies.definition(id);
  }

  policySet(id: string): PolicySet | undefined {
    return this.#services.policies.set(id);
  }

  builtInPolicies(): readonly PolicyDefinition[] {
    return this.#services.policies.builtIn();
  }

  allows(
    principalId: string,
    action: string,
    scope: string,
    kind?: 'action' | 'dataAction',
  ): boolean {
    return this.#services.access.allows(principalId, action, scope, kind);
  }

  isRegistered(namespace: string): boolean {
    return this.registrationState(namespace) === 'Registered';
  }

  registrationState(namespace: string): RegistrationState {
    const { subscriptionId } = this.subscription;
    return new Providers(this.#services.world).state(subscriptionId, namespace);
  }

  subscriptions(): readonly Subscription[] {
    return this.#services.directory.subscriptions();
  }

  typesIn(namespace: string): ReturnType<UnitContext['typesIn']> {
    return this.#services.types
      .in(namespace)
      .map(({ type, apiVersions }) => ({ name: type.slice(namespace.length + 1), apiVersions }));
  }

  asPut(resource: StoredResource): ReturnType<UnitContext['asPut']> {
    const { schemas } = this.#services;
    const unit = this.#unitOf(resource);
    const segments = resource.id.split('/').slice(1);
    const described = schemas.versionsOf('PUT', segments).toSorted();
    const stable = described.filter((version) => !version.endsWith('-preview'));
    const apiVersion = stable.at(-1) ?? described.at(-1);
    if (!unit || apiVersion === undefined) return undefined;
    const shown = unit.present?.(resource, apiVersion) ?? presentResource(resource);
    if (!isObject(shown)) return undefined;
    const asked = { method: 'PUT', segments, apiVersion, text: '', isEnveloped: false };
    return { apiVersion, body: schemas.settle({ ...asked, body: shown }).body };
  }

  privateLinkGroups(resource: StoredResource): readonly PrivateLinkGroup[] {
    return this.#unitOf(resource)?.privateLinkGroups?.(this, resource) ?? [];
  }

  connected(resource: StoredResource): readonly StoredResource[] {
    return this.#unitOf(resource)?.connected?.(this, resource) ?? [];
  }

  #unitOf(resource: StoredResource): ResourceType | undefined {
    return this.#services.types.get(resource.type.toLowerCase());
  }

  quota(type: string, location: string): number | undefined {
    return this.#services.quota.get(this.subscription.subscriptionId, type, location);
  }

  operation(id: string): OperationState | undefined {
    const found = new OperationStore(this.#services.world).get(id);
    if (!found) return undefined;
    return {
      status: found.status,
      ...(found.error ? { error: new Refusal(found.error) } : {}),
    };
  }

  ask(request: SubmittedRequest): SubmittedAnswer {
    return this.#services.requests.submit(this.caller, request, this.correlationId);
  }

  hmacSha256(key: Uint8Array, text: string): Uint8Array {
    return this.#services.hmacSha256(key, text);
  }

  download(url: string): ReturnType<UnitContext['download']> {
    return this.#services.downloads.get(url);
  }

  disallowed(subject: PolicySubject): Refusal | undefined {
    try {
      this.#services.policies.check(subject);
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  propagatesAt(ms: number): number {
    return this.latency === 'realistic' ? this.now + ms : this.now;
  }
}
