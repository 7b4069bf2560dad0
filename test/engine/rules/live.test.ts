import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startAlertmanager } from '../../support/alertmanager.ts';
import { startExporter } from '../../support/exporter.ts';
import { startPrometheus, type RunningPrometheus } from '../../support/prometheus.ts';
import { countedIn, PROVES } from '../../support/proof.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { project } from './project.ts';

/** A minute is a second. */
const SCALE = 60;
const OBJECTIVES = [{ name: 'good', indicator: 'total-bad' }];
/** Generous: what is awaited comes after some seconds. */
const LONG_MS = 40_000;

async function firing({ alerts }: RunningPrometheus): Promise<readonly string[]> {
  return (await alerts()).filter(({ state }) => state === 'firing').map(({ labels }) => [labels['alertname'], labels['rule_group']?.split(';')[1]].filter((part) => part !== undefined).join(' '));
}

test('in a running Prometheus a failing group is told, and the other groups live', { timeout: 90_000 }, async () => {
  const shop = await project({ objectives: OBJECTIVES, fewRows: true, watched: true, periods: true, timeScale: SCALE });
  const exporter = await startExporter('requests_total{code="200",stream="s"} 100');
  const own = await startExporter();
  const rules = { 'rules/shop.yaml': shop.rules, 'rules/watcher.yaml': shop.watcher };
  const config = (self: string): string => `global: { scrape_interval: 1s, scrape_timeout: 500ms, evaluation_interval: 1s }
rule_files: [rules/*.yaml]
scrape_configs:
  - job_name: pods
    static_configs: [{ targets: ["${exporter.address}"], labels: { service: shop-main, namespace: shop-main } }]
  - job_name: prometheus
    static_configs: [{ targets: ["${self}"] }]
`;
  const prometheus = await startPrometheus({ configText: config(own.address), ruleFiles: rules, args: ['--query.lookback-delta=5s'] });
  await prometheus.reload({ 'prometheus.yml': config(prometheus.url.slice('http://'.length)) });
  await waitUntil('the heartbeat alone', LONG_MS, async () => (await firing(prometheus)).join() === 'TocsinWatcherWatchdog');

  // Many on both sides cannot be matched: the rule fails at every evaluation.
  const broken = { 'rules/shop.yaml': rules['rules/shop.yaml'].replace('record: tocsin:events_total:increment\n        expr: |-\n', 'record: tocsin:events_total:increment\n        expr: |-\n          up * on () group_left () {__name__=~"up|requests_total|scrape_.*"} +\n') };
  expect(broken['rules/shop.yaml']).not.toBe(rules['rules/shop.yaml']);
  await prometheus.reload(broken);
  const seen = await waitUntil('both alerts', LONG_MS, async () => {
    const names = await firing(prometheus);
    return names.includes('TocsinWatcherGroupFailing tocsin:shop:objective:good') && names.includes('ShopGoodNothingRecorded') && names;
  });
  expect(seen.filter((name) => name.includes('GroupFailing'))).toEqual(['TocsinWatcherGroupFailing tocsin:shop:objective:good']);

  // Absence, in a group of its own, still speaks.
  exporter.set(undefined);
  await waitUntil('absence', LONG_MS, async () => (await firing(prometheus)).includes('ShopTargetDown'));
});

