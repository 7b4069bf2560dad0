import { HOUR, MINUTE } from './duration.ts';

/** Windows up to this are summed from every increment; longer ones from tiles, and lag by at most one tile. */
export const LONGEST_DIRECT_MS = 6 * HOUR;

/**
 * Length of a tile: five minutes, or the next multiple of the evaluation interval. Only then do the tiles of a subquery,
 * which reads at whole multiples of its step, meet without gap or overlap.
 */
export function tileMs(evaluationIntervalMs: number): number {
  return Math.ceil((5 * MINUTE) / evaluationIntervalMs) * evaluationIntervalMs;
}

/** The shortest window, of this length or more, that increments or tiles can be summed to without a remainder. */
export function wholeWindowMs(windowMs: number, evaluationIntervalMs: number): number {
  const part = windowMs <= LONGEST_DIRECT_MS ? evaluationIntervalMs : tileMs(evaluationIntervalMs);
  return Math.ceil(windowMs / part) * part;
}
