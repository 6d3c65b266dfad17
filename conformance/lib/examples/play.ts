/** Plays one published example: makes what it refers to, sends it, and holds what comes of it against its document. */
import type { Simulator } from '@azureml-cmk/simulator';
import { type Answer, errorOf } from '../compare.ts';
import { send } from '../driver.ts';
import { type Json, type JsonObject, listedIn, objectAt, stringAt } from '../json.ts';
import type { OpenApi } from '../openapi.ts';
import { Builder } from './builder.ts';
import { driveToEnd } from './lro.ts';
import { idsAbove, type Subject, subjectOf } from './path-kind.ts';
import type { Argument, PublishedExample } from './published.ts';
import { withServiceNames } from './service-named.ts';
import type { Shape, Shapes } from './shapes.ts';
import { isVaultExample, prepareVault } from './vault.ts';
import { namedBeside, shapesAbove } from './what-is-below.ts';
import { WellFormed } from './well-formed.ts';

const MANAGEMENT = 'https://management.azure.com';

/** What examples are played with. */
export interface Stage {
  readonly api: OpenApi;
  readonly shapes: Shapes;
  /** Copied for each example. */
  readonly sim: Simulator;
  /** Object ids of an application and a user who are nobody in particular. */
  readonly member: string;
  readonly user: string;
  /** Whether an operation has a handler. */
  readonly isServed: (method: string, path: string) => boolean;
}

/** A request of an example, in the world that it is played in. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/** Plays an example; what is wrong with what came of it, nothing when it is as documented. */
export async function playExample(
  stage: Stage,
  example: PublishedExample,
): Promise<string | undefined> {
  if (example.fault !== undefined) return example.fault;
  const wellFormed = new WellFormed(stage.sim, stage.member, stage.user);
  const request = requestOf(example, wellFormed);
  if (isVaultExample(request.url)) {
    return attempt(stage, example, request, wellFormed, []);
  }
  let first: string | undefined;
  for (const bodies of beginnings(stage, example, request, wellFormed)) {
    const problem = await attempt(stage, example, request, wellFormed, bodies);
    if (problem === undefined) return undefined;
    first ??= problem;
    // What a PUT asks for is not simulated, whatever was there before.
    if (request.method === 'PUT' && problem.startsWith('501 ')) break;
  }
  return first;
}

/**
 * What the resource may be made from before the request, one list for each try: what the example shows of it, then each
 * published request of its type. `undefined`: it is not there.
 */
function beginnings(
  { sim, shapes }: Stage,
  { operation, shown }: PublishedExample,
  { method, url }: Request,
  wellFormed: WellFormed,
): (readonly Shape[] | undefined)[] {
  const { version } = operation;
  const subject = subjectOf(method, new URL(url).pathname);
  const bodies = [...shown.values()]
    .flatMap((body) => [body, ...listedIn(body)])
    .filter((body) => stringAt(body, 'id') !== undefined && subject.kind !== 'action')
    .map((body): Shape => ({ apiVersion: version, body: settable(body as JsonObject) }));
  const builder = new Builder(sim, wellFormed, shapes, version);
  const all = [
    ...bodies.slice(0, 1),
    ...builder.candidates(subject.type).slice(0, MOST_BEGINNINGS),
  ];
  const there = all.length === 0 ? [[]] : all.map((shape) => [shape]);
  return method === 'PUT' ? [undefined, ...there] : there;
}

/** Tries for one example. */
const MOST_BEGINNINGS = 12;

