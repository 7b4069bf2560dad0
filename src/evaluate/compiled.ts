import type { Span } from '../diagnostics/source.ts';
import type { Expr } from '../promql/ast.ts';
import type { Frame, Source, Window } from './source.ts';
import { unjudged, type Element } from './value.ts';

export type ScalarAt = (atMs: number, frame: Frame) => number;
export type VectorAt = (atMs: number, frame: Frame) => readonly Element[];

/** What a range function is given: the series, and the interval they were read from. Times are milliseconds. */
export interface RangeView {
  readonly windows: readonly Window[];
  readonly fromMs: number;
  readonly untilMs: number;
}

export type RangeAt = (atMs: number, frame: Frame) => RangeView;

/** An expression as functions of the time at which it is evaluated. */
export type Compiled =
  | { readonly kind: 'scalar'; readonly at: ScalarAt }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'vector'; readonly at: VectorAt }
  | { readonly kind: 'range'; readonly at: RangeAt };

export interface CompileContext {
  readonly source: Source;
  readonly lookbackMs: number;
  readonly defaultStepMs: number;
  /** How long after the multiples of their step subqueries are evaluated; of Prometheus' own this is 0. */
  readonly stepPhaseMs: number;
}

export type Compile = (expr: Expr, context: CompileContext) => Compiled;

/** The type check of `promql/` refuses what these refuse; trees that were never checked are not judged. */
export function scalarOf(compiled: Compiled | undefined, span: Span | undefined): ScalarAt {
  if (compiled?.kind !== 'scalar') throw unjudged('an expression of a wrong type where a scalar belongs', span);
  return compiled.at;
}

export function vectorOf(compiled: Compiled | undefined, span: Span | undefined): VectorAt {
  if (compiled?.kind !== 'vector') throw unjudged('an expression of a wrong type where an instant vector belongs', span);
  return compiled.at;
}

export function rangeOf(compiled: Compiled | undefined, span: Span | undefined): RangeAt {
  if (compiled?.kind !== 'range') throw unjudged('an expression of a wrong type where a range vector belongs', span);
  return compiled.at;
}

export function stringOf(compiled: Compiled | undefined, span: Span | undefined): string {
  if (compiled?.kind !== 'string') throw unjudged('an expression of a wrong type where a string belongs', span);
  return compiled.value;
}

/** The expression without the parentheses around it. */
export function bare(expr: Expr): Expr {
  return expr.kind === 'paren' ? bare(expr.expr) : expr;
}

/** The vector, taken down where its evaluation is traced: what follows is not linear. */
export function traced(vector: VectorAt): VectorAt {
  return (atMs, frame) => {
    const elements = vector(atMs, frame);
    frame.trace?.vector(elements);
    return elements;
  };
}

/** The same of a scalar. */
export function tracedScalar(scalar: ScalarAt): ScalarAt {
  return (atMs, frame) => {
    const value = scalar(atMs, frame);
    frame.trace?.number(value);
    return value;
  };
}
