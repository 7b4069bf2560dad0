import { expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../../src/model/duration.ts';
import { parseExpr } from '../../../src/promql/parse.ts';
import { printExpr } from '../../../src/promql/print.ts';
import { scaledExpr, scaledMs, scaleFault } from '../../../src/rules/scale.ts';

// What promtool computes of it is judged in test/engine/rules/scale.test.ts.
test.each([
  ['up[5m] offset 1m', 'up[5s] offset 1s'],
  ['up offset -1m', 'up offset -1s'],
  ['up @ 1200', 'up @ 20'],
  ['max_over_time(up[1h:1m] offset 6h)', 'max_over_time(up[1m:1s] offset 6m)'],
  ['max_over_time(up[1h:])', 'max_over_time(up[1m:])'],
  ['time() - 3600', 'time() * 60 - 3600'],
  ['timestamp(up)', 'timestamp(up) * 60'],
  ['timestamp(prometheus_rule_group_last_evaluation_timestamp_seconds)', 'timestamp(prometheus_rule_group_last_evaluation_timestamp_seconds)'],
  ['hour()', 'hour(vector(time() * 60))'],
  ['days_in_month(vector(time()))', 'days_in_month(vector(time() * 60))'],
  ['sum by (a) (rate(x[5m]))', 'sum by (a) (rate(x[5s]) / 60)'],
  ['increase(x[5m])', 'increase(x[5s])'],
  ['predict_linear(x[1h], 3600)', 'predict_linear(x[1m], 3600 / 60)'],
  ['x > 12 and -x < 0.5', 'x > 12 and -x < 0.5'],
])('%s is in scaled time %s', (text, expected) => {
  const { expr } = parseExpr(text);
  expect(expr === undefined ? undefined : printExpr(scaledExpr(expr, 60))).toBe(expected);
});

test('no duration becomes nothing, and nothing becomes none', () => {
  expect([0, 1, 29, 60_000].map((ms) => scaledMs(ms, 60))).toEqual([0, 1, 1, 1000]);
});

test.each([
  [60, 60 * SECOND, 60 * SECOND, undefined],
  [12, 15 * SECOND, 30 * SECOND, undefined],
  [7, MINUTE, MINUTE, '60 s divided by 7 are no whole milliseconds'],
  [600, MINUTE, MINUTE, undefined],
  [1000, MINUTE, MINUTE, 'intervals of 60 ms are too short for Prometheus; the least is 100 ms'],
  [100, 5 * SECOND, HOUR, 'intervals of 50 ms are too short for Prometheus; the least is 100 ms'],
])('a scale of %d', (scale, scrapeIntervalMs, evaluationIntervalMs, fault) => {
  expect(scaleFault(scale, { scrapeIntervalMs, evaluationIntervalMs })).toBe(fault);
});
