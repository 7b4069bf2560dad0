import { isSettledMean } from './aggregate.ts';
import { KahanSum } from './kahan.ts';
import type { Point } from './source.ts';

/** What a function makes of the samples of one window, of which there is at least one. Nothing: the series has no result. */
export type OfPoints = (points: readonly Point[]) => number | undefined;

function sum(points: readonly Point[]): number {
  const total = new KahanSum();
  for (const { value } of points) total.add(value);
  return Number.isFinite(total.rough) ? total.total : total.rough;
}

function mean(points: readonly Point[]): number {
  const average = new KahanSum();
  let count = 0;
  for (const { value } of points) {
    count += 1;
    if (!isSettledMean(average.rough, value)) average.add(value / count - average.rough / count);
  }
  return Number.isFinite(average.rough) ? average.total : average.rough;
}

function variance(points: readonly Point[]): number {
  const average = new KahanSum();
  const squares = new KahanSum();
  let count = 0;
  for (const { value } of points) {
    count += 1;
    const delta = value - average.total;
    average.add(delta / count);
    squares.add(delta * (value - average.total));
  }
  return squares.total / count;
}

/** How often a value differs from the one before, as the function tells. */
function steps(points: readonly Point[], isStep: (before: number, value: number) => boolean): number {
  let count = 0;
  let before: number | undefined;
  for (const { value } of points) {
    if (before !== undefined && isStep(before, value)) count += 1;
    before = value;
  }
  return count;
}

/** Functions of a range vector that look at the values alone. */
export const OVER_TIME: ReadonlyMap<string, OfPoints> = new Map<string, OfPoints>([
  ['sum_over_time', sum],
  ['avg_over_time', mean],
  ['count_over_time', (points) => points.length],
  ['present_over_time', () => 1],
  ['last_over_time', (points) => points.at(-1)?.value],
  ['max_over_time', (points) => points.reduce((most, { value }) => (value > most || Number.isNaN(most) ? value : most), NaN)],
  ['min_over_time', (points) => points.reduce((least, { value }) => (value < least || Number.isNaN(least) ? value : least), NaN)],
  ['stdvar_over_time', variance],
  ['stddev_over_time', (points) => Math.sqrt(variance(points))],
  ['resets', (points) => steps(points, (before, value) => value < before)],
  ['changes', (points) => steps(points, (before, value) => value !== before && !(Number.isNaN(before) && Number.isNaN(value)))],
]);
