import type { InhibitRule, Matcher, TimeInterval } from '../alertmanager/config.ts';
import { matcherMatches } from '../promql/regex.ts';
import type { ExpectedLabels, Labels, LabelValue } from '../routing/labels.ts';
import { valueOf } from '../routing/labels.ts';
import { allPass } from '../routing/matching.ts';
import type { Hours } from '../routing/muting.ts';
import { readSpells } from '../routing/time-interval.ts';
import type { Route } from '../routing/tree.ts';
import type { ExpectedAlert } from './alerts.ts';

/** The rules that can silence an alert with these labels, each with those of the alerts that can be its source. */
export function possibleInhibitions(rules: readonly InhibitRule[], labels: Labels, alerts: readonly ExpectedAlert[]): readonly { readonly rule: InhibitRule; readonly sources: readonly ExpectedAlert[] }[] {
  return rules
    .filter((rule) => allPass(rule.targetMatchers, labels))
    .map((rule) => {
      const isTwoSided = allPass(rule.sourceMatchers, labels);
      return {
        rule,
        sources: alerts.filter((alert) => {
          if (!canPass(rule.sourceMatchers, alert.labels)) return false;
          if (isTwoSided && mustPass(rule.targetMatchers, alert.labels)) return false;
          return rule.equal.every((name) => canBe(valueOf(alert.labels, name), Object.hasOwn(labels, name) ? (labels[name] ?? '') : ''));
        }),
      };
    });
}

function canPass(matchers: readonly Matcher[], labels: ExpectedLabels): boolean {
  return matchers.every((matcher) => {
    const value = valueOf(labels, matcher.label);
    return value.kind === 'any' || textsOf(value).some((text) => matcherMatches(matcher, text, 'alertmanager'));
  });
}

function mustPass(matchers: readonly Matcher[], labels: ExpectedLabels): boolean {
  return matchers.every((matcher) => {
    const value = valueOf(labels, matcher.label);
    return value.kind !== 'any' && textsOf(value).every((text) => matcherMatches(matcher, text, 'alertmanager'));
  });
}

function canBe(value: LabelValue, text: string): boolean {
  return value.kind === 'any' || textsOf(value).includes(text);
}

function textsOf(value: Exclude<LabelValue, { readonly kind: 'any' }>): readonly string[] {
  return value.kind === 'known' ? [value.value] : value.values;
}

/**
 * The hours of a route.
 * @throws {RangeError} for an interval that Alertmanager does not take, or that is not declared
 */
export function hoursOf({ node }: Route, intervals: readonly TimeInterval[]): Hours {
  const named = (name: string): ReturnType<typeof readSpells> => {
    const interval = intervals.find((one) => one.name === name);
    if (interval === undefined) throw new RangeError(`the time interval ${name} is not declared`);
    return readSpells(interval.intervals);
  };
  return { mute: node.muteTimeIntervals.map(named), active: node.activeTimeIntervals.map(named) };
}
