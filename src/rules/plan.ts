import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { Model, Objective } from '../model/model.ts';
import { absenceAlerts } from './absence-alerts.ts';
import { burnAlerts, burnExprs, type BurnExprs } from './burn-alerts.ts';
import { fillConvention, rulePath } from './conventions.ts';
import { incrementRules } from './increments.ts';
import type { RecordingRule, RuleFile, RuleGroup } from './rule.ts';
import type { View } from './series.ts';
import { windowRules } from './windows.ts';

/** Model to rules: a file for every instance and site, or for every instance where one Prometheus sees all sites. */
export function planRules(model: Model, sink: Sink): readonly RuleFile[] {
  return [...eachRuleFile(model, sink)];
}

/** The rule files one by one, the sites of an instance after each other, so that a reader may drop each before the next is made. */
export function* eachRuleFile(model: Model, sink: Sink): Iterable<RuleFile> {
  const owners = new Map<string, string>();
  let isTold = false;
  for (const file of planFiles(model, sink)) {
    // An instance whose metrics are all only proposed has no rules, and so no file.
    if (file.groups.every(({ rules }) => rules.length === 0)) continue;
    const who = `${file.instance} in ${file.sites.join(', ')}`;
    // On many file systems names that differ only in case are one file.
    const other = owners.get(file.path.toLowerCase());
    if (other === undefined) owners.set(file.path.toLowerCase(), who);
    else if (!isTold) {
      // One convention makes all paths: the first that meet say it for all.
      isTold = true;
      sink.report(problem('TOC207', `${other} and ${who} share the file \`${file.path}\``, { at: model.settings.conventions.pathAt, help: 'let the path hold `{{instance}}` and `{{site}}`' }));
    }
    yield file;
  }
}

function* planFiles(model: Model, sink: Sink): Iterable<RuleFile> {
  const { settings } = model;
  for (const instance of model.instances) {
    // What is recorded, and asked of it, names no site in scope `site`, so that the files of an instance share it.
    const shared = sharedOf({ settings, instance, site: undefined });
    for (const site of settings.scope === 'site' ? instance.sites : [undefined]) yield planFile(model, { settings, instance, site }, shared, sink);
  }
}

interface Shared {
  readonly recording: readonly RecordingRule[];
  readonly burn: BurnExprs;
}

function sharedOf(view: View): ReadonlyMap<Objective, Shared> {
  const of = (objective: Objective): Shared => ({ recording: [...incrementRules(view, objective), ...windowRules(view, objective)], burn: burnExprs(view.instance, objective) });
  return new Map(view.instance.objectives.map((objective) => [objective, of(objective)]));
}

function planFile(model: Model, view: View, shared: ReadonlyMap<Objective, Shared>, sink: Sink): RuleFile {
  const { instance } = view;
  return {
    path: rulePath(view, sink),
    header: view.settings.conventions.header.map((line) => fillConvention(line, view.settings.conventions.headerAt, view, sink)),
    instance: instance.name,
    sites: view.site === undefined ? instance.sites : [view.site],
    madeFrom: instance.madeFrom,
    groups: planGroups(view, shared, model.routing?.groupWaitMs, sink),
  };
}

/** A group an objective, so that its counts, windows and alerts are of one moment; absence apart, so that it outlives a failing group. */
function planGroups(view: View, shared: ReadonlyMap<Objective, Shared>, groupWaitMs: number | undefined, sink: Sink): readonly RuleGroup[] {
  const { instance } = view;
  const intervalMs = view.settings.evaluationIntervalMs;
  return [
    ...[...shared].map(([objective, { recording, burn }]) => ({
      name: `tocsin:${instance.name}:objective:${objective.name}`,
      intervalMs,
      rules: [...recording, ...burnAlerts(view, objective, burn, sink)],
    })),
    { name: `tocsin:${instance.name}:absence`, intervalMs, rules: absenceAlerts(view, { groupWaitMs }, sink) },
  ];
}
