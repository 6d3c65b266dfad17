/**
 * Access to what is in a disk, for whoever has the address: granted for a while, or until it is revoked. No data plane is
 * behind the address.
 */
import { keyForbidden } from '../../kernel/disk-encryption-set.ts';
import { notSimulated } from '../../kernel/errors.ts';
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
import { setOfDisk } from './disk-encryption.ts';
import { invalid, keyVaultAccessForbidden, refused } from './disk-errors.ts';

const ACCESS_MS = 1000;
const DURATION_SECONDS_MIN = 1;
/** Sixty days, as documented. */
const DURATION_SECONDS_MAX = 5_184_000;
const SECOND_MS = 1000;
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
  if (body['getSecureVMGuestStateSAS'] === true) {
    throw notSimulated('the guest state of a confidential machine beside its disk');
  }
  if (stringAt(body, 'fileFormat') === 'VHDX') {
    throw invalid('fileFormat', 'VHDX is the format of snapshots');
  }
  if (resource.properties['networkAccessPolicy'] === 'DenyAll') {
    throw refused(
      'OperationNotAllowed',
      `The disk '${resource.name}' can be exported over no network: its networkAccessPolicy is DenyAll.`,
    );
  }
  const state = String(resource.properties['diskState']);
  const granted = GRANTS.get(state);
  if (granted?.access !== access) {
    throw refused(
      'OperationNotAllowed',
      `The disk '${resource.name}' is in the state ${state} and gives ${granted?.access ?? 'no'} access, not ${access}.`,
    );
  }
  mustUseKey(context, resource);
  return { operation: { ...operation('grantAccess'), input: { access, seconds } } };
}

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
  const [host, path] = ['host', 'path'].map((word) =>
    context.namedGuid(resource.id, word).replaceAll('-', '').slice(0, 12),
  );
  const from = context.iso;
  const until = new Date(accessEndsAt).toISOString();
  const accessSAS = `https://md-${host}.z1.blob.storage.azure.net/${path}/abcd?sv=2018-03-28&sr=b&sig=sim-${context.guid()}&st=${from}&se=${until}&sp=${rights}`;
  return { output: { accessSAS }, effects: { put: [disk], ...endsWhenDue(context, disk) } };
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
export function mustHaveNoAccess({ name, hidden }: StoredResource): void {
  if (hidden?.['accessEndsAt'] === undefined) return;
  throw refused(
    'OperationNotAllowed',
    `There is an active shared access signature outstanding for disk ${name}. Call EndGetAccess before attaching or deleting the disk.`,
  );
}

function withoutAccess(disk: StoredResource): StoredResource {
  const { accessEndsAt, ...hidden }: JsonObject = disk.hidden ?? {};
  if (accessEndsAt === undefined) return disk;
  return { ...disk, hidden, properties: { ...disk.properties, diskState: 'Unattached' } };
}

/** Who reads a disk under a customer's key needs that key. */
function mustUseKey(context: UnitContext, disk: StoredResource): void {
  const set = context.resource(setOfDisk(disk) ?? '');
  const forbidden = set && keyForbidden(context, set);
  // The words are those of making a disk; nobody saw them here.
  if (forbidden) throw keyVaultAccessForbidden({ ...forbidden, evidence: 'assumed' });
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
