/** How long-running operations are told on the wire: where they are asked about and what a poll is answered, by style. */
import { emptyAnswer, evidenceHeaders, jsonAnswer, refusalAnswer } from './answers.ts';
import { Refusal } from './errors.ts';
import type { RequestTarget, SimResponse } from './exchange.ts';
import type { Json, JsonObject } from './json.ts';
import type { OperationRecord } from './operations.ts';
import { same } from './path.ts';
import type { OperationStyle } from './resource-type.ts';
import type { Settings } from './settings.ts';

/** Where an operation is asked about, without a query. */
function operationUrl(
  operation: OperationRecord,
  resourceManager: string,
  header: 'azure-asyncoperation' | 'location',
): string {
  const under = operation.style.underResource?.[header];
  if (under !== undefined) {
    return `${resourceManager}${operation.resourceId}/${under}/${operation.id}`;
  }
  const namespace = operation.type.split('/')[0] ?? '';
  const { style } = operation;
  const scope = `${resourceManager}${style.underGroup ? groupOf(operation) : `/subscriptions/${operation.subscriptionId}`}`;
  const path = (header === 'location' ? style.locationPath : undefined) ?? style.path;
  return namespace === 'Microsoft.Resources'
    ? `${scope}/${path}/${operation.id}`
    : `${scope}/providers/${namespace}/locations/${operation.location}/${path}/${operation.id}`;
}

/** Path of the resource group, as the resource's own path has it. */
const groupOf = ({ resourceId }: OperationRecord): string =>
  resourceId.split('/').slice(0, 5).join('/');

/** The headers that tell of an operation. */
export function operationHeaders(
  operation: OperationRecord,
  settings: Settings,
): Record<string, string> {
  const { style } = operation;
  const { resourceManager } = settings.cloud;
  const query = `?api-version=${style.apiVersion ?? operation.apiVersion}`;
  const headers: Record<string, string> = {};
  if (style.headers.includes('azure-asyncoperation')) {
    const url = `${operationUrl(operation, resourceManager, 'azure-asyncoperation')}${query}`;
    headers['azure-asyncoperation'] = style.mark ? `${url}&${style.mark.async}` : url;
  }
  if (style.headers.includes('location')) {
    headers['location'] =
      style.locationTarget === 'resource'
        ? `${resourceManager}${operation.resourceId}?api-version=${operation.apiVersion}`
        : locationUrl(`${operationUrl(operation, resourceManager, 'location')}${query}`, style);
  }
  return { ...headers, ...retryAfterHeader(operation, settings) };
}

/** When to ask again: as recorded of the style, or, of what goes on, as the simulator was told. */
function retryAfterHeader(
  { status, style: { retryAfterSeconds } }: OperationRecord,
  { retryAfter }: Settings,
): Readonly<Record<string, string>> {
  if (retryAfter === 'recorded') {
    return retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  }
  return status === 'Running' ? { 'x-ms-retry-after-ms': String(retryAfter.milliseconds) } : {};
}

/** What only a time of the simulator's own adds to an answer that tells of what goes on, with no header as recorded. */
export function addedRetryAfter(
  operation: OperationRecord,
  settings: Settings,
): Readonly<Record<string, string>> {
  return settings.retryAfter === 'recorded' ? {} : retryAfterHeader(operation, settings);
}

/** Whether the two URLs differ in their paths. */
const hasOwnLocation = ({ underResource, locationPath }: OperationStyle): boolean =>
  (underResource?.location ?? locationPath) !== undefined;

/** The Location URL is marked where there are two to tell apart. */
function locationUrl(url: string, style: OperationStyle): string {
  const isAlone = !style.headers.includes('azure-asyncoperation') || hasOwnLocation(style);
  const mark = style.mark?.location ?? (isAlone ? undefined : LOCATION_MARK);
  return mark === undefined ? url : `${url}&${mark}`;
}

/** Tells our two URLs of one operation apart where the recorded style has no mark of its own. */
const LOCATION_MARK = 'monitor=true';

