import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/model/duration.ts';
import { tileMs } from '../../../src/model/windows.ts';
import type { Pace } from '../../../src/simulate/clock.ts';
import type { Counting } from '../../../src/simulate/counts.ts';
import { detection } from '../../../src/simulate/detection.ts';
import { simulate, type Promised } from '../../../src/simulate/simulate.ts';
import { MINUTELY, paces, phasesOf, row, workbook } from './promises.ts';

/** A small policy with a row of tiles, so that a case is fast. */
function promised(counting: Counting, minimumBad?: number): Promised {
  const rows = [row('page', '2%', HOUR, 5 * MINUTE, '99%', 30 * DAY), row('page', '5%', 150 * MINUTE, 30 * MINUTE, '99%', 30 * DAY), row('ticket', '5%', 7 * HOUR, 35 * MINUTE, '99%', 30 * DAY)];
  return { ...workbook('99%'), counting, rows: rows.map((one) => ({ ...one, minimumBad })) };
}

/** Time from the beginning of a failure to the first firing of each level. */
function observed(one: Promised, pace: Pace, errorRatio: number, rate: number, beginMs: number, phases: Parameters<typeof simulate>[3]): Readonly<Record<string, number>> {
  const { firings } = simulate(one, pace, [{ forMs: beginMs, rate, errorRatio: 0 }, { forMs: 9 * HOUR, rate, errorRatio }], phases);
  return Object.fromEntries(firings.map(({ level, fromMs }) => [level, fromMs - beginMs]));
}

const FILLED = 9 * HOUR;
const RATIOS = fc.constantFrom(0.06, 0.1, 0.145, 0.15, 0.3, 0.5, 1);

describe.each([['parts', 0.05], ['time', 0.05], ['events', 10]] as const)('where %s are counted', (counting, rate) => {
  test('no simulation is told sooner than the best or later than the worst', () => {
    const cases = paces.chain((pace) =>
      fc.record({ pace: fc.constant(pace), phases: phasesOf(pace), errorRatio: RATIOS, minimumBad: fc.constantFrom(undefined, 4, 40), begin: fc.nat(tileMs(pace.evaluationIntervalMs) * 4) }),
    );
    fc.assert(
      fc.property(cases, ({ pace, phases, errorRatio, minimumBad, begin }) => {
        const one = promised(counting, minimumBad);
        const bounds = detection(one, pace, { errorRatio, rate });
        const seen = observed(one, pace, errorRatio, rate, FILLED + begin, phases);
        expect(Object.keys(seen).sort()).toEqual(bounds.map(({ level }) => level));
        for (const { level, bestMs, worstMs } of bounds) {
          expect(seen[level]).toBeGreaterThanOrEqual(bestMs - 1);
          expect(seen[level]).toBeLessThanOrEqual(worstMs + 1);
        }
      }),
      { numRuns: 150, seed: 11 },
    );
  });
});

test('best and worst are reached, to the second', () => {
  const pace = { evaluationIntervalMs: 30 * SECOND, scrapeIntervalMs: 30 * SECOND, scrapeTimeoutMs: 10 * SECOND };
  const one = promised('parts');
  const bounds = detection(one, pace, { errorRatio: 0.5, rate: 1 });
  const seen = [0, 15 * SECOND, 30 * SECOND - 1].flatMap((evaluationMs) =>
    [0, 1].flatMap((beside) =>
      Array.from({ length: 300 }, (_, second) => second * SECOND).map((begin) => observed(one, pace, 0.5, 1, FILLED + begin, { evaluationMs, scrapeMs: (evaluationMs + 20 * SECOND + beside) % (30 * SECOND) })),
    ),
  );
  for (const { level, bestMs, worstMs } of bounds) {
    const times = seen.map((times) => times[level] ?? NaN);
    expect(Math.min(...times) - bestMs).toBeLessThan(1100);
    expect(worstMs - Math.max(...times)).toBeLessThan(1100);
  }
});

describe('the Workbook’s rows at 99.9%, each minute a scrape and an evaluation', () => {
  const of = (errorRatio: number, groupWaitMs = 0) =>
    detection({ ...workbook('99.9%'), counting: 'parts' }, MINUTELY, { errorRatio, rate: 100, groupWaitMs }).map(({ level, row: { longMs }, bestMs, worstMs }) => [level, longMs / HOUR, Math.round(bestMs / 100) / 10, Math.round(worstMs / 100) / 10]);

  // threshold / error ratio × long (Google SRE Workbook, chapter 5), 10 s for slow answers; at worst a scrape and an
  // evaluation more, and a tile where the window is one of tiles.
  test.each([
    [1, [['page', 1, 51.84 + 10, 51.84 + 130], ['ticket', 24, 259.2 + 10, 259.2 + 430]]],
    [0.1, [['page', 1, 518.4 + 10, 518.4 + 130], ['ticket', 24, 2592 + 10, 2592 + 430]]],
    [0.02, [['page', 1, 2592 + 10, 2592 + 130], ['ticket', 24, 12_960 + 10, 12_960 + 430]]],
    [0.01, [['page', 6, 12_960 + 10, 12_960 + 130], ['ticket', 24, 25_920 + 10, 25_920 + 430]]],
    [0.002, [['ticket', 72, 129_600 + 10, 129_600 + 430]]],
  ])('at an error ratio of %d', (errorRatio, expected) => {
    expect(of(errorRatio)).toEqual(expected.map(([level, hours, best, worst]) => [level, hours, expect.closeTo(Number(best), 0), expect.closeTo(Number(worst), 0)]));
  });

  test('what Alertmanager waits comes on top', () => {
    expect(of(1, 30 * SECOND).map(([, , best, worst]) => [best, worst])).toEqual(of(1).map(([, , best, worst]) => [expect.closeTo(Number(best) + 30, 5), expect.closeTo(Number(worst) + 30, 5)]));
  });

  test('at and below the budget nobody is told', () => {
    expect(of(0.001)).toEqual([]);
  });

  test('below the page’s thresholds only the ticket fires', () => {
    expect(of(0.004).map(([level]) => level)).toEqual(['ticket']);
  });
});
