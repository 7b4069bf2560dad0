import type { Span } from '../diagnostics/source.ts';
import type { Aggregate, Grouping } from '../promql/ast.ts';
import { isPlainLabel } from '../promql/names.ts';
import { scalarOf, stringOf, traced, tracedScalar, vectorOf, type Compile, type Compiled, type CompileContext, type VectorAt } from './compiled.ts';
import { ofLabels } from './label-cache.ts';
import { METRIC_NAME, type Labels } from './labels.ts';
import { drop, keep } from './matching.ts';
import { plainDecimal } from './number.ts';
import { quantileOf } from './quantile.ts';
import { unique } from './unique.ts';
import { failed, unjudged, type Element } from './value.ts';

interface Group {
  readonly labels: Labels;
  readonly members: Element[];
}

type Reduce = (values: readonly Element[]) => number;

export function compileAggregate(aggregate: Aggregate, context: CompileContext, compile: Compile): Compiled {
  const { op, expr, param, span } = aggregate;
  const operand = vectorOf(compile(expr, context), expr.span);
  const vector = LINEAR.has(op) ? operand : traced(operand);
  const groupOf = ofLabels(groupLabels(aggregate.grouping));
  const reduce = REDUCTIONS.get(op);
  if (reduce !== undefined) {
    const isExtreme = op === 'max' || op === 'min';
    return {
      kind: 'vector',
      at: (atMs, frame) =>
        grouped(vector(atMs, frame), groupOf).map(({ labels, members }) => {
          const value = reduce(members);
          if (isExtreme) frame.trace?.chosen((members.find((one) => one.value === value) ?? { labels }).labels);
          return { labels, value };
        }),
    };
  }
  switch (op) {
    case 'quantile': {
      const share = tracedScalar(scalarOf(param && compile(param, context), span));
      return {
        kind: 'vector',
        at: (atMs, frame) => {
          const q = share(atMs, frame);
          return grouped(vector(atMs, frame), groupOf).map(({ labels, members }) => ({ labels, value: quantileOf(q, members.map(({ value }) => value)) }));
        },
      };
    }
    case 'topk':
    case 'bottomk': {
      const count = tracedScalar(scalarOf(param && compile(param, context), span));
      return {
        kind: 'vector',
        at: (atMs, frame) => {
          const k = count(atMs, frame);
          if (!(Math.abs(k) < 2 ** 63)) throw failed(`Scalar value ${plainDecimal(k)} overflows int64`, span);
          const groups = grouped(vector(atMs, frame), groupOf);
          return k < 1 ? [] : unique(groups.flatMap(({ members }) => first(members, Math.trunc(k), op === 'topk', span)), span);
        },
      };
    }
    case 'count_values':
      return { kind: 'vector', at: countValues(aggregate, vector, stringOf(param && compile(param, context), span)) };
    default:
      throw unjudged(`the aggregation \`${op}\``, aggregate.opSpan ?? span);
  }
}

/** Linear where their operands are, as long as the most and the least are of the same series; or independent of the values. */
const LINEAR: ReadonlySet<string> = new Set(['sum', 'avg', 'count', 'group', 'max', 'min']);

function groupLabels(grouping: Grouping | undefined): (labels: Labels) => Labels {
  if (grouping === undefined) return (labels) => keep(labels, []);
  if (grouping.kind === 'by') return (labels) => keep(labels, grouping.labels);
  const without = new Set([METRIC_NAME, ...grouping.labels]);
  return (labels) => drop(labels, without);
}

function grouped(vector: readonly Element[], groupOf: (labels: Labels) => Labels): readonly Group[] {
  const only = vector.length === 1 ? vector[0] : undefined;
  if (only !== undefined) return [{ labels: groupOf(only.labels), members: [only] }];
  const groups = new Map<string, Group>();
  for (const element of vector) {
    const labels = groupOf(element.labels);
    const group = groups.get(labels.key);
    if (group === undefined) groups.set(labels.key, { labels, members: [element] });
    else group.members.push(element);
  }
  return [...groups.values()];
}

const REDUCTIONS: ReadonlyMap<string, Reduce> = new Map<string, Reduce>([
  ['sum', (members) => members.reduce((sum, { value }) => sum + value, 0)],
  ['count', (members) => members.length],
  ['group', () => 1],
  ['max', (members) => members.reduce((most, { value }) => (value > most || Number.isNaN(most) ? value : most), NaN)],
  ['min', (members) => members.reduce((least, { value }) => (value < least || Number.isNaN(least) ? value : least), NaN)],
  ['avg', mean],
  ['stdvar', variance],
  ['stddev', (members) => Math.sqrt(variance(members))],
]);

/** As Prometheus computes it, step by step, so that the sum cannot overflow; an infinite mean stays as it is. */
function mean(members: readonly Element[]): number {
  let result = 0;
  let count = 0;
  for (const { value } of members) {
    count += 1;
    if (count === 1) result = value;
    else if (!isSettledMean(result, value)) result += value / count - result / count;
  }
  return result;
}

/** Whether a mean is infinite and the next value does not change that. */
export function isSettledMean(mean: number, value: number): boolean {
  return (mean === Infinity && value !== -Infinity && !Number.isNaN(value)) || (mean === -Infinity && value !== Infinity && !Number.isNaN(value));
}

/** Welford's method. */
function variance(members: readonly Element[]): number {
  let average = 0;
  let squares = 0;
  let count = 0;
  for (const { value } of members) {
    count += 1;
    if (count === 1) {
      average = value;
      continue;
    }
    const delta = value - average;
    average += delta / count;
    squares += delta * (value - average);
  }
  return squares / count;
}

/** NaN comes last, whichever end is asked for. Which of equal elements Prometheus takes depends on its storage. */
function first(members: readonly Element[], k: number, most: boolean, span: Span | undefined): readonly Element[] {
  if (members.length <= k) return members;
  const sorted = [...members].sort(({ value: a }, { value: b }) => (Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : most ? order(b, a) : order(a, b)));
  const [last, next] = [sorted[k - 1]?.value ?? 0, sorted[k]?.value ?? 0];
  if (last === next || (Number.isNaN(last) && Number.isNaN(next))) throw unjudged(`which of equal elements \`${most ? 'topk' : 'bottomk'}\` takes`, span);
  return sorted.slice(0, k);
}

function order(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function countValues({ grouping, span }: Aggregate, vector: VectorAt, label: string): VectorAt {
  if (!isPlainLabel(label)) {
    return () => {
      throw failed(`invalid label name "${label}"`, span);
    };
  }
  const clause: Grouping = grouping?.kind === 'without' ? grouping : { kind: 'by', labels: [...(grouping?.labels ?? []), label] };
  const groupOf = groupLabels(clause);
  return (atMs, frame) => {
    const counted = vector(atMs, frame).map(({ labels, value }) => ({ labels: labels.with({ [label]: plainDecimal(value) }), value }));
    return grouped(counted, groupOf).map(({ labels, members }) => ({ labels, value: members.length }));
  };
}
