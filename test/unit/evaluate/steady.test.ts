import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '../../../src/evaluate/value.ts';
import type { RuleGroup } from '../../../src/evaluate/rule.ts';
import { runRules } from '../../../src/evaluate/rule-run.ts';
import type { StoredSeries } from '../../../src/evaluate/storage.ts';
import type { Expr } from '../../../src/promql/ast.ts';
import { parseExpr } from '../../../src/promql/parse.ts';
import { printExpr } from '../../../src/promql/print.ts';
import { meaning } from '../../engine/evaluate/arbitrary.ts';
import { countedIn, PROVES, seedOr } from '../../support/proof.ts';
import { piecewise, storageOf, unknowing, type Again, type Piece } from './piecewise.ts';

const MINUTES = 90;
/** Long enough for most periods to come eight times. */
const LONG_MINUTES = 150;
const LEVELS = [0, 0, 1, 5, 1024, -3];
const SLOPES = [0, 0, 1, 0.125, -0.5];

/** At most four pieces in ninety minutes, some of them nothing. */
const pieces: fc.Arbitrary<readonly Piece[]> = fc
  .array(fc.tuple(fc.integer({ min: -60, max: MINUTES * 60 }), fc.option(fc.record({ level: fc.constantFrom(...LEVELS), perSecond: fc.constantFrom(...SLOPES) }), { freq: 4 })), { minLength: 1, maxLength: 4 })
  .map((all) => all.map(([second, line]): Piece => ({ fromMs: second * 1000, line: line ?? undefined })).sort((a, b) => a.fromMs - b.fromMs));

/** The same for hours, of which most comes again: some of it the same each time, some higher. */
function recurring(periodMs: number): fc.Arbitrary<readonly Piece[]> {
  const again: fc.Arbitrary<Again> = fc.record({ periodMs: fc.constant(periodMs), gain: fc.constantFrom(0, 0, 6, 1024, -2), shape: fc.array(fc.constantFrom(0, 0, 1, 4, 7), { minLength: 1, maxLength: 5 }) });
  const line = fc.record({ level: fc.constantFrom(...LEVELS), perSecond: fc.constantFrom(0, 0, 0, 0.125), again: fc.option(again, { nil: undefined, freq: 4 }) });
  return fc
    .array(fc.tuple(fc.integer({ min: -10, max: 2 * LONG_MINUTES }), fc.option(line, { freq: 6, nil: undefined })), { minLength: 1, maxLength: 2 })
    .map((all) => all.map(([half, one]): Piece => ({ fromMs: half * 30_000, line: one?.again === undefined ? one && { level: one.level, perSecond: one.perSecond } : { ...one, again: one.again } })).sort((a, b) => a.fromMs - b.fromMs));
}

const NAMED = [
  ['a', { job: 'x', i: '1' }], ['a', { job: 'x', i: '2' }], ['a', { job: 'y', i: '1' }],
  ['b', { job: 'x', i: '1' }], ['b', { job: 'z' }],
  ['c_total', { job: 'x', i: '1' }], ['c_total', { job: 'y', i: '3' }],
  ['h_bucket', { job: 'x', le: '1' }], ['h_bucket', { job: 'x', le: '+Inf' }],
  ['g', {}], ['k', { job: 'x' }],
] as const;

const storedOf = (courses: fc.Arbitrary<readonly Piece[]>, intervals: readonly number[]): fc.Arbitrary<readonly StoredSeries[]> => fc.tuple(
  ...NAMED.map(([metric, labels]) => fc.tuple(courses, fc.constantFrom(0, 7000, 30_000), fc.constantFrom(...intervals)).map(([all, phaseMs, everyMs]) => piecewise(metric, labels, { everyMs, phaseMs }, all))),
);

/** What reads a recorded series as the generated rules do. */
const READERS = ['sum_over_time(r1[4m59s])', 'avg_over_time(r1[10m])', 'r1 offset 7m', 'sum_over_time(r1[19m59s:5m])', 'max_over_time(r1[6m:2m] offset 3m)', 'count_over_time((r1 > 0)[5m:1m])', 'absent(r1)', 'increase(r1[10m])', 'last_over_time(r1[3m:30s])'];

/** What records as the generated rules do. */
const RECORDERS = ['a', 'k', 'sum(c_total - c_total offset 1m)', 'sum by (job) (increase(c_total[5m]))', 'sum(rate(a[4m]))', 'a - on (job, i) max by (job, i) (last_over_time(a[5m] offset 1m))', 'max_over_time(a[4m])', 'sum_over_time(k[6m:2m])', 'max(a) > 3', 'resets(c_total[5m])', 'sum(a) / sum(k)'];

function parsed(text: string): Expr {
  return parseExpr(text).expr ?? { kind: 'number', text: '0' };
}

