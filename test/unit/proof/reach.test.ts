import { dump } from 'js-yaml';
import { expect, test } from 'vitest';
import { readBase } from '../../../src/alertmanager/base.ts';
import { Inhibitions } from '../../../src/coverage/inhibitions.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { Reaches } from '../../../src/proof/reach.ts';
import { peopleOf } from '../../../src/proof/receivers.ts';
import { exactly, type ExpectedLabels, type Labels, type LabelValue } from '../../../src/routing/labels.ts';
import { routeTree, type Route } from '../../../src/routing/tree.ts';
import { routesFor } from '../../../src/routing/walk.ts';
import { Draw } from '../../engine/alertmanager/random-base.ts';
import { randomLabels, randomTree } from '../../engine/routing/random-config.ts';
import { countedIn, PROVES, seedOr } from '../../support/proof.ts';

const NAMES = { instance: 'service', site: 'site', objective: 'slo', hazard: 'hazard', severity: 'severity', team: 'team', project: 'tocsin' };
const FROM = Date.parse('2026-01-01T00:00Z');
const HOUR = 3_600_000;
const RECEIVERS = [
  { name: 'pager', pagerduty_configs: [{ routing_key: 'k' }] },
  { name: 'chat', slack_configs: [{ api_url: 'https://chat.example.org/', channel: '#a' }] },
  { name: 'log', webhook_configs: [{ url: 'https://log.example.org/' }] },
  { name: 'nobody' },
];

function reachesOf(route: object, more: object = {}): { readonly reaches: Reaches; readonly root: Route; readonly tells: (route: Route) => boolean } {
  const text = dump({ route: { receiver: 'chat', group_by: ['service', 'site'], ...route }, receivers: RECEIVERS, ...more }, { lineWidth: -1 });
  const config = readBase({ path: '', text }, new Sink())?.config;
  if (config === undefined) throw new Error(text);
  const people = peopleOf(config, undefined);
  const root = routeTree(config.route);
  const reaches = new Reaches({ root, config, people, inhibitions: new Inhibitions([], []), labels: NAMES, from: FROM });
  return { reaches, root, tells: ({ receiver }) => people.tells(receiver, 'ticket') };
}

/** What stays of labels when nothing is known of some; values that nobody knows are of one line. */
function veiled(labels: Labels, names: readonly string[]): ExpectedLabels {
  const named = new Map<string, LabelValue>(exactly(labels).named);
  for (const name of names) named.set(name, { kind: 'any' });
  return { named, others: 'missing' };
}

test('told in all cases means that every alert that it can be ends at a person, and a counterexample ends at none', () => {
  const draw = new Draw(seedOr(61));
  const all = ['pager', 'chat', 'log', 'nobody'];
  let [told, nobody, completed, partly] = [0, 0, 0, 0];
  for (let at = 0; at < (PROVES ? 3000 : 200); at++) {
    const { reaches, root, tells } = reachesOf({ routes: [randomTree(draw, all)] });
    for (let turn = 0; turn < 6; turn++) {
      const labels = randomLabels(draw);
      const unknown = ['team', 'severity', 'service', 'empty'].filter(() => draw.chance(0.4));
      const reach = reaches.of(veiled(labels, unknown), 'ticket', 0);
      if (reach.kind === 'nobody') {
        nobody += 1;
        // A value that no example was found for is left out.
        const isWhole = unknown.every((name) => reach.example[name] !== undefined) || !routesFor(root, reach.example).some(tells);
        if (!isWhole) partly += 1;
        expect(isWhole && routesFor(root, reach.example).some(tells), JSON.stringify(reach.example)).toBe(false);
        // It is one of those that it can be.
        for (const [name, value] of Object.entries(labels)) if (!unknown.includes(name)) expect(reach.example[name] ?? '').toBe(value);
        continue;
      }
      expect(reach.kind).toBe('told');
      told += 1;
      for (let one = 0; one < 25; one++) {
        const other = randomLabels(draw);
        const whole = { ...labels, ...Object.fromEntries(unknown.map((name) => [name, other[name] ?? ''])) };
        completed += 1;
        expect(routesFor(root, whole).some(tells), JSON.stringify(whole)).toBe(true);
      }
    }
  }
  expect(Math.min(told, nobody)).toBeGreaterThan(100);
  expect(partly).toBeLessThan(nobody / 20);
  countedIn('alerts that are said to end at a person in all cases', { told, nobody, completed });
});