async function attempt(
  stage: Stage,
  example: PublishedExample,
  given: Request,
  wellFormed: WellFormed,
  bodies: readonly Shape[] | undefined,
): Promise<string | undefined> {
  const sim = stage.sim.fork();
  const location = stringAt(given.body, 'location');
  const builder = new Builder(sim, wellFormed, stage.shapes, example.operation.version, location);
  let request = given;
  if (isVaultExample(given.url)) request = await prepareVault(sim, builder, example, given);
  else {
    const named = await withServiceNames(sim, builder, given);
    // What a request makes is not there because parts of it name others.
    if (bodies === undefined) builder.leaveOut(subjectOf(given.method, pathOf(given)).id);
    request = { ...named, body: await builder.references(named.body) };
    const problem = await prepare(sim, builder, example, request, bodies);
    if (problem !== undefined) return problem;
  }
  await builder.grant();
  const answer = await send(sim, request);
  const problem = judgeAnswer(stage, example, request, answer);
  if (problem !== undefined || answer.status >= 300) return problem;
  return judgeEnd(stage, example, sim, request, answer);
}

/** Makes what has to be there before the request. */
async function prepare(
  sim: Simulator,
  builder: Builder,
  example: PublishedExample,
  { method, url, body }: Request,
  bodies: readonly Shape[] | undefined,
): Promise<string | undefined> {
  const path = pathOf({ url });
  const [, region, deleted] = /\/locations\/([^/]+)\/deletedVaults\/([^/]+)/i.exec(path) ?? [];
  if (region !== undefined) return deletedVault(sim, builder, deleted ?? '', region);
  const subject = subjectOf(method, path);
  for (const above of idsAbove(subject.id)) {
    const { problem } = await builder.make(above, shapesAbove(above, path));
    if (problem !== undefined) return problem;
  }
  for (const beside of namedBeside(path, body)) await builder.make(beside);
  if (subject.kind === 'collection') {
    const above = shapesAbove(subject.id, path);
    return listed(builder, example, subject, { above, bodies: bodies ?? [] });
  }
  if (subject.kind === 'other' || bodies === undefined) return undefined;
  if (method !== 'PUT') {
    // What came with its parent, or is there for everyone.
    const found = await send(sim, {
      method: 'GET',
      url: url.replace(path, subject.id),
      body: null,
    });
    if (found.status === 200) return undefined;
  }
  const { problem } = await builder.make(subject.id, [...shapesAbove(subject.id, path), ...bodies]);
  return problem;
}

const pathOf = ({ url }: Pick<Request, 'url'>): string => decodeURIComponent(new URL(url).pathname);

/** One resource of those that are listed: by the name that the example shows, or any. */
async function listed(
  builder: Builder,
  { shown }: PublishedExample,
  subject: Subject,
  { above, bodies }: { readonly above: readonly Shape[]; readonly bodies: readonly Shape[] },
): Promise<string | undefined> {
  const isPlace = /^\/subscriptions\/.*\/(resourcegroups|providers)\//i.test(subject.id);
  if (isPlace) {
    const { problem } = await builder.make(subject.id, above);
    if (problem !== undefined) return problem;
  }
  const [item] = [...shown.values()].flatMap(listedIn);
  const name = stringAt(item, 'name')?.split('/').at(-1);
  const hasGroup = /\/resourcegroups\//i.test(subject.id);
  if (name === undefined || subject.type === '') return undefined;
  const [namespace = '', ...types] = subject.type.split('/');
  const isChild = types.length > 1 && hasGroup && /\/providers\//i.test(subject.id);
  const group = hasGroup ? subject.id : `${subject.id}/resourceGroups/listed`;
  const id = isChild
    ? `${subject.id}/${types.at(-1) ?? ''}/${name}`
    : `${group}/providers/${namespace}/${types.join('/')}/${name}`;
  // A page without any is an answer too: it does not fail when none can be made.
  await builder.make(id, bodies);
  return undefined;
}

