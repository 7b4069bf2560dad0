import { problem, Sink } from '../diagnostics/diagnostic.ts';
import type { Instance, Model, Objective } from '../model/model.ts';
import { sitesOf } from '../model/sites.ts';
import type { Watcher } from '../model/watcher.ts';
import { absenceAlerts } from './absence-alerts.ts';
import { burnAlerts, burnExprs, type BurnExprs } from './burn-alerts.ts';
import { fillConvention, rulePath } from './conventions.ts';
import { probeAlerts } from './probe-alerts.ts';
import { incrementRules } from './increments.ts';
import { patiently } from './patience.ts';
import { PERIOD_INTERVAL_MS, periodRules } from './period.ts';
import type { AlertingRule, RecordingRule, RuleFile, RuleGroup } from './rule.ts';
import type { FileView, View } from './series.ts';
import { streamAlert, streamRecords } from './streams.ts';
import { trafficAlert } from './traffic-alerts.ts';
import { trafficRecords } from './traffic-records.ts';
import { groupAlerts, nothingRecorded, uncoveredInstances, watchdogAlert, type WatcherView } from './watcher-alerts.ts';
import { windowRules } from './windows.ts';

/** Model to rules: a file for every instance and site, or for every instance where one Prometheus sees all sites; the watcher's come last. */
export function planRules(model: Model, sink: Sink): readonly RuleFile[] {
  return [...eachRuleFile(model, sink)];
}

/** The rule files one by one, those of an instance after each other, so that a reader may drop each before the next is made. */
export function* eachRuleFile(model: Model, sink: Sink): Iterable<RuleFile> {
  const planner = new RulePlanner(model, sink);
  for (const instance of model.instances) yield* planner.filesOf(instance);
  yield* planner.watcherFiles();
}

/** Where the files of a plan belong, without what is in them. */
export function* rulePlaces(model: Model): Iterable<Pick<RuleFile, 'path' | 'instance' | 'sites' | 'forRuler'>> {
  const { settings, instances, watcher } = model;
  const sink = new Sink();
  for (const instance of instances) {
    if (instance.objectives.length === 0) {
      // It may have no file at all.
      yield* planInstance(model, instance, sink).filter((file) => groupsWithRules(file) > 0);
      continue;
    }
    for (const site of settings.scope === 'site' ? instance.sites : [undefined]) yield { path: rulePath({ settings, instance, site }, sink), instance: instance.name, sites: site === undefined ? instance.sites : [site] };
    if (settings.allSites && (instance.traffic !== undefined || instance.streams !== undefined)) yield { path: rulePath({ settings, instance, site: undefined }, sink), instance: instance.name, sites: instance.sites, forRuler: true };
  }
  if (watcher === undefined) return;
  const all = sitesOf(instances);
  for (const site of settings.scope === 'site' ? all : [undefined]) yield { path: rulePath({ settings, instance: watcher, site }, sink), instance: watcher.name, sites: site === undefined ? all : [site] };
}

/** What has to be known of the files of an instance that were made without a plan. */
export interface UnplannedFile extends Pick<RuleFile, 'path' | 'instance' | 'sites' | 'forRuler'> {
  /** How many groups with rules it has. */
  readonly groupCount: number;
}

/** Plans the rule files of instances, and then the watcher's, which watches what all others are. */
export class RulePlanner {
  readonly #model: Model;
  readonly #sink: Sink;
  readonly #paths: PathOwners;
  readonly #loaded = new GroupCount();

  constructor(model: Model, sink: Sink) {
    this.#model = model;
    this.#sink = sink;
    this.#paths = new PathOwners(model, sink);
  }

  /** The files of an instance, in the order of its sites, the ruler's last; none where its metrics are all only proposed. */
  filesOf(instance: Instance): readonly RuleFile[] {
    return this.#accepted(planInstance(this.#model, instance, this.#sink));
  }

  /** Takes account of files that were made without a plan. */
  unplanned(files: readonly UnplannedFile[]): void {
    for (const file of files) {
      this.#paths.take(file);
      this.#loaded.add(file);
    }
  }

