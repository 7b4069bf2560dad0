import { outageLagMs, type Pace } from './deadline.ts';
import { MINUTE } from './duration.ts';
import { dividedBy, ONE, rational, toNumber, type Rational } from './rational.ts';
import { LONGEST_DIRECT_MS } from './windows.ts';

/** The burn rate that a row made for a deadline has, where its windows are long enough. */
export const FAST_ENOUGH = 3;

/** A threshold that a total outage is well above: a row made here never needs a larger error ratio. */
const HIGHEST_THRESHOLD = rational(4, 5);

/** The highest burn rate of a row at this budget whose threshold a total outage is well above; never below 1, where any threshold can be reached. */
export function highestFactor(budget: Rational): Rational {
  const { num, den } = dividedBy(HIGHEST_THRESHOLD, budget);
  return num < den ? ONE : rational((num * 100n) / den, 100n);
}

/** A deadline for a total outage, and what decides how soon it can be told. */
export interface Hurry {
  /** 1 − target. */
  readonly budget: Rational;
  readonly periodMs: number;
  readonly withinMs: number;
  readonly isTimeWeighted: boolean;
  readonly pace: Pace;
}

/** The windows and the budget of a row. */
export interface Spending {
  readonly budgetShare: Rational;
  readonly longMs: number;
  readonly shortMs: number;
}

/** The shortest window of four scrapes, in whole evaluations. */
export function shortestWindowMs({ scrapeIntervalMs, evaluationIntervalMs }: Pick<Pace, 'scrapeIntervalMs' | 'evaluationIntervalMs'>): number {
  return Math.ceil((4 * scrapeIntervalMs) / evaluationIntervalMs) * evaluationIntervalMs;
}

/**
 * A row that tells a total outage within a deadline, with a long window shorter than `belowMs`; undefined where there is none.
 * A total outage reaches a threshold after burn rate × (1 − target) × long (Google SRE Workbook, chapter 5).
 */
export function rowWithin({ budget, periodMs, withinMs, isTimeWeighted, pace }: Hurry, belowMs: number): Spending | undefined {
  const shortestMs = shortestWindowMs(pace);
  const allowedMs = Math.max(0, withinMs - outageLagMs(shortestMs, isTimeWeighted, pace));
  // Burn rate × long, which decides how soon an outage is told.
  const spentMs = Math.floor(allowedMs / toNumber(budget));
  const factor = Math.min(FAST_ENOUGH, toNumber(HIGHEST_THRESHOLD) / toNumber(budget));
  const stepMs = Math.max(MINUTE, pace.evaluationIntervalMs);
  // Longer windows are of tiles, and told a tile later.
  const direct = Math.min(spentMs / factor, LONGEST_DIRECT_MS);
  const readableMs = Math.floor(direct / stepMs) * stepMs;
  // Whole evaluations: a window that is lengthened later would burn slower than was promised.
  const longMs = Math.max(shortestMs, Math.floor(readableMs / pace.evaluationIntervalMs) * pace.evaluationIntervalMs);
  if (spentMs <= longMs || longMs >= belowMs) return undefined;
  return {
    budgetShare: rational((BigInt(spentMs) * 10n ** 7n) / BigInt(periodMs), 10n ** 7n),
    longMs,
    shortMs: Math.max(shortestMs, Math.ceil(longMs / 12 / pace.evaluationIntervalMs) * pace.evaluationIntervalMs),
  };
}

/** The longest of four scrapes and what a probe needs: two of its periods and a scrape. */
export function fewestMs(pace: Pick<Pace, 'scrapeIntervalMs'>, everyMs: number | undefined): number {
  return Math.max(4 * pace.scrapeIntervalMs, everyMs === undefined ? 0 : 2 * everyMs + pace.scrapeIntervalMs);
}
