import { badCall } from '../template-error.ts';
import { integer, taking, text, type FunctionTable, functionTable } from './arguments.ts';

const SECOND_MS = 1000;
const DURATION =
  /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

export const dateFunctions: FunctionTable = functionTable({
  dateTimeAdd: taking(2, 3, (args, name) => {
    const instant = instantOf(text(args, 0, name), name);
    const moved = add(instant, text(args, 1, name), name);
    return formatInstant(moved, args.length === 3 ? text(args, 2, name) : DEFAULT_FORMAT);
  }),
  dateTimeToEpoch: taking(1, 1, (args, name) =>
    Math.floor(instantOf(text(args, 0, name), name) / SECOND_MS),
  ),
  dateTimeFromEpoch: taking(1, 1, (args, name) =>
    formatInstant(integer(args, 0, name) * SECOND_MS, DEFAULT_FORMAT),
  ),
});

/** What dates look like where a template does not say. */
const DEFAULT_FORMAT = 'yyyy-MM-ddTHH:mm:ssZ';

function instantOf(value: string, name: string): number {
  const instant = Date.parse(value);
  if (Number.isFinite(instant)) return instant;
  throw badCall(name, 'argument 1 is no date');
}

function add(instant: number, duration: string, name: string): number {
  const found = DURATION.exec(duration);
  if (!found || duration.length < 3) throw badCall(name, 'argument 2 is no ISO 8601 duration');
  const sign = found[1] === undefined ? 1 : -1;
  const [years, months, weeks, days, hours, minutes, seconds] = found
    .slice(2)
    .map((part) => sign * Number(part ?? 0));
  const date = new Date(instant);
  date.setUTCFullYear(date.getUTCFullYear() + (years ?? 0));
  date.setUTCMonth(date.getUTCMonth() + (months ?? 0));
  date.setUTCDate(date.getUTCDate() + 7 * (weeks ?? 0) + (days ?? 0));
  const rest = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  return date.getTime() + rest * SECOND_MS;
}

const PART = /yyyy|yy|MM|M|dd|d|HH|H|hh|mm|m|ss|s|'[^']*'/g;

/** An instant by a format of .NET; `u` and `d` are its standard ones that templates use. */
export function formatInstant(instant: number, format: string): string {
  const iso = new Date(instant).toISOString();
  const [year = '', month = '', day = ''] = iso.slice(0, 10).split('-');
  const [hour = '', minute = '', second = ''] = iso.slice(11, 19).split(':');
  if (format === 'u') return `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z`;
  if (format === 'd') return `${Number(month)}/${Number(day)}/${year}`;
  const twelve = String(Number(hour) % 12 || 12).padStart(2, '0');
  const parts: ReadonlyMap<string, string> = new Map([
    ['yyyy', year],
    ['yy', year.slice(2)],
    ['MM', month],
    ['M', String(Number(month))],
    ['dd', day],
    ['d', String(Number(day))],
    ['HH', hour],
    ['H', String(Number(hour))],
    ['hh', twelve],
    ['mm', minute],
    ['m', String(Number(minute))],
    ['ss', second],
    ['s', String(Number(second))],
  ]);
  return format.replaceAll(PART, (part) => parts.get(part) ?? part.slice(1, -1));
}
