import type { Sink } from '../diagnostics/diagnostic.ts';
import { alertPrefix } from '../model/alert-name.ts';
import { absencePatienceMs } from '../model/deadline.ts';
import { formatDuration, MINUTE } from '../model/duration.ts';
import type { Target } from '../model/contract.ts';
import type { Objective } from '../model/model.ts';
import type { Expr } from '../promql/ast.ts';
import { binary, call, count, number, selector } from '../promql/build.ts';
import { inert } from '../texts/render.ts';
import { alertLabels, linkAnnotations, siteVariable, summary, textVariables, type Hazard } from './alert.ts';
import type { AlertingRule } from './rule.ts';
import { identityMatchers, type View } from './series.ts';
import { anyOf, sourcesOf } from './sources.ts';

/** How long a living process may lack its series: a pod that has just started exports a counter only with its first event. */
const PATIENCE_WITH_IDLE_MS = 30 * MINUTE;

/** What the time of a notification depends on beside the class. */
export interface Timing {
  readonly groupWaitMs: number | undefined;
}

/**
 * Alerts for what no ratio can see: nothing is there to be counted.
 * Where `up` names the instance, the death of all targets is told within the class's deadline, and a living process without
 * its series after half an hour, so that an idle one is not taken for dead. Where it does not, the series alone must tell.
 */
export function absenceAlerts(view: View, timing: Timing, sink: Sink): readonly AlertingRule[] {
  const sites = view.settings.scope === 'global' ? view.instance.sites : [undefined];
  const { target } = view.instance.contract;
  return sites.flatMap((site) => {
    const alert = (hazard: Hazard, suffix: string, expr: Expr, forMs: number, texts: Texts, objective?: Objective): AlertingRule => ({
      kind: 'alert',
      alert: `${alertPrefix(view.instance.name, objective?.name)}${suffix}`,
      expr,
      forMs,
      labels: alertLabels(view, { hazard, level: view.instance.absent.level, ...(objective === undefined ? {} : { objective }) }, site),
      annotations: { ...texts, summary: summary(view, view.instance.absent.level, texts.summary), ...linkAnnotations(view, textVariables(view, objective, site), sink) },
    });
    const where = siteText(view, site);
    const soonMs = absencePatienceMs(view.instance.absent.withinMs, { ...view.settings, groupWaitMs: timing.groupWaitMs });
    const alive = target === undefined ? undefined : aliveTargets(view, target, site);
    const series = view.instance.objectives.map((objective) => {
      const gone = call('absent', anyOf(sourcesOf(view, objective.measure, site)));
      const expr = alive === undefined ? gone : binary('and', gone, binary('>', count(alive), number('0')), { on: [] });
      const forMs = alive === undefined ? soonMs : PATIENCE_WITH_IDLE_MS;
      return alert('series-absent', 'SeriesAbsent', expr, forMs, seriesTexts(view, where, objective, forMs, alive !== undefined), objective);
    });
    if (alive === undefined) return series;
    return [alert('target-down', 'TargetDown', call('absent', alive), soonMs, targetTexts(view, where, soonMs)), ...series];
  });
}

interface Texts {
  readonly summary: string;
  readonly description: string;
}

function siteText(view: View, site: string | undefined): string {
  const variable = siteVariable(view, site);
  return variable.kind === 'raw' ? variable.text : inert(variable.text);
}

/** The targets of the instance that answer; undefined where `up` does not name the instance. */
function aliveTargets(view: View, target: Target, site: string | undefined): Expr | undefined {
  if (target.identityLabel === undefined) return undefined;
  const matchers = [...identityMatchers(view, target.identityLabel, site), ...target.up.matchers.map(({ label, op, value }) => ({ label, op, value }))];
  return binary('==', selector('up', matchers), number('1'));
}

function targetTexts(view: View, where: string, forMs: number): Texts {
  const { name } = view.instance;
  return {
    summary: `${name} in ${where} is down or gone`,
    description: `No target of ${name} in ${where} has answered a scrape for ${formatDuration(forMs)}: it is down, unreachable, or no longer discovered. Nothing else can be known of it until it answers.`,
  };
}

function seriesTexts(view: View, where: string, objective: Objective, forMs: number, isAlive: boolean): Texts {
  const { name } = view.instance;
  return {
    summary: `${name} in ${where} exports nothing to judge its ${objective.name} by`,
    description: `${isAlive ? `Targets of ${name} in ${where} answer, but the` : `The`} counters behind its objective \`${objective.name}\` have not been there for ${formatDuration(forMs)}. While this lasts, no failure of this kind can be seen.`,
  };
}
