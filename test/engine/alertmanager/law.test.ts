import { describe, expect, test } from 'vitest';
import { readBase } from '../../../src/alertmanager/base.ts';
import type { Matcher, RouteNode } from '../../../src/alertmanager/config.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { startAlertmanager, type KnownAlert } from '../../support/alertmanager.ts';
import { countedIn, PROVES } from '../../support/proof.ts';
import { BASES } from '../../unit/alertmanager/bases.ts';
import { PLAN, spliceText, unsplice } from '../../unit/alertmanager/plan.ts';
import { Draw, randomBase } from './random-base.ts';

/** Alerts for each base; about a fifth carry the marker. */
const ALERTS = 1_250;
const RANDOM_BASES = PROVES ? 200 : 3;

type Labels = Readonly<Record<string, string>>;
type Known = ReadonlyMap<string, KnownAlert>;

const RANDOM = Array.from({ length: RANDOM_BASES }, (_, at): [string, string] => [`random tree ${at}`, randomBase(new Draw(at + 1))]);

describe.each([...Object.entries(BASES), ...RANDOM])('%s', (name, text) => {
  test('alerts without the marker go where they went; alerts with it go to their receiver', async () => {
    const spliced = spliceText(text);
    if (!('text' in spliced)) throw new Error(`${spliced.join('\n')}\n${text}`);
    expect(unsplice(spliced)).toBe(text);

    const posted = randomAlerts(text, new Draw(name.length * 7919 + text.length));
    const [went, goes] = await Promise.all([told(text, posted), told(spliced.text, posted)]);

    let unmarked = 0;
    let inhibited = 0;
    for (const [id, labels] of posted) {
      const [old, now] = [went.get(id), goes.get(id)];
      if (old === undefined || now === undefined) throw new Error(`alert ${id} is lost`);
      if (labels['tocsin'] === PLAN.marker.value) {
        const own = receiverOf(labels);
        const place = now.receivers.length - 1;
        // Children before ours that continue see the alert as before.
        expect({ labels, receivers: now.receivers }).toEqual({ labels, receivers: [...old.receivers.slice(0, place), own] });
        const paged = isTicketOfPage(labels, posted);
        if (paged) inhibited += 1;
        expect({ labels, silent: now.inhibitedBy.length > 0 }).toEqual({ labels, silent: paged || old.inhibitedBy.length > 0 });
      } else {
        unmarked += 1;
        expect({ labels, receivers: now.receivers }).toEqual({ labels, receivers: old.receivers });
        expect({ labels, silent: now.inhibitedBy.length > 0 }).toEqual({ labels, silent: old.inhibitedBy.length > 0 });
      }
    }
    countedIn(`Alertmanager's routes before and after`, { bases: 1, alerts: posted.size, unmarked, inhibited });
    expect(unmarked).toBeGreaterThanOrEqual(1_000);
    expect(inhibited).toBeGreaterThan(3);
  }, 60_000);
});

/** Posts the alerts to an Alertmanager of its own, and reads them back once inhibition has settled. */
async function told(text: string, posted: ReadonlyMap<string, Labels>): Promise<Known> {
  const alertmanager = await startAlertmanager({ config: { text } });
  await alertmanager.postAlerts([...posted.values()].map((labels) => ({ labels })));
  const read = async (): Promise<Known> => new Map((await alertmanager.getAlerts()).map((alert) => [alert.labels['case'] ?? '', alert]));
  const shape = (known: Known): string => [...known].map(([id, alert]) => `${id}${alert.inhibitedBy.length > 0}`).sort().join();
  let known = await read();
  for (let last = ''; known.size < posted.size || shape(known) !== last; known = await read()) last = shape(known);
  return known;
}

