import { subtreeText } from '../alertmanager/alone.ts';
import { readBase } from '../alertmanager/base.ts';
import { checkGroupBy, checkReceivers, checkRoutes, type ReceiverUse } from '../alertmanager/checks.ts';
import { spanAt } from '../alertmanager/pointer.ts';
import { checkSecrets } from '../alertmanager/secrets.ts';
import { splice } from '../alertmanager/splice.ts';
import { subtree, type RoutingPlan } from '../alertmanager/subtree.ts';
import { conformanceProblems } from '../conformance/conformance.ts';
import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import { formatDuration, SECOND } from '../model/duration.ts';
import type { Model, Routing } from '../model/model.ts';
import { scaledMs } from '../rules/scale.ts';
import { scaledTiming, timingOf } from './timing.ts';
import { checkIntervals } from '../routing/interval-problems.ts';

/** The user's Alertmanager file with our subtree in it, and the subtree alone. */
export interface AlertmanagerTexts {
  readonly whole: string;
  readonly alone: string;
}

/** Model and base file to the Alertmanager texts, in scaled time if asked; reports what keeps an alert from reaching a receiver. */
export function alertmanagerTexts(model: Model, routing: Routing, baseSource: Source, sink: Sink, timeScale?: number): AlertmanagerTexts | undefined {
  const { labels, severities, project, alertmanager } = model.settings;
  const groupBy = routing.groupBy ?? ['alertname', labels.instance, labels.site];
  checkGroupBy(groupBy, labels, routing.groupByAt, sink);
  const base = readBase(baseSource, sink);
  if (base === undefined) return undefined;
  const faults = conformanceProblems('alertmanager', baseSource.text);
  for (const { path, message, field } of faults) {
    sink.report(problem('TOC614', `${path === '' ? 'the file' : `\`${path.slice(1).replaceAll('/', '.')}\``} ${message}`, { at: { source: baseSource, span: spanAt(base.tree, path, field) }, help: 'mend it, or `amtool check-config` will refuse what is made from it' }));
  }
  checkSecrets(base, { version: alertmanager, allowInlineSecrets: routing.allowInlineSecrets }, sink);
  checkReceivers(base, uses(routing), sink);
  checkRoutes(base, sink);
  checkIntervals(base, sink);
  const addition = subtree({
    marker: { label: labels.project, value: project },
    labels,
    severities,
    teams: routing.teams,
    fallback: routing.fallback,
    groupBy,
    timing: timeScale === undefined ? timingOf(routing) : scaledTiming(routing, base.config.route, timeScale),
    ...(timeScale === undefined ? {} : { timeScale }),
    ...(routing.watchdog === undefined ? {} : { watchdog: watchdogOf(routing.watchdog, labels.hazard, timeScale) }),
  });
  const spliced = splice(base, addition, routing.insert, routing.insertAt, sink);
  return spliced === undefined || faults.length > 0 ? undefined : { whole: spliced.text, alone: subtreeText(addition) };
}

/** Repeated at the first flush after its interval, and flushed five times within it: the heartbeat comes at most a fifth late. */
function watchdogOf({ receiver, everyMs: unscaledMs }: NonNullable<Routing['watchdog']>, label: string, timeScale = 1): NonNullable<RoutingPlan['watchdog']> {
  const everyMs = scaledMs(unscaledMs, timeScale);
  const groupInterval = formatDuration(Math.max(SECOND, Math.floor(everyMs / 5 / SECOND) * SECOND));
  return { hazard: { label, op: '=', value: 'watchdog' }, receiver, timing: { groupWait: '0s', groupInterval, repeatInterval: formatDuration(everyMs) } };
}

function uses(routing: Routing): readonly ReceiverUse[] {
  const { watchdog } = routing;
  const teams = [...routing.teams, routing.fallback].flatMap(({ receivers, at }) => (['page', 'ticket'] as const).map((level) => ({ receiver: receivers[level], at: at[level] })));
  return watchdog === undefined ? teams : [...teams, watchdog];
}
