/**
 * Access to what is in a disk or snapshot, for whoever has the address: granted for a while, or until it is revoked. No data
 * plane is behind the address.
 */
import { keyForbidden } from '../../kernel/disk-encryption-set.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import { wordOf } from '../../kernel/read-json.ts';
import type {
  ActionAnswer,
  ActionRequest,
  Effects,
  OperationPlan,
  OperationResult,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { privateExportHost } from './disk-access-private-link.ts';
import { setsOfDisk } from './disk-encryption.ts';
import { invalid, keyVaultAccessForbidden, refused } from './disk-errors.ts';
import { nounOf } from './disk-kinds.ts';
import { exportedThrough } from './disk-network.ts';

const ACCESS_MS = 1000;
const DURATION_SECONDS_MIN = 1;
/** Sixty days, as documented. */
const DURATION_SECONDS_MAX = 5_184_000;
const SECOND_MS = 1000;
/** Documented, for one disk access. */
const MAX_REACHED_AT_ONCE = 5;
/** Name of the timer by which access ends. */
export const ACCESS_TIMER = 'endDiskAccess';

/** Which access a disk in a state can be asked for, and in which state it is then. */
const GRANTS: ReadonlyMap<string, { readonly access: string; readonly state: string }> = new Map(
  Object.entries({
    Unattached: { access: 'Read', state: 'ActiveSAS' },
    ActiveSAS: { access: 'Read', state: 'ActiveSAS' },
    ReadyToUpload: { access: 'Write', state: 'ActiveUpload' },
    ActiveUpload: { access: 'Write', state: 'ActiveUpload' },
  }),
);

/** `POST beginGetAccess`. */
export function beginGetAccess(
  context: UnitContext,
  { body, resource }: Pick<ActionRequest, 'body' | 'resource'>,
): ActionAnswer {
  const access = stringAt(body, 'access') ?? '';
  const { durationInSeconds: seconds } = body;
  const isDuration =
    typeof seconds === 'number' &&
    Number.isInteger(seconds) &&
    seconds >= DURATION_SECONDS_MIN &&
    seconds <= DURATION_SECONDS_MAX;
  if (!isDuration) {
    throw invalid(
      'durationInSeconds',
      `must be a whole number from ${DURATION_SECONDS_MIN} to ${DURATION_SECONDS_MAX}, not ${wordOf(seconds)}`,
    );
  }
  const withGuestState = body['getSecureVMGuestStateSAS'] === true;
  if (withGuestState && !hasGuestState(resource)) {
    throw invalid(
      'getSecureVMGuestStateSAS',
      `the ${nounOf(resource)} '${resource.name}' has no security profile, so no guest state`,
    );
  }
  if (stringAt(body, 'fileFormat') === 'VHDX' && nounOf(resource) !== 'snapshot') {
    throw invalid('fileFormat', 'VHDX is the format of snapshots');
  }
  if (resource.properties['networkAccessPolicy'] === 'DenyAll') {
    throw refused(
      'OperationNotAllowed',
      `The ${nounOf(resource)} '${resource.name}' can be exported over no network: its networkAccessPolicy is DenyAll.`,
    );
  }
  const state = String(resource.properties['diskState']);
  const granted = GRANTS.get(state);
  if (granted?.access !== access) {
    throw refused(
      'OperationNotAllowed',
      `The ${nounOf(resource)} '${resource.name}' is in the state ${state} and gives ${granted?.access ?? 'no'} access, not ${access}.`,
    );
  }
  mustHaveRoom(context, resource);
  mustUseKey(context, resource);
  return { operation: { ...operation('grantAccess'), input: { access, seconds, withGuestState } } };
}

const hasGuestState = ({ properties }: StoredResource): boolean =>
  stringAt(properties['securityProfile'], 'securityType') !== undefined;

/** Refuses access through a disk access that others are reached through already. */
function mustHaveRoom(context: UnitContext, resource: StoredResource): void {
  const accessId = stringAt(resource.properties, 'diskAccessId');
  if (accessId === undefined || isReached(resource)) return;
  const reached = exportedThrough(context, accessId).filter(isReached);
  if (reached.length < MAX_REACHED_AT_ONCE) return;
  throw refused(
    'OperationNotAllowed',
    `At most ${MAX_REACHED_AT_ONCE} disks and snapshots are exported through one disk access at the same time.`,
  );
}

const isReached = ({ hidden }: StoredResource): boolean => hidden?.['accessEndsAt'] !== undefined;

/** The end of it: the address, which holds until then. */
export function accessGranted(
  context: UnitContext,
  { resource, input }: RunningOperation,
): OperationResult {
  if (!resource) throw new TypeError('a disk that is asked for access is stored');
  const diskState = GRANTS.get(String(resource.properties['diskState']))?.state ?? 'ActiveSAS';
  const accessEndsAt = context.now + Number(input['seconds']) * SECOND_MS;
  const disk: StoredResource = {
    ...resource,
    properties: { ...resource.properties, diskState },
    hidden: { ...resource.hidden, accessEndsAt },
  };
  const rights = input['access'] === 'Write' ? 'rw' : 'r';
  const [label, path] = ['host', 'path'].map((word) =>
    context.namedGuid(resource.id, word).replaceAll('-', '').slice(0, 12),
  );
  const host =
    privateExportHost(context, disk.properties) ?? `md-${label}.z1.blob.storage.azure.net`;
  const until = new Date(accessEndsAt).toISOString();
  const addressOf = (blob: string): string =>
    `https://${host}/${path}/${blob}?sv=2018-03-28&sr=b&sig=sim-${context.guid()}&st=${context.iso}&se=${until}&sp=${rights}`;
  const output = {
    accessSAS: addressOf('abcd'),
    ...(input['withGuestState'] === true
      ? {
          securityDataAccessSAS: addressOf(`${context.namedGuid(resource.id, 'guest state')}_vmgs`),
        }
      : {}),
  };
  return { output, effects: { put: [disk], ...endsWhenDue(context, disk) } };
}

/** What makes access to a disk end, under the id that it has now; nothing when nobody has access. */
export function endsWhenDue(context: UnitContext, { id, hidden }: StoredResource): Effects {
  const dueAt = hidden?.['accessEndsAt'];
  if (typeof dueAt !== 'number') return {};
  const { subscriptionId } = context.subscription;
  return { timers: [{ dueAt, handler: ACCESS_TIMER, payload: { subscriptionId, id } }] };
}

/** `POST endGetAccess`: also of a disk to which nobody has access. */
export function endGetAccess(_context: UnitContext, _request: ActionRequest): ActionAnswer {
  return { operation: operation('revokeAccess') };
}

/** The end of it. */
export function accessRevoked(
  _context: UnitContext,
  { resource }: RunningOperation,
): OperationResult {
  return resource ? { effects: { put: [withoutAccess(resource)] } } : {};
}

/** Access ends by itself, unless it was granted anew or revoked meanwhile. */
export function endAccessWhenDue(context: UnitContext, payload: JsonObject): Effects {
  const disk = context.resource(stringAt(payload, 'id') ?? '');
  return disk?.hidden?.['accessEndsAt'] === context.now ? { put: [withoutAccess(disk)] } : {};
}

/** Refuses to delete a disk to which somebody has access. */
export function mustHaveNoAccess(resource: StoredResource): void {
  if (!isReached(resource)) return;
  throw refused(
    'OperationNotAllowed',
    `There is an active shared access signature outstanding for ${nounOf(resource)} ${resource.name}. Call EndGetAccess before attaching or deleting the disk.`,
  );
}

function withoutAccess(disk: StoredResource): StoredResource {
  const { accessEndsAt, ...hidden }: JsonObject = disk.hidden ?? {};
  if (accessEndsAt === undefined) return disk;
  return { ...disk, hidden, properties: { ...disk.properties, diskState: 'Unattached' } };
}

/** Who reads a disk under customers' keys needs those keys. */
export function mustUseKey(context: UnitContext, disk: StoredResource): void {
  for (const setId of setsOfDisk(disk)) {
    const set = context.resource(setId);
    const forbidden = set && keyForbidden(context, set);
    // The words are those of making a disk; nobody saw them here.
    if (forbidden) throw keyVaultAccessForbidden({ ...forbidden, evidence: 'assumed' });
  }
}

function operation(handler: string): OperationPlan {
  return {
    handler,
    durationMs: ACCESS_MS,
    style: {
      path: 'DiskOperations',
      headers: ['location'],
      status: 202,
      body: 'none',
      instant: 200,
    },
  };
}
