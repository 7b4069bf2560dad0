import { beforeAll, describe, expect, test } from 'vitest';
import { observe, type InputSeries, type Sample } from '../../support/promtool-tests.ts';
import { copiedSpecs, generated } from '../../support/specs.ts';
import { PROVES, sampled } from '../../support/proof.ts';
import { scraped, type Course } from './scrapes.ts';

const EVERY = 900;
/** A scrape, a slow answer and an evaluation. */
const NEWS = 130;
const MINUTE = 60;
const PREFIX = 'EventgateMainCanary';

/** One synthetic event of a stream, each period from a second on, while `sends` says so. */
function probe(after: number, sends: (second: number) => boolean): Course {
  return (now) => {
    let events = 0;
    for (let second = after; second <= now; second += EVERY) if (sends(second)) events += 1;
    return events;
  };
}

/** The canary's counters for one stream, on a pod of its own. Labels are those of inventory and contract. */
function stream(name: string, phase: number, success: Course, failure: Course | undefined, until: number, lives: readonly [number, number] = [0, Infinity]): readonly InputSeries[] {
  const labels = { service: 'eventgate-main', stream: name };
  const courses = [{ labels: { ...labels, result: 'success' }, course: success }, ...(failure === undefined ? [] : [{ labels: { ...labels, result: 'failure' }, course: failure }])];
  return scraped({ target: { job: 'k8s-pods', instance: `${name}:80` }, up: { kubernetes_namespace: 'eventgate-main' }, phase, lives, series: courses.map((one) => ({ metric: 'canary_events_total', ...one })) }, until);
}

/** When an alert fired first and last, by stream. */
async function fired(rules: string, series: readonly InputSeries[], alert: string, until: number, since = 0): Promise<{ readonly first: ReadonlyMap<string, number>; readonly last: ReadonlyMap<string, number> }> {
  const range = `timestamp(ALERTS{alertname="${PREFIX}${alert}", alertstate="firing"})[${until - since}s:1m]`;
  const seen = await observe({ rules: [rules], evaluationSeconds: MINUTE, intervalSeconds: 15, series }, { first: [`min_over_time(${range})`, until], last: [`max_over_time(${range})`, until] });
  const byStream = (samples: readonly Sample[]): ReadonlyMap<string, number> => new Map(samples.map(({ labels, value }) => [labels['stream'] ?? '', value]));
  return { first: byStream(seen.first), last: byStream(seen.last) };
}

describe('synthetic events every 15 minutes', () => {
  let rules: string;
  beforeAll(async () => {
    // The job does not export its metric today; here it does.
    const files = await generated(copiedSpecs({ 'contracts/eventgate.yaml': [[/^ {6}proposed: the job that sends synthetic events.*\n/m, '']] }, ['eventgate-main']));
    const whole = files['rules/team-data-engineering/eventgate-main_codfw.yaml'] ?? '';
    // Other objectives of the instance have no series here.
    rules = PROVES ? whole : whole.split(/^(?= {2}- name: )/m).filter((group) => !/^ {2}- name: /.test(group) || group.includes(':objective:canary')).join('');
    expect(rules).toContain('hazard: canary-failing');
  });

  // Every minute of a period, of which `npm test` takes five, each a stream of its own, against scrapes at every quarter of a minute; a like stream fails once only.
  test.each(PROVES ? [0, 1, 2, 3] : [0])('that fail page by the second burst, and never by one alone, whatever the phase of bursts and scrapes: %d', async (shift) => {
    const until = 5 * 3600;
    const failsFrom = 3 * 3600;
    const phases = sampled(Array.from({ length: 15 }, (_, minute) => ({ after: minute * MINUTE + 4 * minute, phase: ((minute + shift) % 4) * 15 })), 5);
    const once = (second: number): boolean => second >= failsFrom && second < failsFrom + EVERY;
    const series = phases.flatMap(({ after, phase }) => [
      ...stream(`failing-${after}-${phase}`, phase, probe(after, (second) => second < failsFrom), probe(after, (second) => second >= failsFrom), until),
      ...stream(`once-${after}-${phase}`, phase, probe(after, (second) => !once(second)), probe(after, once), until),
    ]);
    const { first } = await fired(rules, series, 'BurnPage', until);
    expect([...first.keys()].filter((name) => name.startsWith('once'))).toEqual([]);
    const late = phases.map(({ after, phase }) => {
      const firstFailure = after + Math.ceil((failsFrom - after) / EVERY) * EVERY;
      return (first.get(`failing-${after}-${phase}`) ?? Infinity) - firstFailure;
    });
    expect(Math.min(...late)).toBeGreaterThan(EVERY);
    // The burst before the first failure was good: two periods lie between it and the second one.
    expect(Math.max(...late)).toBeLessThanOrEqual(EVERY + NEWS);
  });

  test('that stop are told of, also with their pod, and not at start-up, nor while they come', async () => {
    const until = 8 * 3600;
    const stop = 5 * 3600;
    const never: Course = () => 0;
    const series = [
      ...stream('stopped', 30, probe(120, (second) => second < stop), undefined, until),
      ...stream('removed', 30, probe(120, () => true), undefined, until, [0, stop]),
      ...stream('steady', 30, probe(120, () => true), undefined, until),
      ...stream('failing', 30, probe(120, (second) => second < stop), probe(120, (second) => second >= stop), until),
      ...stream('new', 30, probe(4 * 3600 + 840, () => true), undefined, until, [4 * 3600, until + 1]),
      ...stream('idle', 30, never, undefined, until),
    ];
    const { first, last } = await fired(rules, series, 'ProbeSilent', until);
    expect([...first.keys()].sort()).toEqual(['removed', 'stopped']);
    // Two periods, a scrape and its news after the last event, at 4h47m.
    const lastEvent = 120 + Math.floor((stop - 1 - 120) / EVERY) * EVERY;
    for (const name of ['removed', 'stopped']) {
      expect((first.get(name) ?? Infinity) - lastEvent).toBeLessThanOrEqual(2 * EVERY + MINUTE + NEWS);
      expect((first.get(name) ?? 0) - lastEvent).toBeGreaterThan(2 * EVERY);
      expect(last.get(name)).toBe(until);
    }
  });
});