  /** The watcher's files, once all others are known. */
  watcherFiles(): readonly RuleFile[] {
    const { watcher } = this.#model;
    return watcher === undefined ? [] : this.#accepted(planWatcher(this.#model, watcher, this.#loaded, this.#sink));
  }

  #accepted(files: Iterable<RuleFile>): readonly RuleFile[] {
    const accepted: RuleFile[] = [];
    for (const file of files) {
      const groupCount = groupsWithRules(file);
      if (groupCount === 0) continue;
      this.unplanned([{ ...file, groupCount }]);
      accepted.push({ ...file, groups: file.groups.map(patiently) });
    }
    return accepted;
  }
}

/** How many groups of a file have rules, and are written. */
export function groupsWithRules({ groups }: Pick<RuleFile, 'groups'>): number {
  return groups.filter(({ rules }) => rules.length > 0).length;
}

/** Who has which path; one that two have is told. */
class PathOwners {
  readonly #owners = new Map<string, string>();
  readonly #model: Model;
  readonly #sink: Sink;
  #isTold = false;

  constructor(model: Model, sink: Sink) {
    this.#model = model;
    this.#sink = sink;
  }

  take({ path, instance, sites }: Pick<RuleFile, 'path' | 'instance' | 'sites'>): void {
    const who = `${instance} in ${sites.join(', ')}`;
    // On many file systems names that differ only in case are one file.
    const other = this.#owners.get(path.toLowerCase());
    if (other === undefined) this.#owners.set(path.toLowerCase(), who);
    else if (!this.#isTold) {
      // One convention makes all paths: the first that meet say it for all.
      this.#isTold = true;
      const at = this.#model.settings.conventions.pathAt;
      this.#sink.report(problem('TOC207', `${other} and ${who} share the file \`${path}\``, { at, help: 'let the path hold `{{instance}}` and `{{site}}`' }));
    }
  }
}

/** How many groups the Prometheus of each site loads; of all sites, where there is one for all. */
class GroupCount {
  readonly #groups = new Map<string | undefined, number>();

  add({ forRuler, sites, groupCount }: UnplannedFile): void {
    if (forRuler === true) return;
    const [site] = sites;
    for (const one of [site, undefined]) this.#groups.set(one, (this.#groups.get(one) ?? 0) + groupCount);
  }

  of(site: string | undefined): number {
    return this.#groups.get(site) ?? 0;
  }
}

function planInstance(model: Model, instance: Instance, sink: Sink): readonly RuleFile[] {
  const { settings } = model;
  // What is recorded, and asked of it, names no site in scope `site`, so that the files of an instance share it.
  const shared = sharedOf({ settings, instance, site: undefined });
  const files = (settings.scope === 'site' ? instance.sites : [undefined]).map((site) => planFile(model, { settings, instance, site }, shared, sink));
  return settings.allSites ? [...files, rulerFile(model, { settings, instance, site: undefined }, sink)] : files;
}

/** The file of an instance for the ruler that sees all sites: alerts on what the sites record. */
function rulerFile(model: Model, view: View, sink: Sink): RuleFile {
  const { instance, settings } = view;
  const { globalHeader, globalHeaderAt } = settings.conventions;
  return {
    path: rulePath(view, sink),
    header: globalHeader.map((line) => fillConvention(line, globalHeaderAt, view, sink)),
    instance: instance.name,
    forRuler: true,
    sites: instance.sites,
    madeFrom: instance.madeFrom,
    groups: [{ name: `tocsin:${instance.name}:all-sites`, intervalMs: settings.evaluationIntervalMs, rules: comingAlerts(view, model.routing?.groupWaitMs ?? model.routing?.inheritedGroupWaitMs, sink) }],
  };
}

/** Alerts on what comes, or does not. */
function comingAlerts(view: View, groupWaitMs: number | undefined, sink: Sink): readonly AlertingRule[] {
  const { traffic, streams } = view.instance;
  return [...(traffic === undefined ? [] : [trafficAlert(view, traffic, { groupWaitMs }, sink)]), ...(streams === undefined ? [] : [streamAlert(view, streams, { groupWaitMs }, sink)])];
}

