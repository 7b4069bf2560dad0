import { Labels, METRIC_NAME } from '../evaluate/labels.ts';
import { ofLabels } from '../evaluate/label-cache.ts';
import type { AlertingRule, Rule, RuleGroup } from '../evaluate/rule.ts';
import { runRules, type RuleRun } from '../evaluate/rule-run.ts';
import type { Point, Selection, Source } from '../evaluate/source.ts';
import type { Storage } from '../evaluate/storage.ts';
import type { ExpectedLabels, LabelValue } from '../routing/labels.ts';
import { matcherMatches } from '../promql/regex.ts';
import type { ProofRule } from './rule-set.ts';

/** Rules over series: which alerts fire, and when first. */
export interface Trial {
  /** In the order of evaluation. */
  readonly rules: readonly ProofRule[];
  readonly raw: Storage;
  /** What it reads from other Prometheis. */
  readonly more: readonly Source[];
  /** Alerts fire, or not, from here. */
  readonly alertsFromMs: number;
  /** By how many milliseconds everything else comes after evaluations. */
  readonly lateMs: number;
}

/** A run and the alerts in it. */
export interface Trialled {
  readonly run: RuleRun;
  readonly alerts: ReadonlyMap<ProofRule, AlertingRule>;
}

/** Lets rules run; those whose text is no PromQL are left out. */
export function trial({ rules, raw, more, alertsFromMs, lateMs }: Trial): Trialled {
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
  return { run: runRules({ groups: own, raw, more, beginMs: 0, alertsFromMs, lateMs }), alerts };
}

/** The labels that a firing alert carries, those of its Prometheus added where it lacks them; whatever else that adds is not known. */
export function firingLabels(labels: Labels, unknown: readonly string[], external: Readonly<Record<string, string>>, ours: readonly string[]): ExpectedLabels {
  // Labels of our own are set by rules, by nobody else.
  const named = new Map<string, LabelValue>(ours.map((name) => [name, { kind: 'known', value: '' }]));
  for (const [name, value] of labels.entries) if (name !== METRIC_NAME) named.set(name, { kind: 'known', value });
  for (const name of unknown) named.set(name, { kind: 'any' });
  for (const [name, value] of Object.entries(external)) if (!named.has(name) || isMissing(named.get(name))) named.set(name, { kind: 'known', value });
  return { named, others: 'any' };
}

function isMissing(value: LabelValue | undefined): boolean {
  return value?.kind === 'known' && value.value === '';
}

/** What another Prometheus stores, each series with labels that tell whose it is; its own evaluations come first. */
export function sourceOf(run: RuleRun, more: Readonly<Record<string, string>>): Source {
  const labelled = ofLabels((labels) => labels.with(more));
  return {
    select: (selector) => {
      const [theirs, mine] = [selector.matchers.filter(({ label }) => more[label] === undefined), selector.matchers.filter(({ label }) => more[label] !== undefined)];
      if (!mine.every((matcher) => matcherMatches(matcher, more[matcher.label]))) return NOTHING;
      const selection = run.source.select({ ...selector, matchers: theirs });
      const point = (one: Point): Point => ({ ...one, labels: labelled(one.labels) });
      return {
        isEmpty: selection.isEmpty,
        steady: (atMs, course) => selection.steady(atMs, course),
        latest: (fromMs, untilMs, { startMs, endMs, nowMs }) => selection.latest(fromMs, untilMs, { startMs, endMs, nowMs, place: Infinity, group: undefined }).map(point),
        windows: (fromMs, untilMs, { startMs, endMs, nowMs }) => selection.windows(fromMs, untilMs, { startMs, endMs, nowMs, place: Infinity, group: undefined }).map(({ labels, points }) => ({ labels: labelled(labels), points: points.map(point) })),
      };
    },
  };
}

const NOTHING: Selection = { isEmpty: true, latest: () => [], windows: () => [], steady: () => [] };
