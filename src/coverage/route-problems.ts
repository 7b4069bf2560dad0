import type { AlertmanagerConfig, Matcher } from '../alertmanager/config.ts';
import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import type { Location, Source, Span } from '../diagnostics/source.ts';
import { passes } from '../routing/matching.ts';
import { receiversIn, unreachableRoutes } from '../routing/reach.ts';
import { routesOf, type Route } from '../routing/tree.ts';
import { valueOf } from '../routing/labels.ts';
import type { ExpectedAlert } from './alerts.ts';
import type { Landing, Landings } from './landing.ts';

/** A configuration that was read, and its tree. */
export interface Routes {
  readonly source: Source;
  readonly config: AlertmanagerConfig;
  readonly root: Route;
}

/** What is wrong with routes in view of the alerts that come to them. */
export function routeProblems(routes: Routes, landed: readonly Landings[]): readonly Diagnostic[] {
  return [...unreachable(routes), ...unused(routes), ...misspelt(routes, landed.map(({ alert }) => alert)), ...silent(routes, landed), ...fallen(routes, landed)];
}

function unreachable({ source, root }: Routes): readonly Diagnostic[] {
  return unreachableRoutes(root).map((route) =>
    problem('TOC651', `no alert can come to the route ${nameOf(route)}`, {
      at: placeOf(source, route.node.span),
      help: 'a route before it takes all that it would, or its matchers exclude each other: move it up, mend it, or take it out',
    }),
  );
}

function unused({ source, config, root }: Routes): readonly Diagnostic[] {
  // Alertmanager asks for a receiver of the root, whether or not an alert ends there.
  const used = new Set([...receiversIn(root), root.receiver]);
  return config.receivers
    .filter(({ name }) => !used.has(name))
    .map(({ name, span }) => problem('TOC652', `no alert can end at the receiver \`${name}\``, { at: { source, span }, help: 'name it in a route, or take it out' }));
}

/** Only near misses: alerts of others, which are not read here, may have any other value. */
function misspelt({ source, root }: Routes, alerts: readonly ExpectedAlert[]): readonly Diagnostic[] {
  return [...routesOf(root)].flatMap((route) =>
    route.matchers.flatMap((matcher) => {
      const near = nearMiss(matcher, alerts);
      if (near === undefined) return [];
      return [problem('TOC654', `no alert has ${matcher.label} \`${matcher.value}\``, { at: placeOf(source, route.node.span), suggestion: near, help: `write \`${matcher.label}="${near}"\`` })];
    }),
  );
}

/** The value that a matcher seems to mean and no alert lacks by accident. */
function nearMiss(matcher: Matcher, alerts: readonly ExpectedAlert[]): string | undefined {
  if (matcher.op !== '=' || matcher.value === '') return undefined;
  const values = new Set<string>();
  for (const { labels } of alerts) {
    const value = valueOf(labels, matcher.label);
    if (value.kind === 'any') continue;
    for (const one of value.kind === 'known' ? [value.value] : value.values) values.add(one);
  }
  return [...values].some((value) => passes(matcher, value)) ? undefined : nearName(matcher.value, values);
}

function silent(routes: Routes, landed: readonly Landings[]): readonly Diagnostic[] {
  const empty = new Set(routes.config.receivers.filter(({ integrations }) => integrations.length === 0).map(({ name }) => name));
  return grouped(landed, ({ ends }) => ends.every(({ receiver }) => empty.has(receiver)), ({ ends }) => ends.map(({ receiver }) => receiver).join(', ')).map(({ key, names, landing }) =>
    problem('TOC653', `${listed(names)} can end at \`${key}\`, which tells nobody`, {
      at: placeOf(routes.source, landing.ends[0]?.node.span),
      help: `give the receiver an integration, or route the alert elsewhere; it comes here with ${labelsText(landing)}`,
    }),
  );
}

function fallen({ source, root }: Routes, landed: readonly Landings[]): readonly Diagnostic[] {
  return grouped(landed, ({ ends }) => ends.length === 1 && ends[0] === root, () => 'root').map(({ names, landing }) =>
    problem('TOC655', `${listed(names)} can fall to the root`, { at: placeOf(source, root.node.span), help: `write a route for it; it comes here with ${labelsText(landing)}` }),
  );
}

interface Group {
  readonly key: string;
  readonly names: readonly string[];
  readonly landing: Landing;
}

/** One problem for all alerts that share it, with the example of the first. */
function grouped(landed: readonly Landings[], is: (landing: Landing) => boolean, keyOf: (landing: Landing) => string): readonly Group[] {
  const groups = new Map<string, { names: Set<string>; landing: Landing }>();
  for (const { alert, landings } of landed) {
    for (const landing of landings.filter(is)) {
      const group = groups.get(keyOf(landing)) ?? { names: new Set<string>(), landing };
      group.names.add(alert.name);
      groups.set(keyOf(landing), group);
    }
  }
  return [...groups].map(([key, { names, landing }]) => ({ key, names: [...names].sort(), landing }));
}

function listed(names: readonly string[]): string {
  const [first = '', ...others] = names;
  return others.length === 0 ? `the alert ${first}` : `the alert ${first} and ${others.length} more`;
}

function labelsText({ example }: Landing): string {
  return Object.entries(example).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ');
}

/** A route as people find it: by its matchers, or by its receiver. */
export function nameOf(route: Route): string {
  if (route.matchers.length === 0) return route.parent === undefined ? 'the root' : `to ${route.receiver}`;
  return route.matchers.map(({ label, op, value }) => `${label}${op}${JSON.stringify(value)}`).join(', ');
}

function placeOf(source: Source, span: Span | undefined): Location {
  // A route is marked at its beginning: its whole would be pages of text.
  const start = span?.start ?? 0;
  const end = source.text.slice(start).search(/\n|$/);
  return { source, span: { start, end: start + end } };
}
