import { expect, test } from 'vitest';
import { runRules } from '../../../src/evaluate/rule-run.ts';
import type { StoredSeries } from '../../../src/evaluate/storage.ts';
import { parseExpr } from '../../../src/promql/parse.ts';
import { piecewise, storageOf, unknowing } from './piecewise.ts';

const MINUTE = 60_000;
const MINUTES = 90;

/** The same at both ends of a line that goes through 0, and not between. */
const EXPRESSIONS = [
  'abs(x)', 'x * x', 'x ^ 2', 'round(x, 100)', '(x > bool -10) * (x < bool 10)', 'x > -10 < 10', 'x == bool 0', 'x > on () y < on () z', 'x * on () x', 'scalar(x) ^ 2 + y',
  'vector(scalar(x) == bool 0)', 'vector(scalar(x) % 7 * 0)', 'max(x or label_replace(-x, "n", "1", "", "")) - abs(x) > 0', 'max(x or label_replace(0 - x, "n", "1", "", ""))', 'stddev(x or y)',
  'clamp_min(x, 3) + clamp_min(0 - x, 3)', 'quantile(0.5, x or label_replace(0 - x, "n", "1", "", "") or y)', 'count_values("v", x ^ 2)', 'max_over_time(abs(x)[3m:1m])', 'topk(1, x ^ 2)', 'histogram_quantile(0.5, label_replace(y, "le", "1", "", "") or label_replace(x ^ 2 + 9, "le", "+Inf", "", ""))',
  'x / on () x', '5 / x + 5 / (0 - x) + x ^ 2', 'resets(x[3m]) + x ^ 2', 'quantile_over_time(scalar(x ^ 2 > bool 50), x[5m]) * 0 + y', 'minute(x * 60 + 7200)', 'day_of_week(vector(scalar(x) * 0))', 'predict_linear(x[5m], scalar(x)) + x',
  'increase(x[4m30s])', 'rate(x[4m30s])', 'x / 0 - (x - 5) / 0', 'x * 1e308 - x * 1e308',
];

test.each(EXPRESSIONS)('%s is evaluated where it changes between the ends of a steady stretch', (text) => {
  const { expr } = parseExpr(text);
  if (expr === undefined) throw new Error(text);
  for (let center = 46; center <= 49; center += 0.5) {
    const line = (metric: string, level: number, perSecond: number): StoredSeries => piecewise(metric, {}, { everyMs: MINUTE, phaseMs: 0 }, [{ fromMs: 0, line: { level, perSecond } }, { fromMs: MINUTES * MINUTE, line: { level: 7, perSecond: 1 } }]);
    const series = [line('x', -center, 1 / 60), line('y', -10, 0), line('z', 10, 0)];
    const begin = { groups: [{ name: 'one', intervalMs: MINUTE, rules: [{ record: 'r', expr, labels: {} }] }], beginMs: 0, alertsFromMs: 0 };
    const knowing = runRules({ ...begin, raw: storageOf(series) });
    const plain = runRules({ ...begin, raw: storageOf(series.map(unknowing)) });
    for (const minute of [47, 10, 44, 80]) {
      const [here, there] = [knowing, plain].map((run) => {
        const value = run.evaluate({ kind: 'selector', metric: 'r', matchers: [] }, minute * MINUTE);
        return value.kind === 'vector' ? value.elements.map(({ labels, value: number }) => `${labels.key} ${Number(number.toFixed(6))}`) : value;
      });
      expect(here, `center ${center}, minute ${minute}`).toEqual(there);
    }
  }
});
