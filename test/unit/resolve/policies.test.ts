import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { DAY, formatDuration, HOUR, MINUTE, parseDuration, SECOND } from '../../../src/model/duration.ts';
import { compare, fromPercentage, ONE, toNumber } from '../../../src/model/rational.ts';
import type { Period } from '../../../src/model/model.ts';
import { nominalPeriodMs } from '../../../src/model/period.ts';
import { burnRows, type Pace, type Policy, type PolicyRow } from '../../../src/resolve/burn-rows.ts';
import { PROVES, seedOr } from '../../support/proof.ts';

const NOWHERE = { source: { path: 'tocsin.yaml', text: '' }, span: { start: 0, end: 0 } };
const PERIODS: readonly (readonly [string, Period])[] = [
  ...['7d', '28d', '30d', '84d', '90d'].map((text): readonly [string, Period] => [text, { kind: 'rolling', ms: parseDuration(text) }]),
  ['month', { kind: 'month' }],
  ['quarter', { kind: 'quarter', firstMonth: 3 }],
];
const TARGETS = ['90%', '95%', '98%', '99%', '99.5%', '99.9%', '99.95%', '99.99%'];

interface Choice {
  readonly scrapeMs?: number;
  readonly evaluationMs?: number;
  readonly everyMs?: number;
  readonly isTimeWeighted?: boolean;
  readonly withinMs?: number;
  readonly pagesAre?: 'page' | 'ticket';
}

function pace({ scrapeMs = MINUTE, evaluationMs = MINUTE, everyMs, isTimeWeighted = false, withinMs, pagesAre = 'page' }: Choice): Pace {
  const level = pagesAre;
  const outage = { level, withinMs: withinMs ?? (level === 'page' ? 15 : 60) * MINUTE, groupWaitMs: undefined, askedAt: withinMs === undefined ? undefined : NOWHERE };
  return { settings: { scrapeIntervalMs: scrapeMs, evaluationIntervalMs: evaluationMs, scrapeTimeoutMs: Math.min(10 * SECOND, scrapeMs), retentionMs: 400 * DAY }, everyMs, isTimeWeighted, outage };
}

function rowsFor(policy: Policy, period: Period, target: string, choice: Choice = {}) {
  const sink = new Sink();
  const rows = burnRows(policy, { name: 'good', target: fromPercentage(target), period, at: NOWHERE, periodAt: NOWHERE }, pace(choice), sink);
  return { rows, problems: sink.sorted };
}

function derived(period: Period, target: string, choice: Choice = {}) {
  return rowsFor({ kind: 'derived', pagesAre: choice.pagesAre ?? 'page', at: NOWHERE }, period, target, choice);
}

/** What the issue asks of every row, looked at without the checks that made it. */
function isSound(rows: ReturnType<typeof derived>['rows'], period: Period, { scrapeMs = MINUTE, everyMs }: Choice): boolean {
  return rows.every(
    ({ factor, threshold, longMs, shortMs }) =>
      toNumber(factor) >= 1 && toNumber(threshold) < 1 && longMs < nominalPeriodMs(period) && shortMs <= longMs && shortMs >= 4 * scrapeMs && shortMs >= (everyMs === undefined ? 0 : 2 * everyMs + scrapeMs),
  );
}

describe.each(PERIODS)('a derived policy over %s', (_, period) => {
  test.each(TARGETS)('is legal at %s: two rows that page, two that make a ticket', (target) => {
    for (const withinMs of [undefined, 5 * MINUTE, 15 * MINUTE]) {
      // At 99.99 % of a week the budget is a minute, which is gone unseen at slower scrapes (TOC510).
      for (const scrapeMs of target === '99.99%' ? [15 * SECOND] : [15 * SECOND, MINUTE]) {
        const choice = { scrapeMs, evaluationMs: scrapeMs, ...(withinMs === undefined ? {} : { withinMs }) };
        const { rows, problems } = derived(period, target, choice);
        expect(problems).toEqual([]);
        expect(rows.map(({ level }) => level)).toEqual(['page', 'page', 'ticket', 'ticket']);
        expect(isSound(rows, period, choice)).toBe(true);
      }
    }
  });
});