/** Series and what they are worth; as another says it, where that differs by no more than the order of sums does. */
function shown(outcome: Outcome, like?: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] {
  if (outcome.kind !== 'vector') return [[outcome.kind, 0]];
  const known = new Map(like);
  return outcome.elements
    .map(({ labels, value }) => {
      const other = known.get(labels.key);
      return [labels.key, other !== undefined && Math.abs(other - value) <= 1e-6 * Math.max(1, Math.abs(value)) ? other : value] as const;
    })
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

test.each([
  ['where they are steady', meaning, storedOf(pieces, [60_000, 60_000, 30_000, 45_000]), MINUTES, 3, 'steady stretches'],
  ['where all comes again', fc.oneof(meaning, fc.constantFrom(...RECORDERS).map(parsed)), fc.constantFrom(90_000, 120_000, 180_000, 180_000, 300_000).chain((periodMs) => storedOf(recurring(periodMs), [60_000, 30_000])), LONG_MINUTES, 1, 'stretches in which all comes again'],
] as const)('rules over series that say %s record what they record without that', (_, recorder, stored, minutes, step, name) => {
  let evaluations = 0;
  fc.assert(
    fc.property(stored, recorder, fc.constantFrom(...READERS), fc.constantFrom(60_000, 120_000), fc.constantFrom(0, 1, 1, 10_000), fc.boolean(), (series, expr, reader, intervalMs, lateMs, isApart) => {
      const readers = [{ record: 'r2', expr: parsed(reader), labels: {} }, { record: 'r3', expr: parsed('r2 - r2 offset 2m'), labels: {} }];
      const groups: readonly RuleGroup[] = [{ name: 'one', intervalMs, rules: [{ record: 'r1', expr, labels: {} }, ...(isApart ? [] : readers)] }, { name: 'two', intervalMs, rules: isApart ? readers : [] }];
      const begin = { groups, beginMs: 0, alertsFromMs: 0, lateMs };
      const knowing = runRules({ ...begin, raw: storageOf(series) });
      const plain = runRules({ ...begin, raw: storageOf(series.map(unknowing)) });
      for (const record of ['r3', 'r1', 'r2']) {
        for (let minute = minutes; minute >= 0; minute -= step) {
          evaluations += 1;
          const expected = shown(plain.evaluate(parsed(record), minute * 60_000));
          expect(shown(knowing.evaluate(parsed(record), minute * 60_000), expected), `${record} at ${minute} of ${printExpr(expr)} and ${reader}, all ${lateMs} ms late`).toEqual(expected);
        }
      }
    }),
    { numRuns: PROVES ? 3000 : 60, seed: seedOr(20_261_126) },
  );
  countedIn(name, { evaluations });
});

test.each([['r[10m:1m]', 0, 6], ['r[10m:1m]', 2, 4], ['r[10m:1m] offset 1m', 2, 3], ['(r offset 1m)[10m:1m]', 2, 3], ['r[10m:2m]', 1, 2]] as const)('%s begins with the first evaluation, at minute %i', (range, begin, count) => {
  const run = runRules({ groups: [{ name: 'one', intervalMs: 60_000, rules: [{ record: 'r', expr: parsed('vector(1)'), labels: {} }] }], beginMs: begin * 60_000, alertsFromMs: 0, raw: storageOf([]) });
  expect(shown(run.evaluate(parsed(`count_over_time(${range})`), 5 * 60_000))).toEqual([['', count]]);
});

const SAWTOOTH: readonly (readonly [string, number, Again])[] = [
  ['increase(x[4m30s])', -10, { periodMs: 120_000, gain: 1, shape: [0, 1] }],
  ['increase(x[115s:10s] offset 40s)', 10, { periodMs: 240_000, gain: 1, shape: [0, 100, 0, 0] }],
];

test.each(SAWTOOTH)('%s of what rises by turns is evaluated where a counter would begin at zero', (text, level, again) => {
  const series = [piecewise('x', {}, { everyMs: 60_000, phaseMs: 0 }, [{ fromMs: 0, line: { level, perSecond: 0, again } }])];
  const begin = { groups: [{ name: 'one', intervalMs: 60_000, rules: [{ record: 'r', expr: parsed(text), labels: {} }] }], beginMs: 0, alertsFromMs: 0, lookbackMs: 20_000 };
  const [knowing, plain] = [runRules({ ...begin, raw: storageOf(series) }), runRules({ ...begin, raw: storageOf(series.map(unknowing)) })];
  for (let minute = 5; minute < 60; minute += 1) expect(shown(knowing.evaluate(parsed('r'), minute * 60_000)), `minute ${minute}`).toEqual(shown(plain.evaluate(parsed('r'), minute * 60_000)));
});
