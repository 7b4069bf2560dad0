import { selectorsOf } from '../promql/selectors.ts';
import type { Settings } from '../model/model.ts';
import { BUDGET_REMAINING, periodName } from '../rules/period.ts';
import type { AlertingRule, RecordingRule, RuleFile, RuleGroup } from '../rules/rule.ts';
import { RECORDED_OBJECTIVE, recordedLabels, windowName } from '../rules/series.ts';
import type { ExpectedValue, Expectation, Scenario } from './scenario.ts';

/** The groups of a file that a drill asks of, and those they read: the others decide nothing, and cost an engine most of its time. */
export function neededGroups(file: RuleFile, isAsked: (rule: AlertingRule | RecordingRule) => boolean): RuleFile {
  const needed = new Set<RuleGroup>();
  const need = (group: RuleGroup): void => {
    if (needed.has(group)) return;
    needed.add(group);
    const read = readBy([group]);
    for (const other of file.groups) if (other.rules.some((rule) => rule.kind === 'record' && read.has(rule.record) && !isOfGroup(rule, group))) need(other);
  };
  for (const group of file.groups) if (group.rules.some(isAsked)) need(group);
  return { ...file, groups: file.groups.filter((group) => needed.has(group)) };
}

/** Whether a group records a series of this name itself. */
function isOfGroup({ record }: RecordingRule, { rules }: RuleGroup): boolean {
  return rules.some((rule) => rule.kind === 'record' && rule.record === record);
}

/** Names of the series that groups read. */
export function readBy(groups: readonly RuleGroup[]): ReadonlySet<string> {
  return new Set(groups.flatMap(({ rules }) => rules.flatMap(({ expr }) => selectorsOf(expr).flatMap(({ metric }) => metric ?? []))));
}

/** Whether an expectation of a drill is about a rule of an instance. */
export function asksOf(scenario: Scenario, settings: Settings, instance: string): (rule: AlertingRule | RecordingRule) => boolean {
  const asked = scenario.expectations.filter((one) => one.instance.name === instance);
  return (rule) => asked.some((one) => isAbout(one, rule, settings));
}

function isAbout(expectation: Expectation, rule: AlertingRule | RecordingRule, settings: Settings): boolean {
  if (expectation.kind !== 'value') return rule.kind === 'alert' && isMeant(expectation.alerts, rule, settings);
  const { instance, objective } = expectation;
  if (rule.kind !== 'record' || objective === undefined || !recordedFor(expectation).includes(rule.record)) return false;
  const own = recordedLabels(instance, objective)[RECORDED_OBJECTIVE];
  // What is made of labelled series has no label of its own rule: it may be of any objective.
  return (rule.labels[RECORDED_OBJECTIVE] ?? own) === own;
}

/** Whether an alert is of a level and hazard, where these are named. */
export function isMeant({ level, hazard }: Extract<Expectation, { kind: 'firing' }>['alerts'], { labels }: AlertingRule, settings: Settings): boolean {
  return (hazard === undefined || labels[settings.labels.hazard] === hazard) && (level === undefined || labels[settings.labels.severity] === settings.severities[level]);
}

function recordedFor({ value, window }: ExpectedValue): readonly string[] {
  if (value === 'remaining') return [BUDGET_REMAINING];
  const counted = value === 'ratio' ? (['total', 'bad'] as const) : [value];
  return counted.map((one) => (window === 'period' ? periodName(one) : windowName(one, window)));
}
