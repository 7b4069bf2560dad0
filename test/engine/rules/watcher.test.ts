import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { routesTest } from '../../support/amtool.ts';
import { runCli } from '../../support/cli.ts';
import { observe, type InputSeries, type Labels, type Question, type Sample } from '../../support/promtool-tests.ts';
import { copiedSpecs, FEW, generated, withoutPeriods } from '../../support/specs.ts';
import { eventPod, type EventPod } from './event-counts.ts';
import { project, type Project } from './project.ts';
import { GRID, scraped } from './scrapes.ts';
import { sampled } from '../../support/proof.ts';

const OBJECTIVES = [{ name: 'good', indicator: 'total-bad' }];
const UNTIL = 5400;
const busy = (at: number): number => 1e6 + 10 * at;

/** When the watcher's alerts fired first, by alert name, whom they are about, and the site where it is a label. */
async function fired(rules: readonly string[], series: readonly InputSeries[]): Promise<Readonly<Record<string, number>>> {
  const first: Question = [`min_over_time(timestamp(ALERTS{hazard=~"rules-dead|uncovered-instance", alertstate="firing"})[${UNTIL}s:60s])`, UNTIL];
  // What periods count is only listed among the groups: whether promtool runs it is no matter.
  const seen = await observe({ rules: rules.map(withoutPeriods), evaluationSeconds: 60, intervalSeconds: GRID, series }, { first });
  return Object.fromEntries(seen.first.map((sample) => [nameOf(sample), sample.value]));
}

function nameOf({ labels }: Sample): string {
  return [labels['alertname'], labels['service'], labels['rule_group'], labels['site']].filter((part) => part !== undefined).join(' ');
}

function podSeries(shop: Project, ...pods: readonly EventPod[]): readonly InputSeries[] {
  return pods.flatMap((pod) => scraped(eventPod(shop, pod), UNTIL));
}

/** A value of Prometheus' own metrics every 15 s; the labels are those that Prometheus writes. */
function own(metric: string, labels: Labels, value: (at: number) => number | undefined): InputSeries {
  const values = Array.from({ length: UNTIL / GRID + 1 }, (_, index) => String(value(index * GRID) ?? '_')).join(' ');
  return { metric: `prometheus_rule_${metric}`, labels: { job: 'prometheus', instance: 'localhost:9090', ...labels }, values };
}

interface Group {
  readonly failures?: (at: number) => number;
  readonly missed?: (at: number) => number;
  readonly evaluated?: (at: number) => number;
}

function group(name: string, { failures, missed, evaluated }: Group = {}): readonly InputSeries[] {
  const labels = { rule_group: `/etc/prometheus/rules/shop.yaml;${name}` };
  return [
    own('group_interval_seconds', labels, () => 60),
    own('group_last_evaluation_timestamp_seconds', labels, evaluated ?? ((at) => Math.floor(at / 60) * 60)),
    own('evaluation_failures_total', labels, failures ?? (() => 0)),
    own('group_iterations_missed_total', labels, missed ?? (() => 0)),
  ];
}

/** Names of the groups that rule files hold. */
function groupsOf(...files: readonly string[]): readonly string[] {
  return files.flatMap((text) => [...text.matchAll(/^ {2}- name: (.+)$/gm)].map((match) => match[1] ?? ''));
}

describe('nothing recorded', () => {
  let shop: Project;
  let all: readonly string[];
  let healthy: readonly InputSeries[];
  beforeAll(async () => {
    shop = await project({ objectives: OBJECTIVES, fewRows: true, watched: true, periods: true });
    all = [shop.rules, shop.watcher];
    healthy = groupsOf(...all).flatMap((name) => group(name));
  });

  test.each(sampled<readonly [string, readonly EventPod[]]>([
    ['all is well', [{ good: busy, bad: (at) => at }]],
    ['there is no traffic', [{ good: () => 5 }]],
    ['there is nothing to record', []],
    ['the target is new and comes back from a gap', [{ good: busy, lives: [1800, 1e6], failed: [[3000, 3900]] }]],
  ], 2))('is quiet while %s', async (_, pods) => {
    expect(await fired(all, [...podSeries(shop, ...pods), ...healthy])).toEqual({});
  });

  test('is told of the instance whose rules are not loaded, ten minutes after its series are there', async () => {
    expect(await fired([shop.watcher], [...podSeries(shop, { good: busy, lives: [1790, 1e6] }), ...healthy])).toEqual({ 'ShopGoodNothingRecorded shop': 1860 + 600 });
  });

  test('is told where the rules select what is not', async () => {
    const wrong = shop.rules.replaceAll('requests_total', 'request_total');
    expect(await fired([wrong, shop.watcher], [...podSeries(shop, { good: busy }), ...healthy])).toMatchObject({ 'ShopGoodNothingRecorded shop': 660 });
  });

  test.each(sampled<readonly [string, string, Group, Readonly<Record<string, number>>]>([
    ['a group that fails and goes on failing', 'tocsin:shop:objective:good', { failures: (at) => Math.max(0, Math.floor((at - 1800) / 60)) }, { GroupFailing: 1860 + 300 }],
    ['a group that fails once', 'tocsin:shop:objective:good', { failures: (at) => (at < 1800 ? 0 : 7) }, {}],
    ['a group that misses iterations again and again', 'tocsin:shop:absence', { missed: (at) => Math.max(0, Math.floor((at - 1800) / 60)) }, { GroupLate: 1860 + 300 }],
    ['a group that missed one', 'tocsin:shop:absence', { missed: (at) => (at < 1800 ? 0 : 1) }, {}],
    ['a group that hangs', 'tocsin:shop:absence', { evaluated: (at) => Math.min(1800, Math.floor(at / 60) * 60) }, { GroupLate: 1800 + 300 + 300 }],
  ], 3))('%s', async (_, name, change, wanted) => {
    const series = groupsOf(...all).flatMap((one) => group(one, one === name ? change : {}));
    const named = Object.fromEntries(Object.entries(wanted).map(([alert, at]) => [`TocsinWatcher${alert} tocsin-watcher /etc/prometheus/rules/shop.yaml;${name}`, at]));
    expect(await fired(all, [...podSeries(shop, { good: busy }), ...series])).toEqual(named);
  });

  test('a failing group of somebody else is none of ours', async () => {
    const other = group('other', { failures: (at) => at, missed: (at) => at });
    expect(await fired(all, [...podSeries(shop, { good: busy }), ...healthy, ...other])).toEqual({});
  });

  test.each<readonly [string, number]>([
    ['one group of ours is not loaded', 1],
    ['Prometheus’ own metrics are not there', Infinity],
  ])('%s', async (_, lost) => {
    const series = groupsOf(...all).slice(lost).flatMap((name) => group(name));
    expect(await fired(all, [...podSeries(shop, { good: busy }), ...series])).toEqual({ 'TocsinWatcherGroupsMissing tocsin-watcher': 600 });
  });
});

