/** The examples of every rule, sent by the real clients: the bad ones are refused as the rule says, the good ones pass. */
import { rules, simulatorWording } from '@azureml-cmk/core/rules';
import { ruleExamples } from '@azureml-cmk/core/rules/examples';
import { describe, expect, it } from 'vitest';
import { actualFacts } from './actual-facts.ts';
import { type BadCase, badCases, type GoodCase, goodCases, GRANTS_RULE } from './cases.ts';
import { type ExpectedRefusal, expectedRefusal } from './expected.ts';
import { NotPlayable } from './facts-reader.ts';
import { entryOf, notPlayable } from './not-playable.ts';
import { summary } from './outcome.ts';
import { play, type Played } from './play.ts';
import { changes, isKept } from './remains.ts';
import { actualKeyUrl } from './world-of-facts.ts';

const MINUTE_MS = 60_000;
/** When what a workspace or a cluster needs is tried: not before five minutes have passed. */
const MINUTES_MIN_INCLUSIVE = 5;

function played(
  { rule, example, edition, write }: GoodCase,
  latency: 'instant' | 'realistic' = 'instant',
): Promise<Played> {
  const accessBy = rule.id === GRANTS_RULE ? 'grants' : 'keyAccess';
  return play(example.facts, write, { edition, latency, accessBy });
}

/** With the whole title: `$title` would be cut. */
function titled<T extends GoodCase>(cases: readonly T[]): [string, T][] {
  return cases.map((one) => [one.title, one]);
}

/** A grant to an application id is refused nowhere; the rule on access answers for it. */
function expectedOf({ rule, edition, stage }: BadCase, { world }: Played): ExpectedRefusal {
  const answering = rule.id === GRANTS_RULE ? rules.find(({ id }) => id === 'CMK-013') : rule;
  return expectedRefusal(answering ?? rule, stage, edition, actualFacts(world), world);
}

/** What happened instead, in a word; for what cannot be made, why. */
async function insteadOf(one: GoodCase): Promise<string> {
  try {
    return summary((await played(one)).outcome);
  } catch (error) {
    if (error instanceof NotPlayable) return error.message;
    throw error;
  }
}

function expectRefused(one: BadCase, result: Played): void {
  const { message, status, ...rest } = expectedOf(one, result);
  const { outcome } = result;
  if (outcome.verdict === 'accepted') expect.fail(`accepted: ${one.title}`);
  expect(outcome).toMatchObject(rest);
  // The status of an operation is not on the wire where only `Azure-AsyncOperation` tells of it.
  expect(outcome.status ?? status).toBe(status);
  if (typeof message === 'string') expect(outcome.message).toBe(message);
  else expect(outcome.message).toMatch(message);
  expect(outcome.message.endsWith(simulatorWording)).toBe(rest.evidence === 'assumed');
  expect(outcome.thrown).toContain(outcome.message);
}

function expectNothingHalfMade({ write }: BadCase, result: Played): void {
  const { outcome, world, subjectId } = result;
  if (outcome.verdict === 'accepted') return;
  const changed = changes(result);
  if (!isKept(write, outcome.when)) {
    expect(changed).toEqual([]);
    return;
  }
  const subject = subjectId.toLowerCase();
  const others = changed.filter((key) => !key.toLowerCase().includes(subject));
  const { principalId } = (world.sim.resource(subjectId)?.identity ?? {}) as {
    readonly principalId?: string;
  };
  expect(others).toEqual(
    others.filter((key) => principalId !== undefined && isOwnIdentity(result, key, principalId)),
  );
  expect(world.sim.resource(subjectId)?.properties['provisioningState']).toBe('Failed');
}

/** The identity that a failed cluster was given; it goes with the cluster. */
function isOwnIdentity({ world }: Played, key: string, principalId: string): boolean {
  const appId = world.sim.principals.find(({ objectId }) => objectId === principalId)?.appId ?? '-';
  return key.includes(principalId) || key.includes(appId);
}

/** A workspace whose change failed is under the key that it had. */
function expectOldKey({ write }: BadCase, { before, after, subjectId, outcome }: Played): void {
  if (write !== 'workspace.update' || outcome.verdict === 'accepted') return;
  const encryption = ({ tables }: Played['before']): unknown => {
    const found = tables['resources']?.find(([id]) => id === subjectId.toLowerCase());
    return (found?.[1] as { properties: { encryption?: unknown } } | undefined)?.properties
      .encryption;
  };
  expect(encryption(after)).toEqual(encryption(before));
}

