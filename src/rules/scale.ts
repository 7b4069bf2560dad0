import { MINUTE } from '../model/duration.ts';
import type { Expr, Selector, Subquery } from '../promql/ast.ts';
import { binary, call, number } from '../promql/build.ts';
import { PERIOD_INTERVAL_MS } from './period.ts';
import type { Rule, RuleFile } from './rule.ts';

/** An evaluation takes some milliseconds, and two of a group must not meet. */
const SHORTEST_INTERVAL_MS = 100;

/** Functions of a rate a second: a scaled second holds `scale` of them. */
const PER_SECOND = new Set(['rate', 'irate', 'deriv']);

/** Functions of the calendar that take the time of the evaluation when they are given none. */
const OF_NOW = new Set(['day_of_month', 'day_of_week', 'day_of_year', 'days_in_month', 'hour', 'minute', 'month', 'year']);

/** Series that Prometheus exports of itself: their values are of the real clock. */
const OF_PROMETHEUS = /^prometheus_/;

/**
 * Rules for a Prometheus whose clock is read `scale` times as fast: windows, tiles, steps, offsets, intervals and patience are
 * divided, the time of an evaluation and of a sample is multiplied, and what is a second is divided. Names, labels, numbers and
 * texts stay, so a rule says of scaled time what the one it was made from says of time.
 */
export function scaledRules(file: RuleFile, scale: number): RuleFile {
  return {
    ...file,
    timeScale: scale,
    groups: file.groups.map((group) => ({ ...group, intervalMs: scaledMs(group.intervalMs, scale), rules: group.rules.map((rule) => scaledRule(rule, scale)) })),
  };
}

function scaledRule(rule: Rule, scale: number): Rule {
  const expr = scaledExpr(rule.expr, scale);
  return rule.kind === 'alert' && rule.forMs !== undefined ? { ...rule, expr, forMs: scaledMs(rule.forMs, scale) } : { ...rule, expr };
}

/** A duration in scaled time, in whole milliseconds; none becomes nothing. */
export function scaledMs(ms: number, scale: number): number {
  return ms === 0 ? 0 : Math.max(1, Math.round(ms / scale));
}

/** Why rules cannot be scaled so; undefined where they can. What is evaluated must come at whole milliseconds, or windows would hold one evaluation more or less. */
export function scaleFault(scale: number, intervals: { readonly scrapeIntervalMs: number; readonly evaluationIntervalMs: number }): string | undefined {
  const all = [intervals.scrapeIntervalMs, intervals.evaluationIntervalMs, PERIOD_INTERVAL_MS, MINUTE];
  const uneven = all.find((ms) => ms % scale !== 0);
  if (uneven !== undefined) return `${uneven / 1000} s divided by ${scale} are no whole milliseconds`;
  const least = Math.min(...all) / scale;
  return least < SHORTEST_INTERVAL_MS ? `intervals of ${least} ms are too short for Prometheus; the least is ${SHORTEST_INTERVAL_MS} ms` : undefined;
}

/** An expression in scaled time. */
export function scaledExpr(expr: Expr, scale: number): Expr {
  const scaled = (part: Expr): Expr => scaledExpr(part, scale);
  switch (expr.kind) {
    case 'number':
    case 'string':
      return expr;
    case 'selector':
      return scaledExtent(expr, scale);
    case 'subquery':
      return scaledExtent({ ...expr, expr: scaled(expr.expr) }, scale);
    case 'call':
      return scaledCall(expr.func, expr.args, scale);
    case 'aggregate':
      return { ...expr, expr: scaled(expr.expr), ...(expr.param === undefined ? {} : { param: scaled(expr.param) }) };
    case 'binary':
      return { ...expr, left: scaled(expr.left), right: scaled(expr.right) };
    case 'unary':
    case 'paren':
      return { ...expr, expr: scaled(expr.expr) };
  }
}

function scaledExtent<T extends Selector | Subquery>(node: T, scale: number): T {
  const { rangeMs, offsetMs, at } = node;
  const step = node.kind === 'subquery' && node.stepMs !== undefined ? { stepMs: scaledMs(node.stepMs, scale) } : {};
  return {
    ...node,
    // Rounded down: a range that was made shorter than a whole one stays shorter.
    ...(rangeMs === undefined ? {} : { rangeMs: Math.max(1, Math.floor(rangeMs / scale)) }),
    ...(offsetMs === undefined ? {} : { offsetMs: Math.round(offsetMs / scale) }),
    ...(at?.kind === 'timestamp' ? { at: { ...at, text: String(Number(at.text) / scale) } } : {}),
    ...step,
  };
}

function scaledCall(func: string, args: readonly Expr[], scale: number): Expr {
  const [first] = args;
  const now = binary('*', call('time'), number(scale));
  const inner = call(func, ...args.map((arg) => scaledExpr(arg, scale)));
  if (func === 'time') return now;
  if (OF_NOW.has(func) && first === undefined) return call(func, call('vector', now));
  // Of what Prometheus says of itself both are of the real clock.
  if (func === 'timestamp') return first?.kind === 'selector' && OF_PROMETHEUS.test(first.metric ?? '') ? inner : binary('*', inner, number(scale));
  if (PER_SECOND.has(func)) return binary('/', inner, number(scale));
  if (func === 'predict_linear') return call(func, ...inner.args.map((arg, index) => (index === 1 ? binary('/', arg, number(scale)) : arg)));
  return inner;
}
