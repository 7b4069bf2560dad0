import type { Level } from '../model/burn-policy.ts';
import type { Instance, Model, Objective } from '../model/model.ts';
import type { Watcher } from '../model/watcher.ts';
import type { Hazard } from '../rules/alert.ts';
import type { AlertingRule, RuleFile } from '../rules/rule.ts';
import { WORDS } from './first-checks.ts';

/** An alert as the planned rules have it: the same in the files of all sites. */
export interface FoundAlert {
  readonly name: string;
  readonly hazard: Hazard;
  readonly level: Level | undefined;
  readonly owner: { readonly kind: 'instance'; readonly instance: Instance; readonly objective: Objective | undefined } | { readonly kind: 'watcher'; readonly watcher: Watcher };
  readonly places: readonly Place[];
}

/** Where an alert stands. In scope `global` one file may hold it once a site. */
export interface Place {
  readonly file: RuleFile;
  readonly rule: AlertingRule;
}

/** All alerting rules, by name. */
export function alertPlaces(files: Iterable<RuleFile>): ReadonlyMap<string, readonly Place[]> {
  const byName = new Map<string, Place[]>();
  for (const file of files) {
    for (const rule of file.groups.flatMap(({ rules }) => rules)) {
      if (rule.kind !== 'alert') continue;
      const same = byName.get(rule.alert);
      if (same === undefined) byName.set(rule.alert, [{ file, rule }]);
      else same.push({ file, rule });
    }
  }
  return byName;
}

/** What an alert is about, by its labels; undefined where no rule has the name. */
export function findAlert(model: Model, places: ReadonlyMap<string, readonly Place[]>, name: string): FoundAlert | undefined {
  const found = places.get(name) ?? [];
  const [first] = found;
  if (first === undefined) return undefined;
  const { labels, severities } = model.settings;
  const of = (label: string): string => first.rule.labels[label] ?? '';
  const severity = of(labels.severity);
  const level = severity === severities.page ? 'page' : severity === severities.ticket ? 'ticket' : undefined;
  const hazard = hazardOf(of(labels.hazard));
  if (first.file.instance === model.watcher?.name) return { name, hazard, level, owner: { kind: 'watcher', watcher: model.watcher }, places: found };
  const instance = model.instances.find((one) => one.name === first.file.instance);
  if (instance === undefined) throw new Error(`the rules are of an instance that the model has not: ${first.file.instance}`);
  const objective = instance.objectives.find((one) => one.name === of(labels.objective));
  return { name, hazard, level, owner: { kind: 'instance', instance, objective }, places: found };
}

function hazardOf(text: string): Hazard {
  if (isHazard(text)) return text;
  throw new Error(`an alert has a hazard that is none: ${text}`);
}

function isHazard(text: string): text is Hazard {
  return Object.hasOwn(WORDS, text);
}
