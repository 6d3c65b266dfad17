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
  /** Absent: under no key of a customer. */
  readonly key?: string;
}

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
  const wrong = findings.filter(({ key }) => key === undefined || !isUnder(key, expected));
  const pass = findings.length > 0 && wrong.length === 0;
  const list = (some: readonly Finding[]): string =>
    some.map(({ what, key }) => `  ${what}\n    ${key ?? 'a key of Microsoft'}`).join('\n');
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
    return resourcesOf(received).flatMap(([id, resource]) => {
      const encryption = encryptionOf(resource);
      return encryption ? [finding(nameOf(resource, id), encryption, received)] : [];
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
  if ('key' in encryption) return { what, key: trimmed(encryption.key) };
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

/** A key without a version means every version of it. */
function isUnder(actual: string, expected: string): boolean {
  const [lower, wanted] = [actual.toLowerCase(), expected.toLowerCase()];
  return lower === wanted || lower.startsWith(`${wanted}/`);
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
