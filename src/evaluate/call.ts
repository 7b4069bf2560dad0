import type { Call, Expr } from '../promql/ast.ts';
import { absentLabels } from './absent.ts';
import { bare, rangeOf, scalarOf, traced, tracedScalar, vectorOf, type Compile, type Compiled, type CompileContext, type RangeAt, type RangeView, type ScalarAt, type VectorAt } from './compiled.ts';
import { histogramQuantile } from './histogram.ts';
import { labelJoin, labelReplace } from './label-functions.ts';
import { Labels } from './labels.ts';
import { OF_VALUE } from './math.ts';
import { goMax, goMin, plainDecimal } from './number.ts';
import { OVER_TIME } from './over-time.ts';
import { quantileOf } from './quantile.ts';
import { extrapolated, instantly, regression, smoothed, type Interval } from './rates.ts';
import { OF_RUNS } from './runs.ts';
import type { Point } from './source.ts';
import type { Trace } from './trace.ts';
import { dateOf, OF_DATE } from './time-functions.ts';
import { unique } from './unique.ts';
import { failed, unjudged, type Element } from './value.ts';

/** A call as a function of time; its argument's types were checked before, so what does not fit is not judged. */
export function compileCall(call: Call, context: CompileContext, compile: Compile): Compiled {
  const { func, span } = call;
  const args = call.args.map((arg) => compile(arg, context));
  const anyScalar = (index: number): ScalarAt => scalarOf(args[index], call.args[index]?.span ?? span);
  const scalar = (index: number): ScalarAt => tracedScalar(anyScalar(index));
  const vector = (index: number): VectorAt => vectorOf(args[index], call.args[index]?.span ?? span);
  const range = (index: number): RangeAt => rangeOf(args[index], call.args[index]?.span ?? span);

  const ofPoints = OVER_TIME.get(func);
  if (ofPoints !== undefined) return overRange(range(0), () => ofPoints, call);
  const ofValue = OF_VALUE.get(func);
  if (ofValue !== undefined) return mapped(vector(0), () => ofValue, call);
  const ofDate = OF_DATE.get(func);
  if (ofDate !== undefined) {
    const seconds: VectorAt = args.length === 0 ? (atMs) => [{ labels: Labels.NONE, value: Math.trunc(atMs / 1000) }] : vector(0);
    return mapped(seconds, () => (value) => {
      const date = dateOf(value);
      if (date === undefined) throw unjudged(`\`${func}\` of a number that is no date`, span);
      return ofDate(date);
    }, call);
  }
  switch (func) {
    case 'rate':
    case 'increase':
    case 'delta':
      return overRange(range(0), () => (points, interval) => extrapolated(points, interval, func), call);
    case 'irate':
    case 'idelta':
      return overRange(range(0), () => (points) => instantly(points, func === 'irate'), call);
    case 'deriv':
      return overRange(range(0), () => (points) => regression(points, points[0]?.atMs ?? 0)?.slope, call);
    case 'predict_linear': {
      const ahead = scalar(1);
      return overRange(range(0), (atMs, frame) => {
        const seconds = ahead(atMs, frame);
        return (points) => {
          const line = regression(points, atMs);
          return line && line.slope * seconds + line.intercept;
        };
      }, call);
    }
    case 'quantile_over_time': {
      const share = scalar(0);
      return overRange(range(1), (atMs, frame) => {
        const q = share(atMs, frame);
        return (points) => quantileOf(q, points.map(({ value }) => value));
      }, call);
    }
    case 'holt_winters': {
      const smoothing = scalar(1);
      const trending = scalar(2);
      return overRange(range(0), (atMs, frame) => {
        const factors = [smoothing(atMs, frame), trending(atMs, frame)] as const;
        return (points) => {
          for (const factor of factors) if (!(factor > 0 && factor < 1)) throw failed(`invalid factor. Expected: 0 < factor < 1, got: ${plainDecimal(factor)}`, span);
          return smoothed(points, ...factors);
        };
      }, call);
    }
    case 'absent_over_time': {
      const windows = range(0);
      const missing: readonly Element[] = [{ labels: absentLabels(call.args[0]), value: 1 }];
      return { kind: 'vector', at: (atMs, frame) => (windows(atMs, frame).windows.length === 0 ? missing : []) };
    }
    case 'absent': {
      const there = vector(0);
      const missing: readonly Element[] = [{ labels: absentLabels(call.args[0]), value: 1 }];
      return { kind: 'vector', at: (atMs, frame) => (there(atMs, frame).length === 0 ? missing : []) };
    }
    case 'timestamp': {
      const at = vector(0);
      const ofSamples = call.args[0] !== undefined && bare(call.args[0]).kind === 'selector';
      return {
        kind: 'vector',
        at: (atMs, frame) => {
          const elements: readonly (Element & Partial<Point>)[] = at(atMs, frame);
          const stamped = elements.map(({ labels, atMs: sampleMs }) => ({ labels: labels.withoutName(), value: ((ofSamples ? sampleMs : undefined) ?? atMs) / 1000 }));
          return unique(stamped, span);
        },
      };
    }
    case 'histogram_quantile': {
      const share = scalar(0);
      const buckets = traced(vector(1));
      return { kind: 'vector', at: (atMs, frame) => histogramQuantile(share(atMs, frame), buckets(atMs, frame)) };
    }
    case 'clamp': {
      const [elements, least, most] = [vector(0), scalar(1), scalar(2)];
      const clamped: VectorAt = (atMs, frame) => {
        const all = elements(atMs, frame);
        return most(atMs, frame) < least(atMs, frame) ? [] : all;
      };
      return mapped(clamped, (atMs, frame) => {
        const [low, high] = [least(atMs, frame), most(atMs, frame)];
        return (value) => goMax(low, goMin(high, value));
      }, call);
    }
    case 'clamp_min':
    case 'clamp_max': {
      const limit = scalar(1);
      return mapped(vector(0), (atMs, frame) => {
        const bound = limit(atMs, frame);
        return func === 'clamp_min' ? (value) => goMax(bound, value) : (value) => goMin(bound, value);
      }, call);
    }
    case 'round': {
      const nearest: ScalarAt = args.length < 2 ? () => 1 : scalar(1);
      return mapped(vector(0), (atMs, frame) => {
        const inverse = 1 / nearest(atMs, frame);
        return (value) => Math.floor(value * inverse + 0.5) / inverse;
      }, call);
    }
    case 'sort':
    case 'sort_desc':
      // A rule's result has no order.
      return { kind: 'vector', at: vector(0) };
    case 'vector': {
      const at = anyScalar(0);
      return { kind: 'vector', at: (atMs, frame) => [{ labels: Labels.NONE, value: at(atMs, frame) }] };
    }
    case 'scalar': {
      const at = vector(0);
      return {
        kind: 'scalar',
        at: (atMs, frame) => {
          const [first, ...others] = at(atMs, frame);
          return first === undefined || others.length > 0 ? NaN : first.value;
        },
      };
    }
    case 'time':
      return { kind: 'scalar', at: (atMs) => atMs / 1000 };
    case 'pi':
      return { kind: 'scalar', at: () => Math.PI };
    case 'label_replace':
      return { kind: 'vector', at: labelReplace(call, args) };
    case 'label_join':
      return { kind: 'vector', at: labelJoin(call, args) };
    default:
      throw unjudged(`the function \`${func}\``, call.funcSpan ?? span);
  }
}

