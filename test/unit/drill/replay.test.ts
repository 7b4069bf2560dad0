import { expect, test } from 'vitest';
import { replay } from '../../../src/drill/replay.ts';
import { drillText, scenarioOf, shippedModel, storedOf } from './reading.ts';

const model = shippedModel();
const QUIET = '  expect: [{ from: 0s, quiet: page }]\n';

function stored(body: string): Readonly<Record<string, string>> {
  return storedOf(scenarioOf(drillText(`  for: 5m\n${body}${QUIET}`), model), model);
}

// Scrapes come at 0:30, 1:30, … 4:30.
test('a rate and a share of errors become two counters, each born with its first event', () => {
  expect(stored('  series: [{ events: availability, rate: 2/s, errors: 10%, changes: [{ at: 2m, for: 1m, errors: 100% }, { at: 4m, rate: 0/s }] }]\n')).toEqual({
    'up pod 1': '1 1 1 1 1',
    'events_produced_total pod 1': '54 162 216 270 324',
    'validation_errors_total pod 1': '6 18 84 150 156',
  });
});

test('without an error there is no error series; with `born: at-start` there is one of 0', () => {
  expect(stored('  series: [{ events: availability, rate: 1/s }]\n')).toEqual({ 'up pod 1': '1 1 1 1 1', 'events_produced_total pod 1': '30 90 150 210 270' });
  expect(stored('  series: [{ events: availability, rate: 1/s, born: at-start }]\n')['validation_errors_total pod 1']).toBe('0 0 0 0 0');
});

test('events are shared by the pods that live, and a restart begins anew', () => {
  expect(stored('  targets: [{ pods: 1 }, { name: second, from: 1m, changes: [{ at: 3m, restart: true }] }]\n  series: [{ events: availability, rate: 2/s }]\n')).toEqual({
    'up pod 1': '1 1 1 1 1',
    'events_produced_total pod 1': '60 150 210 270 330',
    'up pod 2': '_x3 1 1 1 1',
    'events_produced_total pod 2': '_x3 30 90 30 90',
  });
});

test.each([
  ['failing', '1 0 0 1 1', '30 stale _x3 210 270'],
  ['down', '1 0 0 1 1', '30 stale _x3 30 90'],
  ['gone', '1 stale _x3 1 1', '30 stale _x3 30 90'],
  ['unseen', '1 _x5 1 1', '30 _x5 210 270'],
])('a target that is %s for two minutes', (state, up, counter) => {
  const series = stored(`  targets: [{ changes: [{ at: 1m, for: 2m, state: ${state} }] }]\n  series: [{ events: availability, rate: 1/s }]\n`);
  expect(series).toEqual({ 'up pod 1': up, 'events_produced_total pod 1': counter });
});

test('series that are not exported end, a new label of the target begins new ones, and counts go on', () => {
  expect(stored('  series: [{ events: availability, rate: 1/s, changes: [{ at: 2m, for: 1m, exported: false }] }]\n')['events_produced_total pod 1']).toBe('30 90 stale 210 270');
  expect(stored('  targets: [{ changes: [{ at: 2m, labels: { pod_hash: a } }] }]\n  series: [{ events: availability, rate: 1/s }]\n')).toMatchObject({
    'events_produced_total pod 1': '30 90 stale',
    'events_produced_total pod 1 pod_hash=a': '_x5 150 210 270',
  });
});

test('bursts come in one moment, on one pod after the other', () => {
  expect(stored('  targets: [{ pods: 2 }]\n  series: [{ events: availability, burst: { events: 3, bad: 1, every: 2m, after: 1m } }]\n')).toEqual({
    'up pod 1': '1 1 1 1 1',
    'up pod 2': '1 1 1 1 1',
    'events_produced_total pod 1': '_x3 2 2 2 2',
    'validation_errors_total pod 1': '_x3 1 1 1 1',
    'events_produced_total pod 2': '_x7 2 2',
    'validation_errors_total pod 2': '_x7 1 1',
  });
});

