import { join } from 'node:path';
import { ALERTMANAGER_FILE } from '../compile/back.ts';
import { expectedAlerts, type ExpectedAlert } from '../coverage/alerts.ts';
import { Inhibitions } from '../coverage/inhibitions.ts';
import { landingsOf, type Landings } from '../coverage/landing.ts';
import { hoursOf } from '../coverage/route-hours.ts';
import { routeProblems, type Routes } from '../coverage/route-problems.ts';
import { Sink } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import { renderTree, renderWay, wayData, type Silenced, type WayTold } from '../report/routes.ts';
import { renderDiagnostics } from '../report/text.ts';
import { endsOf, explainRoute } from '../routing/explain.ts';
import { exactly, type Labels } from '../routing/labels.ts';
import { isMutedAt } from '../routing/muting.ts';
import { routeTree } from '../routing/tree.ts';
import { CLEAN, FINDINGS, useColor, type ColorChoice, type Context, type ExitStatus } from './context.ts';
import { tellFailures } from './failures.ts';
import { loadSpecs } from './load.ts';
import { loadedRoutes, loadedRules } from './loaded-rules.ts';

/** Flags of `routes`. */
export interface RoutesOptions {
  readonly asked: readonly string[];
  readonly specs: string;
  readonly out: string;
  readonly alertmanager?: string;
  readonly rules?: string;
  readonly at?: string;
  readonly format: 'text' | 'json';
  readonly color: ColorChoice;
}

const MINUTE = 60_000;
const WEEK_MINUTES = 7 * 24 * 60;

/** Shows where alerts go, and what is wrong with the routes in view of them. */
export async function showRoutes(context: Context, options: RoutesOptions): Promise<ExitStatus> {
  const asked = readAsked(options);
  if ('kind' in asked && asked.kind === 'could-not-run') return tellFailures(context, [asked]);
  const sink = new Sink();
  const loaded = await loadSpecs(context, options.specs, sink);
  if (loaded.kind === 'unreadable') return tellFailures(context, loaded.failures);
  const { model } = loaded;
  const found = model === undefined || sink.hasErrors ? undefined : await loadedRoutes(context, options.alertmanager ?? join(options.out, ALERTMANAGER_FILE), sink);
  if (found !== undefined && 'kind' in found) return tellFailures(context, [found]);
  if (model === undefined || found?.config === undefined) return tellProblems(context, options, sink, 'The routes are not shown: there are problems.\n');
  const rules = await loadedRules(context, options.rules ?? options.out, model, sink);
  if (isFailed(rules)) return tellFailures(context, rules);

  const routes: Routes = { source: found.source, config: found.config, root: routeTree(found.config.route) };
  const alerts = expectedAlerts(rules);
  const landed = landingsOf(routes.root, alerts);
  for (const one of routeProblems(routes, landed)) sink.report(one);
  const ways = waysAsked(asked, routes, alerts, landed, options, context);
  if ('kind' in ways) return tellFailures(context, [ways]);
  const color = useColor(context, options.color, 'stdout');
  if (options.format === 'json') context.stdout(`${JSON.stringify({ tool: { name: 'tocsin', version: context.version }, format: 1, ways: ways.map(wayData) }, undefined, 2)}\n`);
  else context.stdout(ways.length === 0 ? renderTree(routes.root, landed, color) : ways.map((way) => renderWay(way, color)).join('\n'));
  return tellProblems(context, options, sink, '');
}

type Asked = { readonly tree: true } | { readonly alert: string } | { readonly labels: Labels };

