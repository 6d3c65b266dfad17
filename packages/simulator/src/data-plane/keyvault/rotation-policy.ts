/** Rotation policies: what they may say, and when they fall due. */
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { atLeastMs, type Duration, parseDuration, shift } from './durations.ts';
import type { StoredKeyVersion } from './key-store.ts';
import { badValue, invalidProperty } from './vault-errors.ts';

/** A rotation policy as it is stored. */
export interface RotationPolicy {
  readonly actions: readonly LifetimeAction[];
  /** ISO 8601 duration that new versions live for. */
  readonly expiryTime?: string;
  /** Epoch seconds. */
  readonly created: number;
  /** Epoch seconds. */
  readonly updated: number;
}

/** What is done when. One of the two triggers is there, an ISO 8601 duration. */
export interface LifetimeAction {
  readonly type: 'Rotate' | 'Notify';
  readonly timeAfterCreate?: string;
  readonly timeBeforeExpiry?: string;
}

const DAY_MS = 86_400_000;
const EXPIRY_DAYS_MIN_INCLUSIVE = 28;
const ROTATION_DAYS_MIN_INCLUSIVE = 7;

/** What Azure tells of a key that nobody gave a policy. */
const DEFAULT_ACTIONS: readonly LifetimeAction[] = [{ type: 'Notify', timeBeforeExpiry: 'P30D' }];

/** Reads the body of a PUT; throws for what is not allowed. */
export function readRotationPolicy(
  body: JsonObject,
  before: RotationPolicy | undefined,
  now: number,
): RotationPolicy {
  const expiryTime = stringAt(objectAt(body, 'attributes'), 'expiryTime');
  const expiry = expiryTime === undefined ? undefined : duration(expiryTime, 'expiryTime');
  if (expiry && atLeastMs(expiry) < EXPIRY_DAYS_MIN_INCLUSIVE * DAY_MS) {
    throw badValue(
      `The rotation policy's expiryTime must be at least ${EXPIRY_DAYS_MIN_INCLUSIVE} days, not ${expiryTime}`,
    );
  }
  const given = body['lifetimeActions'] ?? [];
  if (!Array.isArray(given)) throw invalidProperty();
  const actions = (given as readonly Json[]).map((action) => readAction(action, expiry));
  for (const type of ['Rotate', 'Notify'] as const) {
    if (actions.filter((action) => action.type === type).length > 1) {
      throw badValue(`The rotation policy has more than one action of the type ${type}`);
    }
  }
  // Reported (nagyesta/lowkey-vault#181): a Notify that was set stays, and can only be changed.
  const notify = before?.actions.find(({ type }) => type === 'Notify');
  const isKept = notify !== undefined && actions.every(({ type }) => type !== 'Notify');
  return {
    actions: isKept ? [...actions, notify] : actions,
    ...(expiryTime === undefined ? {} : { expiryTime }),
    created: before?.created ?? now,
    updated: now,
  };
}

function readAction(value: Json, expiry: Duration | undefined): LifetimeAction {
  const typeText = stringAt(objectAt(value, 'action'), 'type')?.toLowerCase();
  const type = typeText === 'rotate' ? 'Rotate' : typeText === 'notify' ? 'Notify' : undefined;
  if (!isObject(value) || type === undefined) throw invalidProperty();
  const trigger = objectAt(value, 'trigger');
  const timeAfterCreate = stringAt(trigger, 'timeAfterCreate');
  const timeBeforeExpiry = stringAt(trigger, 'timeBeforeExpiry');
  if ((timeAfterCreate === undefined) === (timeBeforeExpiry === undefined)) {
    throw badValue(
      `The ${type} trigger must have one of timeAfterCreate and timeBeforeExpiry, not both and not none`,
    );
  }
  if (timeAfterCreate === undefined) {
    checkBeforeExpiry(type, timeBeforeExpiry ?? '', expiry);
    return { type, timeBeforeExpiry: timeBeforeExpiry ?? '' };
  }
  if (type === 'Notify') throw badValue('timeAfterCreate is a trigger of Rotate only');
  const after = atLeast(timeAfterCreate, 'timeAfterCreate');
  if (expiry && atLeastMs(after) > atLeastMs(expiry) - ROTATION_DAYS_MIN_INCLUSIVE * DAY_MS) {
    throw badValue(
      `timeAfterCreate must end at least ${ROTATION_DAYS_MIN_INCLUSIVE} days before the key expires`,
    );
  }
  return { type, timeAfterCreate };
}

function checkBeforeExpiry(type: string, text: string, expiry: Duration | undefined): void {
  const before = atLeast(text, 'timeBeforeExpiry');
  if (type === 'Notify') return;
  if (!expiry) throw badValue('A Rotate trigger timeBeforeExpiry needs an expiryTime');
  if (atLeastMs(before) > atLeastMs(expiry) - ROTATION_DAYS_MIN_INCLUSIVE * DAY_MS) {
    throw badValue(
      `timeBeforeExpiry must leave a new version at least ${ROTATION_DAYS_MIN_INCLUSIVE} days`,
    );
  }
}

function atLeast(text: string, name: string): Duration {
  const read = duration(text, name);
  if (atLeastMs(read) < ROTATION_DAYS_MIN_INCLUSIVE * DAY_MS) {
    throw badValue(`${name} must be at least ${ROTATION_DAYS_MIN_INCLUSIVE} days, not ${text}`);
  }
  return read;
}

function duration(text: string, name: string): Duration {
  const read = parseDuration(text);
  if (!read) throw badValue(`${name} '${text}' is not a duration of ISO 8601`);
  return read;
}

/** The policy as it goes over the wire. */
export function presentRotationPolicy(kid: string, policy: RotationPolicy | undefined): Json {
  const actions = policy?.actions ?? DEFAULT_ACTIONS;
  return {
    id: `${kid}/rotationpolicy`,
    lifetimeActions: actions.map(({ type, ...trigger }) => ({ trigger, action: { type } })),
    attributes: policy
      ? {
          ...(policy.expiryTime === undefined ? {} : { expiryTime: policy.expiryTime }),
          created: policy.created,
          updated: policy.updated,
        }
      : {},
  };
}

/** When the expiry time of a policy ends a version that is made now; epoch seconds. */
export function expiryOf(policy: RotationPolicy | undefined, now: number): number | undefined {
  const read = policy?.expiryTime === undefined ? undefined : parseDuration(policy.expiryTime);
  return read && Math.floor(shift(now * 1000, read) / 1000);
}

/** When the policy replaces this version; epoch milliseconds. `undefined`: never. */
export function rotationDue(
  policy: RotationPolicy | undefined,
  version: StoredKeyVersion,
): number | undefined {
  const action = policy?.actions.find(({ type }) => type === 'Rotate');
  if (action?.timeAfterCreate !== undefined) {
    const after = parseDuration(action.timeAfterCreate);
    return after && shift(version.created * 1000, after);
  }
  const before =
    action?.timeBeforeExpiry === undefined ? undefined : parseDuration(action.timeBeforeExpiry);
  if (!before || version.expires === undefined) return undefined;
  return shift(version.expires * 1000, before, -1);
}
