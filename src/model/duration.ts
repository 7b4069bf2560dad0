/** Units in the order Prometheus writes them, with their length in milliseconds; a year is not read, since no period here needs one. */
const UNITS: readonly (readonly [string, number])[] = [
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

/** Milliseconds of a duration such as `1h30m`; throws a RangeError for text the language's schema would have refused. */
export function parseDuration(text: string): number {
  const known = durations.get(text);
  if (known !== undefined) return known;
  const parts = [...text.matchAll(/([0-9]+)(ms|[wdhms])/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) throw new RangeError(`not a duration: ${text}`);
  const ms = parts.reduce((sum, part) => sum + Number(part[1]) * (UNITS.find(([unit]) => unit === part[2])?.[1] ?? 0), 0);
  durations.set(text, ms);
  return ms;
}

/** Specs name the same few again and again. */
const durations = new Map<string, number>();

/** Shortest common writing: `30d` rather than `4w2d`, `90m` as `1h30m`. Used in names of recorded series, so it must never change. */
export function formatDuration(ms: number): string {
  if (!Number.isInteger(ms) || ms < 0) throw new RangeError(`not a duration in whole milliseconds: ${ms}`);
  if (ms === 0) return '0s';
  let text = '';
  let rest = ms;
  for (const [unit, length] of UNITS) {
    if (unit === 'w') continue;
    const count = Math.floor(rest / length);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * length;
  }
  return text;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
