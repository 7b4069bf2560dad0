import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/model/duration.ts';
import type { BurnRow, Level } from '../../../src/model/burn-policy.ts';
import type { Segment } from '../../../src/simulate/course.ts';
import { simulate, type Promised, type Simulated } from '../../../src/simulate/simulate.ts';
import { MINUTELY, paces, phasesOf, workbook } from './promises.ts';

/** Health, an outage of any kind, and health again. */
function outage(errorRatio: number, forMs: number, rate = 100): readonly Segment[] {
  return [
    { forMs: DAY, rate, errorRatio: 0 },
    { forMs, rate, errorRatio },
    { forMs: DAY, rate, errorRatio: 0 },
  ];
}

function firstOf({ firings }: Simulated, level: Level): number {
  return firings.find((one) => one.level === level)?.fromMs ?? Infinity;
}

function lastEnd({ firings }: Simulated, level: Level): number {
  return Math.max(-Infinity, ...firings.filter((one) => one.level === level).map(({ untilMs }) => untilMs ?? Infinity));
}

const LEVELS = ['page', 'ticket'] as const;
const TARGETS = ['95%', '99%', '99.5%', '99.9%', '99.95%'];

/** A pace with phases of it, an error ratio and a length. */
const cases = paces.chain((pace) =>
  fc.record({
    pace: fc.constant(pace),
    phases: phasesOf(pace),
    errorRatio: fc.double({ min: 0.002, max: 1, noNaN: true }),
    forMs: fc.integer({ min: MINUTE, max: 10 * HOUR }),
    rate: fc.constantFrom(0.01, 1, 100),
    target: fc.constantFrom(...TARGETS),
  }),
);

describe('laws', () => {
  test('more errors never fire later, and never resolve sooner', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 1, noNaN: true }), ({ pace, phases, errorRatio, forMs, rate, target }, less) => {
        const [more, fewer] = [errorRatio, errorRatio * less].map((ratio) => simulate(workbook(target), pace, outage(ratio, forMs, rate), phases)) as [Simulated, Simulated];
        for (const level of LEVELS) {
          expect(firstOf(more, level)).toBeLessThanOrEqual(firstOf(fewer, level));
          expect(lastEnd(more, level)).toBeGreaterThanOrEqual(lastEnd(fewer, level));
        }
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test('a tighter target never fires later', () => {
    fc.assert(
      fc.property(cases, ({ pace, phases, errorRatio, forMs, rate }) => {
        const firsts = TARGETS.map((target) => simulate(workbook(target), pace, outage(errorRatio, forMs, rate), phases));
        for (const level of LEVELS) {
          const times = firsts.map((one) => firstOf(one, level));
          expect(times).toEqual([...times].sort((a, b) => b - a));
        }
      }),
      { numRuns: 50, seed: 2 },
    );
  });

  test('nothing fires before the first failure, or without any', () => {
    fc.assert(
      fc.property(cases, ({ pace, phases, errorRatio, forMs, rate, target }) => {
        for (const { fromMs, untilMs } of simulate(workbook(target), pace, outage(errorRatio, forMs, rate), phases).firings) {
          expect(fromMs).toBeGreaterThan(DAY);
          expect(untilMs ?? Infinity).toBeGreaterThan(fromMs);
        }
        expect(simulate(workbook(target), pace, outage(0, forMs, rate), phases).firings).toEqual([]);
      }),
      { numRuns: 50, seed: 3 },
    );
  });

  test('how much traffic there is does not matter, where parts of events are counted', () => {
    fc.assert(
      fc.property(cases, ({ pace, phases, errorRatio, forMs, target }) => {
        const [a, b] = [0.125, 64].map((rate) => simulate({ ...workbook(target), counting: 'parts' }, pace, outage(errorRatio, forMs, rate), phases).firings);
        expect(a).toEqual(b);
      }),
      { numRuns: 50, seed: 4 },
    );
  });

  test('spent budget grows by error ratio ÷ budget ÷ period, whatever the traffic', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 1, noNaN: true }), ({ pace, phases, errorRatio, forMs, rate, target }, part) => {
        const { budgetSpentAt } = simulate(workbook(target), pace, outage(errorRatio, forMs, rate), phases);
        const budget = 1 - Number.parseFloat(target) / 100;
        expect(budgetSpentAt(DAY)).toBe(0);
        expect(budgetSpentAt(DAY + part * forMs)).toBeCloseTo((part * forMs * errorRatio) / budget / (30 * DAY), 9);
        expect(budgetSpentAt(DAY + 2 * forMs)).toBeCloseTo(budgetSpentAt(DAY + forMs), 12);
      }),
      { numRuns: 100, seed: 5 },
    );
  });

  test('a fewest number of bad events only takes alerts away', () => {
    fc.assert(
      fc.property(cases, fc.nat(100), ({ pace, phases, errorRatio, forMs, rate, target }, minimumBad) => {
        const usual = workbook(target);
        const choosy = { ...usual, rows: usual.rows.map((row) => ({ ...row, minimumBad })) };
        const [all, some] = [usual, choosy].map((one) => simulate(one, pace, outage(errorRatio, forMs, rate), phases)) as [Simulated, Simulated];
        for (const level of LEVELS) expect(firstOf(some, level)).toBeGreaterThanOrEqual(firstOf(all, level));
        for (const { fromMs, level } of some.firings) expect(all.firings.some((one) => one.level === level && one.fromMs <= fromMs && (one.untilMs ?? Infinity) > fromMs)).toBe(true);
      }),
      { numRuns: 100, seed: 6 },
    );
  });
});

