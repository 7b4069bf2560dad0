import type { Binary, BinaryOp } from '../promql/ast.ts';
import { isComparison, isSetOperator } from '../promql/operators.ts';
import type { Compile, Compiled, CompileContext, ScalarAt, VectorAt } from './compiled.ts';
import { goPow } from './number.ts';
import { setOperator } from './set-operators.ts';
import { unique } from './unique.ts';
import type { Frame } from './source.ts';
import { unjudged, type Element } from './value.ts';
import { vectorsMatched } from './vector-matching.ts';

type Arithmetic = (left: number, right: number) => number;
type Comparison = (left: number, right: number) => boolean;

export function compileBinary(binary: Binary, context: CompileContext, compile: Compile): Compiled {
  const left = compile(binary.left, context);
  const right = compile(binary.right, context);
  if (left.kind === 'scalar' && right.kind === 'scalar') return { kind: 'scalar', at: ofScalars(binary, left.at, right.at) };
  if (left.kind === 'vector' && right.kind === 'scalar') return { kind: 'vector', at: withScalar(binary, left.at, right.at, false) };
  if (left.kind === 'scalar' && right.kind === 'vector') return { kind: 'vector', at: withScalar(binary, right.at, left.at, true) };
  if (left.kind !== 'vector' || right.kind !== 'vector') throw unjudged(`an operand of a wrong type for \`${binary.op}\``, binary.span);
  if (isSetOperator(binary.op)) return { kind: 'vector', at: setOperator(binary, left.at, right.at) };
  return { kind: 'vector', at: vectorsMatched(binary, left.at, right.at) };
}

function ofScalars({ op, span }: Binary, left: ScalarAt, right: ScalarAt): ScalarAt {
  if (isComparison(op)) {
    const compares = comparison(op);
    return (atMs, frame) => {
      const [one, other] = [left(atMs, frame), right(atMs, frame)];
      frame.trace?.order(one, other);
      return compares(one, other) ? 1 : 0;
    };
  }
  if (isSetOperator(op)) throw unjudged(`\`${op}\` between scalars`, span);
  const compute = arithmetic(op);
  return (atMs, frame) => {
    const [one, other] = [left(atMs, frame), right(atMs, frame)];
    if (!isLinear(op)) trace(frame, one, other);
    return compute(one, other);
  };
}

/** Whether the operator's result is linear where its operands are. */
export function isLinear(op: BinaryOp): boolean {
  return op === '+' || op === '-';
}

function trace(frame: Frame, ...values: readonly number[]): void {
  for (const value of values) frame.trace?.number(value);
}

/** A comparison filters and keeps the vector's value, whichever side it stands on; without `bool` it keeps the name, too. */
function withScalar(binary: Binary, vector: VectorAt, scalar: ScalarAt, scalarFirst: boolean): VectorAt {
  const { op, bool, span } = binary;
  if (isSetOperator(op)) throw unjudged(`\`${op}\` with a scalar`, span);
  if (!isComparison(op)) {
    const compute = arithmetic(op);
    const dropsName = dropsMetricName(op);
    const isScaling = op === '*' || (op === '/' && !scalarFirst);
    return (atMs, frame) => {
      const other = scalar(atMs, frame);
      const elements = vector(atMs, frame);
      if (!isLinear(op)) trace(frame, other);
      if (!isLinear(op) && !isScaling) frame.trace?.vector(elements);
      const result = elements.map(({ labels, value }): Element => ({
        labels: dropsName ? labels.withoutName() : labels,
        value: scalarFirst ? compute(other, value) : compute(value, other),
      }));
      // What is infinite tells nothing of what it was made from.
      if (isScaling && result.some(({ value }) => !Number.isFinite(value))) frame.trace?.vector(elements);
      return unique(result, span);
    };
  }
  const compares = comparison(op);
  const passes: Comparison = scalarFirst ? (value, other) => compares(other, value) : compares;
  return (atMs, frame) => {
    const other = scalar(atMs, frame);
    const elements = vector(atMs, frame);
    if (frame.trace !== undefined) for (const { value } of elements) frame.trace.order(value, other);
    if (bool !== true) return unique(elements.filter(({ value }) => passes(value, other)), span);
    return unique(elements.map(({ labels, value }) => ({ labels: labels.withoutName(), value: passes(value, other) ? 1 : 0 })), span);
  };
}

/** Whether the result loses the metric name; `atan2` does not in this version. */
export function dropsMetricName(op: BinaryOp): boolean {
  return op === '+' || op === '-' || op === '*' || op === '/' || op === '%' || op === '^';
}

export function comparison(op: BinaryOp): Comparison {
  switch (op) {
    case '==':
      return (left, right) => left === right;
    case '!=':
      return (left, right) => left !== right;
    case '>':
      return (left, right) => left > right;
    case '<':
      return (left, right) => left < right;
    case '>=':
      return (left, right) => left >= right;
    case '<=':
      return (left, right) => left <= right;
    default:
      throw new RangeError(`not a comparison: ${op}`);
  }
}

export function arithmetic(op: BinaryOp): Arithmetic {
  switch (op) {
    case '+':
      return (left, right) => left + right;
    case '-':
      return (left, right) => left - right;
    case '*':
      return (left, right) => left * right;
    case '/':
      return (left, right) => left / right;
    case '%':
      return (left, right) => left % right;
    case '^':
      return goPow;
    case 'atan2':
      return Math.atan2;
    default:
      throw new RangeError(`not arithmetic: ${op}`);
  }
}
