import { expect, test } from 'vitest';
import { resultLabels } from '../../../src/coverage/result-labels.ts';
import { parseExpr } from '../../../src/promql/parse.ts';
import { valueOf, type LabelValue } from '../../../src/routing/labels.ts';
import { observe, type InputSeries, type Question } from '../../support/promtool-tests.ts';

const SERIES: readonly InputSeries[] = [
  { metric: 'requests_total', labels: { job: 'a', instance: '1', site: 'x', code: '200' }, values: '0+10x40' },
  { metric: 'requests_total', labels: { job: 'a', instance: '2', site: 'y', code: '500' }, values: '0+1x40' },
  { metric: 'requests_total', labels: { job: 'b', instance: '3', site: 'x', code: '500' }, values: '0+2x40' },
  { metric: 'up', labels: { job: 'a', instance: '1', site: 'x' }, values: '1x40' },
  { metric: 'up', labels: { job: 'a', instance: '2', site: 'y' }, values: '1x40' },
  { metric: 'up', labels: { job: 'b', instance: '3', site: 'x' }, values: '0x40' },
  { metric: 'duration_bucket', labels: { job: 'a', le: '1' }, values: '0+1x40' },
  { metric: 'duration_bucket', labels: { job: 'a', le: '+Inf' }, values: '0+2x40' },
];

/** Each gives something. */
const EXPRESSIONS = [
  'requests_total',
  'requests_total{job="a"}',
  'requests_total{job=~"a|b", code="500"}',
  'sum(requests_total)',
  'sum by (job, missing) (requests_total)',
  'sum by (job) (requests_total{job="b"})',
  'sum without (instance, code) (rate(requests_total{site="x"}[5m]))',
  'topk(1, requests_total{job="a"})',
  'count_values("value", up)',
  'count_values without (instance) ("job", up)',
  'absent(nothing{job="a", site=~"x", code!="1", kind="z"})',
  'absent((nothing{job="a", job="b", site="y"}))',
  'absent(sum(nothing{job="a"}))',
  'absent_over_time(nothing{job="a"}[5m])',
  'vector(1)',
  'vector(time()) > 0',
  'up == 0',
  '0 < requests_total{code="200"}',
  'up{job="a"} * on (instance) requests_total',
  'up{job="a"} * ignoring (code, site) requests_total{job="a"}',
  'requests_total * on (job, instance) group_left () up',
  'requests_total * on (job, instance) group_left (site) up',
  'up * on (job, instance) group_right (site) requests_total',
  'up > on (instance) (requests_total * 0 - 1)',
  'requests_total{job="a"} and on (instance) up',
  'requests_total unless on (job) up{job="b"}',
  'requests_total{job="a"} or up{job="b"}',
  'sum by (job) (requests_total) or vector(1)',
  'sum by (site) (requests_total{code="500"}) or on (site) 0 * sum by (site) (requests_total)',
  'label_replace(up, "site", "$1-z", "job", "(.*)")',
  'label_join(up, "both", "-", "job", "instance")',
  'histogram_quantile(0.5, rate(duration_bucket[5m]))',
  'max_over_time(rate(requests_total{job="b"}[5m])[10m:1m])',
  '-sum by (job) (requests_total)',
  'clamp_max(requests_total{code="500"}, scalar(sum(up)))',
  'abs(up{site="x"})',
  'month(vector(time()))',
  'month()',
  'sort_desc(sum by (code) (requests_total))',
  'quantile by (job) (0.9, requests_total)',
  'group by (site) (up{site=~"x|y"})',
  'timestamp(up{job="a"})',
];

const permits = (value: LabelValue, text: string): boolean => value.kind === 'any' || (value.kind === 'known' ? value.value === text : value.values.includes(text));

test('no result of Prometheus has labels other than those that were told', async () => {
  const questions = Object.fromEntries(EXPRESSIONS.map((expr): [string, Question] => [expr, [expr, 1_200]]));
  const answers = await observe({ rules: [], evaluationSeconds: 60, intervalSeconds: 60, series: SERIES }, questions);
  let known = 0;
  for (const expr of EXPRESSIONS) {
    const { expr: tree } = parseExpr(expr);
    if (tree === undefined) throw new Error(expr);
    const told = resultLabels(tree, () => undefined);
    expect(answers[expr]?.length, expr).toBeGreaterThan(0);
    for (const { labels } of answers[expr] ?? []) {
      for (const name of new Set([...told.named.keys(), ...Object.keys(labels)])) {
        if (name === '__name__') continue;
        const value = valueOf(told, name);
        if (value.kind !== 'any') known += 1;
        expect(permits(value, labels[name] ?? ''), `${expr}: ${name}="${labels[name] ?? ''}" was told to be ${JSON.stringify(value)}`).toBe(true);
      }
    }
  }
  expect(known).toBeGreaterThan(40);
});

test('what aggregations keep and drop is known for certain', () => {
  const told = (expr: string): ReturnType<typeof resultLabels> => {
    const { expr: tree } = parseExpr(expr);
    if (tree === undefined) throw new Error(expr);
    return resultLabels(tree, () => undefined);
  };
  expect(told('sum by (job) (x{job="a"})')).toEqual({ named: new Map([['job', { kind: 'known', value: 'a' }]]), others: 'missing' });
  expect(told('sum(x{job="a"})')).toEqual({ named: new Map(), others: 'missing' });
  expect(told('absent(x{job="a",site=~"b"})')).toEqual({ named: new Map([['job', { kind: 'known', value: 'a' }]]), others: 'missing' });
  expect(told('x{job="a"} or x{job="b"}').named.get('job')).toEqual({ kind: 'one-of', values: ['a', 'b'] });
});
