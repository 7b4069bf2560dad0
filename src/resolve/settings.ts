import { evaluationInterval } from '../checks/evaluation-interval.ts';
import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import { COSTED, type CostLimit } from '../model/cost-limit.ts';
import { parseDuration } from '../model/duration.ts';
import type { Settings, Version } from '../model/model.ts';
import { MONTHS } from '../spec/project.ts';
import type { SpecOfKind } from '../spec/read.ts';

/** `2.42` or `2.42.1` as numbers. */
function version(text: string): Version {
  const [major, minor] = text.split('.').map(Number);
  return { major: major ?? 0, minor: minor ?? 0 };
}

/** The first of January, February and March that a quarter begins with. */
function firstMonth(name: (typeof MONTHS)[number]): 1 | 2 | 3 {
  const month = MONTHS.indexOf(name) % 3;
  return month === 0 ? 1 : month === 1 ? 2 : 3;
}

function costLimits(project: SpecOfKind<'Project'>): readonly CostLimit[] {
  const { limits } = project.spec.prometheus;
  return (['instance', 'all'] as const).flatMap((per) =>
    COSTED.flatMap((of): readonly CostLimit[] => {
      const most = limits[per]?.[of];
      return most === undefined ? [] : [{ per, of, most, at: project.at(['spec', 'prometheus', 'limits', per, of]) }];
    }),
  );
}

/** The project's settings with durations read; intervals and label names that cannot work are reported. */
export function settings(project: SpecOfKind<'Project'>, sink: Sink): Settings {
  const { prometheus, alertmanager, scope, labels, severities, conventions, calendar, tests } = project.spec;
  const evaluationIntervalMs = parseDuration(prometheus.evaluationInterval);
  for (const one of evaluationInterval(evaluationIntervalMs, project.at(['spec', 'prometheus', 'evaluationInterval']))) sink.report(one);
  const taken = new Map<string, string>();
  for (const [role, name] of Object.entries(labels)) {
    const other = taken.get(name);
    const reserved = name === 'alertname' || name === 'instance' || name === 'job';
    if (other !== undefined || reserved) {
      sink.report(
        problem('TOC212', reserved ? `the label \`${name}\` belongs to Prometheus` : `\`${role}\` and \`${other}\` share the label \`${name}\``, {
          at: project.at(['spec', 'labels', role]),
          help: 'give every fact a label of its own',
        }),
      );
    }
    taken.set(name, role);
  }
  return {
    project: project.name,
    scope,
    prometheus: version(prometheus.version),
    alertmanager: version(alertmanager.version),
    scrapeIntervalMs: parseDuration(prometheus.scrapeInterval),
    scrapeTimeoutMs: parseDuration(prometheus.scrapeTimeout),
    evaluationIntervalMs,
    retentionMs: parseDuration(prometheus.retention),
    allSites: prometheus.allSites && scope === 'site',
    quarterStarts: firstMonth(calendar.quarterStarts),
    labels,
    severities,
    limits: costLimits(project),
    conventions: {
      path: conventions.path,
      pathAt: project.at(['spec', 'conventions', 'path']),
      header: conventions.header,
      headerAt: project.at(['spec', 'conventions', 'header']),
      globalHeader: conventions.globalHeader ?? conventions.header,
      globalHeaderAt: project.at(['spec', 'conventions', conventions.globalHeader === undefined ? 'header' : 'globalHeader']),
      summarySuffix: { page: conventions.summarySuffix.page ?? '', ticket: conventions.summarySuffix.ticket ?? '' },
      quotedLinks: conventions.quotedLinks,
      forbiddenInLinks: conventions.forbiddenInLinks,
    },
    tests: tests === undefined ? undefined : { path: tests.path, pathAt: project.at(['spec', 'tests', 'path']) },
  };
}
