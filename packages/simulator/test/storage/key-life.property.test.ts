import type { StorageAccountsOperations } from '@azure/arm-storage';
import type { KeyClient } from '@azure/keyvault-keys';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import {
  authorization,
  CRYPTO_SERVICE_ENCRYPTION_USER,
  GROUP,
  keys,
  type Scene,
  scene,
  storageManagement,
} from '../machinelearning/scene.ts';

const RUNS = 150;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const ACCOUNT = 'stmlcreditrisk';
const KEY = 'cosmos-key';
const ASSIGNMENT = '00000000-0000-4000-8000-0000000057a6';

/** What the documents say of an account and its key, without a vault, a wrapped key or a timer. */
interface Model {
  now: number;
  readonly versions: { readonly id: string; enabled: boolean }[];
  isDeleted: boolean;
  isGranted: boolean;
  /** The version that the account names; absent: it follows the newest. */
  pinned?: string;
  /** The version that wraps its data key. */
  inUse: string;
  isLost: boolean;
  looksAt: number;
  /** Absent while a version is named. */
  followsAt?: number;
}

interface Real {
  readonly given: Scene & { readonly principalId: string };
  readonly keyClient: KeyClient;
  readonly accounts: StorageAccountsOperations;
}

const isUsable = ({ versions, isDeleted, isGranted }: Model, id: string): boolean =>
  isGranted && !isDeleted && versions.some((version) => version.id === id && version.enabled);

const newest = ({ versions }: Model): string => versions.at(-1)?.id ?? '';

function look(model: Model): void {
  model.isLost = !isUsable(model, model.inUse);
  model.looksAt = model.now + HOUR_MS;
}

function use(model: Model, id: string): void {
  const isSettled = model.inUse === id && !model.isLost;
  model.inUse = id;
  if (!isSettled) look(model);
}

function pass(model: Model, ms: number): void {
  const until = model.now + ms;
  for (;;) {
    const next = Math.min(model.looksAt, model.followsAt ?? Infinity);
    if (next > until) break;
    model.now = next;
    if (model.looksAt === next) look(model);
    if (model.followsAt !== next) continue;
    model.followsAt = next + DAY_MS;
    const id = newest(model);
    if (id !== model.inUse && isUsable(model, id)) use(model, id);
  }
  model.now = until;
}

async function agree(model: Model, { given, accounts }: Real): Promise<void> {
  const { sim, storageId } = given;
  const store = sim.encryption.stores().find(({ id }) => id === storageId);
  expect({
    isLost: store?.lost !== undefined,
    wrappedBy: store?.dataKeys.map(({ wrappedBy }) => wrappedBy.slice(-32)),
    looksAgainAt: store?.looksAgainAt,
  }).toEqual({
    isLost: model.isLost,
    wrappedBy: [model.inUse],
    looksAgainAt: new Date(model.looksAt).toISOString(),
  });
  const { encryption } = await accounts.getProperties(GROUP, ACCOUNT);
  expect(encryption?.keyVaultProperties?.currentVersionedKeyIdentifier?.slice(-32)).toBe(
    model.inUse,
  );
}

/** A command, told by what it does to both. */
class Act implements fc.AsyncCommand<Model, Real> {
  readonly name: string;
  readonly check: (model: Readonly<Model>) => boolean;
  readonly act: (model: Model, real: Real) => Promise<unknown>;
  constructor(
    name: string,
    act: (model: Model, real: Real) => Promise<unknown>,
    check: (model: Readonly<Model>) => boolean = () => true,
  ) {
    this.name = name;
    this.act = act;
    this.check = check;
  }
  async run(model: Model, real: Real): Promise<void> {
    await this.act(model, real);
    await agree(model, real);
  }
  toString = (): string => this.name;
}

const advance = (minutes: number): Act =>
  new Act(`advance(${minutes})`, (model, { given }) => {
    pass(model, minutes * MINUTE_MS);
    return given.sim.clock.advance({ minutes });
  });

const rotate = new Act(
  'rotate',
  async (model, { keyClient }) => {
    const { properties } = await keyClient.rotateKey(KEY);
    // A version that follows a disabled one is disabled, too.
    model.versions.push({ id: properties.version ?? '', enabled: properties.enabled === true });
  },
  ({ isDeleted, versions }) => !isDeleted && versions.length < 4,
);

const enable = (index: number, enabled: boolean): Act =>
  new Act(
    `enable(${index}, ${enabled})`,
    async (model, { keyClient }) => {
      const version = model.versions[index % model.versions.length];
      if (!version) throw new Error('a key has a version');
      await keyClient.updateKeyProperties(KEY, version.id, { enabled });
      version.enabled = enabled;
    },
    ({ isDeleted }) => !isDeleted,
  );

const remove = new Act(
  'delete',
  async (model, { keyClient }) => {
    await keyClient.beginDeleteKey(KEY);
    model.isDeleted = true;
  },
  ({ isDeleted }) => !isDeleted,
);

