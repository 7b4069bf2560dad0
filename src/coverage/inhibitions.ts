import type { InhibitRule, Matcher } from '../alertmanager/config.ts';
import { matcherMatches } from '../promql/regex.ts';
import { valueOf, type ExpectedLabels, type LabelValue } from '../routing/labels.ts';
import type { ExpectedAlert } from './alerts.ts';

/** An alert that can silence another, and the rule by which. */
export interface Silencer {
  readonly rule: InhibitRule;
  readonly source: ExpectedAlert;
}

/** A rule whose targets an alert is among, and the alerts that can be its source. */
export interface Silencing {
  readonly rule: InhibitRule;
  readonly sources: readonly ExpectedAlert[];
}

/** Finds what can silence alerts; sources are looked up by their `equal` labels, so that a thousand instances are no burden. */
export class Inhibitions {
  readonly #rules: readonly Prepared[];

  /** @param ours labels that only rules set: an alert whose rule does not is without them */
  constructor(rules: readonly InhibitRule[], alerts: readonly ExpectedAlert[], ours: readonly string[] = []) {
    const known = alerts.map((alert) => ({ ...alert, labels: { ...alert.labels, named: new Map([...ours.map((name): [string, LabelValue] => [name, { kind: 'known', value: '' }]), ...alert.labels.named]) } }));
    this.#rules = rules.map((rule) => prepare(rule, known));
  }

  /** Every alert that can silence one with these labels, whatever the labels that nobody knows; the alert itself never does. */
  of(target: ExpectedLabels): readonly Silencer[] {
    return this.byRule(target).flatMap(({ rule, sources }) => sources.map((source) => ({ rule, source })));
  }

  /** The same, by rule; a rule may have no source. */
  byRule(target: ExpectedLabels): readonly Silencing[] {
    return this.#rules.flatMap(({ rule, bySignature, unsigned }) => {
      if (!canPass(rule.targetMatchers, target)) return [];
      const signed = signatureOf(rule, target);
      const near = signed === undefined ? [...[...bySignature.values()].flat(), ...unsigned] : [...(bySignature.get(signed) ?? []), ...unsigned];
      const sources = near.filter((source) => {
        if (!rule.equal.every((name) => canBeEqual(source.labels, target, name))) return false;
        // Two alerts that both match both sides do not silence each other.
        return !mustPass(rule.sourceMatchers, target) || !mustPass(rule.targetMatchers, source.labels);
      });
      return [{ rule, sources }];
    });
  }
}

interface Prepared {
  readonly rule: InhibitRule;
  /** Sources all of whose `equal` labels are known. */
  readonly bySignature: ReadonlyMap<string, readonly ExpectedAlert[]>;
  readonly unsigned: readonly ExpectedAlert[];
}

function prepare(rule: InhibitRule, alerts: readonly ExpectedAlert[]): Prepared {
  const bySignature = new Map<string, ExpectedAlert[]>();
  const unsigned: ExpectedAlert[] = [];
  for (const alert of alerts) {
    if (!canPass(rule.sourceMatchers, alert.labels)) continue;
    const signature = signatureOf(rule, alert.labels);
    if (signature === undefined) unsigned.push(alert);
    else {
      const same = bySignature.get(signature) ?? [];
      same.push(alert);
      bySignature.set(signature, same);
    }
  }
  return { rule, bySignature, unsigned };
}

/** The values of the labels that must be equal; undefined where one is not known. */
function signatureOf({ equal }: InhibitRule, labels: ExpectedLabels): string | undefined {
  const values: string[] = [];
  for (const name of equal) {
    const value = knownOf(labels, name);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return JSON.stringify(values);
}

/**
 * The value of a label that alerts are compared by. Of a label that nobody sets nothing is known, yet both alerts come from the
 * same place and most likely lack it, or have it from the same external label: it counts as missing.
 */
function knownOf(labels: ExpectedLabels, name: string): string | undefined {
  const value = labels.named.get(name);
  if (value === undefined) return '';
  return value.kind === 'known' ? value.value : undefined;
}

function canBeEqual(one: ExpectedLabels, other: ExpectedLabels, name: string): boolean {
  const [a, b] = [valuesOf(one, name), valuesOf(other, name)];
  return a === 'any' || b === 'any' || a.some((value) => b.includes(value));
}

function valuesOf(labels: ExpectedLabels, name: string): readonly string[] | 'any' {
  const value = labels.named.get(name);
  if (value === undefined) return [''];
  return value.kind === 'any' ? 'any' : value.kind === 'known' ? [value.value] : value.values;
}

function canPass(matchers: readonly Matcher[], labels: ExpectedLabels): boolean {
  return matchers.every((matcher) => {
    const value = valueOf(labels, matcher.label);
    if (value.kind === 'any') return true;
    return (value.kind === 'known' ? [value.value] : value.values).some((text) => matcherMatches(matcher, text, 'alertmanager'));
  });
}

function mustPass(matchers: readonly Matcher[], labels: ExpectedLabels): boolean {
  return matchers.every((matcher) => {
    const value = valueOf(labels, matcher.label);
    if (value.kind === 'any') return false;
    return (value.kind === 'known' ? [value.value] : value.values).every((text) => matcherMatches(matcher, text, 'alertmanager'));
  });
}
