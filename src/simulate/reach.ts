import { SECOND } from '../model/duration.ts';
import { LONGEST_DIRECT_MS, tileMs } from '../model/windows.ts';
import type { Clock } from './clock.ts';

/** Evaluations whose increments a window sums: from `from` up to, but not with, `to`. */
export interface Reach {
  readonly from: number;
  readonly to: number;
}

/**
 * Which increments a recorded window holds at an evaluation, exactly as its rule reads them (docs/rules.md).
 *
 * A range is a second shorter than its window, since Prometheus 2 counts both of its ends. Windows up to
 * `LONGEST_DIRECT_MS` are `sum_over_time(increment[W - 1s])`. Longer ones are `sum_over_time(increaseT[W - 1s:T])`: tiles
 * at whole multiples of T, each as it stood at the newest evaluation before. T is a multiple of the evaluation interval,
 * so the tiles meet, and their sum is one stretch of increments again.
 */
export function reachOf(clock: Clock, windowMs: number): (index: number) => Reach {
  const { evaluationIntervalMs } = clock.pace;
  const rangeMs = windowMs - SECOND;
  if (windowMs <= LONGEST_DIRECT_MS) {
    const length = samplesIn(rangeMs, evaluationIntervalMs);
    return (index) => ({ from: index + 1 - length, to: index + 1 });
  }
  const tile = tileMs(evaluationIntervalMs);
  const tileLength = samplesIn(tile - SECOND, evaluationIntervalMs);
  return (index) => {
    const now = clock.evaluationMs(index) - clock.tileOriginMs;
    const first = clock.evaluationBefore(Math.ceil((now - rangeMs) / tile) * tile + clock.tileOriginMs);
    const last = clock.evaluationBefore(Math.floor(now / tile) * tile + clock.tileOriginMs);
    return { from: first + 1 - tileLength, to: last + 1 };
  };
}

/** Samples in a range that ends with one. */
function samplesIn(rangeMs: number, everyMs: number): number {
  return Math.floor(rangeMs / everyMs) + 1;
}
