import { type Encryption, encryptionOf, isBody } from './encryption-of.ts';

/** The part of a simulator that the matcher reads. */
export interface ReadableSimulator {
  readonly snapshot: () => {
    readonly tables: Readonly<Record<string, readonly (readonly [string, unknown])[]>>;
  };
}

/** What a matcher of vitest answers. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** One resource and the key it is under. */
interface Finding {
  readonly what: string;
  /** The key as it is named. Absent: under no key of a customer. */
  readonly key?: string;
  /** Where that names no version: the one in use, and what says so. */
  readonly version?: { readonly id: string; readonly because: string };
}

/** Table of a snapshot with what lies in vaults: `{vault}/keys/{name}` holds the key's newest version. */
const VAULT_CONTENTS = 'vaultContents';
const VERSIONLESS = /^https:\/\/([^/]+)\/keys\/([^/]+)$/i;
const KEY_IDENTIFIER = /^https:\/\/[^/]+\/keys\/[^/]+(?:\/[^/]+)?$/i;

/** {@inheritDoc vitest!Matchers.toBeEncryptedUnder} */
export function toBeEncryptedUnder(
  received: unknown,
  keyIdentifier: string,
  simulator?: ReadableSimulator,
): MatcherResult {
  const expected = trimmed(keyIdentifier);
  if (!KEY_IDENTIFIER.test(expected)) {
    throw new TypeError(
      `toBeEncryptedUnder needs a key identifier, 'https://{vault}/keys/{name}[/{version}]'; got '${keyIdentifier}'`,
    );
  }
  const findings = findingsOf(received, simulator);
  const wrong = findings.filter((found) => !isUnder(found, expected));
  const pass = findings.length > 0 && wrong.length === 0;
  const list = (some: readonly Finding[]): string =>
    some.map((found) => `  ${found.what}\n    ${shownKey(found)}`).join('\n');
  return {
    pass,
    actual: findings.map(({ key }) => key ?? null),
    expected,
    message: () =>
      pass
        ? `expected not to be encrypted under\n  ${expected}\nbut this is:\n${list(findings)}`
        : findings.length === 0
          ? `expected something encrypted under\n  ${expected}\nbut nothing in the simulator names a key of a customer`
          : `expected to be encrypted under\n  ${expected}\nbut this is under another key:\n${list(wrong)}`,
  };
}

function findingsOf(received: unknown, simulator: ReadableSimulator | undefined): Finding[] {
  if (isSimulator(received)) {
    const snapshot = received.snapshot();
    const still: ReadableSimulator = { snapshot: () => snapshot };
    return resourcesOf(still).flatMap(([id, resource]) => {
      const encryption = encryptionOf(resource);
      return encryption ? [finding(nameOf(resource, id), encryption, still)] : [];
    });
  }
  if (typeof received === 'string') {
    if (!simulator) {
      throw new TypeError(
        'to look an id up, name the simulator: expect(id).toBeEncryptedUnder(key, sim)',
      );
    }
    const resource = resourceIn(simulator, received);
    if (!resource) throw new TypeError(`there is no resource '${received}' in the simulator`);
    return [finding(received, encryptionOf(resource), simulator)];
  }
  if (isBody(received)) {
    return [finding(nameOf(received, 'the resource'), encryptionOf(received), simulator)];
  }
  throw new TypeError(
    'expected a simulator, the id of a resource, or a resource as a client shows it',
  );
}

/** Follows a disk encryption set to its key. */
function finding(
  what: string,
  encryption: Encryption | undefined,
  simulator: ReadableSimulator | undefined,
): Finding {
  if (!encryption) return { what };
  if ('key' in encryption) {
    const key = trimmed(encryption.key);
    const version = versionOf(key, encryption.recorded, simulator);
    return version === undefined ? { what, key } : { what, key, version };
  }
  const id = encryption.diskEncryptionSet;
  if (!simulator) {
    throw new TypeError(
      `${what} is under the disk encryption set ${id}; to follow it, name the simulator: toBeEncryptedUnder(key, sim)`,
    );
  }
  const set = resourceIn(simulator, id);
  if (!set)
    throw new TypeError(`${what} names the disk encryption set ${id}, which does not exist`);
  return finding(`${what}, through ${id}`, encryptionOf(set), simulator);
}

/** Expecting a key without a version means every version of it; a resource that names none is under the one in use. */
function isUnder({ key, version }: Finding, expected: string): boolean {
  if (key === undefined) return false;
  const wanted = expected.toLowerCase();
  const lower = key.toLowerCase();
  return lower === wanted || lower.startsWith(`${wanted}/`) || version?.id.toLowerCase() === wanted;
}

function shownKey({ key, version }: Finding): string {
  if (key === undefined) return 'a key of Microsoft';
  return version === undefined
    ? key
    : `${key}, without a version: ${version.because} ${version.id}`;
}

/** The version in use of a key that is named without one: as the resource records it, else the vault's newest. */
function versionOf(
  key: string,
  recorded: string | undefined,
  simulator: ReadableSimulator | undefined,
): Finding['version'] {
  const [, host, name] = VERSIONLESS.exec(key) ?? [];
  if (host === undefined || name === undefined) return undefined;
  if (recorded !== undefined) return { id: trimmed(recorded), because: 'it records' };
  const path = `${host.split('.')[0]}/keys/${name}`.toLowerCase();
  const stored = simulator?.snapshot().tables[VAULT_CONTENTS]?.find(([at]) => at === path)?.[1];
  const newest = isBody(stored) ? stored['version'] : undefined;
  return typeof newest === 'string'
    ? { id: `${key}/${newest}`, because: "the vault's newest is" }
    : undefined;
}

const trimmed = (url: string): string => url.replace(/\/+$/, '');

const nameOf = (resource: Readonly<Record<string, unknown>>, otherwise: string): string =>
  typeof resource['id'] === 'string' ? resource['id'] : otherwise;

function isSimulator(value: unknown): value is ReadableSimulator {
  return isBody(value) && typeof value['snapshot'] === 'function';
}

function resourcesOf(
  simulator: ReadableSimulator,
): (readonly [string, Readonly<Record<string, unknown>>])[] {
  const entries = simulator.snapshot().tables['resources'] ?? [];
  return entries.flatMap(([id, body]) => (isBody(body) ? [[id, body] as const] : []));
}

function resourceIn(simulator: ReadableSimulator, id: string) {
  const wanted = id.toLowerCase();
  return resourcesOf(simulator).find(([key]) => key === wanted)?.[1];
}