async function deletedVault(
  sim: Simulator,
  builder: Builder,
  name: string,
  location: string,
): Promise<string | undefined> {
  const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/keyvaults`;
  const id = `${group}/providers/Microsoft.KeyVault/vaults/${name}`;
  const { tenantId } = sim;
  const body = {
    location,
    properties: { tenantId, sku: { family: 'A', name: 'standard' }, accessPolicies: [] },
  };
  const made = await builder.make(id, [{ apiVersion: '2023-07-01', body }]);
  const url = `${MANAGEMENT}${id}?api-version=2023-07-01`;
  await send(sim, { method: 'DELETE', url, body: null });
  return made.problem;
}

function judgeAnswer(
  { api }: Stage,
  { operation, shown }: PublishedExample,
  { url }: Request,
  answer: Answer,
): string | undefined {
  const { status } = answer;
  const { code, message } = errorOf(answer.body) ?? {};
  const told = `${status}${code === undefined ? '' : ` ${code}: ${message ?? ''}`}`;
  const isAcceptable = [...shown.keys()].some((one) => one < 300);
  if (status >= 300 && isAcceptable) return told;
  if (status < 300 && !isAcceptable) return `${told}, which the example does not show`;
  const check = api.checkOperation(operation, url, answer);
  return check.problems.length > 0 ? check.problems.join('; ') : undefined;
}

/** Drives what was started to its end, and looks at what came of it. */
async function judgeEnd(
  { api, isServed }: Stage,
  { operation }: PublishedExample,
  sim: Simulator,
  { method, url }: Request,
  answer: Answer,
): Promise<string | undefined> {
  const { problem, result } = await driveToEnd(sim, answer);
  if (problem !== undefined) return problem;
  // Some Location URLs tell of the work, not of what came of it.
  const tellsOfWork = stringAt(result?.body, 'status') !== undefined;
  if (result && result.status === 200 && result.body !== undefined && !tellsOfWork) {
    const check = api.checkOperation(operation, url, result);
    if (check.kind === 'differs') return `in the end: ${check.problems.join('; ')}`;
  }
  const { pathname } = new URL(url);
  const isWrite = method === 'PUT' || method === 'PATCH';
  if (!isWrite || isVaultExample(url) || !isServed('GET', pathname)) return undefined;
  const got = await send(sim, { method: 'GET', url, body: null });
  if (got.status === 501) return undefined;
  if (got.status !== 200) return `then GET answers ${got.status}`;
  const check = api.check('GET', url, got);
  return check.kind === 'differs' ? `then GET: ${check.problems.join('; ')}` : undefined;
}

function requestOf(
  { operation, arguments: args, host = MANAGEMENT }: PublishedExample,
  world: WellFormed,
): Request {
  const { method, version } = operation;
  const valueOf = (argument: Argument): string => String(argument.value);
  let path = operation.path;
  for (const argument of args.filter((one) => one.in === 'path')) {
    const value = world
      .argument(valueOf(argument), operation.path === `/{${argument.name}}`, method)
      .replace(/^\/(?=.)/, '')
      .replace(/\/$/, '');
    path = path.replace(`{${argument.name}}`, value);
  }
  const query = args
    .filter((one) => one.in === 'query' && one.name !== 'api-version')
    .map((one) => [one.name, world.query(one.name, valueOf(one))].map(encodeURIComponent).join('='))
    .map((pair) => `&${pair}`);
  const url = world.text(`${host.replace(/\/$/, '')}${path.replaceAll(/\/{2,}/g, '/')}`);
  const headers = args
    // What is there has an entity tag of its own; what a PUT makes has none before.
    .filter((one) => one.in === 'header' && method !== 'PUT' && /^if-match$/i.test(one.name))
    .map((one): [string, string] => [one.name.toLowerCase(), '*']);
  const body = args.find((one) => one.in === 'body')?.value ?? null;
  return {
    method,
    url: `${encodeURI(url)}?api-version=${version}${query.join('')}`,
    headers: Object.fromEntries(headers),
    body: world.body(body),
  };
}

/** The request that would have made what an answer shows. */
function settable(shown: JsonObject): JsonObject {
  const { id: _id, name: _name, type: _type, systemData: _who, etag: _etag, ...rest } = shown;
  const { provisioningState: _state, ...properties } = objectAt(shown, 'properties');
  const { principalId: _principal, tenantId: _tenant, ...identity } = objectAt(shown, 'identity');
  return {
    ...rest,
    ...('properties' in shown ? { properties } : {}),
    ...('identity' in shown ? { identity } : {}),
  };
}
