/** What differs between a recorded answer and a given one: status, telling headers, error, shape. */
import { isObject, type Json, objectAt, stringAt } from './json.ts';
import { challengeTemplate, messageTemplate, operationUrlTemplate } from './template.ts';

/** An answer to look at. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
  /** A header that a recorder leaves out: nothing is known of it. */
  readonly hidden?: string;
}

/** One difference, for people. */
export interface Difference {
  readonly about: 'status' | 'header' | 'code' | 'message' | 'state' | 'shape';
  readonly text: string;
}

/** Members whose names are data. */
const MAPS = new Set([
  'tags',
  'userassignedidentities',
  'parameters',
  'outputs',
  'environmentvariables',
  'identityprofile',
  'evictionpolicy',
]);

/** All differences. */
export function differences(recorded: Answer, given: Answer): Difference[] {
  const found: Difference[] = [];
  const note = (about: Difference['about'], text: string): void => {
    found.push({ about, text });
  };
  if (recorded.status !== given.status) {
    const code = errorOf(given.body)?.code;
    note('status', `${recorded.status} ≠ ${given.status}${code === undefined ? '' : ` (${code})`}`);
    return found;
  }
  compareHeaders(recorded, given, note);
  const expected = errorOf(recorded.body);
  if (expected && recorded.status >= 400) {
    const actual = errorOf(given.body);
    if (expected.code !== actual?.code) note('code', `${expected.code} ≠ ${actual?.code ?? '-'}`);
    const [want, got] = [messageTemplate(expected.message), messageTemplate(actual?.message ?? '')];
    if (want !== got) note('message', `“${want}” ≠ “${got}”`);
    return found;
  }
  for (const where of STATES) {
    const [want, got] = [where(recorded.body), where(given.body)];
    if (want !== got) note('state', `${want ?? '-'} ≠ ${got ?? '-'}`);
  }
  compareShape('', shapeOf(recorded.body), shapeOf(given.body), (text) => {
    note('shape', text);
  });
  return found;
}

const STATES: readonly ((body: Json | undefined) => string | undefined)[] = [
  (body) => stringAt(objectAt(body, 'properties'), 'provisioningState'),
  (body) => stringAt(body, 'status'),
];

/** The error in an answer's body, of Resource Manager or a vault. */
export function errorOf(body: Json | undefined): { code: string; message: string } | undefined {
  // Cosmos DB sends the error itself, with nothing around it.
  const error = isObject(body) && !('error' in body) ? body : objectAt(body, 'error');
  const code = stringAt(error, 'code');
  if (code === undefined) return undefined;
  return { code, message: stringAt(error, 'message') ?? '' };
}

/** Why a request is not served, in the simulator's own words. */
export function notServed({ body }: Answer): string {
  const message = errorOf(body)?.message ?? '';
  const what = message
    .replace(/ is not simulated.*$/, '')
    .replaceAll(/'[^']*'(?= (on|of|to) )/g, "'…'");
  return `not served: ${what}`;
}

function compareHeaders(
  recorded: Answer,
  given: Answer,
  note: (about: 'header', text: string) => void,
): void {
  for (const name of ['azure-asyncoperation', 'location'] as const) {
    const [want, got] = [recorded.headers[name], given.headers[name]].map((url) =>
      url === undefined ? undefined : operationUrlTemplate(url),
    );
    if (want !== got) note('header', `${name}: ${want ?? 'none'} ≠ ${got ?? 'none'}`);
  }
  const retry = [recorded, given].map(({ headers }) => headers['retry-after'] !== undefined);
  if (recorded.hidden !== 'retry-after' && retry[0] !== retry[1]) {
    note('header', `retry-after: ${retry[0]} ≠ ${retry[1]}`);
  }
  const [want, got] = [recorded, given].map(({ headers }) =>
    headers['www-authenticate'] === undefined
      ? undefined
      : challengeTemplate(headers['www-authenticate']),
  );
  if (want !== got) note('header', `www-authenticate: ${want ?? 'none'} ≠ ${got ?? 'none'}`);
}

/** Types and members of a value. */
type Shape =
  | { readonly kind: 'none' | 'string' | 'number' | 'boolean' }
  | { readonly kind: 'array' | 'map'; readonly item: Shape }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Member> };

interface Member {
  readonly shape: Shape;
  /** Whether every item of the list it was seen in has it. */
  readonly always: boolean;
}

const NONE: Shape = { kind: 'none' };

function shapeOf(value: Json | undefined, isMap = false): Shape {
  if (value === null || value === undefined) return NONE;
  if (Array.isArray(value)) {
    return { kind: 'array', item: value.map((item: Json) => shapeOf(item)).reduce(merge, NONE) };
  }
  if (isObject(value)) {
    if (isMap) {
      const item = Object.values(value)
        .map((member) => shapeOf(member))
        .reduce(merge, NONE);
      return { kind: 'map', item };
    }
    const members = new Map<string, Member>();
    for (const [name, member] of Object.entries(value)) {
      const shape = shapeOf(member, MAPS.has(name.toLowerCase()));
      if (shape.kind !== 'none') members.set(name, { shape, always: true });
    }
    return { kind: 'object', members };
  }
  return { kind: typeof value as 'string' };
}

function merge(one: Shape, other: Shape): Shape {
  if (one.kind === 'none') return other;
  if (other.kind === 'none') return one;
  if (one.kind === 'array' || one.kind === 'map') {
    return one.kind === other.kind ? { ...one, item: merge(one.item, other.item) } : one;
  }
  if (one.kind !== 'object' || other.kind !== 'object') return one;
  const members = new Map<string, Member>();
  for (const name of new Set([...one.members.keys(), ...other.members.keys()])) {
    const [a, b] = [one.members.get(name), other.members.get(name)];
    members.set(name, {
      shape: merge(a?.shape ?? NONE, b?.shape ?? NONE),
      always: (a?.always ?? false) && (b?.always ?? false),
    });
  }
  return { kind: 'object', members };
}

function compareShape(
  path: string,
  recorded: Shape,
  given: Shape,
  note: (text: string) => void,
): void {
  if (recorded.kind !== given.kind) {
    note(`${path || 'body'}: ${recorded.kind} ≠ ${given.kind}`);
  } else if (recorded.kind === 'map' && given.kind === 'map') {
    // What is in a map is data: an empty one says nothing of its values.
    if (recorded.item.kind !== 'none' && given.item.kind !== 'none') {
      compareShape(`${path}{}`, recorded.item, given.item, note);
    }
  } else if (recorded.kind === 'array' && given.kind === 'array') {
    compareShape(`${path}[]`, recorded.item, given.item, note);
  } else if (recorded.kind === 'object' && given.kind === 'object') {
    for (const name of new Set([...recorded.members.keys(), ...given.members.keys()])) {
      // How many pages there are depends on what else was in the recorded subscription.
      if (name === 'nextLink') continue;
      const [want, got] = [recorded.members.get(name), given.members.get(name)];
      const here = path === '' ? name : `${path}.${name}`;
      if (want && got) compareShape(here, want.shape, got.shape, note);
      else if (want?.always) note(`${here}: missing`);
      else if (got?.always) note(`${here}: not recorded`);
    }
  }
}
