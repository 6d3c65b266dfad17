import { expectTypeOf, test } from 'vitest';
import { CmkWorkspaceBuilder } from '../../src/builder/cmk-workspace-builder.ts';
import type { BuilderTypeError } from '../../src/builder/type-error.ts';
import type { Plan } from '../../src/plan/types.ts';
import type { CmkSpec } from '../../src/spec/types.ts';

declare const spec: CmkSpec;
const empty = CmkWorkspaceBuilder.create();
const place = empty.tenant('t').subscription('s').resourceGroup('g').region('r');
const ready = place.vault('v').key('k').workspace('w');

test('what is missing is said in words', () => {
  const noKey = place.vault('v').workspace('w');
  expectTypeOf(noKey.plan).toEqualTypeOf<BuilderTypeError<'call key() before plan()'>>();
  expectTypeOf(noKey.toSpec).toEqualTypeOf<BuilderTypeError<'call key() before toSpec()'>>();
  expectTypeOf(noKey.v1Parameters).toEqualTypeOf<
    BuilderTypeError<'call key() before v1Parameters()'>
  >();
  // @ts-expect-error This expression is not callable. Type 'BuilderTypeError<"call key() before plan()">' has no call signatures.
  noKey.plan();
  // @ts-expect-error the same
  noKey.toSpec();
  // @ts-expect-error the same
  noKey.v1Parameters();
});

test('everything that is missing is said', () => {
  expectTypeOf(place.plan).toEqualTypeOf<
    BuilderTypeError<
      'call vault() before plan()' | 'call key() before plan()' | 'call workspace() before plan()'
    >
  >();
  // @ts-expect-error nothing was called
  empty.plan();
  const last = empty
    .subscription('s')
    .resourceGroup('g')
    .region('r')
    .useVault('v')
    .useKey('k')
    .workspace('w');
  expectTypeOf(last.plan).toEqualTypeOf<BuilderTypeError<'call tenant() before plan()'>>();
});

test('a complete chain plans, in any order of calls', () => {
  expectTypeOf(ready.plan()).toEqualTypeOf<Plan>();
  expectTypeOf(ready.toSpec()).toEqualTypeOf<CmkSpec>();
  const backwards = empty
    .workspace('w')
    .encryptAci('a', { image: 'i' })
    .useKey('k')
    .useVault('v')
    .region('r')
    .resourceGroup('g')
    .subscription('s')
    .tenant('t');
  expectTypeOf(
    backwards.plan({ asOf: 'x', accept: ['CMK-002'], edition: 'enc' }),
  ).toEqualTypeOf<Plan>();
  expectTypeOf(CmkWorkspaceBuilder.from(spec).plan()).toEqualTypeOf<Plan>();
});

test('validate() can always be called', () => {
  expectTypeOf(empty.validate).toBeCallableWith({ asOf: 'x' });
  expectTypeOf(ready.validate).toBeCallableWith();
});

test('a second vault, key or workspace is refused in words', () => {
  expectTypeOf(ready.vault).toEqualTypeOf<
    BuilderTypeError<'the vault is chosen already: vault() and useVault() are called once'>
  >();
  expectTypeOf(ready.useKey).toEqualTypeOf<
    BuilderTypeError<'the key is chosen already: key() and useKey() are called once'>
  >();
  expectTypeOf(ready.workspace).toEqualTypeOf<
    BuilderTypeError<'the workspace is named already: workspace() and hub() exclude each other and are called once'>
  >();
  const existing = place.useVault('v');
  // @ts-expect-error vault() after useVault()
  existing.vault('v');
  // @ts-expect-error a second key()
  place.key('k').key('k');
  // @ts-expect-error vault() after from()
  CmkWorkspaceBuilder.from(spec).vault('v');
});

test('projects belong to a hub', () => {
  expectTypeOf(ready.project).toEqualTypeOf<
    BuilderTypeError<'call hub() before project(): only a hub has projects'>
  >();
  const hub = place.useVault('v').useKey('k').hub('h');
  expectTypeOf(hub.project('p', { identity: 'id-p' }).plan()).toEqualTypeOf<Plan>();
  // @ts-expect-error workspace() after hub()
  hub.workspace('w');
  // @ts-expect-error a project has no key of its own
  hub.project('p', { encryption: {} });
});

test('the same for the parts of the workspace', () => {
  // @ts-expect-error storage() after useStorage()
  ready.useStorage('s').storage('s');
  // @ts-expect-error a second applicationInsights()
  ready.applicationInsights('a').applicationInsights('a');
  // @ts-expect-error a second containerRegistry()
  ready.containerRegistry('c').useContainerRegistry('c');
  // @ts-expect-error workspaceVault() after workspaceVaultIsKeyVault()
  ready.workspaceVaultIsKeyVault().workspaceVault('v');
  const system = ready.systemAssignedIdentity();
  expectTypeOf(system.userAssignedIdentity).toEqualTypeOf<
    BuilderTypeError<'the workspace runs as its system-assigned identity already'>
  >();
  // @ts-expect-error systemAssignedIdentity() after userAssignedIdentity()
  ready.userAssignedIdentity('i').systemAssignedIdentity();
  expectTypeOf(
    ready.userAssignedIdentity('i').userAssignedIdentity('j').plan(),
  ).toEqualTypeOf<Plan>();
});

test('what is given once may be given again where the last call counts', () => {
  expectTypeOf(ready.region('a').region('b').tenant('t').plan()).toEqualTypeOf<Plan>();
});

test('arguments are typed', () => {
  // @ts-expect-error purge protection is always on
  place.vault('v', { purgeProtection: false });
  // @ts-expect-error no such size
  place.key('k', { size: 1024 });
  // @ts-expect-error a key of its own takes all three parts
  ready.encryptAci('a', { image: 'i', vaultBaseUrl: 'u', keyName: 'k' });
  // @ts-expect-error a cluster needs a disk encryption set
  ready.encryptAks('a', { nodeCount: 1 });
  // @ts-expect-error an existing cluster has its nodes already
  ready.encryptAks({ existing: 'i', storageClass: 's' }, { diskEncryptionSet: 'd', nodeCount: 1 });
  // @ts-expect-error no such cloud
  empty.cloud('germany');
});