describe.each(sampled(['site', 'global'] as const, 1))('in scope %s, an instance that no spec covers', (scope) => {
  test('is told under its own name, and those that are known are not', async () => {
    const shop = await project({ scope, objectives: OBJECTIVES, fewRows: true, watched: true, periods: true });
    const at = shop.facts.at('east');
    const stranger = (service: string): InputSeries => ({ metric: 'requests_total', labels: { ...at, service, code: '200', stream: 's', job: 'x', instance: 'y' }, values: `_x120 1x240` });
    const series = [...podSeries(shop, { good: busy }), ...groupsOf(shop.rules, shop.watcher).flatMap((name) => group(name))];
    const rules = [shop.rules, shop.watcher];
    expect(await fired(rules, series)).toEqual({});
    const site = scope === 'global' ? ' east' : '';
    expect(await fired(rules, [...series, stranger('shop-new'), stranger('shop-main-2'), stranger('{{ $value }}')])).toEqual({
      [`TocsinWatcherUncoveredShop shop-new${site}`]: 1800 + 1800,
      [`TocsinWatcherUncoveredShop shop-main-2${site}`]: 1800 + 1800,
      [`TocsinWatcherUncoveredShop {{ $value }}${site}`]: 1800 + 1800,
    });
  });
});

test('a known instance on a site that the inventory does not give it is told', async () => {
  const files = await generated(copiedSpecs({ 'inventory.yaml': [['eventgate-main:                        { contract: eventgate }', 'eventgate-main: { contract: eventgate, sites: [codfw] }']] }, ['eventgate-main', 'eventgate-analytics']));
  const series = [{ metric: 'eventgate_events_produced_total', labels: { service: 'eventgate-main', stream: 's' }, values: '1x400' }];
  const at = (site: string): string => files[`rules/team-data-engineering/tocsin-watcher_${site}.yaml`] ?? '';
  expect(Object.keys(await fired([at('eqiad')], series))).toContain('TocsinWatcherUncoveredEventgate eventgate-main');
  expect(Object.keys(await fired([at('codfw')], series))).not.toContain('TocsinWatcherUncoveredEventgate eventgate-main');
});

describe('the heartbeat', () => {
  test('fires from the first evaluation to the last, whatever there is', async () => {
    const { watcher } = await project({ objectives: OBJECTIVES, watched: true, periods: true });
    const seen = await observe({ rules: [watcher], evaluationSeconds: 60, intervalSeconds: 60, series: [] }, {
      beats: ['count_over_time(ALERTS{hazard="watchdog", alertstate="firing"}[1h1s])', 3600],
      severity: ['count by (severity) (ALERTS{hazard="watchdog"})', 3600],
    });
    expect(seen.beats.map(({ value }) => value)).toEqual([61]);
    expect(seen.severity).toEqual([{ labels: { severity: 'none' }, value: 1 }]);
  });

  test('goes outside, and to no person, whatever its team and severity', async () => {
    const dir = copiedSpecs({}, FEW);
    await generated(dir);
    const labels = { tocsin: 'event-platform', service: 'tocsin-watcher', site: 'eqiad', team: 'data-engineering' };
    const to = async (more: Labels): Promise<unknown> => (await routesTest(join(dir, 'generated/alertmanager/alertmanager.yml'), { ...labels, ...more })).receivers;
    expect(await to({ hazard: 'watchdog', severity: 'none' })).toEqual(['logger', 'dead-man-switch']);
    expect(await to({ hazard: 'watchdog', severity: 'page' })).toEqual(['logger', 'dead-man-switch']);
    expect(await to({ hazard: 'rules-dead', severity: 'page' })).toEqual(['logger', 'data-platform-page']);
  });

  test('is not sent where no route is declared for it, since it would wake a person', async () => {
    const files = await generated(copiedSpecs({ 'routing.yaml': [[/ {2}watchdog:.*\n/, '']] }, FEW));
    expect(files['rules/team-data-engineering/tocsin-watcher_eqiad.yaml']).not.toContain('watchdog');
  });
});

test('no instance may have the watcher’s name', async () => {
  const run = await runCli(['validate'], { cwd: copiedSpecs({ 'inventory.yaml': [['eventstreams:  ', 'tocsin-watcher:']] }) });
  expect(run.stdout + run.stderr).toContain('instance `tocsin-watcher` and the watcher share the name');
});
