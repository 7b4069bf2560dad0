import { describe, expect, test } from 'vitest';
import type { Question } from '../../support/promtool-tests.ts';
import { counted, eventPod, run } from './event-counts.ts';
import { project, SITES, targetOf, type Project } from './project.ts';
import { ramp, type Course, type Pod } from './scrapes.ts';
import { sampled } from '../../support/proof.ts';

/** A pod with series of its own. */
function podOf({ facts }: Project, series: Pod['series'], rest: Partial<Pod> & { readonly site?: (typeof SITES)[number]; readonly instance?: string } = {}): Pod {
  const { site = 'east', instance = '10.0.0.1:80', ...others } = rest;
  return { target: { ...facts.identity, ...targetOf(instance), ...facts.at(site) }, up: facts.up, series, ...others };
}

function share(text: string | undefined): readonly [bad: number, total: number] {
  const [bad = NaN, total = NaN] = (text ?? '').split('/').map(Number);
  return [bad, total];
}

describe('queries', () => {
  test.each(sampled([
    ['rates', 'site'],
    ['increases', 'site'],
    ['rates', 'global'],
    ['increases', 'global'],
  ] as const, 2))('%s count what counters do, within 2%%; scope %s', async (indicator, scope) => {
    const shop = await project({ fewRows: true, scope, objectives: [{ name: 'q', indicator }] });
    const course = { good: ramp({ from: 1200, to: 4800, perSecond: 7, start: 1e6 }), bad: ramp({ from: 1800, to: 3600, perSecond: 0.5, start: 50 }) };
    const pods = scope === 'site' ? [eventPod(shop, course)] : SITES.map((site, index) => eventPod(shop, { ...course, site, phase: 15 * index }));
    const counts = Object.values(await counted(shop, pods, 5400)).map(share);
    expect(counts).toHaveLength(pods.length);
    for (const [bad, total] of counts) {
      expect(Math.abs(bad / 900 - 1)).toBeLessThan(0.02);
      expect(Math.abs(total / (25_200 + 900) - 1)).toBeLessThan(0.02);
    }
  });

  test('per stream, narrowed by `where`, with labels of any kind', async () => {
    const hostile = 'a"b\\c\n{{window}}, x="y"';
    const shop = await project({ fewRows: true, objectives: [{ name: 'q', indicator: 'rates', per: 'stream' }, { name: 'w', indicator: 'rates', where: { stream: hostile } }, { name: 'e', indicator: 'total-bad', where: { stream: hostile } }] });
    const pods = ['plain', hostile].map((stream, index) => eventPod(shop, { stream, good: ramp({ from: 1800, to: 5400, perSecond: 1 + index, start: 9 }), bad: () => 4 }));
    const counts = await counted(shop, pods, 7200);
    const rounded = Object.entries(counts).map(([key, text]) => [key, share(text).map((value) => Math.round(value / 100) * 100).join('/')]);
    expect(Object.fromEntries(rounded)).toEqual({ [`q ${hostile}`]: '0/7200', 'q plain': '0/3600', w: '0/7200', e: '0/7200' });
  });
});

describe('latency', () => {
  const all: Course = ramp({ from: 1800, to: 5400, perSecond: 1, start: 1e5 });
  const fast: Course = ramp({ from: 1800, to: 5400, perSecond: 0.75, start: 9e4 });
  const bucket = (le: string, course: Course) => ({ metric: 'answer_seconds_bucket', labels: { path: '/', le }, course });
  const count = { metric: 'answer_seconds_count', labels: { path: '/' }, course: all };
  const latency = (): Promise<Project> => project({ fewRows: true, objectives: [{ name: 'l', indicator: 'latency' }] });

  test.each(sampled(['1', '1.0'], 1))('the bound written %s, among others', async (le) => {
    const shop = await latency();
    expect(await counted(shop, [podOf(shop, [count, bucket(le, fast), bucket('0.5', () => 7), bucket('5', all), bucket('+Inf', all)])], 7200)).toEqual({ l: '900/3600' });
  });

  test.each([true, false])('the bound written anew, while the old series is seen on: %s', async (fades) => {
    const shop = await latency();
    const pods = [podOf(shop, [count, bucket('1', fast)], { lives: [0, 3600], fades }), podOf(shop, [count, bucket('1.0', fast)], { lives: [3600, 1e6] })];
    // Of one target: what both have is one series.
    const whole = podOf(shop, [count]);
    expect(await counted(shop, [whole, ...pods.map((pod) => ({ ...pod, up: undefined, series: pod.series.slice(1) }))], 7200)).toEqual({ l: '900/3600' });
  });

  test('a bucket that is not there makes no answer slow: nothing is counted, and after half an hour it is missed', async () => {
    const shop = await latency();
    const seen = await run(shop, [podOf(shop, [count, bucket('5', all)])], 5400, { firing: ['ALERTS{alertstate="firing"}', 5400], recorded: ['{__name__=~"tocsin:events_.*"}', 5400] });
    expect(seen.recorded).toEqual([]);
    expect(seen.firing.map(({ labels }) => labels['alertname'])).toEqual(['ShopLSeriesAbsent']);
  });
});

