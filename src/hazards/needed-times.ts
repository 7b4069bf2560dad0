import { LOOKBACK_MS } from '../evaluate/evaluate.ts';
import { reachesOf } from '../evaluate/reach.ts';
import { ALERT_SERIES } from '../promql/alert-series.ts';
import type { ProofRule } from '../proof/rule-set.ts';
import { covers, joined, type Span } from './spans.ts';

/** Functions whose answer depends on the hour or the day, so that time must not be moved. */
const CALENDAR = /\b(minute|hour|month|year|day_of_week|day_of_month|day_of_year|days_in_month)\s*\(/;

/** When the rules of a Prometheus are evaluated for something, and when that reads which series. */
export interface NeededTimes {
  /** Times at which series of a name are read, by name; of selectors without a name under the empty one. */
  readonly read: ReadonlyMap<string, readonly Span[]>;
  /** Steps that times must stay multiples of when they are moved. */
  readonly stepsMs: readonly number[];
  /** False where some rule asks for the calendar, or for a time that is fixed. */
  readonly canBeMoved: boolean;
}

/**
 * The times that decide what rules say at the times they are asked for: whatever else was scraped or recorded changes nothing
 * of it. Times before 0 are nobody's.
 *
 * @param asked the evaluations that count, of some of the rules
 */
export function neededTimes(rules: readonly ProofRule[], asked: ReadonlyMap<ProofRule, readonly Span[]>, intervalMs: number): NeededTimes {
  const recorders = grouped(rules);
  const evaluated = new Map<ProofRule, readonly Span[]>();
  const read = new Map<string, readonly Span[]>();
  const steps = new Set<number>();
  let canBeMoved = true;
  const open = [...asked].flatMap(([rule, spans]) => spans.map((span) => ({ rule, span })));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { rule } = next;
    const span = { fromMs: Math.max(0, next.span.fromMs), untilMs: Math.max(0, next.span.untilMs) };
    const before = evaluated.get(rule) ?? [];
    if (covers(before, span)) continue;
    evaluated.set(rule, joined([...before, span]));
    const tree = rule.tree();
    const reaches = tree === undefined ? undefined : reachesOf(tree, { lookbackMs: LOOKBACK_MS, defaultStepMs: intervalMs });
    if (reaches === undefined || CALENDAR.test(rule.text)) canBeMoved = false;
    for (const stepMs of reaches?.stepsMs ?? []) steps.add(stepMs);
    const reads = reaches?.reads.map(({ selector, farMs, nearMs }) => ({ metric: selector.metric ?? '', farMs, nearMs })) ?? rule.selectors.map(({ metric }) => ({ metric: metric ?? '', farMs: Infinity, nearMs: 0 }));
    for (const { metric, farMs, nearMs } of reads) {
      // What a rule reads of its own alerts is there because of the rule: it asks for no more time.
      if (ALERT_SERIES.includes(metric)) continue;
      const seen = { fromMs: Math.max(0, span.fromMs - farMs), untilMs: Math.max(0, span.untilMs - nearMs) };
      read.set(metric, joined([...(read.get(metric) ?? []), seen]));
      for (const recorder of recorders.get(metric) ?? []) open.push({ rule: recorder, span: seen });
    }
  }
  return { read, stepsMs: [...steps], canBeMoved };
}

function grouped(rules: readonly ProofRule[]): ReadonlyMap<string, readonly ProofRule[]> {
  const byName = new Map<string, ProofRule[]>();
  for (const rule of rules) {
    if (rule.kind !== 'record') continue;
    const same = byName.get(rule.name) ?? [];
    same.push(rule);
    byName.set(rule.name, same);
  }
  return byName;
}
