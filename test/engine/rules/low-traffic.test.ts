import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Question } from '../../support/promtool-tests.ts';
import { PROVES } from '../../support/proof.ts';
import { eventPod, run } from './event-counts.ts';
import { project, type Project } from './project.ts';
import type { Course } from './scrapes.ts';

const HOUR = 3600;

/** Counts up by one at each of these seconds. */
function at(...seconds: readonly number[]): Course {
  return (now) => seconds.filter((second) => second <= now).length;
}

/** One event each `every` seconds from one second until another. */
function each(every: number, from: number, until: number): readonly number[] {
  return Array.from({ length: Math.ceil((until - from) / every) }, (_, index) => from + index * every);
}

/** How often an alert began to fire until a second, and its first and last evaluation. */
function firings(name: string, until: number): Readonly<Record<'begun' | 'first' | 'last', Question>> {
  const alert = `ALERTS{alertname="${name}", alertstate="firing"}`;
  return {
    begun: [`count_over_time((${alert} unless (${alert} offset 1m))[${until}s:1m])`, until],
    first: [`min_over_time(timestamp(${alert})[${until}s:1m])`, until],
    last: [`max_over_time(timestamp(${alert})[${until}s:1m])`, until],
  };
}

describe('an objective of 99.9% over 30 days, at a few events an hour', () => {
  let shop: Project;
  beforeAll(async () => {
    shop = await project({ pagesOnly: !PROVES, objectives: [{ name: 'good', indicator: 'total-bad' }] });
  });

  async function paged(rules: string, good: Course, bad: Course, until: number): Promise<readonly (number | undefined)[]> {
    const seen = await run({ rules }, [eventPod(shop, { good, bad })], until, firings('ShopGoodBurnPage', until));
    return [seen.begun, seen.first, seen.last].map((samples) => samples[0]?.value);
  }

  test('three failures of three events page nobody, the fourth does', async () => {
    const [first, second, third, fourth] = each(360, 2 * HOUR, 4 * HOUR);
    const some = [first, second, third].map(Number);
    expect(await paged(shop.rules, at(600), at(...some), 4 * HOUR)).toEqual([undefined, undefined, undefined]);
    const [begun, from] = await paged(shop.rules, at(600), at(...some, Number(fourth)), 4 * HOUR);
    expect([begun, Number(from) - Number(fourth) <= 130]).toEqual([1, true]);
  });

  test('an outage of twelve hours pages once, 22 minutes after its beginning at 10 events an hour, and ends once', async () => {
    const [begin, end] = [2 * HOUR, 14 * HOUR];
    const good = at(...each(360, 0, begin), ...each(360, end, end + 4 * HOUR));
    const bad = at(...each(360, begin, end));
    const [begun, from, until] = await paged(shop.rules, good, bad, end + 4 * HOUR);
    expect(begun).toBe(1);
    // The fourth failure comes after 18 minutes, at worst 24.
    expect(Number(from) - begin).toBeLessThanOrEqual(22 * 60);
    // An hour of ten good events is enough where all have failed before.
    expect(Number(until) - end).toBeLessThanOrEqual(HOUR + 130);
    // What holds it: without it the short window of the first row, empty every few minutes, would end it again and again.
    const textbook = shop.rules.replaceAll('ALERTS{alertname="ShopGoodBurnPage", alertstate="firing"}', 'ALERTS{alertname="none", alertstate="firing"}');
    expect(textbook).not.toBe(shop.rules);
    expect((await paged(textbook, good, bad, begin + HOUR))[0]).toBe(3);
  });

  test('half of 20 events an hour fail for an hour: the page ends within 70 minutes of the last failure, not after six hours', async () => {
    const [begin, end] = [5 * HOUR, 6 * HOUR];
    const seen = end + (PROVES ? 7 : 1.5) * HOUR;
    const bad = each(360, begin, end);
    const good = at(...each(180, 0, begin), ...bad.map((second) => second + 180), ...each(180, end, seen));
    const [begun, , until] = await paged(shop.rules, good, at(...bad), seen);
    expect(begun).toBe(1);
    expect(Number(until) - end).toBeLessThanOrEqual(70 * 60);
    // At the error ratio of the long window alone no hour of 20 events would tell enough.
    const slow = shop.rules.replace(/\s+or\s+tocsin:events_total:increase\w+\{[^}]*\}\s+>\s+4\.6\s+\*\s+tocsin:events_total:increase\w+\{[^}]*\}\s+\/\s+tocsin:events_bad:increase\w+\{[^}]*\}/g, '');
    expect(slow).not.toBe(shop.rules);
    expect(Number((await paged(slow, good, at(...bad), seen))[2]) - end).toBeGreaterThan((PROVES ? 4.5 : 1.4) * HOUR);
  });

  test('where one of ten fails by chance, hours at 30 events an hour page once', async () => {
    const [begin, end] = [HOUR, (PROVES ? 13 : 6) * HOUR];
    const failing = fc.sample(fc.nat(9), { numRuns: (end - begin) / 120, seed: 5 }).map((one) => one === 0);
    const events = each(120, begin, end);
    const good = at(...each(120, 0, begin), ...events.filter((_, index) => failing[index] === false));
    const bad = at(...events.filter((_, index) => failing[index] === true));
    expect((await paged(shop.rules, good, bad, end))[0]).toBe(1);
    // Thirteen good events in a row, which an earlier form took for an end, come by chance once in four times.
    const hasty = shop.rules.replace(/>\s+4\.6\s+\*\s+tocsin:events_total:increase\w+\{[^}]*\}\s+\/\s+tocsin:events_bad:increase\w+\{[^}]*\}/g, '> 12');
    expect(hasty.match(/> 12$/gm) ?? []).toHaveLength((shop.rules.match(/\b4\.6\b/g) ?? []).length);
    expect((await paged(hasty, good, bad, end))[0]).toBeGreaterThan(1);
  });

  test('what has ended does not fire anew when the traffic ends', async () => {
    // Half an hour of failures, an hour of health at 10 a second, and then a silent night.
    const good: Course = (now) => 10 * (Math.min(now, 8.5 * HOUR) - Math.max(0, Math.min(now, 7.5 * HOUR) - 7 * HOUR));
    const bad: Course = (now) => 10 * Math.max(0, Math.min(now, 7.5 * HOUR) - 7 * HOUR);
    const [begun, , until] = await paged(shop.rules, good, bad, 15 * HOUR);
    expect(begun).toBe(1);
    expect(Number(until)).toBeLessThan(8.2 * HOUR);
  });

  test('streams are held apart: the failing one goes on, another does not begin', async () => {
    const streams = await project({ pagesOnly: !PROVES, scope: 'global', objectives: [{ name: 'good', indicator: 'total-bad', per: 'stream' }] });
    // `quiet` has failed, recovered and fallen silent: its long window is above, all shorter ones are empty.
    const pods = [
      eventPod(streams, { stream: 'failing', good: at(0), bad: at(...each(360, 7 * HOUR, 12 * HOUR)) }),
      eventPod(streams, { stream: 'quiet', site: 'west', instance: '10.0.0.2:80', good: (now) => 10 * Math.max(0, Math.min(now, 8.5 * HOUR) - 7.5 * HOUR), bad: (now) => 10 * Math.max(0, Math.min(now, 7.5 * HOUR) - 7 * HOUR) }),
    ];
    const seen = await run(streams, pods, 12 * HOUR, { firing: ['count by (stream) (count_over_time(ALERTS{alertname="ShopGoodBurnPage", alertstate="firing"}[1h]))', 12 * HOUR] });
    expect(seen.firing.map(({ labels }) => labels['stream'])).toEqual(['failing']);
  });
});

test('time is judged as before: one bad minute is a minute', async () => {
  const shop = await project({ objectives: [{ name: 'up', indicator: 'health' }] });
  expect(shop.rules).not.toContain('ALERTS{');
});
