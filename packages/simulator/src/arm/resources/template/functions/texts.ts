import { namedUuid } from '../../../../crypto/named-uuid.ts';
import { isObject, type Json } from '../../../../kernel/json.ts';
import { badCall } from '../template-error.ts';
import { uniqueString } from '../hashes.ts';
import { VALUE_MAX_CHARACTERS } from '../work.ts';
import { integer, list, taking, text, type FunctionTable, functionTable } from './arguments.ts';

/** Namespace of the GUIDs that `guid` makes. */
const GUID_NAMESPACE = '11fb06fb-712d-4ddd-98c7-e71bbd588830';

/** A value as text, as .NET writes it: `True`, and JSON for what is composed. */
function asText(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null || value === undefined) return '';
  return JSON.stringify(value);
}

const texts = (args: readonly Json[], name: string): readonly string[] =>
  args.map((_, index) => text(args, index, name));

const fromBase64 = (args: readonly Json[], name: string): string => {
  const given = text(args, 0, name);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(atob(given), (character) => character.charCodeAt(0)),
    );
  } catch {
    throw badCall(name, 'argument 1 must be base64 of a text');
  }
};

const toBase64 = (value: string): string =>
  btoa(Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte)).join(''));

const readJson = (value: string, name: string): Json => {
  try {
    return JSON.parse(value) as Json;
  } catch {
    throw badCall(name, 'argument 1 must be JSON');
  }
};

export const textFunctions: FunctionTable = functionTable({
  concat: (args, name) =>
    args.length > 0 && args.every((one) => Array.isArray(one))
      ? args.flatMap((_, index) => list(args, index, name))
      : args.map((one) => plainText(one, name)).join(''),
  format: taking(1, Infinity, (args, name) => format(text(args, 0, name), args.slice(1), name)),
  string: taking(1, 1, ([value = null]) => asText(value)),
  json: taking(1, 1, (args, name) => readJson(text(args, 0, name), name)),
  toLower: taking(1, 1, (args, name) => text(args, 0, name).toLowerCase()),
  toUpper: taking(1, 1, (args, name) => text(args, 0, name).toUpperCase()),
  trim: taking(1, 1, (args, name) => text(args, 0, name).trim()),
  replace: taking(3, 3, (args, name) => {
    const [value, from, to] = [text(args, 0, name), text(args, 1, name), text(args, 2, name)];
    if (from === '') throw badCall(name, 'argument 2 must not be empty');
    return joined(value.split(from), to, name);
  }),
  split: taking(2, 2, (args, name) => {
    const marks = typeof args[1] === 'string' ? [args[1]] : texts(list(args, 1, name), name);
    return marks.reduce<readonly string[]>(
      (parts, mark) => parts.flatMap((part) => part.split(mark)),
      [text(args, 0, name)],
    );
  }),
  join: taking(2, 2, (args, name) =>
    joined(list(args, 0, name).map(asText), text(args, 1, name), name),
  ),
  substring: taking(2, 3, (args, name) => {
    const value = text(args, 0, name);
    const start = integer(args, 1, name);
    const length = args.length === 3 ? integer(args, 2, name) : value.length - start;
    if (start < 0 || length < 0 || start + length > value.length) {
      throw badCall(
        name,
        'the index and length parameters must refer to a location within the string',
      );
    }
    return value.slice(start, start + length);
  }),
  // Documented: without regard to case, unlike `contains`.
  startsWith: taking(2, 2, (args, name) => lower(args, 0, name).startsWith(lower(args, 1, name))),
  endsWith: taking(2, 2, (args, name) => lower(args, 0, name).endsWith(lower(args, 1, name))),
  indexOf: taking(2, 2, (args, name) =>
    Array.isArray(args[0])
      ? args[0].findIndex((item: Json) => item === args[1])
      : lower(args, 0, name).indexOf(lower(args, 1, name)),
  ),
  lastIndexOf: taking(2, 2, (args, name) =>
    Array.isArray(args[0])
      ? args[0].findLastIndex((item: Json) => item === args[1])
      : lower(args, 0, name).lastIndexOf(lower(args, 1, name)),
  ),
  padLeft: taking(2, 3, (args, name) =>
    asText(args[0]).padStart(
      width(integer(args, 1, name), name),
      args.length === 3 ? text(args, 2, name) : ' ',
    ),
  ),
  base64: taking(1, 1, (args, name) => toBase64(text(args, 0, name))),
  base64ToString: taking(1, 1, fromBase64),
  base64ToJson: taking(1, 1, (args, name) => readJson(fromBase64(args, name), name)),
  dataUri: taking(
    1,
    1,
    (args, name) => `data:text/plain;charset=utf8;base64,${toBase64(text(args, 0, name))}`,
  ),
  dataUriToString: taking(1, 1, (args, name) => {
    const [, mark, data = ''] = /^data:[^,]*?(;base64)?,(.*)$/s.exec(text(args, 0, name)) ?? [];
    return mark === undefined ? percentDecoded(data, name) : fromBase64([data], name);
  }),
  uri: taking(2, 2, (args, name) => {
    try {
      return new URL(text(args, 1, name), text(args, 0, name)).href;
    } catch {
      throw badCall(name, 'argument 1 must be an absolute URI');
    }
  }),
  uriComponent: taking(1, 1, (args, name) =>
    encodeURIComponent(text(args, 0, name)).replaceAll(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  ),
  uriComponentToString: taking(1, 1, (args, name) => percentDecoded(text(args, 0, name), name)),
  guid: taking(1, Infinity, (args, name) => namedUuid(texts(args, name).join('-'), GUID_NAMESPACE)),
  uniqueString: taking(1, Infinity, (args, name) => uniqueString(texts(args, name))),
});

const lower = (args: readonly Json[], at: number, name: string): string =>
  text(args, at, name).toLowerCase();

function plainText(value: Json, name: string): string {
  if (Array.isArray(value) || isObject(value)) {
    throw badCall(name, 'its arguments must be strings, or all of them arrays');
  }
  return asText(value);
}

function joined(parts: readonly string[], between: string, name: string): string {
  const length = parts.reduce((sum, part) => sum + part.length + between.length, 0);
  if (length > VALUE_MAX_CHARACTERS + between.length) throw badCall(name, 'the result is too long');
  return parts.join(between);
}

function percentDecoded(value: string, name: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw badCall(name, 'argument 1 must be percent-encoded');
  }
}

