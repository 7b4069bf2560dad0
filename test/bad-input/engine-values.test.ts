import { expect, test } from 'vitest';
import { quoteString } from '../../src/promql/quote.ts';
import { engines } from '../support/engines.ts';
import { runProcess } from '../support/run-process.ts';
import { PROVES } from '../support/proof.ts';
import { tempDir } from '../support/temp.ts';
import { compileWith, NASTY } from './hostile-project.ts';
import { expanded, rulesOf } from './rules-read-back.ts';

const ALERT = 'EventgateMainTargetDown';
const RULES = 'rules/eqiad/eventgate-main.yaml';
/** Texts that a label value and a name in a template are most likely to be broken by. */
const VALUES = NASTY.filter((text) => /["'`\\\n{}$|.*()#:]|[^\x20-\x7e]/.test(text)).filter((_, at) => process.env['TOCSIN_PROVE'] === '1' || at % 8 === 0);

/** A promtool test: with targets of one value of the identity alive, how often the alert that they are gone fires, and what it says. */
function testOf(value: string, fires: number): unknown {
  return {
    interval: '1m',
    input_series: [{ series: `up{job="k8s-pods",kubernetes_namespace=${quoteString(value)}}`, values: '1x30' }],
    promql_expr_test: [{ expr: `count(ALERTS{alertname="${ALERT}",alertstate="firing"}) or vector(0)`, eval_time: '30m', exp_samples: [{ labels: '{}', value: fires }] }],
  };
}

test('every value selects itself and nothing else in the eyes of Prometheus', async () => {
  let judged = 0;
  const files: Record<string, string> = {};
  for (const [at, value] of VALUES.entries()) {
    const { files: made } = compileWith({ identity: value, dashboard: 'd', instanceDescription: value });
    const text = made?.get(RULES);
    if (text === undefined) continue;
    judged++;
    files[`${at}.rules.yaml`] = text;
    const link = rulesOf(text).find(({ alert }) => alert === ALERT)?.annotations?.['dashboard'] ?? '';
    // What the text says once Prometheus has filled in its own part.
    expect(expanded(link).text).toBe(`https://grafana.example.org/d?v=${value}`);
    const tests = [testOf(value, 0), testOf(`${value}x`, 1), testOf(value.replace(/^./su, 'y'), 1)];
    files[`${at}.test.yaml`] = JSON.stringify({ rule_files: [`${at}.rules.yaml`], evaluation_interval: '1m', tests });
  }
  expect(judged).toBeGreaterThan(VALUES.length / 2);
  const dir = tempDir(files);
  const run = await runProcess(engines().promtool, ['test', 'rules', ...Object.keys(files).filter((name) => name.includes('.test.'))], { cwd: dir, timeoutMs: PROVES ? 900_000 : 120_000 });
  expect(run.status, `${run.stdout}${run.stderr}`.replace(/^.*(?:Unit Testing|SUCCESS).*\n/gm, '').slice(0, 4000)).toBe(0);
  expect(run.stdout.match(/SUCCESS/g)).toHaveLength(judged);
}, PROVES ? 960_000 : 150_000);