test('a change with a burst takes the place of the burst before', () => {
  expect(stored('  series: [{ events: availability, burst: { events: 1, every: 1m }, changes: [{ at: 2m, burst: { events: 10, every: 1m } }] }]\n')['events_produced_total pod 1']).toBe('1 2 12 22 32');
});

test('labels come from inventory and contract, and from the drill only what the contract leaves open', () => {
  const scenario = scenarioOf(drillText(`  for: 5m\n  series: [{ events: availability, rate: 1/s, errors: 50%, labels: { stream: s } }]\n${QUIET}`), model);
  const names = replay(scenario, model.settings, ['eqiad'], { scrapesMs: 0, burstsMs: 0 }).series.map(({ series }) => series);
  const where = 'instance="10.0.0.2:8080", job="k8s-pods"';
  expect(names).toEqual([
    `up{${where}, kubernetes_namespace="eventgate-main"}`,
    `eventgate_events_produced_total{${where}, schema_uri="drill", service="eventgate-main", stream="s"}`,
    `eventgate_validation_errors_total{error_type="UnauthorizedSchemaForStreamError", ${where}, schema_uri="drill", service="eventgate-main", stream="s"}`,
  ]);
});

test('an event of a service behind an exporter is on one of two series of one metric, and there is no `up`', () => {
  const scenario = scenarioOf(drillText(`  for: 5m\n  series: [{ events: acceptance, rate: 1/s, errors: 50% }]\n${QUIET}`, 'eventbus-eventgate-main'), model);
  const names = replay(scenario, model.settings, ['eqiad'], { scrapesMs: 0, burstsMs: 0 }).series.map(({ series }) => series.replace(/^.*_total/, ''));
  expect(names.map((name) => /status_code="(\d+)"/.exec(name)?.[1] ?? '').sort()).toEqual(['0', '200']);
  expect(names.every((name) => name.includes('event_service_name="eventgate-main"') && name.includes('job="exporter"'))).toBe(true);
});

test('a histogram has all its buckets with the first event', () => {
  const exported = shippedModel(['contracts/eventgate.yaml', '      proposed: the one duration that is exported is recorded before the handler ends; this one would be observed when the answer has been sent\n', '']);
  const series = storedOf(scenarioOf(drillText(`  for: 5m\n  series: [{ events: latency, rate: 2/s, errors: 50% }]\n${QUIET}`), exported), exported);
  expect(series).toMatchObject({ 'request_duration_seconds_bucket pod 1 le=0.05': '30 90 150 210 270', 'request_duration_seconds_bucket pod 1 le=60': '30 90 150 210 270', 'request_duration_seconds_bucket pod 1 le=+Inf': '60 180 300 420 540', 'request_duration_seconds_count pod 1': '60 180 300 420 540' });
});

test('where one Prometheus sees all sites, the site is a label of every series', () => {
  const global = shippedModel(['tocsin.yaml', 'scope: site', 'scope: global']);
  const scenario = scenarioOf(drillText(`  for: 5m\n  series: [{ events: availability, rate: 1/s }]\n${QUIET}`), global);
  for (const { series } of replay(scenario, global.settings, ['eqiad'], { scrapesMs: 0, burstsMs: 0 }).series) expect(series).toContain('site="eqiad"');
});

test('scrapes and bursts can be shifted against the evaluations', () => {
  const scenario = scenarioOf(drillText(`  for: 3m\n  scrape: { every: 1m, phase: 7s }\n  series: [{ events: availability, burst: { events: 1, after: 1m } }]\n${QUIET}`), model);
  const shifted = replay(scenario, model.settings, ['eqiad'], { scrapesMs: 0, burstsMs: 10_000 });
  expect(shifted.intervalMs).toBe(1000);
  expect(shifted.series.map(({ values }) => values)).toEqual(['_x7 1 _x59 1 _x59 1', '_x127 1']);
});
