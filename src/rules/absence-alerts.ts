import type { Sink } from '../diagnostics/diagnostic.ts';
import { alertPrefix } from '../model/alert-name.ts';
import { absencePatienceMs, RESTORED_FROM_MS } from '../model/deadline.ts';
import { formatDuration, MINUTE } from '../model/duration.ts';
import type { Contract, Target } from '../model/contract.ts';
import { selectorOf, type Measure, type Part } from '../model/indicator.ts';
import type { Instance, Objective } from '../model/model.ts';
import type { Expr, Selector } from '../promql/ast.ts';
import { binary, call, count, number, selector, subquery } from '../promql/build.ts';
import { inert } from '../texts/render.ts';
import { alertLabels, linkAnnotations, siteVariable, summary, textVariables, type AlertFacts } from './alert.ts';
import type { AlertingRule } from './rule.ts';
import { identityMatchers, type View } from './series.ts';
import { anyOf, sourcesOf } from './sources.ts';
import { wholeSteps } from './whole-steps.ts';

/** How long a living process may lack a series that is born with its first event, before a ticket asks whether that is well. */
const PATIENCE_WITH_IDLE_MS = 30 * MINUTE;

/** A target that answered less than this share of the scrapes of so long is told while others answer, unless it is over soon. */
const PARTLY_DOWN_MS = 24 * MINUTE;
/** Whether they answered is asked so often, however often they are scraped: more samples would say no more. */
const PARTLY_DOWN_STEP_MS = MINUTE;
const PARTLY_DOWN_SHARE = '0.25';
/** Long enough for Prometheus to restore it, since to look at all targets again for each evaluation of the time before is dear. */
const PARTLY_DOWN_FOR_MS = RESTORED_FROM_MS;

/** What the time of a notification depends on beside the class. */
export interface Timing {
  readonly groupWaitMs: number | undefined;
}

/**
 * Alerts for what no ratio can see: nothing is there to be counted.
 * Where `up` names the instance, the death of all its targets is told within the class's deadline, and that of some, while
 * others answer, as a ticket. A living target without its series is told soon where every process has them from its start,
 * or traffic is promised; where a counter is born with its first event, the service may just be idle: a ticket, after half an hour.
 * Where `up` does not name the instance, the series alone must tell.
 */
export function absenceAlerts(view: View, timing: Timing, sink: Sink): readonly AlertingRule[] {
  const { instance } = view;
  const sites = view.settings.scope === 'global' ? instance.sites : [undefined];
  const { target } = instance.contract;
  return sites.flatMap((site) => {
    const alert = ({ hazard, level }: Pick<AlertFacts, 'hazard' | 'level'>, suffix: string, expr: Expr, forMs: number, texts: Texts, objective?: Objective): AlertingRule => ({
      kind: 'alert',
      alert: `${alertPrefix(instance.name, objective?.name)}${suffix}`,
      expr,
      forMs,
      labels: alertLabels(view, { hazard, level, ...(objective === undefined ? {} : { objective }) }, site),
      annotations: { ...texts, summary: summary(view, level, texts.summary), ...linkAnnotations(view, textVariables(view, objective, site), sink) },
    });
    const where = siteText(view, site);
    const { level } = instance.absent;
    const soonMs = absencePatienceMs(instance.absent.withinMs, { ...view.settings, groupWaitMs: timing.groupWaitMs });
    const targets = target === undefined ? undefined : targetsOf(view, target, site);
    const alive = targets === undefined ? undefined : binary('==', targets, number('1'));
    const series = instance.objectives.map((objective) => {
      const gone = call('absent', anyOf(sourcesOf(view, objective.measure, site)));
      if (alive === undefined) return alert({ hazard: 'series-absent', level }, 'SeriesAbsent', gone, soonMs, seriesTexts(view, where, objective, soonMs, 'unknown'), objective);
      const isOwed = hasTraffic(instance) || bornAtStart(instance.contract, objective.measure);
      const forMs = isOwed ? soonMs : PATIENCE_WITH_IDLE_MS;
      const expr = binary('and', gone, binary('>', count(alive), number('0')), { on: [] });
      return alert({ hazard: 'series-absent', level: isOwed ? level : 'ticket' }, 'SeriesAbsent', expr, forMs, seriesTexts(view, where, objective, forMs, isOwed ? 'alive' : 'maybe-idle'), objective);
    });
    if (targets === undefined || alive === undefined) return series;
    // A process that dies again and again counts too; one that is gone does not.
    const ailing = binary('and', binary('<', call('avg_over_time', subquery(targets, wholeSteps(PARTLY_DOWN_MS), PARTLY_DOWN_STEP_MS)), number(PARTLY_DOWN_SHARE)), targets);
    const partly = binary('and', count(ailing), binary('>', count(alive), number('0')), { on: [] });
    return [
      alert({ hazard: 'target-down', level }, 'TargetDown', call('absent', alive), soonMs, targetTexts(view, where, soonMs)),
      alert({ hazard: 'target-down', level: 'ticket' }, 'TargetPartlyDown', partly, PARTLY_DOWN_FOR_MS, partlyTexts(view, where)),
      ...series,
    ];
  });
}