// It takes minutes: only `npm run prove` waits for it.
if (PROVES) test('in a running Prometheus each alert of the watcher fires for what it is for, and none but the heartbeat while all is well', { timeout: 400_000 }, async () => {
  const shop = await project({ objectives: OBJECTIVES, fewRows: true, watched: true, periods: true, timeScale: SCALE });
  const known = 'requests_total{code="200",service="shop-main",stream="s"} 100';
  const exporter = await startExporter(known);
  const rules = { 'rules/shop.yaml': shop.rules, 'rules/watcher.yaml': shop.watcher };
  const config = (self: string): string => `global: { scrape_interval: 1s, scrape_timeout: 900ms, evaluation_interval: 1s }
rule_files: [rules/*.yaml]
scrape_configs:
  - { job_name: pods, honor_labels: true, static_configs: [{ targets: ["${exporter.address}"], labels: { namespace: shop-main } }] }
  - { job_name: prometheus, static_configs: [{ targets: ["${self}"] }] }
`;
  const prometheus = await startPrometheus({ configText: config(exporter.address), ruleFiles: rules, args: ['--query.lookback-delta=5s'] });
  await prometheus.reload({ 'prometheus.yml': config(prometheus.url.slice('http://'.length)) });
  const fires = (name: string): Promise<true> => waitUntil(name, LONG_MS, async () => (await firing(prometheus)).some((one) => one.startsWith(name)));
  const isWell = (): Promise<true> => waitUntil('the heartbeat alone', LONG_MS, async () => (await firing(prometheus)).join() === 'TocsinWatcherWatchdog');
  await isWell();
  // As long as the longest patience there is, an instance that is not covered.
  for (let look = 0; look < 40; look++) {
    expect(await firing(prometheus)).toEqual(['TocsinWatcherWatchdog']);
    await sleep(1000);
  }

  exporter.set(`${known}\nrequests_total{code="200",service="shop-new",stream="s"} 1`);
  await fires('TocsinWatcherUncoveredShop');
  exporter.set(known);
  await isWell();

  await prometheus.reload({ 'rules/shop.yaml': 'groups: []\n' });
  await fires('ShopGoodNothingRecorded');
  await fires('TocsinWatcherGroupsMissing');
  await prometheus.reload({ 'rules/shop.yaml': shop.rules });
  await isWell();

  await prometheus.reload({ 'rules/shop.yaml': shop.rules.replace('record: tocsin:events_total:increment\n        expr: |-\n', 'record: tocsin:events_total:increment\n        expr: |-\n          up * on () group_left () {__name__=~"up|requests_total|scrape_.*"} +\n') });
  await fires('TocsinWatcherGroupFailing');
  await prometheus.reload({ 'rules/shop.yaml': shop.rules });
  await isWell();

  // It has no time for an evaluation or two, again and again; scrapes come often enough to tell.
  await waitUntil('late groups', 2 * LONG_MS, async () => {
    process.kill(prometheus.pid, 'SIGSTOP');
    await sleep(1500);
    process.kill(prometheus.pid, 'SIGCONT');
    await sleep(1500);
    return (await firing(prometheus)).some((one) => one.startsWith('TocsinWatcherGroupLate'));
  });
  await isWell();
});

/** A minute is five seconds: short enough to wait for, long beside the second that a start takes. */
const SLOW_SCALE = 12;
const MINUTE_MS = 60_000 / SLOW_SCALE;
const PATIENT = 'ShopTargetDown';
/** The same condition with the `for` that it stands for. */
const PLAIN = 'PlainTargetDown';

/** The rules with a copy of the absence alert as most would write it. */
function withPlain(rules: string): string {
  return `${rules}  - name: plain
    interval: 5s
    rules:
      - alert: ${PLAIN}
        expr: absent(up{namespace="shop-main", job="pods"} == 1)
        for: 35s
        labels: { severity: page }
`;
}

// It takes minutes: only `npm run prove` waits for it.
if (PROVES) test('an alert that fires goes on through a restart of Prometheus of a minute', { timeout: 300_000 }, async () => {
  const shop = await project({ objectives: [{ name: 'good', indicator: 'total-bad' }], fewRows: true, timeScale: SLOW_SCALE });
  const exporter = await startExporter('requests_total{code="200",stream="s"} 100');
  const alertmanager = await startAlertmanager({ config: { text: 'route: { receiver: all, group_wait: 1s }\nreceivers: [{ name: all }]\n' } });
  const options = {
    configText: `global: { scrape_interval: 5s, scrape_timeout: 800ms, evaluation_interval: 5s }
rule_files: [rules/*.yaml]
scrape_configs:
  - job_name: pods
    static_configs: [{ targets: ["${exporter.address}"], labels: { service: shop-main, namespace: shop-main } }]
alerting:
  alertmanagers: [{ static_configs: [{ targets: ["${alertmanager.url.slice('http://'.length)}"] }] }]
`,
    ruleFiles: { 'rules/shop.yaml': withPlain(shop.rules) },
    args: ['--query.lookback-delta=25s', '--rules.alert.resend-delay=5s', '--rules.alert.for-grace-period=50s'],
  };
  const names = async (): Promise<readonly string[]> => (await alertmanager.getAlerts()).map(({ labels }) => labels['alertname'] ?? '');
  const first = await startPrometheus(options);
  await waitUntil('a scrape', 60_000, async () => (await first.query('up == 1')).length > 0);
  exporter.set(undefined);
  await waitUntil('both alerts', 120_000, async () => {
    const found = await names();
    return found.includes(PATIENT) && found.includes(PLAIN);
  });

  await first.stop();
  await sleep(MINUTE_MS);
  await startPrometheus({ ...options, dir: first.dir });
  const missing = { [PATIENT]: 0, [PLAIN]: 0 };
  const looks = (10 * MINUTE_MS) / 500;
  for (let look = 0; look < looks; look++) {
    const found = await names();
    for (const name of [PATIENT, PLAIN] as const) if (!found.includes(name)) missing[name] += 1;
    await sleep(500);
  }
  countedIn('A restart of Prometheus of a minute', { looks, withoutThePatientAlert: missing[PATIENT], withoutThePlainOne: missing[PLAIN] });
  expect(missing[PATIENT]).toBe(0);
  // Otherwise nothing was proved.
  expect(missing[PLAIN]).toBeGreaterThan(0);
});
