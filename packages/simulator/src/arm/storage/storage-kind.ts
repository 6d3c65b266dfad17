/** What an account is and how much it is copied: its kind and its SKU. */
import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { SKUS } from './storage-model.ts';

const KINDS: readonly string[] = [
  'Storage',
  'StorageV2',
  'BlobStorage',
  'FileStorage',
  'BlockBlobStorage',
];
const CURRENT = 'StorageV2';
/** Kinds of old, which can become the current one. */
const UPGRADABLE: readonly string[] = ['Storage', 'BlobStorage'];

/** The kind and the SKU that a body asks for, or that there are already; refuses what no account has. */
export function kindAndSku(
  body: JsonObject,
  existing?: StoredResource,
): { readonly kind: string; readonly sku: JsonObject } {
  const kind = stringAt(body, 'kind') ?? existing?.kind ?? CURRENT;
  if (!KINDS.includes(kind)) throw invalid('kind', KINDS);
  if (existing?.kind !== undefined && kind !== existing.kind) {
    const isUpgrade = kind === CURRENT && UPGRADABLE.includes(existing.kind);
    if (!isUpgrade) throw invalid('kind', [existing.kind]);
  }
  const name = stringAt(body['sku'], 'name');
  const sku = name === undefined ? existing?.sku : SKUS.get(name);
  if (!sku) throw invalid('sku', [...SKUS.keys()]);
  return { kind, sku };
}

function invalid(parameter: string, allowed: readonly string[]): Refusal {
  return new Refusal({
    status: 400,
    code: 'InvalidValuesForRequestParameters',
    message: `Values for request parameters are invalid: ${parameter}. Allowed: ${allowed.join(', ')}.`,
    evidence: 'assumed',
  });
}
