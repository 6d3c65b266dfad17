/** Durations of ISO 8601, as rotation policies write them. */

/** Calendar parts; the rest is exact. */
export interface Duration {
  readonly months: number;
  readonly milliseconds: number;
}

const FORM =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
const MONTHS_PER_YEAR = 12;
/** The shortest that a month can be. */
const MONTH_DAYS = 28;
const YEAR_DAYS = 365;

/** `P90D`, `P1Y10D`, `PT48H`; `undefined` for anything else. */
export function parseDuration(text: string): Duration | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  return {
    months: part(1) * MONTHS_PER_YEAR + part(2),
    milliseconds:
      part(3) * WEEK_MS +
      part(4) * DAY_MS +
      part(5) * HOUR_MS +
      part(6) * MINUTE_MS +
      part(7) * SECOND_MS,
  };
}

/** The instant (epoch milliseconds) that lies a duration after, or before, another; the day of a month is kept where it exists. */
export function shift(instant: number, duration: Duration, direction: 1 | -1 = 1): number {
  const date = new Date(instant);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + direction * duration.months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime() + direction * duration.milliseconds;
}

/** At least how long a duration is, in milliseconds. */
export function atLeastMs({ months, milliseconds }: Duration): number {
  const years = Math.floor(months / MONTHS_PER_YEAR);
  return (years * YEAR_DAYS + (months % MONTHS_PER_YEAR) * MONTH_DAYS) * DAY_MS + milliseconds;
}
