import { commonDivisor } from '../model/intervals.ts';
import { tileMs } from '../model/windows.ts';
import type { Pace, Phases } from './clock.ts';
import type { Counting } from './counts.ts';

/**
 * The phases of scrapes and evaluations that can make a difference to when a failure is told, if it may begin at any time.
 *
 * Between a phase at which an evaluation just sees a scrape and the next such one nothing but distances change, and all in
 * one direction: the phases on both sides of each step are enough. Evaluations are on whole multiples of a tile, or
 * between them.
 *
 * @param most phases of scrapes on one side of the steps; an even choice of them where there are more
 */
export function tellingPhases(pace: Pace, counting: Counting, most: number): readonly Required<Pick<Phases, 'scrapeMs' | 'evaluationMs'>>[] {
  const { evaluationIntervalMs: evaluation, scrapeIntervalMs: scrape, scrapeTimeoutMs } = pace;
  const lateMs = counting === 'time' ? 0 : scrapeTimeoutMs;
  const stepMs = commonDivisor(evaluation, scrape);
  const strideMs = Math.ceil(scrape / stepMs / most) * stepMs;
  return [0, Math.floor(evaluation / 2), evaluation - 1].flatMap((evaluationMs) =>
    Array.from({ length: Math.ceil(scrape / strideMs) }, (_, index) => evaluationMs - lateMs + index * strideMs).flatMap((seenMs) => [
      { evaluationMs, scrapeMs: modulo(seenMs, scrape) },
      { evaluationMs, scrapeMs: modulo(seenMs + 1, scrape) },
    ]),
  );
}

/** After how many evaluations scrapes, evaluations and tiles stand to each other as before. */
export function cycleOf({ evaluationIntervalMs, scrapeIntervalMs }: Pace): number {
  const tile = tileMs(evaluationIntervalMs);
  return ((tile / commonDivisor(tile, scrapeIntervalMs)) * scrapeIntervalMs) / evaluationIntervalMs;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
