import type { Sink } from '../diagnostics/diagnostic.ts';
import { alertPrefix, pascalCase } from '../model/alert-name.ts';
import { MINUTE } from '../model/duration.ts';
import type { Instance, Objective, Settings } from '../model/model.ts';
import { WATCHER_NAME, type Kind, type Watcher } from '../model/watcher.ts';
import type { Expr, Matcher } from '../promql/ast.ts';
import { binary, call, count, equal, matches, max, notEqual, notMatches, number, quoteRegex, selector, sum } from '../promql/build.ts';
import { inert } from '../texts/render.ts';
import { alertLabels, linkAnnotations, siteVariable, summary, type AlertFacts } from './alert.ts';
import type { AlertingRule } from './rule.ts';
import { incrementName, recordedLabels, type FileView } from './series.ts';
import { anyOf, countableSourcesOf } from './sources.ts';

/** How long nothing may be recorded of series that are there, and how long our groups may be missing. */
const NOTHING_MS = 10 * MINUTE;
/** A new instance has this long to get a specification. */
const UNCOVERED_MS = 30 * MINUTE;
/** An alert is taken for resolved when it was not sent for so many intervals, so a group may not be later. */
const LATE_INTERVALS = '4';
/** Severity of the heartbeat, which is told to nobody. */
const NO_SEVERITY = 'none';

/** What the watcher's rules of one file are made for. */
export interface WatcherView extends FileView {
  readonly instance: Watcher;
  /** Sites that its Prometheus sees. */
  readonly sites: readonly string[];
}

interface Told {
  readonly name: string;
  readonly expr: Expr;
  readonly forMs?: number;
  readonly facts: AlertFacts;
  readonly site?: string | undefined;
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
}

function alert(view: WatcherView, told: Told, sink: Sink): AlertingRule {
  return {
    kind: 'alert',
    alert: told.name,
    expr: told.expr,
    ...(told.forMs === undefined ? {} : { forMs: told.forMs }),
    labels: { ...alertLabels(view, told.facts, told.site), ...told.labels },
    annotations: { summary: summary(view, told.facts.level, told.summary), description: told.description, ...linkAnnotations(view, variables(view, told.site), sink) },
  };
}

function variables(view: WatcherView, site: string | undefined): Parameters<typeof linkAnnotations>[1] {
  const { name, team, className } = view.instance;
  return { instance: { name, identity: name, team, class: className, role: 'watcher', description: '' }, project: { name: view.settings.project }, site: siteVariable(view, site) };
}

function prefix(): string {
  return alertPrefix(WATCHER_NAME);
}

function where(view: WatcherView, site: string | undefined): string {
  const name = site ?? view.site;
  return name === undefined ? '' : ` in ${inert(name)}`;
}

/**
 * Raw series of an objective are there, and its counts are not: rules that were not deployed, fail, or select what is not.
 * The alert names the instance, and is told to those who keep the rules working.
 */
export function nothingRecorded(view: WatcherView, instance: Instance, objective: Objective, sink: Sink): readonly AlertingRule[] {
  const { settings } = view;
  const isGlobal = settings.scope === 'global';
  return (isGlobal ? instance.sites : [undefined]).map((site) => {
    const own = Object.entries(recordedLabels(instance, objective)).map(([label, value]) => equal(label, value));
    const recorded = selector(incrementName('total'), [...own, ...(site === undefined ? [] : [equal(settings.labels.site, site)])]);
    const there = count(anyOf(countableSourcesOf({ settings, instance, site: view.site }, objective.measure, site)));
    return alert(
      view,
      {
        name: `${alertPrefix(instance.name, objective.name)}NothingRecorded`,
        expr: binary('unless', there, recorded, { on: [] }),
        forMs: NOTHING_MS,
        facts: { hazard: 'rules-dead', level: view.instance.owed.level, objective },
        site,
        labels: { [settings.labels.instance]: instance.name },
        summary: `nothing is recorded of the ${objective.name} of ${instance.name}${where(view, site)}`,
        description: `${instance.name}${where(view, site)} exports what its objective \`${objective.name}\` is judged by, but no rule has counted it for ten minutes: the rules are not loaded, or fail. Until they work, no failure of this kind is seen.`,
      },
      sink,
    );
  });
}

/** A failure that goes on for this long is told; one evaluation that fails, or is missed, is not. */
function persistenceMs({ evaluationIntervalMs }: Settings): number {
  return Math.max(5 * MINUTE, 5 * evaluationIntervalMs);
}

