import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Contribution } from '../../../src/drill/scenario.ts';
import { podSeries, type Course } from '../../../src/failures/pod-series.ts';
import { scrapedStorage } from '../../../src/failures/scraped.ts';
import type { Course as Way } from '../../../src/evaluate/storage.ts';
import type { Failure } from '../../../src/obligations/failure.ts';
import { PROVES, seedOr } from '../../support/proof.ts';

const SCRAPES = 240;

const stretch = fc.record({ perSecond: fc.constantFrom(0, 1, 7), errors: fc.constantFrom(0, 0, 0.5, 1) });

const course: fc.Arbitrary<Course> = fc.oneof(
  { weight: 5, arbitrary: fc.record({
    kind: fc.constant('events' as const),
    flow: fc.record({ before: stretch, after: stretch, everyMs: fc.constantFrom(undefined, 60_000, 90_000, 300_000, 1_500_000) }),
    contributions: fc.array(fc.record<Contribution>({ metric: fc.constant('m_total'), labels: fc.constant({}), perGood: fc.constantFrom(0, 1), perBad: fc.constantFrom(0, 1), withAny: fc.boolean() }), { minLength: 1, maxLength: 2 }),
    bornAtStart: fc.boolean().map((isBorn) => () => isBorn),
  }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('gauge' as const), metric: fc.constant('g'), labels: fc.constant({}), before: fc.constantFrom(0, 1), after: fc.constantFrom(0, 1) }) },
);

const failure = fc.constantFrom<Failure | undefined>(undefined, { kind: 'series-end' }, { kind: 'targets-end', state: 'gone' }, { kind: 'targets-end', state: 'down' });

interface Case {
  readonly one: Course;
  readonly failing: Failure | undefined;
  readonly scrapeMs: number;
  readonly onset: number;
  readonly lasts: number | undefined;
}

const cases: fc.Arbitrary<Case> = fc.record({ one: course, failing: failure, scrapeMs: fc.constantFrom(15_000, 60_000), onset: fc.integer({ min: 1, max: 120 }), lasts: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }) });

/** What is claimed of the time around a moment, against each scrape in it. */
function isTrue({ one, failing, scrapeMs, onset, lasts }: Case, at: number, way: Way): boolean {
  const onsetMs = onset * scrapeMs + 1;
  const series = podSeries({ series: { job: 'x' }, up: { job: 'x' } }, [one], { onsetMs, endMs: lasts === undefined ? Infinity : onsetMs + lasts * scrapeMs, failure: failing, scrapeMs });
  const stored = scrapedStorage(series, scrapeMs).select([]);
  return stored.every((scraped) => {
    const claim = scraped.steady?.(at, way);
    if (claim === undefined) return true;
    const { fromMs, untilMs, everyMs, periodMs = scrapeMs } = claim;
    if (fromMs > at || untilMs < at) return false;
    const within = scraped.samples(Math.max(0, fromMs), Math.min(untilMs, SCRAPES * scrapeMs));
    if (everyMs === undefined) return within.length === 0;
    const scrapes = Math.floor(Math.min(untilMs, SCRAPES * scrapeMs) / scrapeMs) - Math.max(0, Math.ceil(fromMs / scrapeMs)) + 1;
    const period = periodMs / scrapeMs;
    const gains = within.slice(period).map(({ value }, index) => value - (within[index]?.value ?? NaN));
    return Number.isInteger(period) && within.length === scrapes && within.every(({ stale }) => stale !== true) && gains.every((gain) => Math.abs(gain - (gains[0] ?? 0)) < 1e-6);
  });
}

test('series do what they say of the time around a moment', () => {
  fc.assert(
    fc.property(cases, fc.integer({ min: -2 * 15, max: SCRAPES * 15 }), fc.constantFrom('line' as const, 'recurrence' as const), (one, quarter, way) => {
      expect(isTrue(one, (quarter / 15) * one.scrapeMs, way)).toBe(true);
    }),
    { numRuns: PROVES ? 100_000 : 3000, seed: seedOr(20_261_129) },
  );
});

test('what comes in bursts is said to come again', () => {
  const flow = { before: { perSecond: 1, errors: 0 }, after: { perSecond: 1, errors: 1 }, everyMs: 300_000 };
  const [series] = scrapedStorage(podSeries({ series: {}, up: undefined }, [{ kind: 'events', flow, contributions: [{ metric: 'm_total', labels: {}, perGood: 1, perBad: 1, withAny: false }], bornAtStart: () => false }], { onsetMs: 3_600_001, endMs: Infinity, failure: undefined, scrapeMs: 60_000 }), 60_000).select([]);
  expect(series?.steady?.(2_000_000, 'recurrence')).toEqual({ fromMs: 300_000, untilMs: 3_600_000, everyMs: 60_000, periodMs: 300_000 });
  expect(series?.steady?.(9_000_000, 'recurrence')).toMatchObject({ untilMs: Infinity, periodMs: 300_000 });
  expect(series?.steady?.(2_000_000, 'line')).toEqual({ fromMs: 1_800_000, untilMs: 2_099_999, everyMs: 60_000 });
});

test.each([45_000, 70_000, 90_000, 300_000, 420_000])('whole events each %i ms stay whole', (everyMs) => {
  const stretch = { perSecond: 20_000 / everyMs, errors: 0 };
  const [series] = podSeries({ series: {}, up: undefined }, [{ kind: 'events', flow: { before: stretch, after: stretch, everyMs }, contributions: [{ metric: 'm_total', labels: {}, perGood: 1, perBad: 1, withAny: false }], bornAtStart: () => false }], { onsetMs: 3_600_001, endMs: Infinity, failure: undefined, scrapeMs: 30_000 });
  for (let at = 0; at < 9_000_000; at += 30_000) expect(Number.isInteger(series?.valueAt(at)), `${series?.valueAt(at) ?? ''} at ${at}`).toBe(true);
});
