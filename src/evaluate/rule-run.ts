import type { Expr } from '../promql/ast.ts';
import type { Labels } from './labels.ts';
import type { Storage } from './storage.ts';
import { evaluate } from './evaluate.ts';
import type { Failed, Outcome, Unjudged } from './value.ts';

interface RuleBase {
  readonly expr: Expr;
  /** As written; a value with a template (`{{`) is not known, see `Firing`. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface RecordingRule extends RuleBase {
  readonly record: string;
}

export interface AlertingRule extends RuleBase {
  readonly alert: string;
  readonly forMs: number;
  readonly keepFiringForMs: number;
}

export type Rule = RecordingRule | AlertingRule;

/** Evaluated at the multiples of its interval, its rules in order. */
export interface RuleGroup {
  readonly name: string;
  readonly intervalMs: number;
  readonly rules: readonly Rule[];
}

export interface RunOptions {
  readonly groups: readonly RuleGroup[];
  /** What is scraped. */
  readonly raw: Storage;
  /** Nothing was evaluated before this. */
  readonly beginMs: number;
  /** Alerts are stepped from here: before it nothing was pending and nothing fired. */
  readonly alertsFromMs: number;
  readonly lookbackMs?: number;
  readonly defaultStepMs?: number;
}

/** The first moment at which an alert fires with these labels. */
export interface Firing {
  readonly atMs: number;
  /** Of the result and of the rule, with `alertname`; those in `unknown` are left out. */
  readonly labels: Labels;
  /** Labels whose value is a template. */
  readonly unknown: readonly string[];
}

/** An evaluation that Prometheus would have failed. */
export interface RuleFailure {
  readonly group: string;
  /** Of the record or of the alert. */
  readonly rule: string;
  readonly atMs: number;
  readonly failed: Failed;
}

export type Firings = { readonly kind: 'judged'; readonly firings: readonly Firing[] } | Unjudged;

/** Rules over a storage, evaluated as far as something asks for them. */
export interface RuleRun {
  /** An expression over raw series, recorded series and `ALERTS`, after the evaluations of that moment. */
  evaluate(expr: Expr, atMs: number): Outcome;
  /** Each evaluation from `alertsFromMs` to `untilMs`, both included: exactly when the alert first fires, for each label set. */
  firings(alert: AlertingRule, untilMs: number): Firings;
  /**
   * Whether the alert fires by `untilMs`, at far fewer evaluations. What is found is true: at `atMs` it fires, or has
   * fired before. What is not found may still be a firing so short that it fell between two looks; `firings` is sure of both.
   */
  firesBy(alert: AlertingRule, untilMs: number): Firings;
  /** What failed in the evaluations that were needed so far. */
  failures(): readonly RuleFailure[];
}

/** The rules are judged lazily: reading a recorded series evaluates its rule at the times that are read, once. */
export function runRules(options: RunOptions): RuleRun {
  return {
    evaluate: (expr, atMs) => evaluate(expr, atMs, { storage: options.raw }),
    firings: () => ({ kind: 'unjudged', what: 'everything' }),
    firesBy: () => ({ kind: 'unjudged', what: 'everything' }),
    failures: () => [],
  };
}