test('the row is the first in the policy that holds', () => {
  const rows = (errorRatio: number, forMs: number) => simulate(workbook('99.9%'), MINUTELY, [{ forMs: 3 * DAY, rate: 100, errorRatio: 0 }, ...outage(errorRatio, forMs).slice(1)]).firings.map(({ level, row }) => [level, row.longMs / HOUR]);
  expect(rows(0.01, 6 * HOUR)).toEqual([['page', 6]]);
  expect(rows(0.002, 2 * DAY)).toEqual([['ticket', 72]]);
  expect(rows(1, HOUR)).toEqual([
    ['page', 1],
    ['ticket', 24],
  ]);
});

test('a course that ends while an alert fires leaves it open', () => {
  const { firings } = simulate(workbook('99.9%'), MINUTELY, outage(1, HOUR).slice(0, 2));
  expect(firings.map(({ untilMs }) => untilMs)).toEqual([undefined, undefined]);
});

test('an alert bridges the pauses of rare events, and ends when a window shows enough good ones', () => {
  const [first] = workbook('99.9%').rows;
  if (first === undefined) throw new Error('the Workbook has rows');
  const rare = (recovery: BurnRow['recovery'], minimumBad?: number): Promised => ({ ...workbook('99.9%'), rows: [{ ...first, minimumBad, recovery }] });
  // An event every six minutes, each bad: the 5-minute window is empty again and again.
  const pages = (one: Promised, after: number) =>
    simulate(one, MINUTELY, [...outage(1, 3 * HOUR, 1 / 360).slice(0, 2), { forMs: 3 * HOUR, rate: after, errorRatio: 0 }]).firings.map(({ fromMs, untilMs }) => [Math.round((fromMs - DAY) / MINUTE), Math.round(((untilMs ?? NaN) - DAY) / MINUTE) - 180]);
  expect(pages(rare(undefined), 1 / 360).length).toBeGreaterThan(20);
  const kept = rare({ windowsMs: [5 * MINUTE, 30 * MINUTE], enough: { of: 'expected-bad', moreThan: 4.6 } }, 4);
  // The fourth bad event pages. Then the rate decides: at 10/h and 30/h the last bad event has to leave the hour,
  // at 3 a minute the short window holds enough good ones.
  expect(pages(kept, 1 / 360)).toEqual([[25, 61]]);
  expect(pages(kept, 1 / 120)).toEqual([[25, 61]]);
  expect(pages(kept, 1 / 20)).toEqual([[25, 6]]);
});

test('where time is counted, the error ratio of each evaluation is its share of badness', () => {
  const { firings } = simulate({ ...workbook('99.9%'), counting: 'time' }, MINUTELY, outage(1, 10 * MINUTE, 0));
  // 1.44% of 60 minutes: the first bad minute of an hour is enough.
  expect(firings[0]).toMatchObject({ level: 'page', fromMs: DAY });
});

test('recorded ratios can be asked for at any time', () => {
  const { ratioAt } = simulate(workbook('99.9%'), MINUTELY, outage(0.5, HOUR));
  expect(ratioAt(HOUR, 0)).toBeUndefined();
  expect(ratioAt(HOUR, DAY)).toBe(0);
  expect(ratioAt(HOUR, DAY + HOUR + MINUTE)).toBeCloseTo(0.5, 5);
  expect(ratioAt(5 * MINUTE, DAY + 10 * MINUTE + 59 * SECOND)).toBe(ratioAt(5 * MINUTE, DAY + 10 * MINUTE));
});

test('twelve days of evaluations every 15 seconds fire and resolve once', () => {
  const pace = { evaluationIntervalMs: 15 * SECOND, scrapeIntervalMs: 15 * SECOND, scrapeTimeoutMs: 10 * SECOND };
  const { firings } = simulate(workbook('99.9%'), pace, [{ forMs: 4 * DAY, rate: 100, errorRatio: 0 }, { forMs: 4 * DAY, rate: 100, errorRatio: 0.02 }, { forMs: 4 * DAY, rate: 100, errorRatio: 0 }]);
  expect(firings.map(({ level }) => level)).toEqual(['page', 'ticket']);
});