/** Whether events are promised here at all hours: a minimum is that of all sites together, and one of several may be passive. */
function hasTraffic({ traffic, sites }: Instance): boolean {
  return traffic?.minimumPerSecond !== undefined && sites.length === 1;
}

/** Whether every process exports what an objective is judged by from its start, so that an idle one has it too. */
function bornAtStart({ metrics }: Contract, measure: Measure): boolean {
  const of = ({ metric = '' }: Pick<Selector, 'metric'>): boolean => (metrics.get(metric) ?? metrics.get(metric.replace(/_(bucket|count|sum)$/, '')))?.bornAtStart === true;
  const part = (one: Part): boolean => of(selectorOf(one) ?? {});
  switch (measure.kind) {
    case 'gauge':
      return of(measure.selector);
    case 'ratio':
      return false;
    case 'events':
      switch (measure.events.kind) {
        case 'total-bad':
        case 'total-good':
          return part(measure.events.total);
        case 'good-bad':
          return part(measure.events.good) || part(measure.events.bad);
      }
  }
}

interface Texts {
  readonly summary: string;
  readonly description: string;
}

function siteText(view: View, site: string | undefined): string {
  const variable = siteVariable(view, site);
  return variable.kind === 'raw' ? variable.text : inert(variable.text);
}

/** `up` of the instance's targets; undefined where `up` does not name the instance. */
function targetsOf(view: View, target: Target, site: string | undefined): Expr | undefined {
  if (target.identityLabel === undefined) return undefined;
  const matchers = [...identityMatchers(view, target.identityLabel, site), ...target.up.matchers.map(({ label, op, value }) => ({ label, op, value }))];
  return selector('up', matchers);
}

function targetTexts(view: View, where: string, forMs: number): Texts {
  const { name } = view.instance;
  return {
    summary: `${name} in ${where} is down or gone`,
    description: `No target of ${name} in ${where} has answered a scrape for ${formatDuration(forMs)}: it is down, unreachable, or no longer discovered. Nothing else can be known of it until it answers.`,
  };
}

function partlyTexts(view: View, where: string): Texts {
  const { name } = view.instance;
  return {
    summary: `targets of ${name} in ${where} do not answer, others do`,
    description: `{{ $value }} of the targets of ${name} in ${where} answered less than a quarter of the scrapes of ${formatDuration(PARTLY_DOWN_MS)}, while others answer: the rest carries all the load, and events that those counted may be missing.`,
  };
}

/** What is known of the process behind series that are not there. */
type Process = 'alive' | 'maybe-idle' | 'unknown';

function seriesTexts(view: View, where: string, objective: Objective, forMs: number, process: Process): Texts {
  const { name } = view.instance;
  const idle = process === 'maybe-idle' ? ' It may also be idle: its counters are born with the first event.' : '';
  return {
    summary: `${name} in ${where} exports nothing to judge its ${objective.name} by`,
    description: `${process === 'unknown' ? 'The' : `Targets of ${name} in ${where} answer, but the`} counters behind its objective \`${objective.name}\` have not been there for ${formatDuration(forMs)}. While this lasts, no failure of this kind can be seen.${idle}`,
  };
}
