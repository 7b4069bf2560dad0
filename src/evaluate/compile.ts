import type { Expr, Selector, Subquery, Unary } from '../promql/ast.ts';
import { compileAggregate } from './aggregate.ts';
import { compileBinary } from './binary.ts';
import { compileCall } from './call.ts';
import { bare, scalarOf, vectorOf, type Compiled, type CompileContext, type VectorAt } from './compiled.ts';
import { momentOf } from './extent.ts';
import { numberValue } from './number.ts';
import type { Frame, Window } from './source.ts';
import { unique } from './unique.ts';
import { unjudged } from './value.ts';

/** Makes functions of a tree, once; what cannot be judged throws here. */
export function compile(expr: Expr, context: CompileContext): Compiled {
  switch (expr.kind) {
    case 'number': {
      const value = numberValue(expr.text);
      return { kind: 'scalar', at: () => value };
    }
    case 'string':
      return { kind: 'string', value: expr.value };
    case 'paren':
      return compile(expr.expr, context);
    case 'selector':
      return compileSelector(expr, context);
    case 'subquery':
      return compileSubquery(expr, context);
    case 'unary':
      return compileUnary(expr, context);
    case 'call':
      return compileCall(expr, context, compile);
    case 'aggregate':
      return compileAggregate(expr, context, compile);
    case 'binary':
      return compileBinary(expr, context, compile);
  }
}

/** Both ends of a lookback and of a range are included, as before Prometheus 3. */
function compileSelector(selector: Selector, context: CompileContext): Compiled {
  const selection = context.source.select(selector);
  const moment = momentOf(selector.offsetMs, selector.at);
  const { rangeMs } = selector;
  if (rangeMs === undefined) {
    const { lookbackMs } = context;
    return {
      kind: 'vector',
      at: (atMs, frame) => {
        const untilMs = moment(atMs, frame);
        return selection.latest(untilMs - lookbackMs, untilMs, frame);
      },
    };
  }
  return {
    kind: 'range',
    at: (atMs, frame) => {
      const untilMs = moment(atMs, frame);
      const fromMs = untilMs - rangeMs;
      return { windows: selection.windows(fromMs, untilMs, frame), fromMs, untilMs };
    },
  };
}

/** Evaluated at the multiples of the step, whatever the time of the whole. */
function compileSubquery(subquery: Subquery, context: CompileContext): Compiled {
  const inner = remembered(subquery.expr, vectorOf(compile(subquery.expr, context), subquery.expr.span));
  const stepMs = subquery.stepMs ?? context.defaultStepMs;
  const { stepPhaseMs } = context;
  const moment = momentOf(subquery.offsetMs, subquery.at);
  const looked = bare(subquery.expr);
  const selection = looked.kind === 'selector' && looked.at === undefined ? context.source.select(looked) : undefined;
  const offsetMs = looked.kind === 'selector' ? (looked.offsetMs ?? 0) : 0;
  return {
    kind: 'range',
    at: (atMs, frame) => {
      const untilMs = moment(atMs, frame);
      const fromMs = untilMs - subquery.rangeMs;
      const firstMs = Math.ceil((fromMs - stepPhaseMs) / stepMs) * stepMs + stepPhaseMs;
      const short = selection?.stepped?.({ firstMs, untilMs, stepMs, lookbackMs: context.lookbackMs, offsetMs }, frame);
      if (short !== undefined) return { windows: short, fromMs, untilMs };
      const windows = new Map<string, Window & { points: Window['points'][number][] }>();
      for (let stepAtMs = firstMs; stepAtMs <= untilMs; stepAtMs += stepMs) {
        for (const { labels, value } of inner(stepAtMs, frame)) {
          const window = windows.get(labels.key);
          if (window === undefined) windows.set(labels.key, { labels, points: [{ labels, atMs: stepAtMs, value }] });
          else window.points.push({ labels, atMs: stepAtMs, value });
        }
      }
      return { windows: [...windows.values()], fromMs, untilMs };
    },
  };
}

/**
 * Consecutive evaluations of a subquery look at nearly the same steps. A step before the evaluation's own moment is
 * settled, so its value is kept, unless the expression depends on more than the step.
 */
function remembered(expr: Expr, at: VectorAt): VectorAt {
  if (expr.kind === 'selector' || !isSettled(expr)) return at;
  const known = new Map<number, ReturnType<VectorAt>>();
  return (atMs, frame: Frame) => {
    if (atMs >= frame.nowMs || frame.trace !== undefined) return at(atMs, frame);
    const before = known.get(atMs);
    if (before !== undefined) return before;
    const value = at(atMs, frame);
    known.set(atMs, value);
    return value;
  };
}

/** Whether an expression looks at nothing later than the time it is evaluated at, and at no alerts, which may be taken for silent. */
function isSettled(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return true;
    case 'selector':
      return expr.at === undefined && (expr.offsetMs ?? 0) >= 0 && expr.metric !== undefined && !expr.metric.startsWith('ALERTS');
    case 'subquery':
      return expr.at === undefined && (expr.offsetMs ?? 0) >= 0 && isSettled(expr.expr);
    case 'paren':
    case 'unary':
      return isSettled(expr.expr);
    case 'call':
      return expr.args.every(isSettled);
    case 'aggregate':
      return isSettled(expr.expr) && (expr.param === undefined || isSettled(expr.param));
    case 'binary':
      return isSettled(expr.left) && isSettled(expr.right);
  }
}

function compileUnary(unary: Unary, context: CompileContext): Compiled {
  const operand = compile(unary.expr, context);
  if (operand.kind !== 'scalar' && operand.kind !== 'vector') throw unjudged('a sign before what is no number', unary.span);
  if (unary.op === '+') return operand;
  if (operand.kind === 'scalar') {
    const at = scalarOf(operand, unary.span);
    return { kind: 'scalar', at: (atMs, frame) => -at(atMs, frame) };
  }
  const at = vectorOf(operand, unary.span);
  return {
    kind: 'vector',
    at: (atMs, frame) => unique(at(atMs, frame).map(({ labels, value }) => ({ labels: labels.withoutName(), value: -value })), unary.span),
  };
}
