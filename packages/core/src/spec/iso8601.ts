const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,7})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Milliseconds since 1970 of an ISO 8601 instant with date, time and zone; `undefined` when it is none. */
export function parseInstant(text: string): number | undefined {
  const match = INSTANT.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  // Date.parse takes 30 February for 2 March.
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

const DURATION =
  /^P(?=\d|T\d)(?:(\d{1,5})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/;
const daysPerYear = 365;
const daysPerMonth = 30;
const hoursPerDay = 24;
const minutesPerDay = 1440;
const secondsPerDay = 86_400;

/** Days of an ISO 8601 duration such as `P90D` or `P1Y`; a month counts 30 and a year 365. `undefined`: it is none. */
export function durationDays(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (!match) return undefined;
  const [years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  return (
    years * daysPerYear +
    months * daysPerMonth +
    days +
    hours / hoursPerDay +
    minutes / minutesPerDay +
    seconds / secondsPerDay
  );
}
