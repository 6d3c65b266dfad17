/** Sign-ins that wait for a user who enters a code elsewhere. */
import type { Directory, Principal } from '../kernel/directory.ts';
import { drawGuid, drawHex32 } from '../kernel/ids.ts';
import type { Json } from '../kernel/json.ts';
import type { World } from '../kernel/world.ts';

/** Documented: how long a code can be used, and how often a client may ask. */
export const DEVICE_CODE_LIFETIME_S = 900;
export const DEVICE_CODE_INTERVAL_S = 5;

const DEVICE_CODES = 'deviceCodes';
const BY_USER_CODE = 'deviceCodesByUserCode';
const USER_CODE_LENGTH = 9;
/** Letters and digits that nobody takes for one another. */
const USER_CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** One sign-in that waits, waited or was refused. */
export interface DeviceCode {
  /** What the client asks with; worthless outside the simulator. */
  readonly deviceCode: string;
  /** What the user enters. */
  readonly userCode: string;
  readonly clientId: string;
  readonly scope: string;
  /** Absent: any of the world (`organizations`, `common`). */
  readonly tenantId?: string;
  /** Virtual epoch milliseconds. */
  readonly expiresAt: number;
  readonly state: 'pending' | 'approved' | 'declined' | 'redeemed';
  /** Object id of the user who approved it. */
  readonly approvedBy?: string;
}

/** The device codes of a world. */
export class DeviceCodes {
  readonly #world: World;
  readonly #directory: Directory;

  constructor(world: World, directory: Directory) {
    this.#world = world;
    this.#directory = directory;
  }

  start(asked: Pick<DeviceCode, 'clientId' | 'scope' | 'tenantId'>): DeviceCode {
    const code: DeviceCode = {
      ...asked,
      deviceCode: `sim-device-code-${drawGuid(this.#world)}`,
      userCode: userCodeOf(drawHex32(this.#world)),
      expiresAt: this.#world.now + DEVICE_CODE_LIFETIME_S * 1000,
      state: 'pending',
    };
    this.#keep(code);
    this.#world.set(BY_USER_CODE, code.userCode, code.deviceCode);
    return code;
  }

  get(deviceCode: string): DeviceCode | undefined {
    return this.#world.get<DeviceCode>(DEVICE_CODES, deviceCode);
  }

  /** Those that still wait, the oldest first. */
  pending(): DeviceCode[] {
    return this.#world
      .range<DeviceCode>(DEVICE_CODES, '')
      .map(([, code]) => code)
      .filter(({ state, expiresAt }) => state === 'pending' && expiresAt > this.#world.now)
      .toSorted((one, other) => one.expiresAt - other.expiresAt);
  }

  /** What a user does who enters the code and signs in. */
  approve(userCode: string, principal: Principal): void {
    const code = this.#waiting(userCode);
    const { displayName: name, tenantId } = principal;
    if (principal.kind !== 'user') {
      throw new TypeError(`'${name}' is a ${principal.kind}: only a user can enter a device code`);
    }
    if (principal.signIn === 'disabled') {
      throw new TypeError(`the account of '${name}' is disabled: it cannot sign in`);
    }
    if (code.tenantId !== undefined && code.tenantId !== tenantId) {
      throw new TypeError(
        `'${name}' is in the tenant ${tenantId}, and the device code is for ${this.#directory.tenant(code.tenantId)?.displayName ?? ''} (${code.tenantId})`,
      );
    }
    this.#keep({ ...code, state: 'approved', approvedBy: principal.objectId });
  }

  /** What a user does who enters the code and says no. */
  decline(userCode: string): void {
    this.#keep({ ...this.#waiting(userCode), state: 'declined' });
  }

  /** A code is good for one token. */
  redeem(code: DeviceCode): void {
    this.#keep({ ...code, state: 'redeemed' });
  }

  #waiting(userCode: string): DeviceCode {
    const wanted = userCode.toUpperCase();
    const found = this.pending().find((code) => code.userCode === wanted);
    if (found) return found;
    const known = this.#world.get<string>(BY_USER_CODE, wanted);
    const state = known === undefined ? undefined : this.get(known)?.state;
    const waiting = this.pending().map((code) => code.userCode);
    throw new TypeError(
      `no sign-in waits for the code '${userCode}' (${state === undefined ? 'it was never given out' : state === 'pending' ? 'it has expired' : `it was ${state}`}); there are: ${waiting.join(', ') || 'none'}`,
    );
  }

  #keep(code: DeviceCode): void {
    this.#world.set(DEVICE_CODES, code.deviceCode, code as unknown as Json);
  }
}

/** Nine letters out of 32 hexadecimal digits. */
function userCodeOf(hex: string): string {
  return Array.from({ length: USER_CODE_LENGTH }, (_, index) => {
    const at = Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16) % USER_CODE_LETTERS.length;
    return USER_CODE_LETTERS[at];
  }).join('');
}
