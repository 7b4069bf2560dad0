import type { Sink } from '../diagnostics/diagnostic.ts';
import { alertPrefix } from '../model/alert-name.ts';
import { formatDuration } from '../model/duration.ts';
import type { Traffic } from '../model/model.ts';
import { ONE, toDecimal, toPercentage } from '../model/rational.ts';
import { currentMs, DEFAULT_MINIMUM, dropPatienceMs, TAKEN_OVER } from '../model/traffic.ts';
import type { Expr } from '../promql/ast.ts';
import { binary, max, number, paren, sum } from '../promql/build.ts';
import { inert } from '../texts/render.ts';
import type { Timing } from './absence-alerts.ts';
import { alertLabels, linkAnnotations, siteVariable, summary, textVariables } from './alert.ts';
import type { AlertingRule } from './rule.ts';
import type { View } from './series.ts';
import { currentName, LEAST, ofTraffic, USUAL, usualOf } from './traffic-records.ts';

/** Whether rules of this view see the traffic of all sites, each by its label. */
export function seesAllSites({ settings }: View): boolean {
  return settings.scope === 'global' || settings.allSites;
}

/**
 * Far less comes than usual, or nothing: a stop is a drop to nothing. Where all sites are seen, a site is only told of while
 * the others did not take over what it lost, so that a switchover is none; elsewhere each site judges itself.
 */
export function trafficAlert(view: View, traffic: Traffic, { groupWaitMs }: Timing, sink: Sink): AlertingRule {
  const { settings, instance } = view;
  const { level, withinMs } = traffic.owed;
  const site = siteVariable(view);
  const where = site.kind === 'raw' ? site.text : inert(site.text);
  const forMs = dropPatienceMs(withinMs, { ...settings, groupWaitMs });
  const nowMs = currentMs(settings.evaluationIntervalMs);
  return {
    kind: 'alert',
    alert: `${alertPrefix(instance.name)}TrafficDrop`,
    expr: dropExpr(view, traffic),
    forMs,
    labels: alertLabels(view, { hazard: 'traffic-drop', level }),
    annotations: {
      summary: summary(view, level, `${instance.name} in ${where} gets far less than usual`),
      description: [
        `In the last ${formatDuration(nowMs)} ${instance.name} in ${where} got {{ $value | humanizePercentage }} of what is usual, for ${formatDuration(forMs)} and longer.`,
        `Usual is what came at this hour one or two weeks ago${minimumText(traffic)}; below ${toPercentage(traffic.floor)} of it is a drop.`,
        ...(seesAllSites(view) ? ['The other sites have not taken over what is missing.'] : []),
        `Errors do not show this: what does not come does not fail. Look for what senders changed, which streams are missing, and whether requests reach ${instance.name} at all.`,
      ].join(' '),
      ...linkAnnotations(view, textVariables(view), sink),
    },
  };
}

function minimumText({ minimumPerSecond }: Traffic): string {
  return minimumPerSecond === undefined ? '' : `, or the ${toDecimal(minimumPerSecond, 3)} a second that always come to all sites together`;
}

function dropExpr(view: View, traffic: Traffic): Expr {
  const { settings, instance } = view;
  const all = seesAllSites(view);
  const by = all ? [settings.labels.site] : [];
  // A ruler may see several copies of a series, which differ in labels of their own.
  const each = (expr: Expr): Expr => max(expr, by);
  const usual = each(ofTraffic(view, USUAL));
  // A site of which nothing is known any more gets nothing.
  const now = paren(binary('or', each(ofTraffic(view, currentName(settings.evaluationIntervalMs))), binary('*', usual, number('0'))));
  const least = traffic.minimumPerSecond ?? DEFAULT_MINIMUM;
  const low = binary('<', binary('/', now, usual), number(toDecimal(traffic.floor)));
  const judged = binary('and', low, binary('>=', usual, number(toDecimal(least))));
  const dropped = all ? binary('and', judged, lostByAll()) : judged;
  // One site of several may rightly get nothing.
  if (traffic.minimumPerSecond === undefined || (!all && instance.sites.length > 1)) return dropped;
  const together = binary('/', sum(each(ofTraffic(view, currentName(settings.evaluationIntervalMs)))), number(toDecimal(least)));
  const everywhere = all ? binary('+', binary('*', now, number('0')), together, { on: [], groupLeft: [] }) : together;
  return binary('or', paren(dropped), binary('<', paren(everywhere), number(toDecimal(ONE))));

  /** The loss of all sites together is more than the part of this site's loss that no switchover would leave. */
  function lostByAll(): Expr {
    const allUsual = usualOf((offsetMs) => sum(each(ofTraffic(view, LEAST, { offsetMs }))));
    const allLost = binary('/', paren(binary('-', paren(allUsual), sum(now))), number(toDecimal(TAKEN_OVER)));
    return binary('<', paren(binary('-', usual, now)), allLost, { on: [], groupLeft: [] });
  }
}
