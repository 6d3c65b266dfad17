/** The managed virtual network of a workspace: what a request says of it, what may change, and what is kept. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { badRequest, isEmpty, oneOfWords } from './bad-request.ts';
import { hubIdOf } from './hub-projects.ts';
import { isSameEndpoint, OF_THE_SERVICE, readOutboundRule } from './outbound-rule.ts';

/** From open to closed: a workspace never goes back. */
const ISOLATION_MODES = ['Disabled', 'AllowInternetOutbound', 'AllowOnlyApprovedOutbound'] as const;

/** What may leave the network. */
export type IsolationMode = (typeof ISOLATION_MODES)[number];

const FIREWALLS = ['Standard', 'Basic'] as const;
const KINDS = ['V1', 'V2'] as const;
const FLAGS = ['enableFirewallLog', 'enableNetworkMonitor'] as const;
/** What the service alone sets. */
const READ_ONLY: ReadonlySet<string> = new Set([
  'status',
  'networkId',
  'changeableIsolationModes',
  'firewallPublicIpAddress',
  'provisioningState',
]);

/** A network that was never isolated. */
const DISABLED: JsonObject = Object.freeze({ isolationMode: 'Disabled' });

/** The network of a workspace. */
export function networkOf({ properties }: StoredResource): JsonObject {
  const network = properties['managedNetwork'];
  return isObject(network) ? network : DISABLED;
}

/** What may leave the network of a workspace. */
export function isolationOf(workspace: StoredResource): IsolationMode {
  const mode = stringAt(networkOf(workspace), 'isolationMode');
  return ISOLATION_MODES.find((one) => one === mode) ?? 'Disabled';
}

/** Whether the network is there; before that its rules are only kept. */
export function isProvisioned(workspace: StoredResource): boolean {
  return stringAt(networkOf(workspace)['status'], 'status') === 'Active';
}

/** The rules of a network by name, in the order in which they came. */
export function rulesOf(workspace: StoredResource): [string, JsonObject][] {
  return Object.entries(objectAt(networkOf(workspace), 'outboundRules')).flatMap(([name, rule]) =>
    isObject(rule) ? [[name, rule] satisfies [string, JsonObject]] : [],
  );
}

/** A workspace whose network is another. */
export function withNetwork(workspace: StoredResource, managedNetwork: JsonObject): StoredResource {
  return { ...workspace, properties: { ...workspace.properties, managedNetwork } };
}

/** Whose network the computes of a workspace are in: a project's are in its hub's. */
export function networkOwner(context: UnitContext, workspace: StoredResource): StoredResource {
  return context.resource(hubIdOf(workspace) ?? '') ?? workspace;
}

/** `properties.managedNetwork` of a request: only what it sets. */
export function readManagedNetwork(network: Json): JsonObject {
  const path = 'properties.managedNetwork';
  if (!isObject(network)) throw badRequest(`'${path}' must be an object`);
  const read: Record<string, Json | undefined> = {};
  for (const [name, value] of Object.entries(network)) {
    if (READ_ONLY.has(name) || isEmpty(value)) continue;
    if (name === 'isolationMode')
      read[name] = oneOfWords(value, ISOLATION_MODES, `${path}.${name}`);
    else if (name === 'firewallSku') read[name] = oneOfWords(value, FIREWALLS, `${path}.${name}`);
    else if (name === 'managedNetworkKind') {
      if (oneOfWords(value, KINDS, `${path}.${name}`) === 'V2') {
        throw notSimulated(
          "the workspace property 'properties.managedNetwork.managedNetworkKind' with V2",
        );
      }
      read[name] = 'V1';
    } else if (FLAGS.some((flag) => flag === name)) {
      if (typeof value !== 'boolean') throw badRequest(`'${path}.${name}' must be true or false`);
      read[name] = value;
    } else if (name === 'outboundRules') read[name] = readRules(value, `${path}.${name}`);
    else throw notSimulated(`the workspace property '${path}.${name}'`);
  }
  return read;
}

/** Rules of the service come back with what was read, and stay the service's. */
function readRules(given: Json | undefined, path: string): JsonObject {
  if (!isObject(given)) throw badRequest(`'${path}' must be an object`);
  return Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => !name.startsWith(OF_THE_SERVICE))
      .map(([name, rule]) => [name, readOutboundRule(rule, `${path}.${name}`)]),
  );
}

/** Properties that a request sets, with the whole network where they say something of it. */
export function withChangedNetwork(given: JsonObject, before: JsonObject): JsonObject {
  const network = given['managedNetwork'];
  return isObject(network) ? { ...given, managedNetwork: changedNetwork(before, network) } : given;
}

/** A network with what a request sets of it: its rules come to those that are there. Recorded. */
function changedNetwork(before: JsonObject, given: JsonObject): JsonObject {
  const { outboundRules, ...asked } = given;
  const from = modeOf(before);
  const to = modeOf({ ...before, ...asked });
  if (ISOLATION_MODES.indexOf(to) < ISOLATION_MODES.indexOf(from)) throw cannotOpen(from, to);
  const changed: JsonObject = { isolationMode: to, ...before, ...asked };
  if (!isObject(outboundRules) || Object.keys(outboundRules).length === 0) return changed;
  let rules: JsonObject = objectAt(before, 'outboundRules');
  for (const [name, rule] of Object.entries(outboundRules)) {
    if (isObject(rule)) rules = withRule(rules, name, rule, to);
  }
  return { ...changed, outboundRules: rules };
}

const modeOf = (network: JsonObject): IsolationMode =>
  ISOLATION_MODES.find((one) => one === network['isolationMode']) ?? 'Disabled';

/** Rules with another one, or one of them changed. What is documented of it is documented without words. */
export function withRule(
  rules: JsonObject,
  name: string,
  rule: JsonObject,
  mode: IsolationMode,
): JsonObject {
  if (mode === 'Disabled') {
    throw badRequest(`the outbound rule '${name}' needs a managed network that is isolated`);
  }
  if (mode === 'AllowInternetOutbound' && rule['type'] !== 'PrivateEndpoint') {
    throw badRequest(
      `the outbound rule '${name}' is of the type ${String(rule['type'])}; with the isolation mode AllowInternetOutbound a rule must be of the type PrivateEndpoint`,
    );
  }
  const double = Object.entries(rules).find(
    ([other, kept]) => other !== name && isObject(kept) && isSameEndpoint(kept, rule),
  );
  if (double) throw badRequest(`the outbound rule '${double[0]}' leads to the same as '${name}'`);
  return { ...rules, [name]: rule };
}

/** Documented: an isolated network stays so, and one that lets nothing out unapproved too. */
function cannotOpen(from: IsolationMode, to: IsolationMode): Refusal {
  return new Refusal({
    status: 400,
    code: 'BadRequest',
    message: `The isolation mode of the managed network is ${from} and cannot become ${to}.`,
    evidence: 'assumed',
  });
}
