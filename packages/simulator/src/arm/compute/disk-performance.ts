/** Performance of Premium SSDs: what their size gives, the tier that was asked for, bursting on demand. */
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import { invalid } from './disk-errors.ts';
import { SIZE_MAX_INCLUSIVE_GB } from './disk-source.ts';

const PREMIUM_SSD = /^Premium_[LZ]RS$/;
/** On-demand bursting is for disks above this size, gibibytes. */
const BURSTING_ABOVE_GB = 512;
/** Disks up to this size, gibibytes, cannot have the tiers of larger ones. */
const SMALL_UP_TO_GB = 4096;

/** Sizes: up to how many GiB, tier, I/O operations and megabytes per second. */
const PREMIUM: readonly (readonly [number, string, number, number])[] = [
  [4, 'P1', 120, 25],
  [8, 'P2', 120, 25],
  [16, 'P3', 120, 25],
  [32, 'P4', 120, 25],
  [64, 'P6', 240, 50],
  [128, 'P10', 500, 100],
  [256, 'P15', 1100, 125],
  [512, 'P20', 2300, 150],
  [1024, 'P30', 5000, 200],
  [2048, 'P40', 7500, 250],
  [SMALL_UP_TO_GB, 'P50', 7500, 250],
  [8192, 'P60', 16_000, 500],
  [16_384, 'P70', 18_000, 750],
  [SIZE_MAX_INCLUSIVE_GB, 'P80', 20_000, 900],
];

/** What a write leaves of a disk's performance, as the service tells it; `disk` holds what was asked for and kept. */
export function performanceOf(
  sku: JsonObject,
  sizeGB: number,
  disk: JsonObject,
  before: JsonObject,
  now: string,
): JsonObject {
  return { ...provisioned(sku, sizeGB, disk), ...bursting(sku, sizeGB, disk, before, now) };
}

function provisioned(sku: JsonObject, sizeGB: number, disk: JsonObject): JsonObject {
  const asked = stringAt(disk, 'tier');
  if (!isPremium(sku)) {
    if (asked !== undefined) throw invalid('tier', 'is for Premium SSDs only');
    return {};
  }
  const own = PREMIUM.findIndex(([upTo]) => sizeGB <= upTo);
  const chosen = asked === undefined ? own : PREMIUM.findIndex(([, name]) => name === asked);
  const [upTo, tier, diskIOPSReadWrite, diskMBpsReadWrite] = PREMIUM[chosen] ?? [];
  const isTooHigh = sizeGB <= SMALL_UP_TO_GB && (upTo ?? 0) > SMALL_UP_TO_GB;
  if (chosen < own || isTooHigh || tier === undefined) {
    throw invalid('tier', `a disk of ${sizeGB} GB cannot have the tier '${asked ?? ''}'`);
  }
  return {
    tier,
    diskIOPSReadWrite: diskIOPSReadWrite ?? 0,
    diskMBpsReadWrite: diskMBpsReadWrite ?? 0,
  };
}

function bursting(
  sku: JsonObject,
  sizeGB: number,
  { burstingEnabled }: JsonObject,
  before: JsonObject,
  now: string,
): JsonObject {
  if (burstingEnabled !== true) return {};
  if (!isPremium(sku) || sizeGB <= BURSTING_ABOVE_GB) {
    throw invalid('burstingEnabled', `is for Premium SSDs of more than ${BURSTING_ABOVE_GB} GB`);
  }
  return { burstingEnabledTime: before['burstingEnabledTime'] ?? now };
}

/** The tier that a disk keeps when a request tells of none: one above that of its size was asked for. */
export function keptTier(sku: JsonObject, sizeGB: number, before: JsonObject): string | undefined {
  const kept = stringAt(before, 'tier');
  const own = PREMIUM.findIndex(([upTo]) => sizeGB <= upTo);
  const isAbove = PREMIUM.findIndex(([, name]) => name === kept) > own;
  return isPremium(sku) && isAbove ? kept : undefined;
}

const isPremium = (sku: JsonObject): boolean => PREMIUM_SSD.test(stringAt(sku, 'name') ?? '');