describe('time-weighted', () => {
  const health = (part: string, course: Course): Pod['series'][number] => ({ metric: 'healthy', labels: { part }, course });

  test('a gauge counts each of its series once an evaluation, without those that say nothing or are gone', async () => {
    const shop = await project({ objectives: [{ name: 'h', indicator: 'health' }] });
    const pods = [
      podOf(shop, [health('a', () => 1), health('b', (at) => (at < 3600 ? 1 : 0)), health('c', (at) => (at < 5400 ? NaN : 1))], { phase: 0 }),
      podOf(shop, [health('a', () => 1)], { instance: '10.0.0.2:80', phase: 0, lives: [0, 3600] }),
    ];
    // In the last of two hours: two series and one of NaN for half an hour, then three; one of them bad.
    expect(await counted(shop, pods, 7200, '1h')).toEqual({ h: `60/${29 * 2 + 31 * 3}` });
  });

  test('a gauge that vanishes leaves time that is neither good nor bad, and is missed', async () => {
    const shop = await project({ fewRows: true, objectives: [{ name: 'h', indicator: 'health' }] });
    const gone = podOf(shop, [health('a', (at) => (at < 3600 ? 1 : undefined))], { phase: 0 });
    const seen = await run(shop, [gone], 7200, { total: ['tocsin:events_total:increase6h', 7200], firing: ['ALERTS{alertstate="firing"}', 7200] });
    expect(seen.total.map(({ value }) => value)).toEqual([60]);
    expect(seen.firing.map(({ labels }) => labels['alertname'])).toEqual(['ShopHSeriesAbsent']);
  });

  test.each(sampled(['site', 'global'] as const, 1))('a share of bad counts the time, whatever traffic does, and none while there is none; scope %s', async (scope) => {
    const shop = await project({ fewRows: true, scope, objectives: [{ name: 'r', indicator: 'bad-share' }] });
    const good = ramp({ from: 1800, to: 3600, perSecond: 1000, start: 0 });
    const bad = ramp({ from: 3600, to: 5400, perSecond: 1, start: 0 });
    const [east, ...others] = Object.values(await counted(shop, [eventPod(shop, { good, bad })], 9000));
    expect(others).toEqual([]);
    const [time, total] = share(east);
    // Half an hour each, and at both ends the four minutes that a rate looks back.
    expect(Math.abs(time - 32)).toBeLessThanOrEqual(2);
    expect(Math.abs(total - 62)).toBeLessThanOrEqual(3);
  });

  test('a share of several series is their mean, and never more than all of the time', async () => {
    const shop = await project({ objectives: [{ name: 'r', indicator: 'unsummed-share' }] });
    const parts = { a: () => 1, b: () => 0.5, c: () => 1.0001, d: () => NaN };
    const pod = podOf(shop, Object.entries(parts).map(([part, course]) => health(part, course)), { phase: 0 });
    const [bad, total] = share((await counted(shop, [pod], 7200, '1h'))['r']);
    expect(total).toBe(60);
    expect(bad).toBeCloseTo(60 * (0.5 / 3), 6);
  });
});

describe('probes every 15 minutes', () => {
  /** 123 probes at once, every quarter of an hour from a second on; from another on all but one fail. */
  const bursts = (first: number, failing: number, wants: 'success' | 'failure'): Course => (at) => {
    let sum = 1000;
    for (let burst = first; burst <= at; burst += 900) sum += (burst >= failing ? 122 : 0) * Number(wants === 'failure') + (burst >= failing ? 1 : 123) * Number(wants === 'success');
    return sum;
  };

  test.each(sampled([0, 150, 435, 885], 2))('are alerted on within two of their periods, wherever these begin: %d', async (begin) => {
    const shop = await project({ objectives: [{ name: 'p', indicator: 'probes', target: '99%' }] });
    const failing = 5400;
    const pod = podOf(shop, (['success', 'failure'] as const).map((result) => ({ metric: 'probes_total', labels: { result }, course: bursts(begin, failing, result) })), { phase: 45 });
    const until = 9000;
    const page = (what: 'min' | 'max'): Question => [`${what}_over_time(timestamp(ALERTS{alertname="ShopPBurnPage", alertstate="firing"})[${until}s:60s])`, until];
    const steps: Question = [`count_over_time(ALERTS{alertname="ShopPBurnPage", alertstate="firing"}[${until}s])`, until];
    const seen = await run(shop, [pod], until, { first: page('min'), last: page('max'), steps });
    const first = seen.first[0]?.value ?? Infinity;
    expect(first - failing).toBeGreaterThan(0);
    expect(first - failing).toBeLessThanOrEqual(1800);
    // And goes on, between bursts as well.
    expect([seen.last[0]?.value, seen.steps[0]?.value]).toEqual([until, (until - first) / 60 + 1]);
  });
});
