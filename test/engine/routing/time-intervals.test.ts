import { dump } from 'js-yaml';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBase } from '../../../src/alertmanager/base.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { localTime } from '../../../src/routing/local-time.ts';
import { isMutedAt } from '../../../src/routing/muting.ts';
import { readSpells, type Spell } from '../../../src/routing/time-interval.ts';
import { startAlertmanager } from '../../support/alertmanager.ts';
import { checkConfig } from '../../support/amtool.ts';
import { PROVES, seedOr } from '../../support/proof.ts';
import { tempDir } from '../../support/temp.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { startWebhook } from '../../support/webhook.ts';
import { Draw } from '../alertmanager/random-base.ts';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu'];
const CASES = PROVES ? 600 : 150;

/** What Alertmanager's file holds, as it is read: every scalar a text. */
function spellsOf(intervals: readonly object[]): readonly Spell[] {
  const text = dump({ route: { receiver: 'a' }, receivers: [{ name: 'a' }], time_intervals: [{ name: 'i', time_intervals: intervals }] });
  const sink = new Sink();
  const interval = readBase({ path: '', text }, sink)?.config.timeIntervals[0];
  if (interval === undefined) throw new Error(sink.sorted.map(({ message }) => message).join('\n'));
  return readSpells(interval.intervals);
}

const VERDICTS: readonly (readonly [name: string, spell: object])[] = [
  ['a working day', { weekdays: ['monday:friday'], times: [{ start_time: '09:00', end_time: '17:00' }] }],
  ['until midnight', { times: [{ start_time: '22:00', end_time: '24:00' }] }],
  ['through midnight', { times: [{ start_time: '22:00', end_time: '06:00' }] }],
  ['no length', { times: [{ start_time: '22:00', end_time: '22:00' }] }],
  ['24:00 to 24:00', { times: [{ start_time: '24:00', end_time: '24:00' }] }],
  ['a time of one digit', { times: [{ start_time: '9:00', end_time: '17:00' }] }],
  ['a time with seconds', { times: [{ start_time: '09:00:00', end_time: '17:00' }] }],
  ['24:01', { times: [{ start_time: '09:00', end_time: '24:01' }] }],
  ['no end', { times: [{ start_time: '09:00' }] }],
  ['a weekday in capitals', { weekdays: ['Monday:FRIDAY'] }],
  ['a weekday as a number', { weekdays: ['1'] }],
  ['a short weekday', { weekdays: ['mon'] }],
  ['a weekend as a range', { weekdays: ['saturday:sunday'] }],
  ['a weekend', { weekdays: ['saturday', 'sunday'] }],
  ['sunday to saturday', { weekdays: ['sunday:saturday'] }],
  ['three weekdays in a range', { weekdays: ['monday:tuesday:friday'] }],
  ['spaces in a range', { weekdays: ['monday : friday'] }],
  ['the last days', { days_of_month: ['-3:-1'] }],
  ['from the fifth to the last', { days_of_month: ['5:-1'] }],
  ['backwards from the end', { days_of_month: ['-1:-3'] }],
  ['from the end to the beginning', { days_of_month: ['-3:3'] }],
  ['20 to -20', { days_of_month: ['20:-20'] }],
  ['12 to -20', { days_of_month: ['12:-20'] }],
  ['day 0', { days_of_month: ['0'] }],
  ['day 32', { days_of_month: ['32'] }],
  ['day -32', { days_of_month: ['-32'] }],
  ['day 31 and +1', { days_of_month: ['31', '+1'] }],
  ['a day as a word', { days_of_month: ['first'] }],
  ['months by name', { months: ['january:march', 'December'] }],
  ['months by number', { months: ['1:3', '12'] }],
  ['mixed months', { months: ['january:3'] }],
  ['month 13', { months: ['13'] }],
  ['month 0', { months: ['0'] }],
  ['months backwards', { months: ['december:january'] }],
  ['years', { years: ['2020:2030', '2040'] }],
  ['years backwards', { years: ['2030:2020'] }],
  ['a year as a word', { years: ['next'] }],
  ['a zone', { location: 'Europe/Berlin' }],
  ['a zone in lower case', { location: 'europe/berlin', years: ['2020'] }],
  ['a short zone', { location: 'CET' }],
  ['an offset', { location: '+02:00' }],
  ['no zone at all', { location: 'Europe/Atlantis' }],
  ['an empty zone', { location: '' }],
  ['an unknown field', { hours: ['1'] }],
  ['an empty spell', {}],
  ['empty lists', { times: [], weekdays: [], months: [] }],
  ['a text for a list', { weekdays: 'monday' }],
  ['a number for a day', { days_of_month: [5] }],
  ['a mapping for a day', { weekdays: [{ monday: 'friday' }] }],
];

