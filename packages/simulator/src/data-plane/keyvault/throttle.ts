/** The limits of vaults: so many transactions of a kind in each ten seconds of virtual time. */
import { type Json, objectAt, stringAt } from '../../kernel/json.ts';
import type { StoredKeyVersion } from './key-store.ts';
import { bodyOf, type VaultOperation, type VaultRequest } from './request.ts';
import { tooManyRequests } from './vault-errors.ts';

const WINDOW_MS = 10_000;

/** Transactions in a window, of one vault. */
const LIMITS = {
  createInHardware: 10,
  createInSoftware: 20,
  useInHardware: 2000,
  useInSoftware: 4000,
  secrets: 4000,
} as const;

/** A large key counts as several: 1,000 operations with 3072 bits in software, 500 with 4096. */
const WEIGHTS: ReadonlyMap<number, number> = new Map([
  [3072, 4],
  [4096, 8],
]);

const CREATING: ReadonlySet<string> = new Set(['CreateKey', 'ImportKey', 'RotateKey']);
const WINDOWS = 'vaultWindows';

/** How much of a limit is used in a window. */
interface Window {
  readonly number: number;
  readonly used: number;
}

/** Counts a request; throws when its vault had as many as it may. What is refused does not count. */
export function countTransaction(request: VaultRequest, operation: VaultOperation): void {
  const { services, vault } = request;
  const { kind, weight } = costOf(request, operation);
  const { world } = services;
  const number = Math.floor(world.now / WINDOW_MS);
  const row = `${vault.name}/${kind}`.toLowerCase();
  const last = world.get<Window>(WINDOWS, row);
  const used = (last?.number === number ? last.used : 0) + weight;
  if (used > LIMITS[kind]) throw tooManyRequests();
  world.set(WINDOWS, row, { number, used } satisfies Window as Json);
}

function costOf(
  request: VaultRequest,
  { name, permission }: VaultOperation,
): { readonly kind: keyof typeof LIMITS; readonly weight: number } {
  if (permission.kind === 'secrets') return { kind: 'secrets', weight: 1 };
  const current = currentOf(request);
  const isCreating = CREATING.has(name);
  const isHardware =
    isCreating && name !== 'RotateKey' ? asksHardware(request) : isHsm(current?.type);
  if (isCreating) return { kind: isHardware ? 'createInHardware' : 'createInSoftware', weight: 1 };
  const material = current?.material;
  const weight = material && 'sizeBits' in material ? (WEIGHTS.get(material.sizeBits) ?? 1) : 1;
  return { kind: isHardware ? 'useInHardware' : 'useInSoftware', weight };
}

const isHsm = (type: string | undefined): boolean => type?.endsWith('-HSM') === true;

function asksHardware(request: VaultRequest): boolean {
  const body = bodyOf(request);
  const isAsked = (body['Hsm'] ?? body['hsm']) === true;
  return isAsked || isHsm(stringAt(body, 'kty') ?? stringAt(objectAt(body, 'key'), 'kty'));
}

function currentOf({ keys, params }: VaultRequest): StoredKeyVersion | undefined {
  const key = keys.key(params['name'] ?? '');
  return key && keys.version(key.name, params['version'] || key.version);
}