/** Nobody needs more, and a text without end stops everything. */
const WIDTH_MAX_CHARACTERS = 65_536;

function width(characters: number, name: string): number {
  if (Math.abs(characters) <= WIDTH_MAX_CHARACTERS) return characters;
  throw badCall(name, `a width is at most ${WIDTH_MAX_CHARACTERS}`);
}

const HOLE = /\{\{|\}\}|\{(\d+)(?:,(-?\d+))?(?::([^}]*))?\}/g;

/** Composite formatting of .NET, as far as integers and texts have it. */
function format(template: string, values: readonly Json[], name: string): string {
  return template.replaceAll(
    HOLE,
    (whole: string, index?: string, given?: string, style?: string) => {
      if (index === undefined) return whole[0] ?? '';
      if (Number(index) >= values.length) throw badCall(name, `there is no value for '${whole}'`);
      const shown = styled(values[Number(index)] ?? null, style, name);
      const room = width(Number(given ?? 0), name);
      return room < 0 ? shown.padEnd(-room) : shown.padStart(room);
    },
  );
}

function styled(value: Json, style: string | undefined, name: string): string {
  if (style === undefined || style === '' || typeof value !== 'number') return asText(value);
  const [, kind = '', digits = ''] = /^([a-zA-Z])(\d*)$/.exec(style) ?? [];
  const length = width(Number(digits || 0), name);
  switch (kind) {
    case 'D':
    case 'd': {
      const sign = value < 0 ? '-' : '';
      return sign + String(Math.abs(value)).padStart(length, '0');
    }
    case 'X':
      return value.toString(16).toUpperCase().padStart(length, '0');
    case 'x':
      return value.toString(16).padStart(length, '0');
    case 'N':
    case 'n':
      return value.toLocaleString('en-US', {
        minimumFractionDigits: digits === '' ? 2 : length,
        maximumFractionDigits: digits === '' ? 2 : length,
      });
    default:
      throw badCall(name, `the format '${style}' is not one of D, X and N`);
  }
}