/** The watcher's file of every site on which something runs, or its one file; each group apart, so that it outlives the others. */
function* planWatcher(model: Model, watcher: Watcher, loaded: GroupCount, sink: Sink): Iterable<RuleFile> {
  const { settings, instances } = model;
  const all = sitesOf(instances);
  for (const site of settings.scope === 'site' ? all : [undefined]) {
    const view: WatcherView = { settings, instance: watcher, site, sites: site === undefined ? all : [site] };
    const here = instances.filter(({ sites }) => site === undefined || sites.includes(site));
    const group = (name: string, rules: RuleGroup['rules']): RuleGroup => ({ name: `tocsin:${watcher.name}:${name}`, intervalMs: settings.evaluationIntervalMs, rules });
    const others = [
      group('recorded', here.flatMap((instance) => instance.objectives.flatMap((objective) => nothingRecorded(view, instance, objective, sink)))),
      group('uncovered', uncoveredInstances(view, watcher.kinds, sink)),
      group('watchdog', model.routing?.watchdog === undefined ? [] : [watchdogAlert(view, sink)]),
    ].filter(({ rules }) => rules.length > 0);
    yield {
      ...headOf(view, sink),
      sites: view.sites,
      madeFrom: watcher.madeFrom,
      groups: [...others, group('groups', groupAlerts(view, loaded.of(site) + others.length + 1, sink))],
    };
  }
}

function headOf(view: FileView, sink: Sink): Pick<RuleFile, 'path' | 'header' | 'instance'> {
  const { conventions } = view.settings;
  return { path: rulePath(view, sink), header: conventions.header.map((line) => fillConvention(line, conventions.headerAt, view, sink)), instance: view.instance.name };
}

/** What the files of an instance have in common. */
interface Common {
  readonly objectives: ReadonlyMap<Objective, Shared>;
  readonly coming: readonly RecordingRule[];
}

interface Shared {
  readonly recording: readonly RecordingRule[];
  readonly burn: BurnExprs;
  readonly period: readonly RecordingRule[];
}

function sharedOf(view: View): Common {
  const { traffic, streams, objectives } = view.instance;
  const of = (objective: Objective): Shared => ({ recording: [...incrementRules(view, objective), ...windowRules(view, objective)], burn: burnExprs(view, objective), period: periodRules(view, objective) });
  return {
    objectives: new Map(objectives.map((objective) => [objective, of(objective)])),
    coming: [...(traffic === undefined ? [] : trafficRecords(view, traffic)), ...(streams === undefined ? [] : streamRecords(view, streams))],
  };
}

function planFile(model: Model, view: View, shared: Common, sink: Sink): RuleFile {
  const { instance } = view;
  return {
    ...headOf(view, sink),
    sites: view.site === undefined ? instance.sites : [view.site],
    madeFrom: instance.madeFrom,
    groups: planGroups(view, shared, model.routing?.groupWaitMs ?? model.routing?.inheritedGroupWaitMs, sink),
  };
}

/** A group an objective, so that its counts, windows and alerts are of one moment; periods, traffic and absence apart, so that no failing group takes the others along. */
function planGroups(view: View, shared: Common, groupWaitMs: number | undefined, sink: Sink): readonly RuleGroup[] {
  const { instance } = view;
  const intervalMs = view.settings.evaluationIntervalMs;
  return [
    ...[...shared.objectives].map(([objective, { recording, burn }]) => ({
      name: `tocsin:${instance.name}:objective:${objective.name}`,
      intervalMs,
      rules: [...recording, ...burnAlerts(view, objective, burn, { groupWaitMs }, sink), ...probeAlerts(view, objective, sink)],
    })),
    ...[...shared.objectives].map(([objective, { period }]) => ({ name: `tocsin:${instance.name}:period:${objective.name}`, intervalMs: PERIOD_INTERVAL_MS, rules: period })),
    { name: `tocsin:${instance.name}:traffic`, intervalMs, rules: [...shared.coming, ...(view.settings.allSites ? [] : comingAlerts(view, groupWaitMs, sink))] },
    { name: `tocsin:${instance.name}:absence`, intervalMs, rules: absenceAlerts(view, { groupWaitMs }, sink) },
  ];
}
