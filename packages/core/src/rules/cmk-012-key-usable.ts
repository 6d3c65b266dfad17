import { isAfter } from './compare.ts';
import type { ChainFacts, KeyState } from './facts.ts';
import { keyUseStages } from './key-use.ts';
import { defineRule, type Refusal, type Rule, type Stage, type Violation } from './types.ts';

function problems(state: KeyState, asOf: string): Violation[] {
  const found: Violation[] = [];
  if (state.deletedOn !== undefined) {
    found.push({
      path: 'key.state.deletedOn',
      expected: 'a key that is there',
      received: `a key that was deleted at ${state.deletedOn}`,
    });
  }
  if (state.enabled === false) {
    found.push({
      path: 'key.state.enabled',
      expected: 'an enabled key',
      received: 'a disabled key',
    });
  }
  if (state.notBefore !== undefined && isAfter(state.notBefore, asOf)) {
    found.push({
      path: 'key.state.notBefore',
      expected: `an activation no later than ${asOf}`,
      received: `an activation at ${state.notBefore}`,
    });
  }
  if (state.expires !== undefined && !isAfter(state.expires, asOf)) {
    found.push({
      path: 'key.state.expires',
      expected: `an expiry later than ${asOf}`,
      received: `an expiry at ${state.expires}`,
    });
  }
  return found;
}

/** A disabled key stops every operation. */
function disabledAt(stage: Stage): Refusal {
  return {
    stage,
    status: 403,
    code: 'Forbidden',
    message: () => 'Operation unwrapKey is not allowed on a disabled key.',
    evidence: 'reported',
    seenIn:
      "Azure/azure-sdk-for-python#45342: Key Vault's own answer; how the service passes it on was not seen",
    when: ({ path }) => path === 'key.state.enabled',
  };
}

/** Outside its time a key can unwrap but not wrap, so only what wraps with it for the first time fails. */
function outOfTimeAt(stage: Stage): Refusal {
  return {
    stage,
    status: 403,
    code: 'Forbidden',
    message: (violation: Violation, { key }: ChainFacts) =>
      `Operation wrapKey is not allowed: the key '${key?.id}' has ${violation.received}.`,
    evidence: 'assumed',
    when: ({ path }) => path === 'key.state.notBefore' || path === 'key.state.expires',
  };
}

export const rule: Rule = defineRule({
  id: 'CMK-012',
  name: 'key-usable',
  statement: 'The key is enabled, past its activation and not expired.',
  class: 'wire',
  sources: [
    { document: 'HOWTO-A', section: 'Create a key', line: 61, anchor: '__Enabled__ set to yes' },
    { document: 'HOWTO-B', section: 'Create a key', line: 67, anchor: 'Enabled set to yes' },
    {
      document: 'AZURE',
      anchor: 'https://learn.microsoft.com/azure/key-vault/keys/about-keys-details',
    },
  ],
  holds: [{ from: 'howto-a', level: 'must' }],
  appliesTo: ['key'],
  check: ({ key, asOf }) => (key?.state ? problems(key.state, asOf) : undefined),
  refusals: [
    ...keyUseStages.map(disabledAt),
    ...keyUseStages.filter((stage) => stage !== 'containerGroup.create.operation').map(outOfTimeAt),
  ],
  remarks: [
    'For a workspace, what goes out is the answer of the vault itself to the first operation that it refuses, inside the message with which Azure Cosmos DB fails to create the account.',
    'The how-to articles ask for an enabled key and call the dates optional; that the dates count is documented by Key Vault.',
    'A deleted key is told of in the posture report; a service answers as if there were none.',
    'An expired key still unwraps: what is encrypted stays readable, what is new fails. A container group only unwraps.',
  ],
  fix: 'Enable the key with `az keyvault key set-attributes --id <key> --enabled true`, give it dates that include now (`--not-before`, `--expires`), or recover one that was deleted with `az keyvault key recover`.',
});
