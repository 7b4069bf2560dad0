import type { InhibitRule } from '../alertmanager/config.ts';
import type { Labels } from './labels.ts';
import { allPass } from './matching.ts';

/** An alert that fires, by its place among those that do. */
export interface Inhibition {
  readonly rule: InhibitRule;
  readonly source: number;
}

/**
 * Which of the firing alerts inhibit the one at `target`, and by which rule. Two alerts that both match both sides of a
 * rule do not inhibit each other, nor does an alert itself; an alert that is inhibited inhibits as before
 * (Alertmanager: inhibit/inhibit.go, Mutes).
 */
export function inhibitionsOf(rules: readonly InhibitRule[], firing: readonly Labels[], target: number): readonly Inhibition[] {
  const labels = firing[target];
  if (labels === undefined) return [];
  return rules.flatMap((rule) => {
    if (!allPass(rule.targetMatchers, labels)) return [];
    const isTwoSided = allPass(rule.sourceMatchers, labels);
    return firing.flatMap((source, at): readonly Inhibition[] => {
      if (!allPass(rule.sourceMatchers, source)) return [];
      if (isTwoSided && allPass(rule.targetMatchers, source)) return [];
      return rule.equal.every((name) => own(source, name) === own(labels, name)) ? [{ rule, source: at }] : [];
    });
  });
}

/** A label that both alerts lack counts as equal. */
function own(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
}
