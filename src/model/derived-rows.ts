import type { Level } from './burn-policy.ts';
import { outageLagMs, type Pace } from './deadline.ts';
import { DAY, HOUR, MINUTE } from './duration.ts';
import type { Owed } from './model.ts';
import { compare, dividedBy, ONE, rational, times, toNumber, type Rational } from './rational.ts';
import { FAST_ENOUGH, fewestMs, highestFactor, rowWithin, type Spending } from './row-within.ts';
import { LONGEST_DIRECT_MS, tileMs, wholeWindowMs } from './windows.ts';

/** What rows are derived from. Milliseconds. */
export interface Derivation {
  /** 1 − target. */
  readonly budget: Rational;
  readonly periodMs: number;
  /** A probe's period, where events are its own. */
  readonly everyMs: number | undefined;
  readonly isTimeWeighted: boolean;
  readonly pace: Pace;
  /** When a total outage is to be told, and at which level. */
  readonly outage: Owed;
}

/** A row that was derived. */
export interface DerivedRow extends Spending {
  readonly level: Level;
}

/** The Workbook's rows by what they spend and how fast; at 30 days their windows are 1h, 6h, 1d and 3d (Google SRE Workbook, chapter 5, table 5-8). */
const WORKBOOK: readonly { readonly level: Level; readonly share: Rational; readonly factor: Rational }[] = [
  { level: 'page', share: rational(2, 100), factor: rational(144, 10) },
  { level: 'page', share: rational(5, 100), factor: rational(6) },
  { level: 'ticket', share: rational(10, 100), factor: rational(3) },
  { level: 'ticket', share: rational(10, 100), factor: rational(1) },
];

/** A window of more tiles than this would come near the 10,000 samples of one series that promtool reads. */
const LONGEST_MS = 28 * DAY;

/**
 * The Workbook's rows for any period and target. Burn rates are kept and windows scale with the period, since a burn rate
 * says when the budget is gone and a fixed window does not: an hour at 2 % is burn rate 14.4 in 30 days and 43 in 90.
 * - A window is rounded down to a readable length and holds at least four scrapes, or two periods of a probe.
 * - A burn rate is lowered, never below 1, where its threshold would be out of reach or the rounded window spends less.
 * - The fastest row of the level that a total outage is promised to is shortened where it could not keep the deadline.
 */
export function derivedRows(from: Derivation, levelOf: (level: Level) => Level): readonly DerivedRow[] {
  const { budget, periodMs } = from;
  const rows = WORKBOOK.map(({ level, share, factor }): DerivedRow & { readonly factor: Rational } => {
    const scaledMs = toNumber(times(share, rational(periodMs))) / toNumber(factor);
    const windows = windowsOf(scaledMs, from);
    const spends = dividedBy(times(share, rational(periodMs)), rational(windows.longMs));
    const burns = atLeastOne([spends, highestFactor(budget)].reduce(lower, factor));
    return { level: levelOf(level), factor: burns, budgetShare: shareOf(burns, windows.longMs, periodMs), ...windows };
  });
  const fastest = rows.findIndex(({ level }) => level === from.outage.level);
  const [row] = rows.slice(fastest, fastest + 1);
  const faster = row === undefined || from.everyMs !== undefined ? undefined : inTime(row, from);
  const timely = rows.map((one): DerivedRow => ({ ...one, ...(faster === undefined || one !== row ? {} : faster) }));
  // Where the period is so short that windows are as short as they can be, rows coincide.
  return timely.filter((one, at) => timely.findIndex(({ level, longMs }) => level === one.level && longMs === one.longMs) === at).map(({ level, budgetShare, longMs, shortMs }) => ({ level, budgetShare, longMs, shortMs }));
}

/** A faster row, where a total outage would reach the threshold of this one too late even at a lower burn rate. */
function inTime(row: DerivedRow & { readonly factor: Rational }, { budget, periodMs, isTimeWeighted, pace, outage }: Derivation): Spending | undefined {
  const allowedMs = outage.withinMs - outageLagMs(row.longMs, isTimeWeighted, pace);
  const highest = allowedMs / (toNumber(budget) * row.longMs);
  if (highest >= Math.min(FAST_ENOUGH, toNumber(row.factor))) return undefined;
  const faster = rowWithin({ budget, periodMs, withinMs: outage.withinMs, isTimeWeighted, pace }, row.longMs);
  if (faster === undefined) return undefined;
  const { num, den } = dividedBy(times(faster.budgetShare, rational(periodMs)), rational(faster.longMs));
  // Rounded down, so that rules and texts say the same short number.
  return { ...faster, budgetShare: shareOf(atLeastOne(rational((num * 100n) / den, 100n)), faster.longMs, periodMs) };
}

function windowsOf(scaledMs: number, { everyMs, pace }: Derivation): Pick<Spending, 'longMs' | 'shortMs'> {
  const { evaluationIntervalMs } = pace;
  const shortestMs = wholeWindowMs(fewestMs(pace, everyMs), evaluationIntervalMs);
  const longMs = Math.max(shortestMs, wholeBelow(Math.min(scaledMs, LONGEST_MS), evaluationIntervalMs));
  // The Workbook's short window, to the whole minute so that its name stays readable.
  const shortMs = wholeWindowMs(Math.round(longMs / 12 / MINUTE) * MINUTE, evaluationIntervalMs);
  return { longMs, shortMs: Math.min(longMs, Math.max(shortestMs, shortMs)) };
}

/** The longest readable window of at most this length that increments or tiles can be summed to without a remainder. */
export function wholeBelow(ms: number, evaluationIntervalMs: number): number {
  const stepMs = ms < HOUR ? MINUTE : ms < LONGEST_DIRECT_MS ? 5 * MINUTE : HOUR;
  const readable = Math.floor(ms / stepMs) * stepMs;
  const down = (length: number, part: number): number => Math.floor(length / part) * part;
  const tiled = down(readable, tileMs(evaluationIntervalMs));
  return tiled > LONGEST_DIRECT_MS ? tiled : down(Math.min(readable, LONGEST_DIRECT_MS), evaluationIntervalMs);
}

/** Share of the period's budget that a burn rate spends in a window. */
export function shareOf(factor: Rational, longMs: number, periodMs: number): Rational {
  return dividedBy(times(factor, rational(longMs)), rational(periodMs));
}

function lower(a: Rational, b: Rational): Rational {
  return compare(a, b) <= 0 ? a : b;
}

function atLeastOne(factor: Rational): Rational {
  return compare(factor, ONE) < 0 ? ONE : factor;
}
