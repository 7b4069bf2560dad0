import type { BurnRow, Level } from '../model/burn-policy.ts';
import { tileMs } from '../model/windows.ts';
import { Clock, type Pace } from './clock.ts';
import { latestBeginning, wholeEvents, type Failure } from './latest.ts';
import { cycleOf, tellingPhases } from './phases.ts';
import type { Promised } from './simulate.ts';

/** How long after a failure begins an alert of a level is told, if the failure goes on. */
export interface Detection {
  readonly level: Level;
  /** The row that fires in the worst case. */
  readonly row: BurnRow;
  /** No phases of failure, scrapes, evaluations and tiles are told sooner. */
  readonly bestMs: number;
  /** None are told later; infinite where there are so few events that it depends on when each of them comes. */
  readonly worstMs: number;
}

/** Phases of scrapes that are tried, where intervals have so little in common that there would be more. */
const MOST_PHASES = 240;

/**
 * Best and worst time from the beginning of a failure to a page and to a ticket, over all phases, after full windows
 * without errors. A level that never fires at this error ratio is missing.
 *
 * Each evaluation has a latest beginning that it can tell (latest.ts). A failure that begins between those of two
 * evaluations is told by the second, so the answer is the smallest and largest distance between evaluations and these
 * beginnings, over one common multiple of the intervals.
 *
 * @param failure `groupWaitMs`: what Alertmanager waits before it tells of a new group; 0 unless given
 */
export function detection(promised: Promised, pace: Pace, failure: Failure & { readonly groupWaitMs?: number }): readonly Detection[] {
  const wait = failure.groupWaitMs ?? 0;
  const phases = tellingPhases(pace, promised.counting ?? 'events', MOST_PHASES);
  return (['page', 'ticket'] as const).flatMap((level) => {
    const rows = promised.rows.filter((row) => row.level === level);
    const lateness = (row: BurnRow): number => wholeEvents(row, promised, failure).laterMs;
    const found = (some: readonly BurnRow[]): readonly Found[] => phases.flatMap((one) => inPhase(some, promised, new Clock(pace, one), failure) ?? []);
    const all = found(rows);
    const [first] = all;
    if (first === undefined) return [];
    const best = all.reduce((a, b) => (b.bestMs < a.bestMs ? b : a), first);
    const bestMs = best.bestMs - wholeEvents(best.row, promised, failure).soonerMs + wait;
    // Rows whose time depends on single events promise nothing.
    const sure = rows.filter((row) => lateness(row) < Infinity);
    const [one, ...others] = sure.length === rows.length ? all : found(sure);
    if (one === undefined) return [{ level, row: best.row, bestMs, worstMs: Infinity }];
    const worst = others.reduce((a, b) => (b.worstMs > a.worstMs ? b : a), one);
    return [{ level, row: worst.row, bestMs, worstMs: worst.worstMs + Math.max(...sure.map(lateness)) + wait }];
  });
}

type Found = Omit<Detection, 'level'>;

/** Best and worst at one phase of scrapes; what failures begin when is of no matter, since all beginnings are looked at. */
function inPhase(rows: readonly BurnRow[], promised: Promised, clock: Clock, failure: Failure): Found | undefined {
  const tells = rows.map((row) => ({ row, latest: latestBeginning(row, promised, clock, failure) }));
  const { evaluationIntervalMs, scrapeIntervalMs } = clock.pace;
  const cycle = cycleOf(clock.pace);
  const filled = Math.ceil((Math.max(0, ...rows.map(({ longMs }) => longMs)) + 3 * (tileMs(evaluationIntervalMs) + scrapeIntervalMs)) / evaluationIntervalMs);
  let found: Found | undefined;
  // What the cycle before could tell stands at the beginning of the one that is looked at.
  let toldMs = -Infinity;
  for (let index = filled; index < filled + 2 * cycle; index++) {
    for (const { row, latest } of tells) {
      const beginningMs = latest(index);
      if (beginningMs <= toldMs) continue;
      const [bestMs, worstMs] = [clock.evaluationMs(index) - beginningMs, clock.evaluationMs(index) - toldMs];
      if (index >= filled + cycle) found = found === undefined ? { row, bestMs, worstMs } : { row: worstMs > found.worstMs ? row : found.row, bestMs: Math.min(found.bestMs, bestMs), worstMs: Math.max(found.worstMs, worstMs) };
      toldMs = beginningMs;
    }
  }
  return found;
}