test('what Alertmanager takes for a time interval is read, and nothing else', async () => {
  const files = Object.fromEntries(VERDICTS.map(([, spell], at) => [`${at}.yml`, dump({ route: { receiver: 'a' }, receivers: [{ name: 'a' }], time_intervals: [{ name: 'i', time_intervals: [spell] }] })]));
  const dir = tempDir(files);
  const theirs = new Map<string, boolean>();
  const ours = new Map<string, boolean>();
  for (const [at, [name, spell]] of VERDICTS.entries()) {
    theirs.set(name, (await checkConfig(join(dir, `${at}.yml`))).status === 0);
    let isRead = true;
    try {
      spellsOf([spell]);
    } catch {
      isRead = false;
    }
    ours.set(name, isRead);
  }
  expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
  expect([...theirs.values()].filter(Boolean).length).toBeGreaterThan(15);
}, 240_000);

test('intervals around now, in many zones, mute what they mute in a running Alertmanager', { timeout: 240_000 }, async () => {
  const draw = new Draw(seedOr(71));
  const webhook = await startWebhook();
  const now = Date.now();
  const cases = Array.from({ length: CASES }, (_, at) => ({ id: String(at), intervals: Array.from({ length: 2 }, () => Array.from({ length: 1 + draw.below(2) }, () => aroundNow(draw, now))), mutes: draw.chance(0.6), activates: draw.chance(0.6) }));
  const text = dump({
    route: {
      receiver: 'hook',
      group_by: ['case'],
      group_wait: '1s',
      routes: cases.map(({ id, mutes, activates }) => ({
        matchers: [`case="${id}"`],
        ...(mutes ? { mute_time_intervals: [`${id}-0`] } : {}),
        ...(activates ? { active_time_intervals: [`${id}-1`] } : {}),
      })),
    },
    receivers: [{ name: 'hook', webhook_configs: [{ url: `${webhook.url}/` }] }],
    time_intervals: cases.flatMap(({ id, intervals }) => intervals.map((spells, at) => ({ name: `${id}-${at}`, time_intervals: spells }))),
  });
  const alertmanager = await startAlertmanager({ config: { text } });
  const post = (ids: readonly string[]): Promise<void> => alertmanager.postAlerts(ids.map((id) => ({ labels: { alertname: 'A', case: id } })));
  // A minute that turns meanwhile decides nothing.
  const begun = Date.now();
  const judged = cases.flatMap(({ id, intervals, mutes, activates }) => {
    const [first = [], second = []] = intervals.map(spellsOf);
    const hours = { mute: mutes ? [first] : [], active: activates ? [second] : [] };
    const isMuted = isMutedAt(hours, begun);
    return [1, 2].every((minutes) => isMutedAt(hours, begun + minutes * 60_000) === isMuted) ? [{ id, intervals, isMuted }] : [];
  });
  await post(judged.map(({ id }) => id));
  const isTold = (id: string): boolean => webhook.notifications.some(({ groupLabels }) => groupLabels['case'] === id);
  const awake = judged.filter(({ isMuted }) => !isMuted);
  await waitUntil('those that are not muted', 30_000, () => awake.every(({ id }) => isTold(id))).catch(() => undefined);
  // It waits as long as the others, and comes after them.
  await post(['last']);
  await webhook.waitFor(({ groupLabels }) => groupLabels['case'] === 'last', 90_000);
  for (const { id, intervals, isMuted } of judged) expect({ id, intervals, isTold: isTold(id) }).toEqual({ id, intervals, isTold: !isMuted });
  expect(judged.length).toBeGreaterThan(CASES * 0.7);
  expect(awake.length).toBeGreaterThan(CASES / 5);
  expect(judged.length - awake.length).toBeGreaterThan(CASES / 5);
});

/** A spell with some fields, each of which holds now or just does not. */
function aroundNow(draw: Draw, now: number): object {
  const location = draw.of(ZONES);
  const time = localTime(location, now);
  const near = (one: number, lowest: number, highest: number): number => Math.min(Math.max(one + draw.of([0, 0, 0, 0, -1, 1]), lowest), highest);
  const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const range = (one: number, lowest: number, highest: number): string => {
    const first = near(one, lowest, highest);
    return draw.chance(0.5) ? String(first) : `${first}:${Math.min(first + draw.below(3), highest)}`;
  };
  const day = near(time.day, 1, time.daysInMonth);
  const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
  const start = Math.max(0, time.minute - draw.of([0, 30, 30, 90, -45]));
  return {
    location,
    ...(draw.chance(0.7) && start < 1_439 ? { times: [{ start_time: clock(start), end_time: clock(Math.min(start + 1 + draw.of([20, 60, 200, 600]), 1_440)) }] } : {}),
    ...(draw.chance(0.5) ? { weekdays: [names[near(time.weekday, 0, 6)]] } : {}),
    ...(draw.chance(0.4) ? { days_of_month: [draw.chance(0.5) ? String(day) : String(day - time.daysInMonth - 1), ...(draw.chance(0.2) ? ['31'] : [])] } : {}),
    ...(draw.chance(0.3) ? { months: [range(time.month, 1, 12)] } : {}),
    ...(draw.chance(0.3) ? { years: [range(time.year, 1, 3000)] } : {}),
  };
}