const page = exactly({ alertname: 'A', service: 'intake', site: 'x', severity: 'page', team: 'sre' });

/** The longest time in which nobody is told, and which the reader of `slackMs` may not pass. */
function longest(times: object, which: 'mute' | 'active'): number | undefined {
  const route = { routes: [{ receiver: 'pager', matchers: ['severity="page"'], [`${which}_time_intervals`]: ['hours'] }] };
  const { reaches } = reachesOf(route, { time_intervals: [{ name: 'hours', time_intervals: [times] }] });
  const reach = reaches.of(page, 'page', 0);
  return reach.kind === 'muted' ? reach.longestMs / HOUR : undefined;
}

test.each([
  ['an hour of the night, in UTC', 'mute', { times: [{ start_time: '02:00', end_time: '03:00' }] }, 1],
  ['the hour that comes twice when clocks are set back', 'mute', { times: [{ start_time: '02:00', end_time: '03:00' }], location: 'Europe/Paris' }, 2],
  ['a zone that sets no clocks', 'mute', { times: [{ start_time: '02:00', end_time: '03:00' }], location: 'Asia/Tokyo' }, 1],
  ['the weekend', 'mute', { weekdays: ['saturday', 'sunday'] }, 48],
  ['the weekend on which clocks are set back', 'mute', { weekdays: ['saturday', 'sunday'], location: 'Europe/Paris' }, 49],
  ['outside of the hours of work', 'active', { weekdays: ['monday:friday'], times: [{ start_time: '08:00', end_time: '20:00' }] }, 60],
  ['outside of the hours of work where clocks are set back', 'active', { weekdays: ['monday:friday'], times: [{ start_time: '08:00', end_time: '20:00' }], location: 'Europe/Paris' }, 61],
  ['the last day of a month', 'mute', { days_of_month: ['-1'] }, 24],
  ['a month', 'mute', { months: ['february'] }, 28 * 24],
  ['a year that is over', 'mute', { years: ['2020'] }, undefined],
] as const)('nobody is told in %s', (_, which, times, hours) => {
  expect(longest(times, which)).toBe(hours);
});

test('a time in which nobody is told is no hole where the alert may wait for its end', () => {
  const times = { times: [{ start_time: '02:00', end_time: '03:00' }], location: 'Europe/Paris' };
  const route = { routes: [{ receiver: 'pager', matchers: ['severity="page"'], mute_time_intervals: ['hours'] }] };
  const { reaches } = reachesOf(route, { time_intervals: [{ name: 'hours', time_intervals: [times] }] });
  expect(reaches.of(page, 'page', 2 * HOUR).kind).toBe('told');
  expect(reaches.of(page, 'page', 2 * HOUR - 60_000)).toMatchObject({ kind: 'muted', from: Date.parse('2026-10-25T00:00Z'), longestMs: 2 * HOUR });
});

test('a page that ends where nobody is woken is not told, and one whose group hides the site is lumped', () => {
  expect(reachesOf({}).reaches.of(page, 'page', 0).kind).toBe('nobody');
  expect(reachesOf({ receiver: 'pager', group_by: ['service'] }).reaches.of(page, 'page', 0)).toMatchObject({ kind: 'lumped', missing: ['site'] });
  expect(reachesOf({ receiver: 'pager', group_by: ['...'] }).reaches.of(page, 'page', 0).kind).toBe('told');
});
