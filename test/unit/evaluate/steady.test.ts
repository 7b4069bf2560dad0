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
import { piecewise, storageOf, unknowing, type Piece } from './piecewise.ts';

const MINUTES = 90;
const LEVELS = [0, 0, 1, 5, 1024, -3];
const SLOPES = [0, 0, 1, 0.125, -0.5];

/** At most four pieces in ninety minutes, some of them nothing. */
const pieces: fc.Arbitrary<readonly Piece[]> = fc
  .array(fc.tuple(fc.integer({ min: -60, max: MINUTES * 60 }), fc.option(fc.record({ level: fc.constantFrom(...LEVELS), perSecond: fc.constantFrom(...SLOPES) }), { freq: 4 })), { minLength: 1, maxLength: 4 })
  .map((all) => all.map(([second, line]): Piece => ({ fromMs: second * 1000, line: line ?? undefined })).sort((a, b) => a.fromMs - b.fromMs));

const NAMED = [
  ['a', { job: 'x', i: '1' }], ['a', { job: 'x', i: '2' }], ['a', { job: 'y', i: '1' }],
  ['b', { job: 'x', i: '1' }], ['b', { job: 'z' }],
  ['c_total', { job: 'x', i: '1' }], ['c_total', { job: 'y', i: '3' }],
  ['h_bucket', { job: 'x', le: '1' }], ['h_bucket', { job: 'x', le: '+Inf' }],
  ['g', {}], ['k', { job: 'x' }],
] as const;

const stored: fc.Arbitrary<readonly StoredSeries[]> = fc.tuple(
  ...NAMED.map(([metric, labels]) => fc.tuple(pieces, fc.constantFrom(0, 7000, 30_000), fc.constantFrom(60_000, 60_000, 30_000, 45_000)).map(([all, phaseMs, everyMs]) => piecewise(metric, labels, { everyMs, phaseMs }, all))),
);

/** What reads a recorded series as the generated rules do. */
const READERS = ['sum_over_time(r1[4m59s])', 'avg_over_time(r1[10m])', 'r1 offset 7m', 'sum_over_time(r1[19m59s:5m])', 'max_over_time(r1[6m:2m] offset 3m)', 'count_over_time((r1 > 0)[5m:1m])', 'absent(r1)', 'increase(r1[10m])', 'last_over_time(r1[3m:30s])'];

function parsed(text: string): Expr {
  return parseExpr(text).expr ?? { kind: 'number', text: '0' };
}

function shown(outcome: Outcome): readonly string[] {
  return outcome.kind === 'vector' ? outcome.elements.map(({ labels, value }) => `${labels.key} ${Number(value.toPrecision(7))}`).sort() : [outcome.kind];
}

test('rules over series that say where they are steady record what they record without that', () => {
  let evaluations = 0;
  fc.assert(
    fc.property(stored, meaning, fc.constantFrom(...READERS), fc.constantFrom(60_000, 120_000), (series, expr, reader, intervalMs) => {
      const groups: readonly RuleGroup[] = [{ name: 'one', intervalMs, rules: [{ record: 'r1', expr, labels: {} }, { record: 'r2', expr: parsed(reader), labels: {} }, { record: 'r3', expr: parsed('r2 - r2 offset 2m'), labels: {} }] }];
      const begin = { groups, beginMs: 0, alertsFromMs: 0 };
      const knowing = runRules({ ...begin, raw: storageOf(series) });
      const plain = runRules({ ...begin, raw: storageOf(series.map(unknowing)) });
      for (const name of ['r3', 'r1', 'r2']) {
        for (let minute = MINUTES; minute >= 0; minute -= 3) {
          evaluations += 1;
          expect(shown(knowing.evaluate(parsed(name), minute * 60_000)), `${name} at ${minute} of ${printExpr(expr)} and ${reader}`).toEqual(shown(plain.evaluate(parsed(name), minute * 60_000)));
        }
      }
    }),
    { numRuns: PROVES ? 3000 : 60, seed: seedOr(20_261_126) },
  );
  countedIn('steady stretches', { evaluations });
});