/** What Prometheus says of its own rule groups: failing, late, or not there; `groups` is how many of ours it should have. */
export function groupAlerts(view: WatcherView, groups: number, sink: Sink): readonly AlertingRule[] {
  const { settings } = view;
  const spanMs = persistenceMs(settings);
  // `rule_group` is path and name of the group, with a semicolon between.
  const own: readonly Matcher[] = [...view.instance.prometheus.matchers.map(({ label, op, value }) => ({ label, op, value })), matches('rule_group', '.+;tocsin:.+')];
  const metric = (name: string, rangeMs?: number): ReturnType<typeof selector> => selector(`prometheus_rule_${name}`, own, rangeMs === undefined ? {} : { rangeMs });
  // Two samples whenever it is evaluated: with one there is no increase.
  const rangeMs = Math.max(spanMs, 2 * settings.scrapeIntervalMs);
  const grown = (name: string): Expr => binary('>', sum(call('increase', metric(name, rangeMs)), ['rule_group']), number('0'));
  const facts: AlertFacts = { hazard: 'rules-dead', level: view.instance.owed.level };
  const evaluated = metric('group_last_evaluation_timestamp_seconds');
  // Its age when it was scraped: how old the scrape is does not matter.
  const late = max(binary('>', binary('-', call('timestamp', evaluated), evaluated), binary('*', number(LATE_INTERVALS), metric('group_interval_seconds'))), ['rule_group']);
  const loaded = count(count(metric('group_interval_seconds'), ['rule_group']));
  const group = '`{{ $labels.rule_group }}`';
  return [
    alert(view, {
      name: `${prefix()}GroupFailing`,
      expr: grown('evaluation_failures_total'),
      forMs: spanMs,
      facts,
      summary: `rules fail${where(view, undefined)}: ${group}`,
      description: `Rules of the group ${group}${where(view, undefined)} fail again and again. What they should record is missing, and what they should tell is not told. Prometheus’ page of rules and its log say why.`,
    }, sink),
    alert(view, {
      name: `${prefix()}GroupLate`,
      expr: binary('or', late, grown('group_iterations_missed_total')),
      forMs: spanMs,
      facts,
      summary: `rules are late${where(view, undefined)}: ${group}`,
      description: `The group ${group}${where(view, undefined)} misses evaluations: events of those are not counted, and alerts come late or seem to resolve. Prometheus has too much to do, or a rule of the group takes too long.`,
    }, sink),
    alert(view, {
      name: `${prefix()}GroupsMissing`,
      expr: binary('or', binary('<', loaded, number(groups)), call('absent', loaded)),
      forMs: NOTHING_MS,
      facts,
      summary: `rule groups are missing${where(view, undefined)}`,
      description: `Prometheus${where(view, undefined)} should have loaded ${groups} rule groups of ${inert(settings.project)}, and has fewer, or its own metrics are not scraped. What is missing tells nobody of anything.`,
    }, sink),
  ];
}

/** Services of a known kind that export metrics under a name, or on a site, that the inventory does not know. */
export function uncoveredInstances(view: WatcherView, kinds: readonly Kind[], sink: Sink): readonly AlertingRule[] {
  const { labels, scope } = view.settings;
  return kinds.flatMap((kind) =>
    view.sites.map((site) => {
      const known = kind.known.flatMap(({ identity, sites }) => (sites.includes(site) ? [identity] : []));
      const stranger: readonly Matcher[] = [
        notEqual(kind.identityLabel, ''),
        ...(known.length === 0 ? [] : [notMatches(kind.identityLabel, known.map(quoteRegex).join('|'))]),
        ...(scope === 'global' ? [equal(labels.site, site)] : []),
      ];
      const name = `{{ $labels.${kind.identityLabel} }}`;
      return alert(
        view,
        {
          name: `${prefix()}Uncovered${pascalCase(kind.contract)}`,
          expr: count(anyOf(kind.series.map((one) => selector(one, stranger))), [kind.identityLabel]),
          forMs: UNCOVERED_MS,
          facts: { hazard: 'uncovered-instance', level: 'ticket' },
          site: scope === 'global' ? site : undefined,
          // The one that is not covered is what the alert is about.
          labels: { [labels.instance]: name },
          summary: `${name}${where(view, site)} has no SLO: it is not in the inventory`,
          description: `${name}${where(view, site)} exports metrics of the contract \`${kind.contract}\`, and the inventory does not know it there: nobody would be told of its failures. Add it to the inventory and write its specification.`,
        },
        sink,
      );
    }),
  );
}

/** An alert that always fires: when it stops arriving outside, Prometheus, Alertmanager or the way between them is dead. */
export function watchdogAlert(view: WatcherView, sink: Sink): AlertingRule {
  return alert(
    view,
    {
      name: `${prefix()}Watchdog`,
      expr: call('vector', number('1')),
      facts: { hazard: 'watchdog', level: 'ticket' },
      labels: { [view.settings.labels.severity]: NO_SEVERITY },
      summary: `heartbeat of ${inert(view.settings.project)}${where(view, undefined)}`,
      description: 'This alert always fires, and is for no person: whoever receives it tells somebody when it stops.',
    },
    sink,
  );
}