const recover = new Act(
  'recover',
  async (model, { keyClient }) => {
    await keyClient.beginRecoverDeletedKey(KEY);
    model.isDeleted = false;
  },
  ({ isDeleted }) => isDeleted,
);

/** The vault is protected: a key goes when its retention ends, and not before. */
const purge = new Act(
  'purge',
  (_model, { keyClient }) =>
    expect(keyClient.purgeDeletedKey(KEY)).rejects.toMatchObject({ statusCode: 403 }),
  ({ isDeleted }) => isDeleted,
);

const setGrant = (isGranted: boolean): Act =>
  new Act(`grant(${isGranted})`, async (model, { given }) => {
    const { sim, vaultId, principalId } = given;
    await allow(sim, vaultId, principalId, isGranted);
    model.isGranted = isGranted;
  });

/** The account is told which version to use, or to use the newest. */
const name = (index: number | undefined): Act =>
  new Act(`name(${index ?? 'newest'})`, async (model, { accounts }) => {
    const version = model.versions[(index ?? 0) % model.versions.length]?.id ?? '';
    const asked = index === undefined ? newest(model) : version;
    const update = accounts.update(GROUP, ACCOUNT, underKey(index === undefined ? '' : version));
    if (!isUsable(model, asked)) {
      await expect(update).rejects.toMatchObject({ code: 'KeyVaultAuthenticationFailure' });
      return;
    }
    await update;
    const isPinned = index !== undefined;
    const isRenamed = isPinned ? model.pinned !== version : model.pinned !== undefined;
    if (isPinned) {
      model.pinned = version;
      delete model.followsAt;
    } else {
      delete model.pinned;
      model.followsAt ??= model.now + DAY_MS;
    }
    use(model, asked);
    // Another name makes the account look at once.
    if (isRenamed) look(model);
  });

const underKey = (keyVersion: string) => ({
  encryption: {
    keySource: 'Microsoft.Keyvault',
    keyVaultProperties: { keyVaultUri: 'https://kv-ml.vault.azure.net', keyName: KEY, keyVersion },
  },
});

async function allow(
  sim: Simulator,
  scope: string,
  principalId: string,
  isAllowed: boolean,
): Promise<void> {
  const { roleAssignments } = authorization(sim);
  if (!isAllowed) await roleAssignments.delete(scope, ASSIGNMENT);
  else {
    const role = `providers/Microsoft.Authorization/roleDefinitions/${CRYPTO_SERVICE_ENCRYPTION_USER}`;
    await roleAssignments.create(scope, ASSIGNMENT, {
      roleDefinitionId: `/subscriptions/${sim.subscriptionId}/${role}`,
      principalId,
      principalType: 'ServicePrincipal',
    });
  }
}

const commands = fc.commands(
  [
    fc.integer({ min: 1, max: 90 }).map((minutes) => advance(minutes)),
    fc.constantFrom(60, 12 * 60, 24 * 60, 25 * 60).map((minutes) => advance(minutes)),
    fc.constant(rotate),
    fc.tuple(fc.nat(3), fc.boolean()).map(([index, enabled]) => enable(index, enabled)),
    fc.constantFrom(remove, recover, recover, purge),
    fc.constantFrom(false, true, true).map((isGranted) => setGrant(isGranted)),
    fc.constantFrom(undefined, undefined, 0, 1, 2, 3).map((index) => name(index)),
  ],
  { maxCommands: 40, size: 'max' },
);

describe('a storage account, whatever becomes of its key', () => {
  it('has the version that it uses exactly while it can unwrap by it, as a model of the documents says', async () => {
    const base = await scene();
    const { identity } = await storageManagement(base.sim).storageAccounts.update(GROUP, ACCOUNT, {
      identity: { type: 'SystemAssigned' },
    });
    const principalId = identity?.principalId ?? '';
    await allow(base.sim, base.vaultId, principalId, true);
    await storageManagement(base.sim).storageAccounts.update(GROUP, ACCOUNT, underKey(''));
    const startedAt = base.sim.clock.now();
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const setup = (): { model: Model; real: Real } => {
          const sim = base.sim.fork();
          return {
            model: {
              now: startedAt,
              versions: [{ id: base.keyId.slice(-32), enabled: true }],
              isDeleted: false,
              isGranted: true,
              inUse: base.keyId.slice(-32),
              isLost: false,
              looksAt: startedAt + HOUR_MS,
              followsAt: startedAt + DAY_MS,
            },
            real: {
              given: { ...base, sim, principalId },
              keyClient: keys(sim),
              accounts: storageManagement(sim).storageAccounts,
            },
          };
        };
        await fc.asyncModelRun(setup, sequence);
      }),
      { numRuns: RUNS },
    );
  }, 120_000);
});
