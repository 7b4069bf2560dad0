import type { Expr } from '../promql/ast.ts';
import type { Storage } from './storage.ts';
import { unjudged, type Outcome } from './value.ts';

/** What an evaluation depends on beside the expression and its time. */
export interface Env {
  readonly storage: Storage;
  /** How far an instant selector looks back; Prometheus' default is 5 minutes. */
  readonly lookbackMs?: number;
  /** Step of a subquery that names none: Prometheus' global evaluation interval, 1 minute unless set. */
  readonly defaultStepMs?: number;
  /** What `@ start()` and `@ end()` mean; both are the evaluation's time unless given, as in a rule. */
  readonly startMs?: number;
  readonly endMs?: number;
}

/** The expression's value at a time, as Prometheus 2.42 computes it. */
export function evaluate(expr: Expr, atMs: number, env: Env): Outcome {
  void atMs;
  void env;
  return unjudged('everything', expr.span).fault;
}