/** Linear in time over samples that are. */
const LINEAR: ReadonlySet<string> = new Set(['sum_over_time', 'avg_over_time', 'min_over_time', 'max_over_time', 'last_over_time', 'quantile_over_time', 'predict_linear']);

type OfWindow = (points: readonly Point[], interval: Interval) => number | undefined;

/** Each series by itself; only `last_over_time` keeps the metric name. */
function overRange(range: RangeAt, functionAt: (...time: Parameters<ScalarAt>) => OfWindow, { func, args, span }: Call): Compiled {
  const keepsName = func === 'last_over_time';
  const isOfMade = args.some(isOfMadeSamples);
  const isLinear = LINEAR.has(func);
  const ofRuns = OF_RUNS.get(func);
  return {
    kind: 'vector',
    at: (atMs, frame) => {
      const view = range(atMs, frame);
      const ofWindow = functionAt(atMs, frame);
      const elements: Element[] = [];
      if (frame.trace !== undefined && (isOfMade || (!isLinear && falls(view)))) frame.trace.windows(view.windows, atMs);
      if (frame.trace !== undefined && (func === 'rate' || func === 'increase')) traceStarts(view, frame.trace);
      for (const window of view.windows) {
        const { labels } = window;
        const value = ofRuns === undefined || window.runs === undefined ? ofWindow(window.points, view) : ofRuns(window.runs);
        if (value !== undefined) elements.push({ labels: keepsName ? labels : labels.withoutName(), value });
      }
      if (!isLinear) frame.trace?.vector(elements);
      return unique(elements, span);
    },
  };
}

/** Whether samples are results of an expression. Those of a selector, at whatever steps, go on as its series do. */
function isOfMadeSamples(arg: Expr): boolean {
  const one = bare(arg);
  return one.kind === 'subquery' && bare(one.expr).kind !== 'selector';
}

/** Whether a series is ever less than before: the functions of counters are not simple then. */
function falls({ windows }: RangeView): boolean {
  return windows.some(({ points }) => points.some(({ value }, at) => at > 0 && value < (points[at - 1]?.value ?? value)));
}

/** Where a counter would have been at zero, which bounds what it is taken for before the first sample ({@link extrapolated}). */
function traceStarts({ windows, fromMs }: RangeView, trace: Trace): void {
  for (const { points } of windows) {
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) continue;
    trace.order(first.value, 0);
    trace.order((last.atMs - first.atMs) * first.value, (first.atMs - fromMs) * (last.value - first.value));
  }
}

/** Each value by itself, without the metric name. */
function mapped(vector: VectorAt, functionAt: (...time: Parameters<ScalarAt>) => (value: number) => number, { span }: Call): Compiled {
  const elements = traced(vector);
  return {
    kind: 'vector',
    at: (atMs, frame) => {
      const ofValue = functionAt(atMs, frame);
      return unique(elements(atMs, frame).map(({ labels, value }) => ({ labels: labels.withoutName(), value: ofValue(value) })), span);
    },
  };
}
