import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/model/duration.ts';
import { parseExpr } from '../../../src/promql/parse.ts';
import { printExpr } from '../../../src/promql/print.ts';
import { scaledExpr, scaledMs } from '../../../src/rules/scale.ts';
import { runCli } from '../../support/cli.ts';
import { engines } from '../../support/engines.ts';
import { PROVES } from '../../support/proof.ts';
import { ROOT } from '../../support/root.ts';
import { runProcess } from '../../support/run-process.ts';
import { tempDir, writeFiles } from '../../support/temp.ts';

const SCALE = 60;

interface Rules {
  readonly groups: readonly { readonly interval: string; readonly rules: readonly { readonly expr: string; readonly for?: string }[] }[];
}

interface Tests {
  readonly evaluation_interval: string;
  readonly tests: readonly { readonly interval: string; readonly promql_expr_test: readonly { readonly expr: string; readonly eval_time: string }[] }[];
}

function query(text: string): string {
  const { expr } = parseExpr(text);
  if (expr === undefined) throw new Error(`unreadable: ${text}`);
  return printExpr(scaledExpr(expr, SCALE));
}

const time = (text: string): string => formatDuration(scaledMs(parseDuration(text), SCALE));

function scaledRules({ groups }: Rules): object {
  return { groups: groups.map((group) => ({ ...group, interval: time(group.interval), rules: group.rules.map((rule) => ({ ...rule, expr: query(rule.expr), ...(rule.for === undefined ? {} : { for: time(rule.for) }) })) })) };
}

function scaledTests(file: Tests): object {
  const tests = file.tests.map((one) => ({ ...one, interval: time(one.interval), promql_expr_test: one.promql_expr_test.map((asked) => ({ ...asked, expr: query(asked.expr), eval_time: time(asked.eval_time) })) }));
  return { ...file, evaluation_interval: time(file.evaluation_interval), tests };
}

/** Windows, a period and its budget. Known are two hours and, since a mark is looked for every six, six more: 1 − 18,000 / (0.1 % of 720,000 × 90). */
const COUNTED = {
  apiVersion: 'tocsin/v1',
  kind: 'Drill',
  metadata: { name: 'counted' },
  spec: {
    instance: 'eventgate-main',
    site: 'eqiad',
    for: '2h',
    series: [{ events: 'availability', rate: '100/s', changes: [{ at: '1h', for: '30m', errors: '10%' }] }],
    expect: [
      { until: '1h', quiet: 'any' },
      { from: '1h', by: '1h13m', firing: 'page error-burn' },
      { at: '1h30m', value: 'ratio', window: '5m', is: '10%', within: '1%' },
      { at: '2h', value: 'bad', window: '1h', is: 18_000, within: '1%' },
      { at: '2h', value: 'total', window: 'period', is: 720_000, within: '2%' },
      { at: '2h', value: 'remaining', is: '72.2%', within: '1%' },
    ],
  },
};

// The same samples, sixty times as fast: alerts and values. Shipped drills take a minute of computing.
test.each(['counted', ...(PROVES ? ['total-outage', 'unequal-traffic', 'slow-burn'] : [])])('promtool has the same verdict on the drill %s in scaled time', { timeout: 300_000 }, async (name) => {
  const dir = tempDir({ 'counted.yaml': JSON.stringify(COUNTED) });
  const file = name === 'counted' ? 'counted.yaml' : join(ROOT, 'drills', `${name}.yaml`);
  const run = await runCli(['drill', file, '--specs', join(ROOT, 'slo-specs'), '--keep', 'kept'], { cwd: dir });
  expect(run).toMatchObject({ status: 0 });
  const where = join(dir, 'kept', name, 'eqiad');
  const read = (path: string): unknown => load(readFileSync(join(where, path), 'utf8'));
  const rules = 'rules-1.yaml';
  writeFiles(join(dir, 'scaled'), { [rules]: JSON.stringify(scaledRules(read(rules) as Rules)), 'drill_test.yaml': JSON.stringify(scaledTests(read('drill_test.yaml') as Tests)) });
  expect(await runProcess(engines().promtool, ['test', 'rules', 'drill_test.yaml'], { cwd: join(dir, 'scaled') })).toMatchObject({ status: 0 });
});
