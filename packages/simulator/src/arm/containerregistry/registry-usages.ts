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

/** The answer to `listUsages`: nothing is pushed to a registry here, so all is free. */
export function usagesOf(tier: string): JsonObject {
  const limits = LIMITS.get(tier);
  if (!limits) throw new TypeError(`no limits of the tier '${tier}'`);
  return {
    value: [
      { name: 'Size', limit: limits.sizeBytes, currentValue: 0, unit: 'Bytes' },
      { name: 'Webhooks', limit: limits.webhooks, currentValue: 0, unit: 'Count' },
    ],
  };
}
