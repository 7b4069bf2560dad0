import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startAlertmanager } from '../support/alertmanager.ts';
import * as amtool from '../support/amtool.ts';
import { engines } from '../support/engines.ts';
import { startExporter } from '../support/exporter.ts';
import { atEnd } from '../support/lifetime.ts';
import * as promtool from '../support/promtool.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { tempDir } from '../support/temp.ts';
import { tied } from '../../src/engines/tied-command.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startWebhook } from '../support/webhook.ts';

const RULES = `groups:
  - name: smoke
    interval: 1s
    rules:
      - alert: Broken
        expr: broken > 0
        labels: { severity: page }
`;

function routes(url: string): string {
  return `route:
  receiver: nobody
  group_wait: 0s
  group_interval: 1s
  routes:
    - { receiver: person, matchers: ['severity="page"'] }
receivers:
  - name: nobody
  - name: person
    webhook_configs: [{ url: "${url}/person" }]
`;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('promtool', () => {
  const unitTest = (fires: boolean): string => `rule_files: [rules.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series: [{ series: broken, values: '1 1 1' }]
    alert_rule_test:
      - eval_time: 1m
        alertname: Broken
        exp_alerts: ${fires ? '[{ exp_labels: { severity: page } }]' : '[]'}
`;

  test.each([
    ['accepts good rules', RULES, 0],
    ['refuses an expression that is none', RULES.replace('> 0', '>'), 1],
  ])('%s', async (_name, rules, status) => {
    const dir = tempDir({ 'rules.yml': rules });
    expect(await promtool.checkRules([join(dir, 'rules.yml')])).toMatchObject({ status });
  });

  test.each([
    ['accepts a configuration and its rules', RULES, 0],
    ['refuses a configuration with bad rules', RULES.replace('> 0', '>'), 1],
  ])('%s', async (_name, rules, status) => {
    const dir = tempDir({ 'rules.yml': rules, 'prometheus.yml': 'rule_files: [rules.yml]\n' });
    expect(await promtool.checkConfig(join(dir, 'prometheus.yml'))).toMatchObject({ status });
  });

  test.each([
    ['passes a unit test that is right', true, 0],
    ['fails a unit test that is wrong', false, 1],
  ])('%s', async (_name, fires, status) => {
    const dir = tempDir({ 'rules.yml': RULES, 'test.yml': unitTest(fires) });
    expect(await promtool.testRules([join(dir, 'test.yml')])).toMatchObject({ status });
  });

  test('is not asked to check nothing', () => {
    expect(() => promtool.checkRules([])).toThrow('check nothing');
  });
});

describe('amtool', () => {
  test.each([
    ['accepts a good configuration', routes('http://127.0.0.1:1'), 0],
    ['refuses a route to a receiver that is none', routes('http://127.0.0.1:1').replace('name: person', 'name: persona'), 1],
  ])('%s', async (_name, text, status) => {
    const dir = tempDir({ 'alertmanager.yml': text });
    expect(await amtool.checkConfig(join(dir, 'alertmanager.yml'))).toMatchObject({ status });
  });

  test.each([
    [{ severity: 'page', note: 'quotes " and \\ , = { } ü' }, ['person']],
    [{ severity: 'page ' }, ['nobody']],
  ])('routes %j to %j', async (labels, receivers) => {
    const dir = tempDir({ 'alertmanager.yml': routes('http://127.0.0.1:1') });
    expect(await amtool.routesTest(join(dir, 'alertmanager.yml'), labels)).toMatchObject({ status: 0, receivers });
  });
});

describe('Prometheus and Alertmanager', () => {
  let pids: readonly number[] = [];
  let folders: readonly string[] = [];

  test('an alert reaches the webhook of its receiver', { timeout: 180_000 }, async () => {
    const webhook = await startWebhook();
    const exporter = await startExporter('broken 0');
    const alertmanager = await startAlertmanager({ config: { text: routes(webhook.url) } });
    const prometheus = await startPrometheus({
      configText: `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
scrape_configs:
  - { job_name: smoke, static_configs: [{ targets: ["${exporter.address}"] }] }
alerting:
  alertmanagers: [{ static_configs: [{ targets: ["${alertmanager.url.slice('http://'.length)}"] }] }]
`,
      ruleFiles: { 'rules.yml': RULES },
    });
    pids = [prometheus.pid, alertmanager.pid];
    folders = [prometheus.dir, alertmanager.dir];
    expect(pids.map(isAlive)).toEqual([true, true]);

    await waitUntil('a first sample', 60_000, async () => (await prometheus.query('broken'))[0]?.value === 0);
    expect(await prometheus.rules()).toMatchObject([{ name: 'smoke', interval: 1, rules: [{ name: 'Broken' }] }]);
    expect(await prometheus.alerts()).toEqual([]);

    exporter.set('broken 1');
    const notification = await webhook.waitFor(({ alerts }) => alerts.some(({ status }) => status === 'firing'), 60_000);
    expect(notification).toMatchObject({ receiver: 'person', path: '/person', commonLabels: { alertname: 'Broken' } });
    expect(await prometheus.alerts()).toMatchObject([{ state: 'firing' }]);
    expect(await alertmanager.getAlerts('alertname="Broken"')).toMatchObject([{ receivers: ['person'], inhibitedBy: [] }]);
  });

  test('are gone with their folders once their test has ended', () => {
    expect(pids).toHaveLength(2);
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
  });

  // Ctrl-C ends the run without its clean-ups, and a worker that hangs is killed: the engines must go with them.
  test.each(['SIGINT', 'SIGKILL'] as const)('do not outlive a run that is ended by %s', async (signal) => {
    const dir = tempDir({ 'prometheus.yml': '' });
    const line = tied(engines().prometheus, [`--config.file=${join(dir, 'prometheus.yml')}`, `--storage.tsdb.path=${join(dir, 'data')}`, '--web.listen-address=127.0.0.1:0']).flat();
    const run = "const { pid } = require('node:child_process').spawn(process.argv[1], process.argv.slice(2), { stdio: 'ignore' }); console.log(pid); setInterval(() => {}, 1e6);";
    const parent = spawn(process.execPath, ['-e', run, ...line], { stdio: ['ignore', 'pipe', 'inherit'] });
    atEnd(() => void parent.kill('SIGKILL'));
    let said = '';
    parent.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    const pid = await waitUntil('the engine to run', 30_000, () => said.endsWith('\n') && existsSync(join(dir, 'data', 'queries.active')) && Number(said));
    atEnd(() => void (isAlive(pid) && process.kill(pid, 'SIGKILL')));
    expect(isAlive(pid)).toBe(true);
    parent.kill(signal);
    await waitUntil('the engine to end', 30_000, () => !isAlive(pid));
  });

  test('Alertmanager tells receivers and inhibitions, and refuses a bad configuration', async () => {
    const inhibiting = `${routes('http://127.0.0.1:1')}inhibit_rules:
  - { source_matchers: ['severity="page"'], target_matchers: ['severity="ticket"'], equal: [case] }
`;
    const alertmanager = await startAlertmanager({ config: { text: inhibiting } });
    await alertmanager.postAlerts(['page', 'ticket'].map((severity) => ({ labels: { case: '1', severity } })));
    const ticket = await waitUntil('the inhibition', 60_000, async () =>
      (await alertmanager.getAlerts('severity="ticket"', 'case="1"')).find(({ inhibitedBy }) => inhibitedBy.length > 0),
    );
    const [page] = await alertmanager.getAlerts('severity="page"', 'case="1"');
    expect(ticket).toMatchObject({ state: 'suppressed', receivers: ['nobody'], inhibitedBy: [page?.fingerprint] });

    await expect(alertmanager.reload('route: {}')).rejects.toThrow('root route must specify a default receiver');
    await alertmanager.reload(inhibiting.replaceAll('person', 'somebody'));
    expect(await alertmanager.getAlerts('severity="page"')).toMatchObject([{ receivers: ['somebody'] }]);
  });

  test('an engine that does not start says why', async () => {
    await expect(startAlertmanager({ config: { text: 'route: {}' } })).rejects.toThrow('root route must specify a default receiver');
    await expect(startPrometheus({ configText: 'nonsense: 1' })).rejects.toThrow('nonsense');
  });

  test('the engines are those that judge', () => {
    expect(Object.keys(engines()).toSorted()).toEqual(['alertmanager', 'amtool', 'prometheus', 'promtool']);
  });
});