function readAsked({ asked, at, format }: RoutesOptions): Asked | CouldNotRun {
  if (at !== undefined && Number.isNaN(Date.parse(at))) return couldNotRun(`${at} is no moment`, 'write one such as 2026-12-24T03:00Z');
  const [first] = asked;
  if (first === undefined) return format === 'json' ? couldNotRun('the whole tree is shown as text only', 'name an alert, or labels') : { tree: true };
  if (asked.length === 1 && !first.includes('=')) return { alert: first };
  const labels: Record<string, string> = {};
  for (const one of asked) {
    const split = one.indexOf('=');
    if (split < 1) return couldNotRun(`${one} is no label`, 'write name=value, or one name of an alert');
    labels[one.slice(0, split)] = one.slice(split + 1);
  }
  return { labels };
}

function isFailed<T>(found: readonly T[] | readonly CouldNotRun[]): found is readonly CouldNotRun[] {
  return found.some((one) => typeof one === 'object' && one !== null && 'kind' in one && one.kind === 'could-not-run');
}

/** The ways to show; none for the whole tree. */
function waysAsked(asked: Asked | CouldNotRun, routes: Routes, alerts: readonly ExpectedAlert[], landed: readonly Landings[], options: RoutesOptions, context: Context): readonly WayTold[] | CouldNotRun {
  const inhibitions = new Inhibitions(routes.config.inhibitRules, alerts);
  const told = (title: string, labels: Labels): WayTold => {
    const step = explainRoute(routes.root, labels);
    return { title, labels, step, silenced: silencedBy(routes, labels, inhibitions, options, context) };
  };
  if ('labels' in asked) return [told('An alert with these labels', asked.labels)];
  if (!('alert' in asked)) return [];
  const ways = landed
    .filter(({ alert }) => alert.name === asked.alert)
    .flatMap(({ alert, landings }) => landings.map(({ example }) => told(`${alert.name}, of ${alert.path}${landings.length > 1 ? ', with labels such as' : ''}`, example)));
  if (ways.length > 0) return ways;
  const near = nearName(asked.alert, new Set(alerts.map(({ name }) => name)));
  return couldNotRun(`no rule makes an alert ${asked.alert}${near === undefined ? '' : `; did you mean ${near}?`}`, 'run `tocsin routes` for the alerts by route');
}

function silencedBy(routes: Routes, labels: Labels, inhibitions: Inhibitions, { at }: RoutesOptions, context: Context): Silenced {
  const from = at === undefined ? Date.parse(`${context.today}T00:00Z`) : Date.parse(at);
  return {
    inhibitedBy: inhibitions.byRule(exactly(labels)).map(({ rule, sources }) => ({
      rule: `${rule.sourceMatchers.map(({ label, op, value }) => `${label}${op}${JSON.stringify(value)}`).join(', ')} fires${rule.equal.length === 0 ? '' : ` with the same ${rule.equal.join(', ')}`}`,
      alerts: [...new Set(sources.map(({ name }) => name))].sort(),
    })),
    muted: endsOf(explainRoute(routes.root, labels)).flatMap((route) => {
      const hours = hoursOf(route, routes.config.timeIntervals);
      if (hours.mute.length + hours.active.length === 0) return [];
      const minutes = Array.from({ length: WEEK_MINUTES }, (_, minute) => minute).filter((minute) => isMutedAt(hours, from + minute * MINUTE)).length;
      const { muteTimeIntervals, activeTimeIntervals } = route.node;
      const intervals = [...muteTimeIntervals.map((name) => `in ${name}`), ...(activeTimeIntervals.length === 0 ? [] : [`outside of ${activeTimeIntervals.join(', ')}`])].join(' and ');
      return [{ route, intervals, hoursAWeek: Math.round(minutes / 6) / 10, now: at === undefined ? undefined : isMutedAt(hours, from) }];
    }),
  };
}

function tellProblems(context: Context, options: RoutesOptions, sink: Sink, last: string): ExitStatus {
  const problems = sink.sorted;
  if (problems.length > 0) context.stderr(`${renderDiagnostics(problems, { color: useColor(context, options.color, 'stderr'), width: context.width })}${last}`);
  return sink.hasErrors ? FINDINGS : CLEAN;
}
