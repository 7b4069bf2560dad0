import { beforeAll, describe, expect, test } from 'vitest';
import { observe, type InputSeries, type Question } from '../../support/promtool-tests.ts';
import { eventPod, run } from './event-counts.ts';
import { project, type Project } from './project.ts';
import { ramp } from './scrapes.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const MONTH = 31 * DAY;
const GOOD = [{ name: 'good', indicator: 'total-bad' }];

/** The rules of periods alone, over counts that are given: months pass in seconds. */
function periodGroups({ rules }: Project): string {
  const groups = rules.split(/(?=^ {2}- name: )/m).filter((part) => part.startsWith('  - name: tocsin:shop:period:'));
  expect(groups).not.toEqual([]);
  return `groups:\n${groups.join('')}`;
}

/** Events of a minute, all and bad, at the minute that ends at a second; undefined while nothing is recorded. */
type Minute = (end: number) => readonly [total: number, bad: number] | undefined;

/** What the rules of an objective record of minutes: increments, and hourly sums at each full hour. */
function recorded(minute: Minute, until: number, group: Readonly<Record<string, string>> = {}, from = 0): readonly InputSeries[] {
  const labels = { tocsin_instance: 'shop', tocsin_objective: 'good', ...group };
  return ([0, 1] as const).flatMap((side) => {
    const name = ['total', 'bad'][side] ?? '';
    const increments: string[] = [];
    const hours: string[] = [];
    for (let end = 0; end <= until; end += 60) {
      const value = end < from ? undefined : minute(end)?.[side];
      // Only the last day is read minute by minute.
      increments.push(value === undefined || end < until - DAY ? '_' : String(value));
      let sum = 0;
      if (end % HOUR === 0) for (let at = end - HOUR + 60; at <= end; at += 60) sum += (at < from ? undefined : minute(at)?.[side]) ?? 0;
      hours.push(end % HOUR === 0 && end >= from && value !== undefined ? String(sum) : '_');
    }
    return [
      { metric: `tocsin:events_${name}:increment`, labels, values: increments.join(' ') },
      { metric: `tocsin:events_${name}:increase1h`, labels, values: hours.join(' ') },
    ];
  });
}

const total = 'tocsin:events_total:period';
const bad = 'tocsin:events_bad:period';
const remaining = 'tocsin:error_budget:remaining';

describe('a calendar month', () => {
  let shop: Project;
  beforeAll(async () => {
    shop = await project({ periods: true, fewRows: true, objectives: [{ ...GOOD[0], period: 'month' }] });
  });

  /** Sixty events a minute; January fails wholly for its last hour, February for one minute of its first. */
  const minute: Minute = (end) => [60, (end > MONTH - HOUR && end <= MONTH) || end === MONTH + 900 ? 60 : 0];

  test('begins untouched, and one bad minute of its first hour is one bad minute', async () => {
    const at = { before: MONTH - HOUR, begin: MONTH, soon: MONTH + HOUR, later: MONTH + 3 * HOUR };
    const questions = Object.fromEntries(Object.entries(at).flatMap(([key, moment]) => [total, bad, remaining].map((expr, index): [string, Question] => [`${key} ${index}`, [expr, moment]])));
    const seen = await observe({ rules: [periodGroups(shop)], evaluationSeconds: HOUR, intervalSeconds: 60, series: recorded(minute, MONTH + 3 * HOUR, {}, 20 * DAY) }, questions);
    const value = (key: string): readonly (number | undefined)[] => [0, 1, 2].map((index) => seen[`${key} ${index}`]?.[0]?.value);
    expect(value('before')).toEqual([11 * DAY - HOUR + 60, 0, 1]);
    // The hour that ends with January is January's.
    expect(value('begin')).toEqual([0, 0, 1]);
    expect(value('soon').slice(0, 2)).toEqual([3600, 60]);
    // One minute of the 40.32 that 28 days allow.
    expect(value('soon')[2]).toBeCloseTo(1 - 1 / 40.32, 3);
    expect(value('later').slice(0, 2)).toEqual([10_800, 60]);
    expect(value('later')[2]).toBeCloseTo(1 - 1 / 40.32, 3);
  });
});

test('a quarter begins anew in the month that the project says', async () => {
  const shop = await project({ periods: true, fewRows: true, quarterStarts: 'november', objectives: [{ ...GOOD[0], period: 'quarter' }] });
  const minute: Minute = (end) => [10, end <= MONTH ? 1 : end === MONTH + HOUR + 60 ? 10 : 0];
  const at = MONTH + 4 * HOUR;
  const seen = await observe({ rules: [periodGroups(shop)], evaluationSeconds: 4 * HOUR, intervalSeconds: 60, series: recorded(minute, at, {}, 22 * DAY) }, {
    before: [bad, MONTH - 4 * HOUR],
    start: ['tocsin:period:start', at],
    total: [total, at],
    bad: [bad, at],
    next: ['tocsin:period:start', 2 * DAY],
  });
  expect([seen.before, seen.start, seen.total, seen.bad].map(([sample]) => sample?.value)).toEqual([(9 * DAY - 4 * HOUR) / 60 + 1, MONTH, 2400, 10]);
  // The quarter that holds the first of January began in November.
  expect(seen.next[0]?.value).toBe(-61 * DAY);
});

