import type { Expr } from '../promql/ast.ts';
import { compile } from './compile.ts';
import type { CompileContext, Compiled } from './compiled.ts';
import type { Frame } from './source.ts';
import type { Storage } from './storage.ts';
import { storedSource } from './stored-source.ts';
import { EvaluationFault, unjudged, type Outcome } from './value.ts';

/** Prometheus' default of `--query.lookback-delta`. */
export const LOOKBACK_MS = 300_000;

/** Prometheus' default of `evaluation_interval`, which is the step of a subquery that names none. */
export const DEFAULT_STEP_MS = 60_000;

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
export function evaluate(expr: Expr, atMs: number, { storage, lookbackMs, defaultStepMs, startMs, endMs }: Env): Outcome {
  const context: CompileContext = { source: storedSource(storage), lookbackMs: lookbackMs ?? LOOKBACK_MS, defaultStepMs: defaultStepMs ?? DEFAULT_STEP_MS, stepPhaseMs: 0 };
  const frame: Frame = { startMs: startMs ?? atMs, endMs: endMs ?? atMs, nowMs: atMs, place: Infinity, group: undefined };
  return outcomeOf(() => valueAt(compile(expr, context), atMs, frame, expr));
}

/** The value of what was compiled. */
export function valueAt(compiled: Compiled, atMs: number, frame: Frame, { span }: Expr): Outcome {
  switch (compiled.kind) {
    case 'scalar':
      return { kind: 'scalar', value: compiled.at(atMs, frame) };
    case 'string':
      return compiled;
    case 'vector':
      return { kind: 'vector', elements: compiled.at(atMs, frame) };
    case 'range':
      throw unjudged('a range vector, which is no result of a rule', span);
  }
}

/** What a computation gives, or the fault that ended it. */
export function outcomeOf(compute: () => Outcome): Outcome {
  try {
    return compute();
  } catch (error) {
    if (error instanceof EvaluationFault) return error.fault;
    throw error;
  }
}
