import { beforeAll, describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/model/duration.ts';
import { runCli } from '../../support/cli.ts';
import type { Question, Sample } from '../../support/promtool-tests.ts';
import { eventPod, run, type EventPod } from './event-counts.ts';
import { project, projectFolder, type Choices, type Project } from './project.ts';
import { bornAt } from './scrapes.ts';
import { sampled } from '../../support/proof.ts';

const OBJECTIVES = [{ name: 'good', indicator: 'total-bad' }];
const busy = (at: number): number => 1e6 + 10 * at;

/** When absence alerts fired first, by alert name and, if it is a label, site. */
async function fired(shop: Project, pods: readonly EventPod[], until: number): Promise<Readonly<Record<string, number>>> {
  const first: Question = [`min_over_time(timestamp(ALERTS{hazard!="error-burn", alertstate="firing"})[${until}s:60s])`, until];
  const seen = await run(shop, pods.map((pod) => eventPod(shop, pod)), until, { first });
  return Object.fromEntries(seen.first.map((sample) => [nameOf(sample), sample.value]));
}

function nameOf({ labels }: Sample): string {
  return [labels['alertname'], labels['site'], labels['severity'] === 'ticket' ? 'ticket' : undefined].filter((part) => part !== undefined).join(' ');
}

describe('an instance whose targets `up` names', () => {
  let shop: Project;
  beforeAll(async () => {
    shop = await project({ objectives: OBJECTIVES, fewRows: true });
  });

  const death = 1790;
  // Last scrape before it, the first that fails, and the first evaluation to see that; then six minutes.
  const scrapes: readonly (readonly [phase: number, seen: number])[] = [
    [0, 1800],
    [15, 1860],
    [30, 1860],
    [45, 1860],
  ];
  test.each(sampled(scrapes, 2))('is told to be down in time, scraped at second %d', async (phase, seen) => {
    const times = await fired(shop, [{ good: busy, phase, failed: [[death, 1e6]] }], 5400);
    expect(times).toEqual({ ShopTargetDown: seen + 360 });
    // With thirty seconds of group wait, within the ten minutes of its class.
    expect((times['ShopTargetDown'] ?? Infinity) + 30 - death).toBeLessThanOrEqual(600);
  });

  // A sample of six; all of them under `npm run prove`.
  test.each(sampled<readonly [string, readonly EventPod[], Readonly<Record<string, number>>]>([
    ['is told to be down when it is no longer discovered', [{ good: busy, lives: [0, death] }], { ShopTargetDown: 2220 }],
    ['is not down while one of its pods answers', [{ good: busy, lives: [0, death] }, { instance: '10.0.0.2:80', good: busy }], {}],
    ['is not down for six minutes of failed scrapes', [{ good: busy, failed: [[death, death + 360]] }], {}],
    ['that is idle is not absent', [{ good: () => 5 }], {}],
    ['that has never failed is not absent', [{ good: busy }], {}],
    ['that has never succeeded is not down', [{ bad: busy }], {}],
    ['restarted idle is not dead; that it exports nothing is told after half an hour', [{ good: busy, lives: [0, death] }, { instance: '10.0.0.2:80', lives: [1800, 1e6] }], { 'ShopGoodSeriesAbsent ticket': 1860 + 1800 }],
    ['restarted idle is told nothing of when its first event comes within half an hour', [{ good: busy, lives: [0, death] }, { instance: '10.0.0.2:80', good: bornAt(1800 + 1740, () => 1), lives: [1800, 1e6] }], {}],
    ['whose two pods die at once, of three, is a ticket after half an hour', [{ good: busy }, { instance: 'b', good: busy, failed: [[death, 1e6]] }, { instance: 'c', good: busy, failed: [[death, 1e6]] }], { 'ShopTargetPartlyDown ticket': 3540 }],
    ['whose three pods die at once pages, and no ticket says it again', ['a', 'b', 'c'].map((instance) => ({ instance, good: busy, failed: [[death, 1e6]] })), { ShopTargetDown: 2220 }],
    ['whose pod dies again and again is a ticket', [{ good: busy }, { instance: 'b', good: busy, failed: Array.from({ length: 30 }, (_, index) => [death + 300 * index, death + 300 * index + 250] as const) }], { 'ShopTargetPartlyDown ticket': 3780 }],
    ['one of whose pods is replaced has none that is down', [{ good: busy }, { instance: 'b', good: busy, lives: [0, death] }, { instance: 'c', good: busy, lives: [death, 1e6] }], {}],
    ['one of whose pods is down for twenty minutes is not told', [{ good: busy }, { instance: 'b', good: busy, failed: [[death, death + 1200]] }], {}],
  ], 6))('%s', async (_, pods, wanted) => {
    expect(await fired(shop, pods, 5400)).toEqual(wanted);
  });
});

test('what every process exports from its start is missed within the deadline of the class', async () => {
  const shop = await project({ objectives: OBJECTIVES, fewRows: true, born: 'at-start' });
  const restarted: readonly EventPod[] = [{ good: busy, lives: [0, 1790] }, { instance: '10.0.0.2:80', lives: [1800, 1e6] }];
  expect(await fired(shop, restarted, 5400)).toEqual({ ShopGoodSeriesAbsent: 1860 + 360 });
  expect(await fired(shop, [{ good: () => 0 }], 5400)).toEqual({});
});

test.each<readonly [string, readonly EventPod[], Readonly<Record<string, number>>]>([
  ['one site of two is down', [{ site: 'east', good: busy, failed: [[1790, 1e6]] }, { site: 'west', good: busy }], { 'ShopTargetDown east': 2220 }],
  ['one site of two was restarted idle', [{ site: 'east', instance: '10.0.0.2:80', lives: [1800, 1e6] }, { site: 'east', good: busy, lives: [0, 1790] }, { site: 'west', good: busy }], { 'ShopGoodSeriesAbsent east ticket': 3660 }],
])('where one Prometheus sees all sites: %s', async (_, pods, wanted) => {
  const shop = await project({ scope: 'global', objectives: OBJECTIVES, fewRows: true });
  expect(await fired(shop, pods, 5400)).toEqual(wanted);
});

test('where `up` does not name the instance, its series tell, and nothing is said of targets', async () => {
  const shop = await project({ target: 'none', objectives: OBJECTIVES });
  expect(await fired(shop, [{ good: busy, failed: [[1790, 1e6]] }], 5400)).toEqual({ ShopGoodSeriesAbsent: 2220 });
});

test('errors without any total are not judged, and their total is missed', async () => {
  const shop = await project({ objectives: [{ name: 'good', indicator: 'mixed' }] });
  const pod = eventPod(shop, { bad: busy });
  const errorsOnly = { ...pod, series: pod.series.filter(({ metric }) => metric === 'errors_total') };
  const seen = await run(shop, [errorsOnly], 5400, { firing: ['ALERTS{alertstate="firing"}', 5400], total: ['tocsin:events_total:increase5m', 5400] });
  expect(seen.total).toEqual([]);
  expect(seen.firing.map(nameOf)).toEqual(['ShopGoodSeriesAbsent ticket']);
});

describe('a deadline', () => {
  test.each(sampled<readonly [Partial<Choices>, string]>([
    [{}, '6m'],
    [{ groupWait: '5m' }, '1m'],
    [{ baseGroupWait: '5m' }, '1m'],
    [{ baseGroupWait: '5m', groupWait: '30s' }, '6m'],
    [{ baseGroupWait: '0s', absent: 'page within 250s' }, '1m'],
    [{ absent: 'page within 280s' }, '1m'],
    [{ absent: 'page within 450s', groupWait: '200s' }, '1m'],
    [{ absent: 'page within 15m' }, '12m'],
    [{ absent: 'page within 3m', scrape: '15s', evaluation: '15s' }, '1m30s'],
  ], 4))('leaves what scrape, time-out, evaluation and group wait do not take: %o', async (choices, patience) => {
    const { rules } = await project({ objectives: OBJECTIVES, ...choices });
    const rule = /alert: ShopTargetDown\n([^]*?)\n +labels:/.exec(rules)?.[1] ?? '';
    const left = /for: (\S+)$/.exec(rule)?.[1];
    // What is shorter than Prometheus restores is looked for in what is stored; the evaluation at which it begins counts too.
    const [, interval = '', count = ''] = /:(\S+?)\]\s*\)\s+>= (\d+)$/.exec(rule) ?? [];
    expect(left ?? formatDuration((Number(count) - 1) * parseDuration(interval))).toBe(patience);
  });

  test.each<readonly [Partial<Choices>, string]>([
    [{ absent: 'page within 279s' }, 'absence cannot be told within 4m39s'],
    [{ absent: 'page within 449s', groupWait: '200s' }, 'absence cannot be told within 7m29s'],
    [{ absent: 'page within 449s', baseGroupWait: '200s' }, 'absence cannot be told within 7m29s'],
  ])('that is shorter than these is refused: %o', async (choices, message) => {
    const run = await runCli(['validate'], { cwd: projectFolder({ objectives: OBJECTIVES, ...choices }) });
    expect(run.status).toBe(1);
    expect(run.stdout + run.stderr).toContain(message);
  });
});
