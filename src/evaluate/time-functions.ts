/** A part of a moment's date in UTC; the moment is whole seconds since 1970. */
type OfDate = (date: Date) => number;

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

/** Functions of a time, or of the time of the evaluation where they have no argument. */
export const OF_DATE: ReadonlyMap<string, OfDate> = new Map<string, OfDate>([
  ['minute', (date) => date.getUTCMinutes()],
  ['hour', (date) => date.getUTCHours()],
  ['day_of_week', (date) => date.getUTCDay()],
  ['day_of_month', (date) => date.getUTCDate()],
  ['day_of_year', dayOfYear],
  ['days_in_month', (date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()],
  ['month', (date) => date.getUTCMonth() + 1],
  ['year', (date) => date.getUTCFullYear()],
]);

/** The date of a number of seconds, of which fractions do not count; nothing where no date holds it. */
export function dateOf(seconds: number): Date | undefined {
  const date = new Date(Math.trunc(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
