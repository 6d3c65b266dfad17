/** What a registry may hold, by tier. */
import type { JsonObject } from '../../kernel/json.ts';

const GIB_BYTES = 1024 ** 3;
/** Included storage and webhooks, as the table of tiers lists them. */
const LIMITS: ReadonlyMap<string, { readonly sizeBytes: number; readonly webhooks: number }> =
  new Map(
    Object.entries({
      Basic: { sizeBytes: 10 * GIB_BYTES, webhooks: 2 },
      Standard: { sizeBytes: 100 * GIB_BYTES, webhooks: 10 },
      Premium: { sizeBytes: 500 * GIB_BYTES, webhooks: 500 },
    }),
  );

function limitsOf(tier: string): { readonly sizeBytes: number; readonly webhooks: number } {
  const limits = LIMITS.get(tier);
  if (!limits) throw new TypeError(`no limits of the tier '${tier}'`);
  return limits;
}

/** How many webhooks a registry of a tier can have. */
export const webhooksOf = (tier: string): number => limitsOf(tier).webhooks;

/** The answer to `listUsages`: nothing is pushed to a registry here, so its storage is free. */
export function usagesOf(tier: string, webhooks: number): JsonObject {
  const limits = limitsOf(tier);
  return {
    value: [
      { name: 'Size', limit: limits.sizeBytes, currentValue: 0, unit: 'Bytes' },
      { name: 'Webhooks', limit: limits.webhooks, currentValue: webhooks, unit: 'Count' },
    ],
  };
}
