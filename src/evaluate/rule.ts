import type { Expr } from '../promql/ast.ts';

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
