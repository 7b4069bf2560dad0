import { formatDuration } from '../model/duration.ts';
import type { Instance, Objective, Settings } from '../model/model.ts';
import type { Matcher, Selector } from '../promql/ast.ts';
import { equal, oneOf, selector, type SelectorExtent } from '../promql/build.ts';

/** Which of the events of an objective a recorded series counts. */
export type Counted = 'total' | 'good' | 'bad';

/** Labels of every recorded series. They never change with settings, owner, team or class, so that history survives. */
export const RECORDED_INSTANCE = 'tocsin_instance';
export const RECORDED_OBJECTIVE = 'tocsin_objective';

/** Whom a rule file is for: an instance, or the watcher over the rules. */
export type Owner = Pick<Instance, 'name' | 'team' | 'className' | 'dashboard' | 'runbook'>;

/** A rule file's own: the whole of a `site` scope's site, or all sites of a `global` scope. */
export interface FileView {
  readonly settings: Settings;
  readonly instance: Owner;
  /** The one site of a file in scope `site`; undefined in scope `global`. */
  readonly site: string | undefined;
}

/** What rules of an instance are made for. */
export interface View extends FileView {
  readonly instance: Instance;
}

/** The labels results are kept apart by: the site where it is an ordinary label, and what the objective is judged per. */
export function groupLabels({ settings }: FileView, objective: Objective): readonly string[] {
  return [...(settings.scope === 'global' ? [settings.labels.site] : []), ...(objective.per === undefined ? [] : [objective.per])];
}

/** Name of the series that holds the events of one evaluation: exact increments, whatever the interval. */
export function incrementName(counted: Counted): string {
  return `tocsin:events_${counted}:increment`;
}

/** Name of the series that holds the events of a window. */
export function windowName(counted: Counted, windowMs: number): string {
  return `tocsin:events_${counted}:increase${formatDuration(windowMs)}`;
}

/** The static labels of an objective's recorded series. */
export function recordedLabels(instance: Instance, objective: Objective): Readonly<Record<string, string>> {
  return { [RECORDED_INSTANCE]: instance.name, [RECORDED_OBJECTIVE]: objective.name };
}

/** The recorded series of an objective are selected some fifty times in a row. */
let last: { readonly instance: string; readonly objective: string; readonly matchers: readonly Matcher[] } | undefined;

/** Selects a recorded series of an objective; on one site, if given. */
export function recorded(name: string, instance: Instance, objective: Objective, rangeMs?: number): Selector {
  if (last?.instance !== instance.name || last.objective !== objective.name) {
    last = { instance: instance.name, objective: objective.name, matchers: [equal(RECORDED_INSTANCE, instance.name), equal(RECORDED_OBJECTIVE, objective.name)] };
  }
  const { matchers } = last;
  return selector(name, matchers, rangeMs === undefined ? {} : { rangeMs });
}

/** The matchers that pick an instance's own raw series: its identity, and its sites where the site is an ordinary label. */
export function identityMatchers({ settings, instance }: View, label: string, site?: string): readonly Matcher[] {
  const identity = equal(label, instance.identity);
  if (settings.scope === 'site') return [identity];
  return [identity, site === undefined ? oneOf(settings.labels.site, instance.sites) : equal(settings.labels.site, site)];
}

/** Raw series of this instance: a selector of the contract with the instance's identity, and its sites, added. */
export function raw(view: View, contract: Selector, extent: SelectorExtent = {}, site?: string): Selector {
  const matchers = [...identityMatchers(view, view.instance.contract.identityLabel, site), ...contract.matchers.map(({ label, op, value }) => ({ label, op, value }))];
  return selector(contract.metric ?? '', matchers, extent);
}
