import { KahanSum } from './kahan.ts';
import type { Point } from './source.ts';

/** The interval of a range, in milliseconds. */
export interface Interval {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** How much a window's samples changed, stretched to the whole interval as `extrapolatedRate` of Prometheus does it. */
export function extrapolated(points: readonly Point[], { fromMs, untilMs }: Interval, kind: 'rate' | 'increase' | 'delta'): number | undefined {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 2) return undefined;
  let change = last.value - first.value;
  if (kind !== 'delta') {
    let before = 0;
    for (const { value } of points) {
      if (value < before) change += before;
      before = value;
    }
  }
  let toStart = (first.atMs - fromMs) / 1000;
  const toEnd = (untilMs - last.atMs) / 1000;
  const sampled = (last.atMs - first.atMs) / 1000;
  const between = sampled / (points.length - 1);
  if (kind !== 'delta' && change > 0 && first.value >= 0) toStart = Math.min(toStart, sampled * (first.value / change));
  const threshold = between * 1.1;
  const reached = sampled + (toStart < threshold ? toStart : between / 2) + (toEnd < threshold ? toEnd : between / 2);
  const factor = reached / sampled;
  return change * (kind === 'rate' ? factor / ((untilMs - fromMs) / 1000) : factor);
}

/** `irate` and `idelta`: the last two samples. */
export function instantly(points: readonly Point[], isRate: boolean): number | undefined {
  const last = points.at(-1);
  const before = points.at(-2);
  if (last === undefined || before === undefined || last.atMs === before.atMs) return undefined;
  const change = isRate && last.value < before.value ? last.value : last.value - before.value;
  return isRate ? change / ((last.atMs - before.atMs) / 1000) : change;
}

interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** Least squares; the intercept is at a moment. A constant gives no slope, an infinite one no line. */
export function regression(points: readonly Point[], interceptAtMs: number): Line | undefined {
  if (points.length < 2) return undefined;
  const first = points[0]?.value ?? NaN;
  const count = points.length;
  const sumX = new KahanSum();
  const sumY = new KahanSum();
  const sumXY = new KahanSum();
  const sumX2 = new KahanSum();
  for (const { atMs, value } of points) {
    const x = (atMs - interceptAtMs) / 1000;
    sumX.add(x);
    sumY.add(value);
    sumXY.add(x * value);
    sumX2.add(x * x);
  }
  if (points.every(({ value }) => value === first)) return Number.isFinite(first) ? { slope: 0, intercept: first } : { slope: NaN, intercept: NaN };
  const covariance = sumXY.total - (sumX.total * sumY.total) / count;
  const variance = sumX2.total - (sumX.total * sumX.total) / count;
  const slope = covariance / variance;
  return { slope, intercept: sumY.total / count - (slope * sumX.total) / count };
}

/** Double exponential smoothing; both factors are between 0 and 1, exclusive. */
export function smoothed(points: readonly Point[], smoothing: number, trending: number): number | undefined {
  if (points.length < 2) return undefined;
  let before = 0;
  let value = points[0]?.value ?? NaN;
  let trend = (points[1]?.value ?? NaN) - value;
  for (let index = 1; index < points.length; index += 1) {
    if (index > 1) trend = trending * (value - before) + (1 - trending) * trend;
    const next = smoothing * (points[index]?.value ?? NaN) + (1 - smoothing) * (value + trend);
    before = value;
    value = next;
  }
  return value;
}
