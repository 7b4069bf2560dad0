import type { Sink } from '../diagnostics/diagnostic.ts';
import { alertPrefix } from '../model/alert-name.ts';
import { formatDuration } from '../model/duration.ts';
import type { Objective } from '../model/model.ts';
import { binary, equal, max, number, paren, selector } from '../promql/build.ts';
import { inert } from '../texts/render.ts';
import { alertLabels, linkAnnotations, siteVariable, summary, textVariables } from './alert.ts';
import type { AlertingRule } from './rule.ts';
import { groupLabels, recorded, RECORDED_INSTANCE, RECORDED_OBJECTIVE, windowName, type View } from './series.ts';

/**
 * The alert on a probe whose events have stopped: none in the shortest window, which holds two of its periods and a scrape,
 * and some in the longest. It has to have been there: a probe that has never sent is not silent but missing, which absence
 * tells. It goes on while it is silent; where values of a label are judged each for itself only as long as the longest
 * window remembers them, since a value may be given up for good.
 */
export function probeAlerts(view: View, objective: Objective, sink: Sink): readonly AlertingRule[] {
  const { everyMs, rows } = objective;
  if (everyMs === undefined || rows.length === 0) return [];
  const { instance } = view;
  const shortMs = Math.min(...rows.map((row) => row.shortMs));
  const longMs = Math.max(...rows.map((row) => row.longMs));
  const alert = `${alertPrefix(instance.name, objective.name)}ProbeSilent`;
  const some = (windowMs: number) => binary('>', recorded(windowName('total', windowMs), instance, objective), number('0'));
  const firing = max(selector('ALERTS', [equal('alertname', alert), equal('alertstate', 'firing')]), [RECORDED_INSTANCE, RECORDED_OBJECTIVE, ...groupLabels(view, objective)]);
  const known = objective.per === undefined ? paren(binary('or', some(longMs), firing)) : some(longMs);
  const site = siteVariable(view);
  const where = site.kind === 'raw' ? site.text : inert(site.text);
  const group = objective.per === undefined ? '' : `, ${objective.per} {{ $labels.${objective.per} }}`;
  return [
    {
      kind: 'alert',
      alert,
      expr: binary('unless', known, some(shortMs)),
      labels: alertLabels(view, { hazard: 'canary-silent', level: 'ticket', objective }),
      annotations: {
        summary: summary(view, 'ticket', `the probe of ${instance.name} in ${where} is silent: no ${objective.name} events${group}`),
        description: `A probe sends events of the objective \`${objective.name}\` of ${instance.name} in ${where}${group} every ${formatDuration(everyMs)}, and none was counted in the last ${formatDuration(shortMs)}. While this lasts, a failure that only the probe can see is not seen.`,
        ...linkAnnotations(view, textVariables(view, objective), sink),
      },
    },
  ];
}