/** Whether a status URL is the Location one. */
export function isLocationPoll(
  operation: OperationRecord,
  { path, query }: Pick<RequestTarget, 'path' | 'query'>,
): boolean {
  const { style } = operation;
  if (!style.headers.includes('azure-asyncoperation')) return true;
  if (hasOwnLocation(style)) {
    return same(path, operationUrl(operation, '', 'location'));
  }
  const [name = '', value = ''] = (style.mark?.location ?? LOCATION_MARK).split('=');
  return query.get(name) === value;
}

/** Whether a path that could be a resource's, or an action's, is one at which an operation is asked about. */
export function isAskedAt(operation: OperationRecord, path: string): boolean {
  const { underResource, underGroup } = operation.style;
  return (['azure-asyncoperation', 'location'] as const).some(
    (header) =>
      (underGroup || underResource?.[header] !== undefined) &&
      same(path, operationUrl(operation, '', header)),
  );
}

/** The answer to a poll. `result` is the presented resource, when the operation has one. */
export function pollAnswer(
  operation: OperationRecord,
  isLocation: boolean,
  result: Json | undefined,
  settings: Settings,
): SimResponse {
  const error = operation.error ? new Refusal(operation.error) : undefined;
  const { style } = operation;
  if (style.acceptsPolls && operation.status === 'Running') {
    const url = operationUrl(operation, settings.cloud.resourceManager, 'location');
    const location = `${url}?api-version=${style.apiVersion ?? operation.apiVersion}`;
    return jsonAnswer(
      202,
      { status: statusOf(operation) },
      { location, ...retryAfterHeader(operation, settings) },
    );
  }
  if (isLocation) {
    const told = style.locationBody === 'status' ? statusBody(operation) : undefined;
    if (operation.status === 'Running') {
      const headers = operationHeaders(operation, settings);
      return told ? jsonAnswer(202, told, headers) : emptyAnswer(202, headers);
    }
    if (error) return refusalAnswer(error);
    if (told) return jsonAnswer(200, told);
    if (result !== undefined) return jsonAnswer(200, result);
    if (operation.output !== undefined) return jsonAnswer(200, operation.output);
    const { instant } = style;
    // As the service would have answered at once: a client refuses a status that its operation does not list.
    if (!operation.created) return emptyAnswer(instant === 'poll' ? 204 : instant);
    return emptyAnswer(200);
  }
  const body = timesBody(operation);
  if (operation.status === 'Succeeded') {
    Object.assign(body, style.succeeded);
    if (operation.output !== undefined) body['properties'] = operation.output;
  }
  if (error) body['error'] = error.error();
  const headers = error === undefined ? {} : evidenceHeaders(error);
  const told = style.repeatsUrl
    ? operationHeaders(operation, settings)
    : addedRetryAfter(operation, settings);
  return jsonAnswer(200, body, { ...told, ...headers });
}

/** The members that a status body has whatever came of it. */
function timesBody(operation: OperationRecord): Record<string, Json | undefined> {
  const { style, startedAt, endedAt } = operation;
  const status = statusOf(operation);
  if (style.statusBody === 'bare') return { status };
  if (style.statusBody === 'events') {
    const startTime = new Date(startedAt).toISOString();
    return { id: operation.resourceId, status, startTime, properties: { events: [] } };
  }
  const isProgress = style.statusBody === 'progress';
  const url = isProgress ? operationUrl(operation, '', 'azure-asyncoperation') : undefined;
  return {
    ...(url === undefined ? {} : { id: url }),
    name: operation.id,
    status,
    startTime: new Date(startedAt).toISOString(),
    ...(endedAt === undefined ? {} : { endTime: new Date(endedAt).toISOString() }),
    ...(isProgress ? { percentComplete: status === 'Succeeded' ? 100 : 0 } : {}),
  };
}

function statusOf({ status, style }: OperationRecord): string {
  return status === 'Running' ? (style.running ?? 'InProgress') : status;
}

/** What a Location URL of the `status` kind tells. */
function statusBody(operation: OperationRecord): JsonObject {
  const { startedAt, endedAt } = operation;
  return {
    createdDateTime: moment(startedAt),
    ...(endedAt === undefined ? {} : { lastActionDateTime: moment(endedAt) }),
    status: statusOf(operation),
  };
}

/** `2023-11-06 12:47:09Z`, as recorded. */
function moment(instant: number): string {
  return new Date(instant)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}