/** Alerts by their `case` label, with names and values from the base's matchers, from the plan, and from nowhere. */
function randomAlerts(text: string, draw: Draw): ReadonlyMap<string, Labels> {
  const values = new Map<string, Set<string>>();
  const add = (label: string, ...more: readonly string[]): void => {
    const known = values.get(label) ?? new Set();
    for (const value of more) known.add(value);
    values.set(label, known);
  };
  for (const { label, value } of matchersOf(text)) if (/^[a-z_]+$/i.test(label)) add(label, value, ...value.split(/[^\w-]+/), `${value}2`);
  add('severity', 'page', 'task', 'warning', 'critical', '');
  add('team', 'sre', 'data', 'web', 'data-x', '');
  add('service', 'a', 'b', '');
  add('site', 'x', 'y', '');
  add('slo', 'availability', 'latency', '');
  const alerts = new Map<string, Labels>();
  for (let at = 0; at < ALERTS; at++) {
    const labels: Record<string, string> = { alertname: 'A', case: String(at) };
    for (const [label, known] of values) if (draw.chance(0.75)) labels[label] = draw.of([...known]);
    labels['tocsin'] = draw.of(['', '', 'Production', 'production2', 'staging', `p${draw.below(9)}`]);
    if (at % 5 === 0) labels['tocsin'] = 'production';
    // A page and the ticket of the same objective, or nearly: with one label more or less.
    if (at % 50 === 5) Object.assign(labels, { ...alerts.get(String(at - 5)), case: String(at), severity: 'task' });
    if (at % 50 === 0) Object.assign(labels, { severity: 'page' }, draw.chance(0.8) ? { service: draw.of(['a', 'b', 'c']), site: 'x', slo: 'latency' } : {});
    // Alertmanager takes an empty label for one that is not there.
    alerts.set(String(at), Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== '')));
  }
  return alerts;
}

function matchersOf(text: string): readonly Matcher[] {
  const config = readBase({ path: '', text }, new Sink())?.config;
  if (config === undefined) throw new Error('the base cannot be read');
  const below = (route: RouteNode): readonly Matcher[] => [...route.matchers, ...route.routes.flatMap(below)];
  return [...below(config.route), ...config.inhibitRules.flatMap((rule) => [...rule.sourceMatchers, ...rule.targetMatchers])];
}

function receiverOf(labels: Labels): string {
  const { receivers } = PLAN.teams.find(({ team }) => team === labels['team']) ?? PLAN.fallback;
  return labels['severity'] === PLAN.severities.ticket ? receivers.ticket : receivers.page;
}

function isTicketOfPage(labels: Labels, posted: ReadonlyMap<string, Labels>): boolean {
  const equal = ['tocsin', 'service', 'site', 'slo', 'team'];
  if (labels['severity'] !== 'task' || equal.some((label) => labels[label] === undefined)) return false;
  return [...posted.values()].some((other) => other['severity'] === 'page' && equal.every((label) => other[label] === labels[label]));
}

test('no value of the plan can change a matcher', async () => {
  const teams = ['"', '\\', 'a",team="b', 'a\nb', '{{ .x }}', 'a,b', '}', "it's", 'yes', '#', 'é', '\u2028', ' a '];
  const names = ['default', ...teams.flatMap((_, at) => [`page${at}`, `task${at}`])];
  const base = `route: { receiver: default }\nreceivers:\n${names.map((name) => `  - name: ${name}\n`).join('')}`;
  const marker = { label: 'tocsin', value: 'it"s, \\ {{ }}' };
  const plan = {
    ...PLAN,
    marker,
    severities: { page: 'a "page"', ticket: "a 'task'\n" },
    teams: teams.map((team, at) => ({ team, receivers: { page: `page${at}`, ticket: `task${at}` } })),
    fallback: { receivers: { page: 'default', ticket: 'default' } },
  };
  const spliced = spliceText(base, 'first', plan);
  if (!('text' in spliced)) throw new Error(spliced.join('\n'));
  const posted = new Map<string, Labels>();
  for (const [at, team] of teams.entries()) {
    for (const level of ['page', 'ticket'] as const) {
      posted.set(`${level}${at}`, { alertname: 'A', case: `${level}${at}`, team, severity: plan.severities[level], tocsin: marker.value });
    }
  }
  const known = await told(spliced.text, posted);
  for (const [at] of teams.entries()) {
    expect(known.get(`page${at}`)?.receivers).toEqual([`page${at}`]);
    expect(known.get(`ticket${at}`)?.receivers).toEqual([`task${at}`]);
  }
});
