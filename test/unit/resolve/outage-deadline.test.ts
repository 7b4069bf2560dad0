import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import type { BurnRow } from '../../../src/model/burn-policy.ts';
import { DAY, HOUR, MINUTE, parseDuration, SECOND } from '../../../src/model/duration.ts';
import { fromPercentage, minus, ONE, toDecimal, toNumber } from '../../../src/model/rational.ts';
import { withinDeadline, type OutageDeadline, type SoundRow } from '../../../src/resolve/outage-deadline.ts';
import type { Pace } from '../../../src/simulate/clock.ts';
import { detection } from '../../../src/simulate/detection.ts';
import { paces, row, workbook } from '../simulate/promises.ts';

const MINUTELY: Pace = { evaluationIntervalMs: MINUTE, scrapeIntervalMs: MINUTE, scrapeTimeoutMs: 10 * SECOND };
const NOWHERE = { source: { path: 'tocsin.yaml', text: '' }, span: { start: 0, end: 0 } };

function deadline(withinMs: number, isAsked = true, level: 'page' | 'ticket' = 'page'): OutageDeadline {
  return { level, withinMs, groupWaitMs: 30 * SECOND, askedAt: isAsked ? NOWHERE : undefined };
}

interface Choice {
  readonly isTimeWeighted?: boolean;
  readonly everyMs?: number;
  readonly pace?: Pace;
}

function held(rows: readonly BurnRow[], target: string, outage: OutageDeadline, { isTimeWeighted = false, everyMs, pace = MINUTELY }: Choice = {}) {
  const sink = new Sink();
  const budget = minus(ONE, fromPercentage(target));
  const capped = withinDeadline(rows, { name: 'good', budget, periodMs: 30 * DAY, everyMs, isTimeWeighted, targetAt: NOWHERE }, outage, pace, sink);
  return { rows: capped, factors: capped.map(({ factor }) => toDecimal(factor)), problems: sink.sorted };
}

/** The promise that no phase of scrapes, evaluations and tiles breaks, by the model that `simulate` uses. */
function worstMs(rows: readonly BurnRow[], target: string, { isTimeWeighted = false, pace = MINUTELY }: Choice): number {
  const promised = { rows, target: fromPercentage(target), period: { kind: 'rolling', ms: 30 * DAY } as const, counting: isTimeWeighted ? ('time' as const) : ('parts' as const) };
  return detection(promised, pace, { errorRatio: 1, rate: 1000, groupWaitMs: 30 * SECOND }).find(({ level }) => level === 'page')?.worstMs ?? Infinity;
}

test('the fastest row is slowed down no more than the deadline asks, and the others not at all', () => {
  const usual = ['14.4', '6', '3', '1'];
  expect(held(workbook('99.9%').rows, '99.9%', deadline(5 * MINUTE)).factors).toEqual(usual);
  // 5m less a scrape, a slow answer, an evaluation and the group wait are 140 s of 1% × 1h = 36 s.
  expect(held(workbook('99%').rows, '99%', deadline(5 * MINUTE)).factors).toEqual(['3.88', '6', '3', '1']);
  expect(held(workbook('95%').rows, '95%', deadline(15 * MINUTE, false)).factors).toEqual(['4.11', '6', '3', '1']);
  expect(held(workbook('99%').rows, '99%', deadline(15 * MINUTE)).factors).toEqual(usual);
});

test('what a capped row says of itself belongs together', () => {
  const [first] = held(workbook('99%').rows, '99%', deadline(5 * MINUTE)).rows;
  expect(first).toMatchObject({ factor: { num: 97n, den: 25n }, threshold: { num: 97n, den: 2500n } });
  expect(toNumber(first?.budgetShare ?? ONE) * 720).toBeCloseTo(3.88, 10);
});

test('no phase breaks the promise, and the next hundredth would', () => {
  const cases = fc.record({
    pace: paces,
    target: fc.constantFrom('90%', '93%', '95%', '97%', '99%', '99.5%', '99.9%'),
    within: fc.integer({ min: 300, max: 3600 }),
    isTimeWeighted: fc.boolean(),
    budget: fc.constantFrom('1%', '2%', '5%'),
    long: fc.constantFrom(30 * MINUTE, HOUR, 3 * HOUR, 8 * HOUR),
  });
  let capped = 0;
  fc.assert(
    fc.property(cases, ({ within, target, budget, long, ...choice }) => {
      const before = row('page', budget, long, Math.max(4 * MINUTE, long / 12), target, 30 * DAY);
      fc.pre(toNumber(before.threshold) < 1 && toNumber(before.factor) >= 1);
      const after = held([before], target, deadline(within * SECOND), choice);
      if (after.problems.length > 0) return;
      expect(worstMs(after.rows, target, choice)).toBeLessThanOrEqual(within * SECOND + 1);
      if (after.factors[0] !== toDecimal(before.factor)) capped += 1;
    }),
    { numRuns: 150, seed: 3 },
  );
  expect(capped).toBeGreaterThan(30);
});

describe('a deadline that cannot be kept', () => {
  test('is refused where the class asks for it, and kept as well as it can be where it is the usual one', () => {
    const asked = held(workbook('90%').rows, '90%', deadline(5 * MINUTE));
    expect(asked.problems.map(({ code }) => code)).toEqual(['TOC515']);
    const usual = held([row('page', '50%', 10 * DAY, 20 * HOUR, '90%', 30 * DAY)], '90%', deadline(15 * MINUTE, false));
    expect([usual.factors, usual.problems]).toEqual([['1'], []]);
  });

  test.each([
    ['95%', 300],
    ['90%', 300],
    ['90%', 600],
    ['80%', 1200],
    ['99%', 175],
    ['50%', 2000],
  ])('comes with a row that works, at %s within %d s', (target, within) => {
    const rows: readonly SoundRow[] = [row('page', '2%', 8 * HOUR, 40 * MINUTE, target, 30 * DAY)];
    const [problem] = held(rows as readonly BurnRow[], target, deadline(within * SECOND)).problems;
    const [, budget, long, short] = /`\{ level: page, budget: (\S+), long: (\S+), short: (\S+) \}`/.exec(problem?.help ?? '') ?? [];
    if (budget === undefined || long === undefined || short === undefined) throw new Error(`no row in: ${String(problem?.help)}`);
    const better = row('page', budget, parseDuration(long), parseDuration(short), target, 30 * DAY);
    expect(toNumber(better.factor)).toBeGreaterThanOrEqual(1);
    const both = held([...(rows as readonly BurnRow[]), better], target, deadline(within * SECOND));
    expect(both.problems).toEqual([]);
    expect(worstMs(both.rows, target, {})).toBeLessThanOrEqual(within * SECOND);
  });

  test('says what to allow where no window is short enough', () => {
    const [problem] = held(workbook('50%').rows, '50%', deadline(4 * MINUTE)).problems;
    const [, allowed] = /Allow at least (\S+) and/.exec(problem?.help ?? '') ?? [];
    expect(allowed).toBe('4m40s');
  });
});
