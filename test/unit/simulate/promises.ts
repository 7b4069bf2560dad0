import fc from 'fast-check';
import type { BurnRow, Level } from '../../../src/model/burn-policy.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/model/duration.ts';
import { dividedBy, fromPercentage, minus, ONE, rational, times } from '../../../src/model/rational.ts';
import type { Pace, Phases } from '../../../src/simulate/clock.ts';
import type { Promised } from '../../../src/simulate/simulate.ts';

/** A row by the Workbook's arithmetic. Budget in per cent. */
export function row(level: Level, budget: string, longMs: number, shortMs: number, target: string, periodMs: number): BurnRow {
  const budgetShare = fromPercentage(budget);
  const factor = dividedBy(times(budgetShare, rational(periodMs)), rational(longMs));
  return { level, budgetShare, longMs, shortMs, factor, threshold: times(factor, minus(ONE, fromPercentage(target))), minimumBad: undefined, recovery: undefined };
}

/** The Workbook's four rows (chapter 5) for a target over 30 days. */
export function workbook(target: string): Promised {
  const of = (level: Level, budget: string, longMs: number): BurnRow => row(level, budget, longMs, longMs / 12, target, 30 * DAY);
  return {
    target: fromPercentage(target),
    period: { kind: 'rolling', ms: 30 * DAY },
    rows: [of('page', '2%', HOUR), of('page', '5%', 6 * HOUR), of('ticket', '10%', DAY), of('ticket', '10%', 3 * DAY)],
  };
}

export const MINUTELY: Pace = { evaluationIntervalMs: MINUTE, scrapeIntervalMs: MINUTE, scrapeTimeoutMs: 10 * SECOND };

/** Usual paces. */
export const paces: fc.Arbitrary<Pace> = fc.record({
  evaluationIntervalMs: fc.constantFrom(15, 30, 45, 60, 120).map((seconds) => seconds * SECOND),
  scrapeIntervalMs: fc.constantFrom(15, 20, 30, 60).map((seconds) => seconds * SECOND),
  scrapeTimeoutMs: fc.constantFrom(1, 7, 10, 15).map((seconds) => seconds * SECOND),
});

/** Any phases of a pace, to the millisecond. */
export function phasesOf({ evaluationIntervalMs, scrapeIntervalMs }: Pace): fc.Arbitrary<Required<Phases>> {
  return fc.record({
    scrapeMs: fc.nat(scrapeIntervalMs - 1),
    evaluationMs: fc.nat(evaluationIntervalMs - 1),
    tileMs: fc.nat(5 * MINUTE),
  });
}
