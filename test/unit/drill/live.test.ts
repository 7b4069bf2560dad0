import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../../src/model/duration.ts';
import { RuleMaker } from '../../../src/drill/generated-rules.ts';
import { jobsOf, type Job } from '../../../src/drill/jobs.ts';
import { liveFault } from '../../../src/drill/live-job.ts';
import { liveVerdict } from '../../../src/drill/live-verdict.ts';
import { pagesOf } from '../../../src/drill/pages.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { drillText, readText, scenarioOf, shippedModel } from './reading.ts';

const model = shippedModel();
const FLOW = '  series: [{ events: availability, rate: 1/s }]\n';

function jobOf(body: string): Job {
  const scenario = scenarioOf(drillText(body), model);
  const [job] = jobsOf(scenario, model.settings, new RuleMaker(model, new Sink()).make(scenario.instances, scenario.stepMs));
  if (job === undefined) throw new Error('a drill has a run');
  return job;
}

test('a page holds what the last scrape saw: nothing before the first, no series that has ended, `up` as it was', () => {
  const { replay, scenario, variant } = jobOf(`  for: 20m\n  targets: [{ changes: [{ at: 5m, for: 3m, state: failing }, { at: 15m, state: gone }] }]\n${FLOW}  expect: [{ at: 1m, quiet: any }]\n`);
  const page = pagesOf(replay, scenario, variant);
  const names = (ms: number): readonly string[] => page(ms).split('\n').flatMap((line) => (line === '' ? [] : [line.replace(/\{.*\}/, '')]));
  expect(page(29_000)).toBe('');
  expect(names(31_000)).toEqual(['up 1', 'eventgate_events_produced_total 30']);
  // Half a minute after the full one is a scrape; until the next one nothing changes.
  expect(page(89_000)).toBe(page(31_000));
  expect(names(90_000)).toEqual(['up 1', 'eventgate_events_produced_total 90']);
  expect(names(5 * MINUTE + 40_000)).toEqual(['up 0']);
  expect(names(8 * MINUTE + 40_000)).toEqual(['up 1', 'eventgate_events_produced_total 510']);
  expect(names(16 * MINUTE)).toEqual([]);
});

describe('the verdict on alerts', () => {
  const page = { alertname: 'A', alertstate: 'firing', tocsin: 'event-platform', service: 'eventgate-main', severity: 'page', hazard: 'error-burn' };
  const minutes = (from: number, until: number): readonly number[] => Array.from({ length: until - from + 1 }, (_, index) => (from + index) * MINUTE + 7_000);

  test.each<readonly [what: string, expectation: string, atMs: readonly number[], isMet: boolean]>([
    ['fires in time', '{ from: 5m, by: 8m, firing: page error-burn }', minutes(8, 9), true],
    ['fires as late as a scrape and an evaluation', '{ from: 5m, by: 8m, firing: page }', minutes(9, 9), true],
    ['fires too late', '{ from: 5m, by: 8m, firing: page }', minutes(11, 12), false],
    ['fires too early', '{ from: 5m, by: 8m, firing: page }', minutes(3, 4), false],
    ['another level fires', '{ from: 5m, by: 8m, firing: ticket }', minutes(6, 8), false],
    ['fires throughout', '{ from: 5m, until: 15m, firing: page }', minutes(5, 15), true],
    ['is away as long as Alertmanager holds it', '{ from: 5m, until: 15m, firing: page }', [...minutes(5, 8), ...minutes(12, 15)], true],
    ['is away for longer', '{ from: 5m, until: 15m, firing: page }', [...minutes(5, 8), ...minutes(13, 15)], false],
    ['does not come back', '{ from: 5m, until: 15m, firing: page }', minutes(5, 10), false],
    ['begins too late for it', '{ from: 5m, until: 15m, firing: page }', minutes(12, 15), false],
    ['never fires', '{ from: 5m, until: 15m, firing: page }', [], false],
    ['is quiet', '{ until: 5m, quiet: any }', minutes(6, 15), true],
    ['is not quiet', '{ until: 5m, quiet: any }', minutes(4, 4), false],
    ['is quiet as soon as it can be known', '{ from: 5m, quiet: page }', minutes(3, 6), true],
    ['goes on', '{ from: 5m, quiet: page }', minutes(3, 8), false],
  ])('%s', (_, expectation, atMs, isMet) => {
    const job = jobOf(`  for: 20m\n${FLOW}  expect: [${expectation}]\n`);
    expect(liveVerdict(job, model.settings, { fired: [{ labels: page, atMs }], values: [], plotted: [] })).toMatchObject({ met: [isMet] });
  });
});

test.each([
  ['within tolerance', '{ at: 1m, value: ratio, window: 5m, is: 10%, within: 1% }', [0.1005], true],
  ['beyond it', '{ at: 1m, value: ratio, window: 5m, is: 10%, within: 1% }', [0.102], false],
  ['of several one beyond it', '{ at: 1m, value: bad, window: 5m, is: 3 }', [3, 4], false],
  ['not there', '{ at: 1m, value: bad, window: 5m, is: 3 }', [], false],
  ['rightly not there', '{ at: 1m, value: bad, window: 5m, is: none }', [], true],
  ['wrongly there', '{ at: 1m, value: bad, window: 5m, is: none }', [0], false],
])('a value that is %s', (_, expectation, values, isMet) => {
  const job = jobOf(`  for: 20m\n${FLOW}  expect: [${expectation}]\n`);
  const samples = values.map((value) => ({ labels: {}, value }));
  expect(liveVerdict(job, model.settings, { fired: [], values: [samples], plotted: [] })).toMatchObject({ met: [isMet] });
});

test.each([
  ['two things at once', '[{ at: 1m, stopped: 1m, paused: 1m }]', 'TOC105'],
  ['nothing', '[{ at: 1m }]', 'TOC105'],
  ['a moment after the end', '[{ at: 30m, stopped: 1m }]', 'TOC805'],
  ['an end after the end', '[{ at: 19m, stopped: 2m }]', 'TOC805'],
  ['two that overlap', '[{ at: 5m, stopped: 2m }, { at: 6m, paused: 2m }]', 'TOC805'],
])('what happens to Prometheus is no %s', (_, prometheus, code) => {
  const { codes } = readText(drillText(`  for: 20m\n${FLOW}  prometheus: ${prometheus}\n  expect: [{ at: 1m, quiet: any }]\n`), model);
  expect(new Set(codes)).toEqual(new Set([code]));
});

test('targets that nobody scrapes are not for a running Prometheus', () => {
  const unseen = scenarioOf(drillText(`  for: 20m\n  targets: [{ changes: [{ at: 5m, for: 3m, state: unseen }] }]\n${FLOW}  expect: [{ at: 1m, quiet: any }]\n`), model);
  expect(liveFault(unseen)).toContain('unseen');
});
