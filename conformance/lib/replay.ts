/** Replays the flows of recordings against simulators made for them. */
import type { Simulator } from '@azureml-cmk/simulator';
import { armTarget, typeOfPath } from './arm-path.ts';
import { type Answer, type Difference, differences, errorOf, notServed } from './compare.ts';
import { CALLER, type Sent, send, simulatorFor } from './driver.ts';
import { isObject, type Json, objectAt, parseJson, stringAt } from './json.ts';
import type { Exchange, Flow } from './recordings.ts';
import { withValues } from './removed-values.ts';
import { isOperationPath, Rewriter } from './rewriter.ts';
import { State } from './state.ts';
import type { Place } from './stand-ins.ts';

/** What became of an exchange. */
export type Outcome = {
  readonly exchange: Exchange;
  readonly sent?: Sent;
  readonly given?: Answer;
} & (
  | { readonly kind: 'matches' }
  | { readonly kind: 'differs'; readonly differences: readonly Difference[] }
  | { readonly kind: 'notReplayable'; readonly reason: string }
);

const TENANT = '72f988bf-0000-4000-8000-2d7cd011db47';
const CALLER_OBJECT = '3f4c1d2e-0000-4000-8000-5a6b7c8d9e0f';

/** How long a recording's client may have waited before it asked again, in virtual seconds. */
const WAITS_S = [0, 5, 15, 30, 60, 120, 300, 600, 1200, 3600, 7200];

/** Replays one flow; `siblings` are the flows of its file, whose GET answers tell of the same resources. */
export async function replayFlow(flow: Flow, siblings: readonly Flow[]): Promise<Outcome[]> {
  const sources = [flow, ...siblings.filter(({ id }) => id !== flow.id)].flatMap(
    ({ exchanges }) => exchanges,
  );
  const place = placeOf(flow, sources);
  const sim = simulatorFor(place, 'realistic');
  const rewriter = new Rewriter();
  const state = new State(sim, place, rewriter, sources);
  await state.adopt(flow.exchanges);
  const outcomes: Outcome[] = [];
  for (const exchange of flow.exchanges) {
    outcomes.push(await replay(exchange, sim, rewriter, state));
  }
  return outcomes;
}

async function replay(
  exchange: Exchange,
  sim: Simulator,
  rewriter: Rewriter,
  state: State,
): Promise<Outcome> {
  const refuse = (reason: string): Outcome => {
    state.lose(exchange);
    return { exchange, kind: 'notReplayable', reason };
  };
  const { method, host, path, requestBody, status } = exchange;
  const isChallenge = status === 401 && exchange.headers['www-authenticate'] !== undefined;
  if ((method === 'PUT' || method === 'PATCH') && requestBody === null && !isChallenge) {
    return refuse('the request body is not recorded');
  }
  const isPage = Object.keys(exchange.query).some((name) => /skiptoken/i.test(name));
  const page = isPage ? state.nextLinks.get(path) : undefined;
  if (isPage && page === undefined) {
    return refuse('asks for a page of what else was in the recorded subscription');
  }
  const isPoll = host === 'management.azure.com' && isOperationPath(path);
  const reason = state.lost(exchange) ?? (isPoll ? undefined : await state.prepare(exchange));
  if (reason !== undefined) return refuse(reason);
  let body = JSON.parse(rewriter.text(JSON.stringify(requestBody))) as Json;
  body = await withValues(exchange, body, (to, asked) => {
    const at = urlOf({ ...exchange, path: to }, rewriter) ?? '';
    return send(sim, { method: 'POST', url: at, body: asked });
  });
  if (/<base64 \d+>/.test(JSON.stringify(body))) {
    return refuse('a value of the request is not recorded');
  }
  // A page is asked for by the token that the simulator gave with the one before.
  const url = page ?? urlOf(exchange, rewriter);
  if (url === undefined) return refuse('polls an operation that the flow did not start here');
  if (host.startsWith('login.') && typeof body === 'string') {
    const caller = sim.principals.find(({ displayName }) => displayName === CALLER);
    body = body
      .replace(/client_id=[^&]*/, `client_id=${caller?.appId ?? ''}`)
      .replace(
        /client_secret=[^&]*/,
        `client_secret=${encodeURIComponent(caller?.clientSecret ?? '')}`,
      );
  }
  const sent: Sent = { method, url, body, anonymous: isChallenge };
  const given = await sendWhenDue(sim, sent, exchange);
  if (given.status === 501 || isOfOtherNamespace(exchange, given)) {
    return refuse(given.status === 501 ? notServed(given) : `not served: ${typeOfPath(path)}`);
  }
  const found = differences(recordedAnswer(exchange), given).filter(
    (difference) => !isChance(exchange, difference),
  );
  rewriter.learn(exchange.responseBody, given.body);
  rewriter.learnOperations(exchange.headers, given.headers);
  state.nextLinks.set(path, stringAt(given.body, 'nextLink'));
  if (path.endsWith('/backup')) {
    const [from, to] = [stringAt(exchange.responseBody, 'value'), stringAt(given.body, 'value')];
    if (from !== undefined && to !== undefined) rewriter.learnRemoved(from, to);
  }
  const target = armTarget(path);
  const isWrite = method === 'PUT' || method === 'DELETE';
  if (target?.kind === 'resource' && isWrite && given.status < 300) {
    state.written.add(target.id.toLowerCase());
  }
  return found.length === 0
    ? { exchange, sent, given, kind: 'matches' }
    : { exchange, sent, given, kind: 'differs', differences: found };
}

