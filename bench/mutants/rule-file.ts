import { dump, load } from 'js-yaml';
import type { Hazard } from '../../src/spec/waivers.ts';
import type { Broken, Mutant, RuleFileText, Surroundings } from './fault.ts';

/** A rule of a file, free to be changed. */
export interface LooseRule {
  record?: string;
  alert?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface LooseGroup {
  name: string;
  rules: LooseRule[];
}

export interface LooseFile {
  groups: LooseGroup[];
}

/** A rule and where it stands. */
export interface Placed {
  readonly rule: LooseRule;
  readonly group: number;
  readonly index: number;
}

/** A file as values; the caller may change them. */
export function loosened(text: string): LooseFile {
  return load(text) as LooseFile;
}

/** A file as text again. */
export function written(file: LooseFile): string {
  return dump(file, { lineWidth: -1, noRefs: true });
}

/** All rules of a file, in its order. */
export function rulesOf({ groups }: LooseFile): readonly Placed[] {
  return groups.flatMap(({ rules }, group) => rules.map((rule, index): Placed => ({ rule, group, index })));
}

/** The name of a rule. */
export function nameOf({ record, alert }: LooseRule): string {
  return alert ?? record ?? '';
}

/** Changes one rule of a file; a change of nothing makes no mutant. What nothing else is owed for breaks nothing. */
export function changed(file: RuleFileText, at: Placed, breaks: readonly Broken[], change: (rule: LooseRule, file: LooseFile) => void): readonly Mutant[] {
  const made = loosened(file.text);
  const before = written(made);
  const rule = made.groups[at.group]?.rules[at.index];
  if (rule === undefined) return [];
  change(rule, made);
  const text = written(made);
  return text === before ? [] : [{ where: `${nameOf(at.rule)} in ${file.path}`, text, breaks }];
}

/** How a failing alert shows: it stays silent, or it fires and what it says leads nowhere. */
export type Loss = 'silent' | 'misled';

/**
 * The failures that only this alert tells of. An alert that falls silent breaks nothing that a witness sees too, and no outage that
 * may be told as lost traffic; an alert that fires and is told to nobody hides from no witness what it should have said.
 */
export function dutiesOf({ alert, labels }: LooseRule, { site, text }: RuleFileText, { sites, witnessed, watched }: Surroundings, loss: Loss): readonly Broken[] {
  const instance = labels?.['service'] ?? '';
  const isPage = labels?.['severity'] === 'page';
  const isWatched = watched.has(instance);
  const places = site === undefined ? sites : [site];
  const owed = (...hazards: readonly Hazard[]): readonly Broken[] => places.flatMap((one) => hazards.map((hazard): Broken => ({ instance, site: one, hazard })));
  switch (labels?.['hazard']) {
    case 'error-burn':
      if (labels['slo'] === 'latency') return isPage ? owed('latency') : [];
      if (witnessed.has(instance)) return [];
      if (!isPage) return owed('slow-burn');
      return isWatched ? owed('partial-outage') : owed('outage', 'partial-outage');
    case 'series-absent':
      // Each objective has such an alert, and all of them see that nothing is exported.
      return isWatched || text.split('hazard: series-absent').length > 2 ? [] : owed('series-absent');
    case 'target-down':
      return isWatched || (alert ?? '').endsWith('PartlyDown') ? [] : owed('target-down');
    case 'traffic-drop':
      return owed('traffic-stop', 'traffic-drop');
    case 'stream-silent':
      return [{ instance, site: '*', hazard: 'stream-silent' }];
    case 'watchdog':
      return loss === 'silent' ? owed('watchdog') : [];
    default:
      return [];
  }
}

/** What the alerts of a file tell of that nothing else does. */
export function dutiesOfAll(rules: readonly Placed[], file: RuleFileText, around: Surroundings): readonly Broken[] {
  return rules.flatMap(({ rule }) => (rule.alert === undefined ? [] : dutiesOf(rule, file, around, 'silent')));
}

/** What is lost with the events that an objective counts: the alerts that burn by it. */
export function dutiesOfObjective(rules: readonly Placed[], objective: string | undefined, file: RuleFileText, around: Surroundings): readonly Broken[] {
  return dutiesOfAll(rules.filter(({ rule }) => rule.labels?.['hazard'] === 'error-burn' && rule.labels['slo'] === objective), file, around);
}
