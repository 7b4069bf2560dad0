import type { InhibitRule, Matcher } from '../alertmanager/config.ts';
import { matcherMatches } from '../promql/regex.ts';
import { valueOf, type ExpectedLabels, type Labels, type LabelValue } from '../routing/labels.ts';
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
    const sources = rules.length === 0 ? [] : alerts.map((alert) => new Source(alert, ours));
    this.#rules = rules.map((rule) => prepare(rule, sources));
  }

  /** Every alert that can silence one with these labels, whatever the labels that nobody knows; the alert itself never does. */
  of(target: ExpectedLabels): readonly Silencer[] {
    return this.byRule(target).flatMap(({ rule, sources }) => sources.map((source) => ({ rule, source })));
  }

  /** The same, by rule; a rule may have no source. */
  byRule(target: ExpectedLabels): readonly Silencing[] {
    const asked: Told = { named: (name) => target.named.get(name), value: (name) => valueOf(target, name) };
    return this.#rules.flatMap(({ rule, bySignature, unsigned }) => {
      if (!canPass(rule.targetMatchers, asked)) return [];
      const signed = signatureOf(rule, asked);
      const near = signed === undefined ? [...[...bySignature.values()].flat(), ...unsigned] : [...(bySignature.get(signed) ?? []), ...unsigned];
      const sources = near.filter((source) => {
        if (!rule.equal.every((name) => canBeEqual(source, asked, name))) return false;
        // Two alerts that both match both sides do not silence each other.
        return !mustPass(rule.sourceMatchers, asked) || !mustPass(rule.targetMatchers, source);
      });
      return [{ rule, sources: sources.map(({ whole }) => whole) }];
    });
  }
}

/** What is known of the labels of an alert. */
interface Told {
  /** Of a label that is named; undefined where nothing is said of it. */
  readonly named: (name: string) => LabelValue | undefined;
  /** Of any label. */
  readonly value: (name: string) => LabelValue;
}

/** An alert that may silence others. What its expression says is asked for last: most are told apart by what the rule itself says. */
class Source implements Told {
  readonly #alert: ExpectedAlert;
  readonly #own: Labels;
  readonly #ours: readonly string[];

  constructor(alert: ExpectedAlert, ours: readonly string[]) {
    this.#alert = alert;
    this.#own = alert.own;
    this.#ours = ours;
  }

  named(name: string): LabelValue | undefined {
    const own = this.#own[name];
    if (own !== undefined) return { kind: 'known', value: own };
    return this.#alert.labels.named.get(name) ?? (this.#ours.includes(name) ? { kind: 'known', value: '' } : undefined);
  }

  /** Whether what the rule itself says passes. */
  mayPass(matchers: readonly Matcher[]): boolean {
    return matchers.every((matcher) => {
      const own = this.#own[matcher.label];
      return own === undefined || matcherMatches(matcher, own, 'alertmanager');
    });
  }

  /** The alert with all that is known of its labels. */
  get whole(): ExpectedAlert {
    const { path, group, name, external, own, labels } = this.#alert;
    const missing = this.#ours.map((label): [string, LabelValue] => [label, { kind: 'known', value: '' }]);
    return { path, group, name, external, own, labels: { ...labels, named: new Map([...missing, ...labels.named]) } };
  }

  value(name: string): LabelValue {
    return this.named(name) ?? valueOf(this.#alert.labels, name);
  }
}

interface Prepared {
  readonly rule: InhibitRule;
  /** Sources all of whose `equal` labels are known. */
  readonly bySignature: ReadonlyMap<string, readonly Source[]>;
  readonly unsigned: readonly Source[];
}

function prepare(rule: InhibitRule, sources: readonly Source[]): Prepared {
  const bySignature = new Map<string, Source[]>();
  const unsigned: Source[] = [];
  for (const source of sources) {
    if (!source.mayPass(rule.sourceMatchers) || !canPass(rule.sourceMatchers, source)) continue;
    const signature = signatureOf(rule, source);
    if (signature === undefined) unsigned.push(source);
    else {
      const same = bySignature.get(signature) ?? [];
      same.push(source);
      bySignature.set(signature, same);
    }
  }
  return { rule, bySignature, unsigned };
}

/** The values of the labels that must be equal; undefined where one is not known. */
function signatureOf({ equal }: InhibitRule, labels: Told): string | undefined {
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
function knownOf(labels: Told, name: string): string | undefined {
  const value = labels.named(name);
  if (value === undefined) return '';
  return value.kind === 'known' ? value.value : undefined;
}

function canBeEqual(one: Told, other: Told, name: string): boolean {
  const [a, b] = [valuesOf(one, name), valuesOf(other, name)];
  return a === 'any' || b === 'any' || a.some((value) => b.includes(value));
}

function valuesOf(labels: Told, name: string): readonly string[] | 'any' {
  const value = labels.named(name);
  if (value === undefined) return [''];
  return value.kind === 'any' ? 'any' : value.kind === 'known' ? [value.value] : value.values;
}

function canPass(matchers: readonly Matcher[], labels: Told): boolean {
  return matchers.every((matcher) => {
    const value = labels.value(matcher.label);
    if (value.kind === 'any') return true;
    return (value.kind === 'known' ? [value.value] : value.values).some((text) => matcherMatches(matcher, text, 'alertmanager'));
  });
}

function mustPass(matchers: readonly Matcher[], labels: Told): boolean {
  return matchers.every((matcher) => {
    const value = labels.value(matcher.label);
    if (value.kind === 'any') return false;
    return (value.kind === 'known' ? [value.value] : value.values).every((text) => matcherMatches(matcher, text, 'alertmanager'));
  });
}
