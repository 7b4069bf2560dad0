import { nameOf } from '../coverage/route-problems.ts';
import type { Landings } from '../coverage/landing.ts';
import { endsOf, type Step } from '../routing/explain.ts';
import type { Labels } from '../routing/labels.ts';
import { routesOf, type Route } from '../routing/tree.ts';
import { painter, type Paint } from './ansi.ts';

/** What silences an alert that comes to these routes. */
export interface Silenced {
  /** Inhibition rules that can concern it, in words, with the alerts that can be their source. */
  readonly inhibitedBy: readonly { readonly rule: string; readonly alerts: readonly string[] }[];
  /** Routes whose notifications pause at times. */
  readonly muted: readonly { readonly route: Route; readonly intervals: string; readonly hoursAWeek: number; readonly now: boolean | undefined }[];
}

/** An alert's way through the tree, and what becomes of it there. */
export interface WayTold {
  readonly title: string;
  readonly labels: Labels;
  readonly step: Step;
  readonly silenced: Silenced;
}

const SHOWN_ALERTS = 3;

/** One way as a tree: each route that was asked, and why it took the alert or did not. */
export function renderWay({ title, labels, step, silenced }: WayTold, color: boolean): string {
  const paint = painter(color);
  const ends = endsOf(step);
  const lines = [paint('place', title), `  ${labelsText(labels)}`, ...stepLines(step, '  ', paint), `  receivers: ${ends.map(({ receiver }) => receiver).join(', ')}`];
  for (const end of new Set(ends)) lines.push(`  ${end.receiver}: grouped by ${end.groupBy === 'all' ? 'all labels' : end.groupBy.join(', ') || 'nothing'}; waits ${end.groupWait}, then ${end.groupInterval}; again every ${end.repeatInterval}`);
  for (const { rule, alerts } of silenced.inhibitedBy) lines.push(`  silent while ${rule}: ${alerts.length === 0 ? 'none of the alerts read here' : some(alerts)}`);
  for (const { route, intervals, hoursAWeek, now } of silenced.muted) lines.push(`  ${route.receiver} is told nothing ${intervals}: ${hoursAWeek} of the next 168 hours${now === undefined ? '' : now ? ', and then' : ', but then'}`);
  return `${lines.join('\n')}\n`;
}

function stepLines(step: Step, indent: string, paint: Paint): readonly string[] {
  const { route, verdict } = step;
  const name = nameOf(route);
  const goesOn = route.continue ? ', and the next are asked too' : '';
  switch (verdict.kind) {
    case 'ends':
      return [`${indent}${paint('offer', '✓')} ${name} ${paint('place', `→ ${route.receiver}`)}${goesOn}`];
    case 'refuses':
      return [paint('quiet', `${indent}✗ ${name}: ${verdict.matcher.label} is ${verdict.value === '' ? 'missing' : JSON.stringify(verdict.value)}`)];
    case 'unasked':
      return [paint('quiet', `${indent}· ${name}: not asked`)];
    case 'passes':
      return [`${indent}${paint('offer', '✓')} ${name}${goesOn}`, ...step.children.flatMap((child) => stepLines(child, `${indent}  `, paint))];
  }
}

/** The whole tree, with the alerts that can end at each route. */
export function renderTree(root: Route, landed: readonly Landings[], color: boolean): string {
  const paint = painter(color);
  const alerts = new Map<Route, Set<string>>();
  for (const { alert, landings } of landed) {
    for (const end of landings.flatMap(({ ends }) => ends)) {
      const names = alerts.get(end) ?? new Set();
      names.add(alert.name);
      alerts.set(end, names);
    }
  }
  const lines = [...routesOf(root)].map((route) => {
    const names = [...(alerts.get(route) ?? [])].sort();
    const told = names.length === 0 ? '' : `  ${some(names)}`;
    return `${'  '.repeat(route.path.length)}${nameOf(route)} ${paint('place', `→ ${route.receiver}`)}${route.continue ? ', continues' : ''}${paint('quiet', told)}`;
  });
  return `${lines.join('\n')}\n`;
}

function some(names: readonly string[]): string {
  const rest = names.length - SHOWN_ALERTS;
  return `${names.slice(0, SHOWN_ALERTS).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function labelsText(labels: Labels): string {
  return Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ');
}

/** Ways as data; `docs/routing.md` describes the keys. */
export function wayData({ title, labels, step, silenced }: WayTold): object {
  return {
    alert: title,
    labels,
    routes: endsOf(step).map((end) => ({ path: end.path, matchers: nameOf(end), receiver: end.receiver, groupBy: end.groupBy, groupWait: end.groupWait, groupInterval: end.groupInterval, repeatInterval: end.repeatInterval })),
    inhibitedBy: silenced.inhibitedBy,
    muted: silenced.muted.map(({ route, intervals, hoursAWeek, now }) => ({ path: route.path, intervals, hoursOfTheNextWeek: hoursAWeek, atTheMoment: now ?? null })),
  };
}
