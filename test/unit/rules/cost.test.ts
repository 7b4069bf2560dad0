import { expect, test } from 'vitest';
import { parseExpr } from '../../../src/promql/parse.ts';
import { costOf } from '../../../src/rules/cost.ts';
import type { RuleFile } from '../../../src/rules/rule.ts';
import { baseModel } from '../../support/base-project.ts';

const { settings } = baseModel();

/** What an alert with this expression costs, evaluated once a minute. */
function costOfExpr(text: string): readonly [recorded: number, raw: number] {
  const { expr } = parseExpr(text);
  if (expr === undefined) throw new Error(text);
  const file: RuleFile = { path: 'rules.yaml', header: [], madeFrom: [], instance: 'shop', sites: ['east'], groups: [{ name: 'shop', intervalMs: 60_000, rules: [{ kind: 'alert', alert: 'Shop', expr, labels: {}, annotations: {} }] }] };
  const { recordedSamplesPerHour, samplesPerHourAndRawSeries } = costOf(file, settings);
  return [recordedSamplesPerHour, samplesPerHourAndRawSeries];
}

test.each([
  ['up', 0, 60],
  ['tocsin:errors:rate5m', 60, 0],
  ['sum_over_time(tocsin:errors:increment[4m59s])', 300, 0],
  ['max_over_time(up[9m59s:1m])', 0, 600],
  ['time() - (tocsin:errors:rate5m @ 0)', 60, 0],
  // What Prometheus writes about alerts is neither.
  ['ALERTS{alertstate="firing"}', 0, 0],
  ['time() - ALERTS_FOR_STATE and on () tocsin:errors:rate5m', 60, 0],
])('%s', (text, recorded, raw) => {
  expect(costOfExpr(text)).toEqual([recorded, raw]);
});
