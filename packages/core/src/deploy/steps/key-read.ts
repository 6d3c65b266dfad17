import { parseKeyIdentifier } from '../../azure/key-identifier.ts';
import { baseFacts, keyFactsOf } from '../../verify/facts-of-azure.ts';
import { refuseByRules } from '../live-rules.ts';
import { defineStep, found as same, type StepUnit } from '../step-unit.ts';
import { unlessMissing } from '../waiting.ts';
import { type FoundKey, keyOutputs } from './key-ensure.ts';
import { missing, onlyRead } from './only-read.ts';

/** Reads an existing key, pins its version, and judges it by the rules about keys. */
export const readKey: StepUnit<'key.read', FoundKey> = defineStep({
  kind: 'key.read',
  async read({ keyIdentifier }, { clients, signal }) {
    const id = parseKeyIdentifier(keyIdentifier);
    if (!id) return undefined;
    const client = await clients.keys(id.vaultUrl);
    const options = {
      abortSignal: signal,
      ...(id.version === undefined ? {} : { version: id.version }),
    };
    const key = await unlessMissing(client.getKey(id.name, options));
    return key && { key, rotationPolicy: undefined };
  },
  compare({ keyIdentifier }, found, { plan, clock, cloud }) {
    if (!found) {
      return missing(
        'key',
        `Key ${keyIdentifier}`,
        'Check name and version; if it was deleted, recover it.',
        { code: 'CMK_KEY_NOT_FOUND', ruleId: 'CMK-017' },
      );
    }
    const facts = { ...baseFacts(clock.now(), cloud, plan.tenantId), key: keyFactsOf(found.key) };
    const error = refuseByRules(plan, 'key', `Key ${found.key.name}`, facts, ['key.']);
    return error === undefined ? same : { is: 'refused', error };
  },
  write: onlyRead,
  outputs: (_, found) => keyOutputs(found),
});
