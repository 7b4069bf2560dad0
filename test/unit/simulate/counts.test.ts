import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../../src/model/duration.ts';
import { Clock } from '../../../src/simulate/clock.ts';
import { Counts } from '../../../src/simulate/counts.ts';
import { Course } from '../../../src/simulate/course.ts';
import { Literal } from './literal.ts';
import { MINUTELY, paces, phasesOf } from './promises.ts';

const segments = fc.array(
  fc.record({ forMs: fc.integer({ min: 1, max: 3 * HOUR }), rate: fc.constantFrom(0, 0.01, 1, 33.3, 1000), errorRatio: fc.constantFrom(0, 0.002, 0.5, 1) }),
  { minLength: 1, maxLength: 5 },
);

test('a window is what its rule says, at any phase of scrapes, evaluations and tiles', () => {
  const windows = fc.oneof(fc.integer({ min: 60, max: 3 * 3600 }), fc.integer({ min: 6 * 3600 + 1, max: 9 * 3600 })).map((seconds) => seconds * SECOND);
  const cases = paces.chain((pace) => fc.record({ pace: fc.constant(pace), phases: phasesOf(pace), course: segments, windowMs: windows, picks: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }) }));
  fc.assert(
    fc.property(cases, ({ pace, phases, course, windowMs, picks }) => {
      const literal = new Literal(course, pace, phases);
      const counts = new Counts(new Course(course), new Clock(pace, phases), 'events');
      expect(counts.length).toBe(literal.evaluations.length);
      for (const pick of picks) {
        const index = Math.floor(pick * (counts.length - 1));
        const atMs = literal.evaluations[index] ?? -1;
        if (atMs < 0) continue;
        const [total, bad] = (['total', 'bad'] as const).map((side) => literal.window(side, windowMs, atMs));
        expect(counts.window(windowMs)(index), `at ${atMs}`).toEqual(total === undefined ? undefined : { total, bad });
      }
    }),
    { numRuns: 150, seed: 7 },
  );
});

describe('counters', () => {
  const course = new Course([{ forMs: 10 * SECOND, rate: 0.3, errorRatio: 0.5 }, { forMs: 10 * SECOND, rate: 0, errorRatio: 1 }, { forMs: 10 * SECOND, rate: 1, errorRatio: 0 }]);

  test('show whole events', () => {
    expect([0, 3, 4, 10, 15, 20, 25, 30].map((seconds) => course.countersAt(seconds * SECOND).total)).toEqual([0, 0, 0, 2, 2, 2, 7, 12]);
    expect([0, 7, 10, 30].map((seconds) => course.countersAt(seconds * SECOND).bad)).toEqual([0, 1, 1, 1]);
  });

  test('never fall, neither that of good events nor that of bad ones', () => {
    fc.assert(
      fc.property(segments, fc.integer({ min: 1, max: 100_000 }), (some, stepMs) => {
        const one = new Course(some);
        const shown = Array.from({ length: 200 }, (_, index) => one.countersAt(index * stepMs)).map(({ total, bad }) => [total - bad, bad] as const);
        for (const [index, [good, bad]] of shown.entries()) {
          expect(good).toBeGreaterThanOrEqual(shown[index - 1]?.[0] ?? 0);
          expect(bad).toBeGreaterThanOrEqual(shown[index - 1]?.[1] ?? 0);
        }
      }),
      { numRuns: 100, seed: 8 },
    );
  });

  test('stay where they are after the end', () => {
    expect(course.eventsAt(HOUR)).toEqual(course.eventsAt(30 * SECOND));
  });

  test('three times a third of an event is one', () => {
    expect(new Course(Array.from({ length: 3 }, () => ({ forMs: 1000 / 3, rate: 1, errorRatio: 1 }))).countersAt(1000)).toEqual({ total: 1, bad: 1 });
  });
});

describe('time', () => {
  test('counts an evaluation once, by the newest scrape', () => {
    const counts = new Counts(new Course([{ forMs: 10 * MINUTE, rate: 0, errorRatio: 0 }, { forMs: 10 * MINUTE, rate: 0, errorRatio: 0.5 }]), new Clock(MINUTELY, { scrapeMs: 30 * SECOND }), 'time');
    const window = counts.window(5 * MINUTE);
    expect([0, 1, 4, 10, 11, 14, 15, 20].map((index) => window(index))).toEqual([
      undefined,
      { total: 1, bad: 0 },
      { total: 4, bad: 0 },
      { total: 5, bad: 0 },
      { total: 5, bad: 0.5 },
      { total: 5, bad: 2 },
      { total: 5, bad: 2.5 },
      { total: 5, bad: 2.5 },
    ]);
  });
});
