import type {
  KeyRotationPolicy,
  KeyRotationPolicyProperties,
  KeyVaultKey,
} from '@azure/keyvault-keys';

import type { NewKeySpec, RotationPolicySpec } from '../../spec/types.ts';
import { keyFactsOf } from '../../verify/facts-of-azure.ts';
import {
  type Attribute,
  differing,
  refuseImmutable,
  tagAttributes,
  verdict,
} from '../differences.ts';
import {
  absent,
  defineStep,
  type KnownStep,
  type OutputsOf,
  type StepContext,
  type StepUnit,
} from '../step-unit.ts';
import { unlessMissing } from '../waiting.ts';

/** A key as it is: its current version, and its rotation policy when the description has one. */
export interface FoundKey {
  readonly key: KeyVaultKey;
  readonly rotationPolicy: KeyRotationPolicy | undefined;
}

type KeyStep = KnownStep<'key.ensure'>;

/** What a key gives out. */
export function keyOutputs({ key }: FoundKey): OutputsOf<'key.ensure'> {
  return { keyIdentifier: key.id ?? '', version: key.properties.version ?? '' };
}

/** Seconds count, as in the vault: a description may have milliseconds. */
const instant = (text: string | undefined): string | undefined =>
  text === undefined
    ? undefined
    : new Date(Math.floor(Date.parse(text) / 1000) * 1000).toISOString();

function policyOf(policy: RotationPolicySpec): KeyRotationPolicyProperties {
  const { rotateAfter, rotateBeforeExpiry, expiresAfter, notifyBeforeExpiry } = policy;
  const rotates = rotateAfter !== undefined || rotateBeforeExpiry !== undefined;
  return {
    ...(expiresAfter === undefined ? {} : { expiresIn: expiresAfter }),
    lifetimeActions: [
      ...(rotates
        ? [
            {
              action: 'Rotate' as const,
              ...(rotateAfter === undefined ? {} : { timeAfterCreate: rotateAfter }),
              ...(rotateBeforeExpiry === undefined ? {} : { timeBeforeExpiry: rotateBeforeExpiry }),
            },
          ]
        : []),
      ...(notifyBeforeExpiry === undefined
        ? []
        : [{ action: 'Notify' as const, timeBeforeExpiry: notifyBeforeExpiry }]),
    ],
  };
}

function policyAttributes(
  spec: NewKeySpec,
  policy: KeyRotationPolicy | undefined,
): readonly Attribute[] {
  if (spec.rotationPolicy === undefined) return [];
  const { expiresIn, lifetimeActions = [] } = policyOf(spec.rotationPolicy);
  const actions = policy?.lifetimeActions ?? [];
  return [
    ['rotationPolicy.expiryTime', expiresIn, policy?.expiresIn],
    ...lifetimeActions.flatMap(({ action, timeAfterCreate, timeBeforeExpiry }): Attribute[] => {
      const is = actions.find((each) => String(each.action).toLowerCase() === action.toLowerCase());
      return [
        [`rotationPolicy.${action}.timeAfterCreate`, timeAfterCreate, is?.timeAfterCreate],
        [`rotationPolicy.${action}.timeBeforeExpiry`, timeBeforeExpiry, is?.timeBeforeExpiry],
      ];
    }),
  ];
}

function changeable({ key: spec }: KeyStep, { key }: FoundKey): readonly Attribute[] {
  const { enabled, notBefore, expiresOn, tags } = key.properties;
  return [
    ['attributes.enabled', spec.enabled, enabled ?? true],
    ['attributes.nbf', instant(spec.activation), notBefore?.toISOString()],
    ['attributes.exp', instant(spec.expiry), expiresOn?.toISOString()],
    ...tagAttributes(spec.tags ?? {}, tags),
  ];
}

function attributesOf({ key: spec }: KeyStep): {
  enabled: boolean;
  notBefore?: Date;
  expiresOn?: Date;
} {
  return {
    enabled: spec.enabled ?? true,
    ...(spec.activation === undefined ? {} : { notBefore: new Date(spec.activation) }),
    ...(spec.expiry === undefined ? {} : { expiresOn: new Date(spec.expiry) }),
  };
}

async function write(
  step: KeyStep,
  found: FoundKey | undefined,
  context: StepContext,
): Promise<FoundKey> {
  const { vaultUrl, key: spec } = step;
  const client = await context.clients.keys(vaultUrl);
  let key = found?.key;
  if (key === undefined) {
    key = await client.createRsaKey(spec.name, {
      keySize: spec.size ?? 3072,
      hsm: spec.type === 'RSA-HSM',
      ...attributesOf(step),
      ...(spec.tags === undefined ? {} : { tags: { ...spec.tags } }),
    });
  } else if (differing(changeable(step, { key, rotationPolicy: undefined })).length > 0) {
    key = await client.updateKeyProperties(spec.name, key.properties.version ?? '', {
      ...attributesOf(step),
      tags: { ...key.properties.tags, ...spec.tags },
    });
  }
  let rotationPolicy = found?.rotationPolicy;
  if (
    spec.rotationPolicy !== undefined &&
    differing(policyAttributes(spec, rotationPolicy)).length > 0
  ) {
    rotationPolicy = await client.updateKeyRotationPolicy(spec.name, policyOf(spec.rotationPolicy));
  }
  return { key, rotationPolicy };
}

/** Makes the key. One that is there is kept with its current version, never replaced by a new one. */
export const ensureKey: StepUnit<'key.ensure', FoundKey> = defineStep({
  kind: 'key.ensure',
  async read({ vaultUrl, key: spec }, { clients, signal }) {
    const client = await clients.keys(vaultUrl);
    const key = await unlessMissing(client.getKey(spec.name, { abortSignal: signal }));
    if (!key) return undefined;
    const rotationPolicy =
      spec.rotationPolicy === undefined
        ? undefined
        : await client.getKeyRotationPolicy(spec.name, { abortSignal: signal });
    return { key, rotationPolicy };
  },
  compare(step, found) {
    if (!found) return absent;
    const { state } = keyFactsOf(found.key);
    const fixed = differing([
      ['kty', step.key.type, state?.type],
      ['key_size', step.key.size, state?.sizeBits],
    ]);
    return (
      refuseImmutable('key', `Key ${step.key.name}`, fixed, {
        fix: 'Choose another key name: type and size of a key that is in use are not changed under the hands of those who use it.',
      }) ??
      verdict(
        differing([
          ...changeable(step, found),
          ...policyAttributes(step.key, found.rotationPolicy),
        ]),
      )
    );
  },
  write,
  outputs: (_, found) => keyOutputs(found),
});