/** Reading changes nothing; after the deletion of a workspace its group is there or not, as the facts say. */
function expectManagedGroup(result: Played): void {
  const { world, subjectId } = result;
  const { workspaceDeletion } = world.facts;
  if (!workspaceDeletion) expect(changes(result)).toEqual([]);
  const { isManagedGroupThere = true } = workspaceDeletion ?? {};
  expect(world.sim.resource(subjectId) !== undefined).toBe(isManagedGroupThere);
}

describe('a bad example is refused as its rule says, and leaves nothing half-made', () => {
  it.each(titled(badCases.filter((one) => !entryOf(one))))('%s', async (_title, one) => {
    const result = await played(one);
    expectRefused(one, result);
    expectNothingHalfMade(one, result);
    expectOldKey(one, result);
  });
});

describe('a good example is accepted', () => {
  it.each(titled(goodCases.filter((one) => !entryOf(one))))('%s', async (_title, one) => {
    const result = await played(one);
    const { outcome, world, subjectId } = result;
    expect(outcome).toEqual({ verdict: 'accepted' });
    if (one.write.startsWith('managedGroup.')) {
      expectManagedGroup(result);
      return;
    }
    if (one.write === 'key.create') {
      const { key } = await world.clients.keys(world.vaults[0]?.name ?? '').getKey('made');
      expect(key?.kty).toBe('RSA');
      return;
    }
    expect(changes(result)).toContain(`resources ${subjectId.toLowerCase()}`);
    const { properties } = world.sim.resource(subjectId) ?? {};
    expect(properties?.['provisioningState']).toBe('Succeeded');
    const { encryption } = world.facts.workspace ?? {};
    if (!one.write.startsWith('workspace.') || !encryption) return;
    expect(properties?.['encryption']).toMatchObject({
      keyVaultProperties: {
        keyIdentifier: actualKeyUrl(world, encryption.keyIdentifier, world.facts.key?.planned),
      },
    });
  });
});

describe('with realistic latency a refusal inside an operation comes minutes after the request', () => {
  const late = rules.flatMap(({ id }) => {
    const first = badCases.find(
      (one) =>
        one.rule.id === id &&
        !entryOf(one) &&
        ['workspace.create.operation', 'managedCluster.create.operation'].includes(one.stage),
    );
    return first ? [first] : [];
  });

  it.each(titled(late))('%s', async (_title, one) => {
    const result = await played(one, 'realistic');
    expectRefused(one, result);
    expectNothingHalfMade(one, result);
    expect(result.tookMs).toBeGreaterThanOrEqual(MINUTES_MIN_INCLUSIVE * MINUTE_MS);
  });

  it('covers every rule that refuses there', () => {
    expect(late.map(({ rule }) => rule.id)).toEqual([
      'CMK-001',
      'CMK-002',
      'CMK-004',
      'CMK-005',
      'CMK-007',
      'CMK-010',
      'CMK-012',
      'CMK-013',
      'CMK-014',
      'CMK-017',
      'CMK-024',
    ]);
  });

  it.each(
    titled(badCases.filter((one) => late.every(({ rule }) => rule !== one.rule) && !entryOf(one))),
  )('what a request shows is refused at once: %s', async (_title, one) => {
    const result = await played(one, 'realistic');
    expectRefused(one, result);
    expect(result.tookMs).toBe(0);
  });
});

describe('what is not playable', () => {
  const listed = [...badCases, ...goodCases].filter((one) => entryOf(one));

  it.each(titled(listed))('%s', async (_title, one) => {
    const { instead = '', why = '' } = entryOf(one) ?? {};
    expect(why).not.toBe('');
    expect((await insteadOf(one)).slice(0, instead.length)).toBe(instead);
  });

  it('is all needed: an entry that nothing falls under is taken off the list', () => {
    const used = new Set(listed.map(entryOf));
    expect(notPlayable.filter((entry) => !used.has(entry))).toEqual([]);
  });

  it('names examples that there are', () => {
    const named = notPlayable.flatMap(({ rule, examples = [] }) =>
      examples.map((name) => ({ rule, name })),
    );
    for (const { rule, name } of named) {
      const { good = [], bad = [] } = ruleExamples[rule] ?? {};
      expect([...good, ...bad].map((example) => example.name)).toContain(name);
    }
  });
});

describe('the replay', () => {
  it('plays every rule that shows on the wire', () => {
    const wire = rules.filter((rule) => rule.class === 'wire').map(({ id }) => id);
    for (const cases of [goodCases, badCases]) {
      const ids = cases.filter((one) => !entryOf(one)).map(({ rule }) => rule.id);
      expect(wire.filter((id) => !ids.includes(id))).toEqual([]);
    }
  });
});