test('a derived policy of 30 days at 99.9 % is the Workbook’s', () => {
  const { rows } = derived({ kind: 'month' }, '99.9%');
  expect(rows.map(({ longMs, shortMs, factor, budgetShare }) => [longMs / HOUR, shortMs / MINUTE, toNumber(factor), toNumber(budgetShare)])).toEqual([
    [1, 5, 14.4, 0.02],
    [6, 30, 6, 0.05],
    [24, 120, 3, 0.1],
    [72, 360, 1, 0.1],
  ]);
});

test.each([
  ['7d', ['14m', '1h20m', '5h35m', '16h']],
  ['28d', ['56m', '5h35m', '22h', '2d19h']],
  ['84d', ['2h45m', '16h', '2d19h', '8d9h']],
  ['90d', ['3h', '18h', '3d', '9d']],
])('windows over %s are those that docs/rules.md lists', (text, windows) => {
  const { rows } = derived({ kind: 'rolling', ms: parseDuration(text) }, '99.9%');
  expect(rows.map(({ longMs }) => formatDuration(longMs))).toEqual(windows);
  expect(rows.map(({ factor }) => toNumber(factor))).toEqual([14.4, 6, 3, 1]);
});

test('loose targets lower burn rates, and a near deadline shortens the fastest window', () => {
  expect(derived({ kind: 'month' }, '90%', { withinMs: HOUR }).rows.map(({ factor }) => toNumber(factor))).toEqual([8, 6, 3, 1]);
  expect(derived({ kind: 'month' }, '95%', { withinMs: 5 * MINUTE }).rows.map(({ longMs }) => formatDuration(longMs))).toEqual(['15m', '6h', '1d', '3d']);
});

test('a row made for a deadline has windows of whole evaluations, which nothing lengthens later', () => {
  const { rows, problems } = derived({ kind: 'rolling', ms: parseDuration('54000m') }, '19.144%', { evaluationMs: 7 * SECOND, pagesAre: 'ticket' });
  expect(problems).toEqual([]);
  expect(rows.every(({ longMs, factor }) => longMs % (7 * SECOND) === 0 && toNumber(factor) >= 1)).toBe(true);
});

test('whatever period, target and intervals: no row below 1, each can be reached, and windows hold what they must', () => {
  const cases = fc.record({
    ms: fc.integer({ min: 60, max: 366 * 24 * 60 }).map((minutes) => minutes * MINUTE),
    target: fc.integer({ min: 1, max: 99_999 }).map((thousandths) => `${Math.floor(thousandths / 1000)}.${String(thousandths % 1000).padStart(3, '0')}%`),
    scrapeMs: fc.constantFrom(5, 15, 30, 60, 120).map((seconds) => seconds * SECOND),
    evaluationMs: fc.constantFrom(7, 15, 30, 60, 120).map((seconds) => seconds * SECOND),
    everyMs: fc.option(fc.constantFrom(MINUTE, 15 * MINUTE, 6 * HOUR), { nil: undefined, freq: 3 }),
    isTimeWeighted: fc.boolean(),
    pagesAre: fc.constantFrom('page' as const, 'ticket' as const),
  });
  fc.assert(
    fc.property(cases, ({ ms, target, everyMs, ...rest }) => {
      const period: Period = { kind: 'rolling', ms };
      const choice: Choice = { ...rest, ...(everyMs === undefined ? {} : { everyMs }) };
      const { rows, problems } = derived(period, target, choice);
      const codes = new Set(problems.map(({ code }) => code));
      // A budget of seconds, and a period that no window fits into, are refused whatever the rows.
      fc.pre(!codes.has('TOC510') && !codes.has('TOC503'));
      expect([...codes]).toEqual([]);
      expect(rows.length).toBeGreaterThan(0);
      expect(isSound(rows, period, choice)).toBe(true);
    }),
    { seed: seedOr(1), numRuns: PROVES ? 20_000 : 500 },
  );
});

