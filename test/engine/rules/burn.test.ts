import { beforeAll, describe, expect, test } from 'vitest';
import type { Question, Sample } from '../../support/promtool-tests.ts';
import { eventPod, run } from './event-counts.ts';
import { firing, PAGE_ROWS, secondsToFire, TICKET_ROWS, type Rhythm, type Row } from './model.ts';
import { project, type Project } from './project.ts';
import { ramp, type Course, type Pod } from './scrapes.ts';
import { PROVES, sampled } from '../../support/proof.ts';

const MINUTELY: Rhythm = { every: 60, phase: 45, evaluation: 60 };
/** Longest time between an event and the evaluation that knows of it: a scrape, a slow answer, an evaluation. */
const NEWS = 60 + 10 + 60;
const PER_SECOND = 1000;

/** When alerts fired first and last. */
function times(name: string, until: number, step: number): Readonly<Record<'first' | 'last', Question>> {
  const fired = `timestamp(ALERTS{alertname="${name}", alertstate="firing"})[${until}s:${step}s]`;
  return { first: [`min_over_time(${fired})`, until], last: [`max_over_time(${fired})`, until] };
}

function only(samples: readonly Sample[]): number | undefined {
  expect(samples.length).toBeLessThanOrEqual(1);
  return samples[0]?.value;
}

/** Events at a steady rate, of which a share is bad between two seconds. */
function errors(ratio: number, from: number, to: number): { readonly good: Course; readonly bad: Course } {
  const bad = ramp({ from, to, perSecond: PER_SECOND * ratio, start: 3 });
  return { bad, good: (at) => 1e9 + PER_SECOND * at - (bad(at) ?? 0) };
}

/** Fires and resolves as the rows say of the counts that scrapes bring, and within a scrape and an evaluation of the formula. */
async function checkTimes(shop: Project, ratio: number, span: readonly [from: number, to: number], until: number, level: 'Page' | 'Ticket', rhythm = MINUTELY): Promise<void> {
  const [from, to] = span;
  const { good, bad } = errors(ratio, from, to);
  const rows: readonly Row[] = level === 'Page' ? PAGE_ROWS : TICKET_ROWS;
  const seen = await run(shop, [eventPod(shop, { good, bad, phase: rhythm.phase })], until, times(`ShopGoodBurn${level}`, until, rhythm.evaluation), rhythm.evaluation);
  const [first, last] = [only(seen.first), only(seen.last)];
  const wanted = firing(good, bad, rows, until, rhythm);
  expect([first, last]).toEqual(wanted === undefined ? [undefined, undefined] : [...wanted]);
  const formula = secondsToFire(ratio, rows);
  if (from + formula > to) return expect(first).toBeUndefined();
  const lag = (first ?? Infinity) - from - formula;
  expect(lag).toBeGreaterThan(0);
  // A tile of five minutes delays what rests on days.
  expect(lag).toBeLessThanOrEqual(NEWS + (level === 'Ticket' ? 300 : 0));
}

describe('an objective of 99.9% over 30 days', () => {
  let shop: Project;
  let pages: Project;
  beforeAll(async () => {
    shop = await project({ objectives: [{ name: 'good', indicator: 'total-bad' }] });
    pages = await project({ pagesOnly: !PROVES, objectives: [{ name: 'good', indicator: 'total-bad' }] });
  });

  // Six hours of health come before, or the long windows would not be full.
  const start = 21_660;
  const failures: readonly (readonly [ratio: number, lasts: number])[] = [
    [1, 3600],
    [0.1, 3600],
    [0.1, 1800],
    [0.015, 5400],
    [0.007, 21_600],
    [0.0035, 10_800],
  ];
  test.each(sampled(failures, 2))('pages at an error ratio of %f that lasts %d s as the formula says, and resolves when its short window is clean', async (ratio, lasts) => {
    await checkTimes(pages, ratio, [start, start + lasts], start + lasts + 2400, 'Page');
  });

  test.each(sampled([0, 30], 1))('pages whatever second scrapes begin at: %d', async (phase) => {
    await checkTimes(pages, 0.1, [start, start + 900], start + 1500, 'Page', { ...MINUTELY, phase });
  });

  test('says nothing while exactly the budget is spent, nor while there is no traffic', async () => {
    const until = 28_800;
    const at: Question = ['count by (alertname) (count_over_time(ALERTS{alertstate="firing"}[1d]))', until];
    const spent = await run(shop, [eventPod(shop, errors(0.001, 0, until))], until, { alerts: at });
    expect(spent).toEqual({ alerts: [] });
    const idle = await run(shop, [eventPod(shop, { good: () => 1e6, bad: () => 70 })], 7200, { alerts: [at[0], 7200], ratio: ['tocsin:events_bad:increase1h / tocsin:events_total:increase1h', 7200] });
    expect(idle.alerts).toEqual([]);
    expect(idle.ratio.map(({ value }) => value)).toEqual([NaN]);
  });

  if (PROVES) test('tickets at 0.35% as the formula says', { timeout: 300_000 }, async () => {
    const slow = await project({ objectives: [{ name: 'good', indicator: 'total-bad' }], evaluation: '120s' });
    await checkTimes(slow, 0.0035, [262_800, 349_200], 352_800, 'Ticket', { ...MINUTELY, evaluation: 120 });
  });
});