describe('a rolling period', () => {
  test('holds its last days, drops its oldest hour when the next begins, and is never longer', async () => {
    const shop = await project({ periods: true, fewRows: true, objectives: [{ ...GOOD[0], period: '7d' }] });
    // Whole numbers that no two hours share.
    const minute: Minute = (end) => [Math.floor(end / HOUR) + 1, end === 8 * DAY ? 900 : 0];
    const until = 15 * DAY;
    const at = { young: 2 * DAY, full: 14 * DAY, before: 15 * DAY - 2 * HOUR, after: 15 * DAY - HOUR };
    const questions = Object.fromEntries(Object.entries(at).flatMap(([key, moment]): [string, Question][] => [[`${key} total`, [total, moment]], [`${key} bad`, [bad, moment]], [`${key} remaining`, [remaining, moment]]]));
    const seen = await observe({ rules: [periodGroups(shop)], evaluationSeconds: 1800, intervalSeconds: 60, series: recorded(minute, until) }, questions);
    // Increments are given for the last day only: at other moments full hours are all there is.
    const sum = (from: number, to: number): number => {
      let events = 0;
      for (let end = from + 60; end <= to; end += 60) events += minute(end)?.[0] ?? 0;
      return events;
    };
    const value = (key: string): number | undefined => seen[key]?.[0]?.value;
    expect(value('full total')).toBe(sum(7 * DAY + HOUR, 14 * DAY));
    expect(value('before bad')).toBe(900);
    expect(value('after bad')).toBe(0);
    expect(value('after total')).toBe(sum(8 * DAY, 15 * DAY - HOUR));
    expect(value('young remaining')).toBe(1);
  });

  test('known for two days is judged as if the others had been alike', async () => {
    const shop = await project({ periods: true, fewRows: true, objectives: [{ ...GOOD[0], period: '30d' }] });
    const minute: Minute = (end) => [100, end === DAY ? 100 : 0];
    const seen = await observe({ rules: [periodGroups(shop)], evaluationSeconds: 1800, intervalSeconds: 60, series: recorded(minute, 2 * DAY) }, { soon: [remaining, DAY], late: [remaining, 2 * DAY] });
    // One minute of 43.2; the time known is rounded up by at most six hours, and the budget thereby down.
    const exact = 1 / 43.2;
    for (const [{ value } = { value: NaN }] of [seen.soon, seen.late]) {
      expect(1 - value).toBeGreaterThanOrEqual(exact * 0.999);
      expect(1 - value).toBeLessThan(exact * 1.3);
    }
  });

  test('keeps streams and sites apart, whether or not they have errors or traffic', async () => {
    const shop = await project({ periods: true, fewRows: true, scope: 'global', objectives: [{ ...GOOD[0], period: '7d', per: 'stream' }] });
    const until = 10 * HOUR;
    const group = (site: string, stream: string, minute: Minute): readonly InputSeries[] => recorded(minute, until, { site, stream });
    const seen = await observe({ rules: [periodGroups(shop)], evaluationSeconds: 600, intervalSeconds: 60, series: [
      ...group('east', 'a', () => [10, 0]),
      ...group('east', 'b', () => [10, 10]),
      ...group('west', 'a', () => [1000, 1]),
      ...group('west', 'b', (end) => (end < 5 * HOUR ? [10, 0] : [0, 0])),
      ...group('west', 'idle', () => [0, 0]),
      // Not exported any more.
      ...group('west', 'gone', (end) => (end <= 5 * HOUR ? [6, 6] : undefined)),
    ] }, { bad: [bad, until], total: [total, until], remaining: [remaining, until] });
    const by = (key: keyof typeof seen): Readonly<Record<string, number>> => Object.fromEntries(seen[key].map(({ labels, value }) => [`${labels['site'] ?? ''} ${labels['stream'] ?? ''}`, value]));
    expect(by('total')).toMatchObject({ 'east a': 6000 + 10, 'west idle': 0, 'west gone': 1800 + 6 });
    expect(by('bad')).toEqual({ 'east a': 0, 'east b': 6010, 'west a': 601, 'west b': 0, 'west gone': 1806, 'west idle': 0 });
    expect(by('remaining')).toMatchObject({ 'east a': 1, 'west b': 1, 'west idle': 1 });
    expect(by('remaining')['east b']).toBeLessThan(-50);
    expect(by('remaining')['west a']).toBeGreaterThan(0.9);
  });
});

test('from scrapes to the period: fresh to a scrape and an evaluation, over idle hours and missed evaluations', async () => {
  const shop = await project({ periods: true, fewRows: true, objectives: GOOD });
  const pod = eventPod(shop, { good: ramp({ from: 1800, to: 5400, perSecond: 10, start: 1e6 }), bad: ramp({ from: 5400, to: 5460, perSecond: 10, start: 50 }), unseen: [[7200, 7260]] });
  const seen = await run(shop, [pod], 14_400, {
    // The scrape of 5430 has half of the bad minute.
    soon: [bad, 5460],
    whole: [bad, 5520],
    total: [total, 14_400],
    bad: [bad, 14_400],
    remaining: [remaining, 14_400],
    never: ['count(tocsin:error_budget:remaining > 1)', 14_400],
  });
  expect([seen.soon, seen.whole, seen.total, seen.bad].map(([sample]) => sample?.value)).toEqual([300, 600, 36_600, 600]);
  expect(seen.remaining[0]?.value).toBeGreaterThan(0);
  expect(seen.never).toEqual([]);
});

test('no error ever is a whole budget, and no series at all is none', async () => {
  const shop = await project({ periods: true, fewRows: true, objectives: GOOD });
  const healthy = await run(shop, [eventPod(shop, { good: (at) => 1e6 + at })], 5400, { remaining: [remaining, 5400], bad: [bad, 5400] });
  expect([healthy.remaining[0]?.value, healthy.bad[0]?.value]).toEqual([1, 0]);
  const nothing = await run(shop, [eventPod(shop, {})], 5400, { remaining: [remaining, 5400] });
  expect(nothing.remaining).toEqual([]);
});
