/** Units from large to small, the order in which PromQL wants them; a year is 365 days. */
const UNITS = [
  { unit: 'y', ms: 365 * 86_400_000, exactOnly: true },
  { unit: 'w', ms: 7 * 86_400_000, exactOnly: true },
  { unit: 'd', ms: 86_400_000, exactOnly: false },
  { unit: 'h', ms: 3_600_000, exactOnly: false },
  { unit: 'm', ms: 60_000, exactOnly: false },
  { unit: 's', ms: 1000, exactOnly: false },
  { unit: 'ms', ms: 1, exactOnly: false },
] as const;

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** The longest duration Prometheus holds: 2^63 - 1 nanoseconds, about 292 years. */
export const MAX_DURATION_MS = 9_223_372_036_854;

/** Milliseconds of `1h30m`, or nothing where it is not a duration; may exceed `MAX_DURATION_MS`. */
export function parseDuration(text: string): number | undefined {
  const found = DURATION.exec(text);
  if (found === null || text === '') return undefined;
  return UNITS.reduce((sum, { ms }, at) => sum + Number(found[at + 1] ?? 0) * ms, 0);
}

/** The duration as Prometheus prints it: weeks and years only where nothing remains, since `90d` reads better than `12w6d`. */
export function formatDuration(ms: number): string {
  if (!Number.isSafeInteger(ms)) throw new RangeError(`not a duration in whole milliseconds: ${ms}`);
  if (ms === 0) return '0s';
  let text = ms < 0 ? '-' : '';
  let rest = Math.abs(ms);
  for (const { unit, ms: size, exactOnly } of UNITS) {
    if (exactOnly && rest % size !== 0) continue;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
