import type { InferInput, InferOutput } from 'valibot';
import { expectTypeOf, test } from 'vitest';
import type { cmkSpecSchema } from '../../src/spec/schema.ts';
import { oneOf, optional, shape, type SpecSchema, text } from '../../src/spec/schema-parts.ts';
import { rules } from '../../src/spec/grammar.ts';
import type { CmkSpec, PrivateEndpointSpec, Tags, VaultNetworkSpec } from '../../src/spec/types.ts';

test('the schema takes and gives exactly a spec', () => {
  expectTypeOf<InferOutput<typeof cmkSpecSchema>>().toEqualTypeOf<CmkSpec>();
  expectTypeOf<InferInput<typeof cmkSpecSchema>>().toEqualTypeOf<CmkSpec>();
});

test('schema and interface cannot drift', () => {
  const name = text(rules.privateEndpointName);
  // @ts-expect-error a member is missing
  shape<PrivateEndpointSpec>({ name });
  // @ts-expect-error a member too many
  shape<PrivateEndpointSpec>({ name, subnetId: name, more: name });
  // @ts-expect-error an optional member that is required here
  shape<PrivateEndpointSpec>({ name, subnetId: optional(name) });
  // @ts-expect-error a required member that is optional in the interface
  shape<{ readonly name?: string }>({ name });
  // @ts-expect-error a value is missing
  oneOf<'Allow' | 'Deny'>({ Allow: true });
  const allow = oneOf<'Allow'>({ Allow: true });
  // @ts-expect-error narrower than the interface
  const narrower: SpecSchema<NonNullable<VaultNetworkSpec['defaultAction']>> = allow;
  // @ts-expect-error of another type
  const other: SpecSchema<Tags> = allow;
  expectTypeOf(narrower).not.toBeAny();
  expectTypeOf(other).not.toBeAny();
});
