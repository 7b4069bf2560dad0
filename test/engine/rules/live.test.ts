import { expect, test } from 'vitest';
import { startExporter } from '../../support/exporter.ts';
import { startPrometheus, type RunningPrometheus } from '../../support/prometheus.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { project } from './project.ts';

/** A minute is a second: every duration of the generated text, and nothing else of it. */
const SCALE = 60;
const OBJECTIVES = [{ name: 'good', indicator: 'total-bad' }];
/** Generous: what is awaited comes after some seconds. */
const LONG_MS = 40_000;

/** Rules with their ranges, offsets, steps, intervals and patience divided; names of series keep the length they stand for. */
function scaled(text: string): string {
  const milliseconds = (duration: string): number =>
    [...duration.matchAll(/(\d+)(ms|[dhms])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * ({ d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 }[unit ?? ''] ?? 0), 0);
  const short = (duration: string): string => `${Math.max(1, Math.round(milliseconds(duration) / SCALE))}ms`;
  return text
    .replace(/^(\s+(?:interval|for|keep_firing_for): )(\S+)$/gm, (_, key: string, duration: string) => key + short(duration))
    .replace(/\[((?:\d+(?:ms|[dhms]))+)(?::((?:\d+(?:ms|[dhms]))+))?\]/g, (_, range: string, step: string | undefined) => `[${short(range)}${step === undefined ? '' : `:${short(step)}`}]`)
    .replace(/\boffset ((?:\d+(?:ms|[dhms]))+)/g, (_, offset: string) => `offset ${short(offset)}`);
}

async function firing({ alerts }: RunningPrometheus): Promise<readonly string[]> {
  return (await alerts()).filter(({ state }) => state === 'firing').map(({ labels }) => [labels['alertname'], labels['rule_group']?.split(';')[1]].filter((part) => part !== undefined).join(' '));
}

test('in a running Prometheus a failing group is told, and the other groups live', { timeout: 90_000 }, async () => {
  const shop = await project({ objectives: OBJECTIVES, fewRows: true, watched: true, periods: true });
  const exporter = await startExporter('requests_total{code="200",stream="s"} 100');
  const own = await startExporter();
  const rules = { 'rules/shop.yaml': scaled(shop.rules), 'rules/watcher.yaml': scaled(shop.watcher) };
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