/** Versions come in the order of their ids, which are drawn: which of them is on which page is chance. */
function isChance({ path, query }: Exchange, { about, text }: Difference): boolean {
  const isPage = path.endsWith('/versions') && query['maxresults'] !== undefined;
  return isPage && about === 'shape' && text.startsWith('value[].tags: ');
}

/** Sends a request when the virtual clock stands where Azure gave the recorded answer: a client had waited that long. */
async function sendWhenDue(sim: Simulator, sent: Sent, exchange: Exchange): Promise<Answer> {
  const recorded = recordedAnswer(exchange);
  if (isUnderWay(recorded)) return send(sim, sent);
  const trial = sim.fork();
  let waited = 0;
  for (const wait of WAITS_S) {
    await trial.clock.advance({ seconds: wait - waited });
    waited = wait;
    // On a copy of its own, for a write that is too early must leave nothing behind.
    const answer = await send(trial.fork(), sent);
    if (answer.status === 501) break;
    const isDue = differences(recorded, answer).every(
      ({ about }) =>
        about !== 'status' && about !== 'state' && !(about === 'shape' && isEmptyList(recorded)),
    );
    if (!isDue) continue;
    await sim.clock.advance({ seconds: wait });
    break;
  }
  return send(sim, sent);
}

/** A list that is empty is so once what was removed is gone. */
function isEmptyList({ body }: Answer): boolean {
  const value = isObject(body) ? body['value'] : undefined;
  return Array.isArray(value) && value.length === 0;
}

/** Whether an answer tells of work that goes on: no wait leads there. */
function isUnderWay({ status, body }: Answer): boolean {
  const state = stringAt(body, 'status') ?? '';
  return status === 202 || /^(InProgress|Pending|Running|Creating|Updating|Accepted)$/.test(state);
}

function recordedAnswer({ status, headers, responseBody, source }: Exchange): Answer {
  const body = typeof responseBody === 'string' ? (parseJson(responseBody) ?? null) : responseBody;
  // The recorder of the command line's tests leaves this header out, so that playing back takes no time.
  return {
    status,
    headers,
    body,
    ...(source.startsWith('azure-cli') ? { hidden: 'retry-after' } : {}),
  };
}

function urlOf({ host, path, query }: Exchange, rewriter: Rewriter): string | undefined {
  const names = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(rewriter.text(value))}`,
  );
  const recorded = `https://${host}${path}${names.length > 0 ? `?${names.join('&')}` : ''}`;
  if (host === 'management.azure.com' && isOperationPath(path)) {
    const raw = Object.entries(query).map(([name, value]) => `${name}=${value}`);
    return rewriter.operation(`https://${host}${path}?${raw.join('&')}`);
  }
  return rewriter.text(recorded);
}

/** The simulator plays some providers; of the others it says that there are none. */
function isOfOtherNamespace({ status }: Exchange, given: Answer): boolean {
  return status === 200 && given.status === 404 && errorOf(given.body)?.code === 'ProviderNotFound';
}

/** Tenant, subscription, caller and region of a flow, read off its answers. */
function placeOf(
  flow: Flow,
  sources: readonly Exchange[],
): Place & { readonly subscriptionId: string } {
  const paths = flow.exchanges.map(({ path }) => path);
  const subscriptionId =
    paths.map((path) => /\/subscriptions\/([^/]+)/i.exec(path)?.[1]).find(Boolean) ??
    '00000000-0000-0000-0000-000000000000';
  const challenges = flow.exchanges.map(({ headers, path, host }) =>
    host.startsWith('login.') ? path : (headers['www-authenticate'] ?? ''),
  );
  const guid = /\/([0-9a-f]{8}-[0-9a-f-]{27})(?=["/])/i;
  const tenant = challenges.map((text) => guid.exec(text)?.[1]).find(Boolean);
  const policies = sources
    .map(({ responseBody }) => objectAt(responseBody, 'properties'))
    .find((properties) => 'accessPolicies' in properties);
  const list = policies?.['accessPolicies'];
  const first = Array.isArray(list) ? (list[0] as Json | undefined) : undefined;
  const location = sources
    .map(({ responseBody, requestBody }) =>
      stringAt(isObject(requestBody) ? requestBody : responseBody, 'location'),
    )
    .find(Boolean);
  return {
    tenantId: stringAt(policies, 'tenantId') ?? tenant ?? TENANT,
    subscriptionId,
    objectId: stringAt(first, 'objectId') ?? CALLER_OBJECT,
    location: location ?? 'eastus',
  };
}
