import fc from 'fast-check';
import type { Segment } from '../../../src/simulate/course.ts';

/** A policy's row as a spec says it. Seconds. */
export interface Row {
  readonly level: 'page' | 'ticket';
  readonly long: number;
  readonly short: number;
  /** Share of error budget, in per cent. */
  readonly budget: string;
}

/** A service, its promise, and what becomes of it. */
export interface Case {
  /** In per cent. */
  readonly target: string;
  readonly periodDays: number;
  readonly rows: readonly Row[];
  /** Seconds. */
  readonly scrapePhase: number;
  readonly course: readonly Segment[];
}

/** Cases that one Prometheus judges together. Seconds. */
export interface Batch {
  readonly evaluation: number;
  readonly scrape: number;
  readonly timeout: number;
  readonly length: number;
  readonly cases: readonly Case[];
}

/** Phases of scrapes are multiples of this many seconds: the grid of promtool's series. */
export const GRID = 5;

/** Seconds below which no window is: four scrapes of the slowest pace. */
const SHORTEST = 240;

/** Batches of so many cases each, `evaluations` long. */
export function batches(size: number, evaluations: number): fc.Arbitrary<Batch> {
  return fc.record({ evaluation: fc.constantFrom(15, 30, 45, 60, 120), scrape: fc.constantFrom(15, 30, 60), timeout: fc.constantFrom(1, 7, 10, 15) }).chain((pace) => {
    const length = pace.evaluation * evaluations;
    return fc.record({
      evaluation: fc.constant(pace.evaluation),
      scrape: fc.constant(pace.scrape),
      timeout: fc.constant(pace.timeout),
      length: fc.constant(length),
      cases: fc.array(oneCase(length, pace.scrape, pace.evaluation), { minLength: size, maxLength: size }),
    });
  });
}

function oneCase(length: number, scrape: number, evaluation: number): fc.Arbitrary<Case> {
  return fc
    .record({ target: fc.constantFrom(90, 95, 99, 99.5, 99.9, 99.95, 99.99), periodDays: fc.constantFrom(7, 28, 30, 84, 90), errorRatio: between(0.002, 1) })
    .filter(({ target, periodDays }) => (1 - target / 100) * periodDays * 86_400 > 300)
    .chain(({ target, periodDays, errorRatio }) =>
      fc.record({
        target: fc.constant(String(target)),
        periodDays: fc.constant(periodDays),
        rows: fc.uniqueArray(row(length, evaluation, target, periodDays, errorRatio), { minLength: 1, maxLength: 4, selector: ({ long }) => long }),
        scrapePhase: fc.integer({ min: 0, max: scrape / GRID - 1 }).map((steps) => steps * GRID),
        course: course(length * 1000, errorRatio),
      }),
    );
}

/** A legal row, four times out of five with a threshold that the errors are above. */
function row(length: number, evaluation: number, target: number, periodDays: number, errorRatio: number): fc.Arbitrary<Row> {
  const budget = 1 - target / 100;
  const period = periodDays * 86_400;
  return fc
    .record({
      level: fc.constantFrom('page' as const, 'ticket' as const),
      // Whole minutes, as people write them, and any seconds; some windows nearly as long as all of it, for the sake of tiles.
      long: fc.oneof(between(SHORTEST, length * 0.6).map((seconds) => Math.ceil(seconds / 60) * 60), between(SHORTEST, length * 0.6).map(Math.ceil), between(length * 0.6, length * 0.9).map(Math.ceil)),
      shorter: fc.oneof(fc.constant(12), between(1, 40)),
      threshold: between(0.01, 0.9),
      isReached: fc.integer({ min: 0, max: 4 }).map((dice) => dice > 0),
    })
    .map(({ level, long: about, shorter, threshold, isReached }) => {
      const long = whole(about, evaluation);
      const wanted = isReached ? errorRatio * threshold : threshold;
      const factor = Math.max(1.001, Math.min(wanted / budget, 0.99 / budget, (0.99 * period) / long));
      const spent = Math.max(1, Math.ceil((factor * long * 1e8) / period));
      return { level, long, short: Math.min(long, whole(Math.max(SHORTEST, long / shorter), evaluation)), budget: decimal(spent, 6) };
    });
}

/** A window that evaluations, or above six hours tiles of five minutes and more, fill without a remainder: others are lengthened. */
function whole(seconds: number, evaluation: number): number {
  const tile = Math.ceil(300 / evaluation) * evaluation;
  const part = seconds <= 21_600 ? evaluation : tile;
  return Math.ceil(seconds / part) * part;
}

/** Health, an outage, perhaps with other traffic in its midst, recovery, and perhaps another outage. */
function course(lengthMs: number, errorRatio: number): fc.Arbitrary<readonly Segment[]> {
  return fc
    .record({
      // From one event an hour up, the fewest as often as not.
      rate: fc.oneof(between(0.0003, 0.1), between(0.02, 2000)),
      shares: fc.tuple(between(0.01, 0.4), between(0.02, 0.6), between(0.02, 0.6), between(0.05, 1), between(0.02, 0.3), between(0.05, 0.5)),
      background: fc.constantFrom(0, 0, 0.0005),
      busier: fc.oneof(fc.constant(1), between(0.05, 20), fc.constant(0)),
      again: fc.constantFrom(0, 1, 0.3),
    })
    .map(({ rate, shares, background, busier, again }) => {
      const sum = shares.reduce((a, b) => a + b);
      const [before, outage, change, recovery, relapse, end] = shares.map((share) => Math.round((share / sum) * lengthMs)) as [number, number, number, number, number, number];
      const healthy = { rate, errorRatio: background };
      return [
        { forMs: before, ...healthy },
        { forMs: outage, rate, errorRatio },
        { forMs: change, rate: rate * busier, errorRatio },
        { forMs: recovery, ...healthy },
        { forMs: relapse, rate, errorRatio: Math.max(background, errorRatio * again) },
        { forMs: end + lengthMs, ...healthy },
      ];
    });
}

/** Small numbers as often as large ones. */
function between(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min: Math.log(min), max: Math.log(max), noNaN: true, noDefaultInfinity: true }).map((log) => Math.min(max, Math.max(min, Math.exp(log))));
}

/** An integer of 10^-digits as a plain decimal. */
function decimal(scaled: number, digits: number): string {
  const text = String(scaled).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`.replace(/\.?0+$/, '');
}