describe('what is judged apart', () => {
  test('a site that fails is told of, however much another one serves', async () => {
    const shop = await project({ scope: 'global', objectives: [{ name: 'good', indicator: 'total-bad' }] });
    const failing = ramp({ from: 1800, to: 1e6, perSecond: 5, start: 0 });
    // Both pods have one address: sites may share their networks.
    const pods: readonly Pod[] = [
      eventPod(shop, { site: 'east', good: ramp({ from: 0, to: 1800, perSecond: 5, start: 0 }), bad: failing }),
      eventPod(shop, { site: 'west', good: (at) => 5000 * at, phase: 15 }),
    ];
    const seen = await run(shop, pods, 7200, { firing: ['ALERTS{alertstate="firing"}', 7200], bad: ['tocsin:events_bad:increase1h', 7200] });
    const labels = { tocsin: 'test', service: 'shop', slo: 'good', hazard: 'error-burn', team: 'us', site: 'east', tocsin_instance: 'shop', tocsin_objective: 'good', alertstate: 'firing', __name__: 'ALERTS' };
    expect(seen.firing.map((one) => one.labels).sort((a, b) => (String(a['severity']) < String(b['severity']) ? -1 : 1))).toEqual([
      { ...labels, alertname: 'ShopGoodBurnPage', severity: 'page' },
      { ...labels, alertname: 'ShopGoodBurnTicket', severity: 'ticket' },
    ]);
    expect(Object.fromEntries(seen.bad.map((one) => [one.labels['site'], one.value]))).toEqual({ east: 18_000, west: 0 });
  });

  test('a pod of one site is not taken for that of another with its address', async () => {
    const shop = await project({ scope: 'global', objectives: [{ name: 'good', indicator: 'total-bad' }] });
    const pods = [eventPod(shop, { site: 'west', good: () => 10 }), eventPod(shop, { site: 'east', good: () => 4000, bad: () => 4000, lives: [2400, 1e6] })];
    const seen = await run(shop, pods, 3600, { bad: ['tocsin:events_bad:increase1h', 3600] });
    expect(Object.fromEntries(seen.bad.map((one) => [one.labels['site'], one.value]))).toEqual({ east: 0, west: 0 });
  });

  test.each(sampled(['site', 'global'] as const, 1))('one stream among many that fails is told of alone, whatever its name; scope %s', async (scope) => {
    const names = ['mediawiki.page_change.v1', 'a"b\\c\n{{ $labels.team }}', 'rc0', ''];
    const [, hostile] = names;
    for (const indicator of ['total-bad', 'good-bad']) {
      const shop = await project({ pagesOnly: !PROVES, scope, objectives: [{ name: 'streams', indicator, per: 'stream' }] });
      const pods = names.map((stream) => eventPod(shop, { stream, good: (at) => 1000 + 100 * at, bad: stream === hostile ? ramp({ from: 1800, to: 1e6, perSecond: 10, start: 0 }) : undefined }));
      const seen = await run(shop, pods, 5400, { firing: ['ALERTS{alertstate="firing", hazard="error-burn", severity="page"}', 5400], bad: ['tocsin:events_bad:increase1h', 5400] });
      expect(seen.firing.map(({ labels }) => labels['stream'])).toEqual([hostile]);
      expect(Object.fromEntries(seen.bad.map(({ labels, value }) => [labels['stream'] ?? '', value]))).toEqual(Object.fromEntries(names.map((name) => [name, name === hostile ? 35_700 : 0])));
    }
  });
});