test('the row that a refusal writes down is one that works', () => {
  const cases = fc.record({
    period: fc.constantFrom(...PERIODS.map(([, period]) => period)),
    target: fc.constantFrom(...TARGETS),
    budget: fc.constantFrom('0.5%', '1%', '2%', '5%', '10%', '40%', '100%'),
    long: fc.constantFrom('5m', '1h', '6h', '1d', '3d', '7d', '30d', '84d', '120d'),
    short: fc.constantFrom('1m', '2m', '5m', '1h'),
    scrapeMs: fc.constantFrom(15, 60, 120).map((seconds) => seconds * SECOND),
  });
  let refused = 0;
  fc.assert(
    fc.property(cases, ({ period, target, budget, long, short, scrapeMs }) => {
      // A ticket, so that no deadline is in play.
      const row: PolicyRow = { level: 'ticket', budgetShare: fromPercentage(budget), longMs: parseDuration(long), shortMs: parseDuration(short), at: NOWHERE };
      const { problems } = rowsFor({ kind: 'written', rows: [row] }, period, target, { scrapeMs });
      const about = problems.filter(({ code }) => ['TOC502', 'TOC503', 'TOC504', 'TOC505', 'TOC508'].includes(code));
      if (about.length === 0) return;
      refused += 1;
      const text = about[0]?.help ?? '';
      const written = /write `\{ level: (\w+), budget: ([0-9.]+%), long: (\w+), short: (\w+) \}`/.exec(text);
      expect(written, text).not.toBeNull();
      const [, , share = '', longer = '', shorter = ''] = written ?? [];
      const mended: PolicyRow = { ...row, budgetShare: fromPercentage(share), longMs: parseDuration(longer), shortMs: parseDuration(shorter) };
      const again = rowsFor({ kind: 'written', rows: [mended] }, period, target, { scrapeMs });
      fc.pre(!again.problems.some(({ code }) => code === 'TOC510'));
      expect(again.problems.map(({ code, message }) => [code, message]), text).toEqual([]);
      // The nearest: a window that fits is kept, and a budget that could stay has stayed.
      if (row.longMs < nominalPeriodMs(period)) expect(mended.longMs).toBe(Math.max(row.longMs, 4 * scrapeMs));
      const burns = (toNumber(row.budgetShare) * nominalPeriodMs(period)) / mended.longMs;
      if (burns >= 1 && burns * (1 - toNumber(fromPercentage(target))) < 0.999) expect(compare(mended.budgetShare, row.budgetShare)).toBe(0);
    }),
    { seed: seedOr(1), numRuns: PROVES ? 10_000 : 500 },
  );
  expect(refused).toBeGreaterThan(100);
});

test('the row that keeps a deadline works as well, at every period and target', () => {
  for (const [, period] of PERIODS) {
    for (const target of TARGETS) {
      const slow: PolicyRow = { level: 'page', budgetShare: fromPercentage('50%'), longMs: 3 * DAY, shortMs: 6 * HOUR, at: NOWHERE };
      const { problems } = rowsFor({ kind: 'written', rows: [slow] }, period, target, { withinMs: 5 * MINUTE });
      const late = problems.find(({ code }) => code === 'TOC515');
      if (late === undefined) continue;
      const written = /`\{ level: page, budget: ([0-9.]+%), long: (\w+), short: (\w+) \}`/.exec(late.help ?? '');
      expect(written, late.help).not.toBeNull();
      const [, share = '', long = '', short = ''] = written ?? [];
      const faster: PolicyRow = { ...slow, budgetShare: fromPercentage(share), longMs: parseDuration(long), shortMs: parseDuration(short) };
      const { rows, problems: left } = rowsFor({ kind: 'written', rows: [faster] }, period, target, { withinMs: 5 * MINUTE });
      if (left.some(({ code }) => code === 'TOC510')) continue;
      expect(left).toEqual([]);
      expect(rows.every(({ factor }) => compare(factor, ONE) >= 0)).toBe(true);
    }
  }
});
