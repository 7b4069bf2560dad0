import { Labels, METRIC_NAME } from '../evaluate/labels.ts';
import { runRules, type AlertingRule, type Rule, type RuleGroup, type RuleRun } from '../evaluate/rule-run.ts';
import type { Storage, StoredSeries } from '../evaluate/storage.ts';
import type { ExpectedLabels, LabelValue } from '../routing/labels.ts';
import { matcherMatches } from '../promql/regex.ts';
import type { ProofRule } from './rule-set.ts';

/** Rules over series: which alerts fire, and when first. */
export interface Trial {
  /** In the order of evaluation. */
  readonly rules: readonly ProofRule[];
  readonly raw: Storage;
  /** Alerts fire, or not, from here. */
  readonly alertsFromMs: number;
}

/** A run and the alerts in it. */
export interface Trialled {
  readonly run: RuleRun;
  readonly alerts: ReadonlyMap<ProofRule, AlertingRule>;
}

/** Lets rules run; those whose text is no PromQL are left out. */
export function trial({ rules, raw, alertsFromMs }: Trial): Trialled {
  const alerts = new Map<ProofRule, AlertingRule>();
  const groups: { name: string; intervalMs: number; rules: Rule[] }[] = [];
  let last: string | undefined;
  for (const rule of rules) {
    const expr = rule.tree();
    if (expr === undefined) continue;
    const key = `${rule.path}\n${rule.groupAt}`;
    if (key !== last) groups.push({ name: rule.group, intervalMs: rule.intervalMs, rules: [] });
    last = key;
    const made: Rule = rule.kind === 'record' ? { record: rule.name, expr, labels: rule.labels } : { alert: rule.name, expr, labels: rule.labels, forMs: rule.forMs, keepFiringForMs: rule.keepFiringForMs };
    if ('alert' in made) alerts.set(rule, made);
    groups.at(-1)?.rules.push(made);
  }
  const own: readonly RuleGroup[] = groups;
  return { run: runRules({ groups: own, raw, beginMs: 0, alertsFromMs }), alerts };
}

/** The labels that a firing alert carries, those of its Prometheus added where it lacks them; whatever else that adds is not known. */
export function firingLabels(labels: Labels, unknown: readonly string[], external: Readonly<Record<string, string>>): ExpectedLabels {
  const named = new Map<string, LabelValue>();
  for (const [name, value] of labels.entries) if (name !== METRIC_NAME) named.set(name, { kind: 'known', value });
  for (const name of unknown) named.set(name, { kind: 'any' });
  for (const [name, value] of Object.entries(external)) if (!named.has(name)) named.set(name, { kind: 'known', value });
  return { named, others: 'any' };
}

/** What several Prometheis store, each series with labels that tell whose it is. */
export function joinedStorage(parts: readonly { readonly storage: Storage; readonly more: Readonly<Record<string, string>> }[]): Storage {
  return {
    select: (matchers, metric) =>
      parts.flatMap(({ storage, more }) => {
        const mine = matchers.filter(({ label }) => more[label] === undefined);
        if (matchers.some((matcher) => more[matcher.label] !== undefined && !matcherMatches(matcher, more[matcher.label]))) return [];
        return storage.select(mine, metric).map((series) => labelled(series, more));
      }),
  };
}

const made = new WeakMap<StoredSeries, StoredSeries>();

function labelled(series: StoredSeries, more: Readonly<Record<string, string>>): StoredSeries {
  const before = made.get(series);
  if (before !== undefined) return before;
  const labels = series.labels.with(more);
  const one: StoredSeries = { labels, samples: (from, until) => series.samples(from, until), latest: (from, until) => series.latest(from, until) };
  made.set(series, one);
  return one;
}
