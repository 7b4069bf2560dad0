import { MINUTE } from './duration.ts';
import { LONGEST_DIRECT_MS, tileMs } from './windows.ts';

/** Alertmanager's own group wait, where no route says another. */
export const DEFAULT_GROUP_WAIT_MS = 30_000;

/**
 * Prometheus restores the state of a `for` after a restart only from this length on, unless it is told otherwise
 * (`--rules.alert.for-grace-period`); a shorter one begins anew, and an alert that fired resolves and comes again. So a
 * shorter patience is made in another way, which looks at whole multiples of the interval and may take one evaluation more.
 */
export const RESTORED_FROM_MS = 10 * MINUTE;

/** The intervals that pass between a failure and its notification. */
export interface Pace {
  readonly scrapeIntervalMs: number;
  readonly scrapeTimeoutMs: number;
  readonly evaluationIntervalMs: number;
  /** Undefined where routing does not set it. */
  readonly groupWaitMs: number | undefined;
}

/** Longest time between an absence and the first evaluation that sees it: the next scrape, its time-out, the next evaluation. */
function seenAfterMs(pace: Pace): number {
  return pace.scrapeIntervalMs + pace.scrapeTimeoutMs + pace.evaluationIntervalMs;
}

/** The shortest deadline for an absence that can be met: seen, patient for one evaluation, which may take two, and sent. */
export function soonestAbsenceMs(pace: Pace): number {
  return seenAfterMs(pace) + 2 * pace.evaluationIntervalMs + groupWait(pace);
}

/**
 * The patience of an absence alert, in whole evaluations, with which the notification arrives within a deadline. At least one
 * evaluation, or a scrape that is late would alert; a deadline below `soonestAbsenceMs` leaves less, and is refused.
 */
export function absencePatienceMs(withinMs: number, pace: Pace): number {
  const { evaluationIntervalMs } = pace;
  const left = Math.floor((withinMs - seenAfterMs(pace) - groupWait(pace)) / evaluationIntervalMs) * evaluationIntervalMs;
  return left >= RESTORED_FROM_MS ? left : Math.max(evaluationIntervalMs, left - evaluationIntervalMs);
}

/**
 * Longest time between the moment at which a total outage has filled a row's long window up to its threshold, and its
 * notification: the next scrape, its time-out, the next evaluation, the tile where windows are made of tiles, and the group wait.
 * Where evaluations are counted there is no time-out, and up to one evaluation more.
 */
export function outageLagMs(longMs: number, isTimeWeighted: boolean, pace: Pace): number {
  const counted = isTimeWeighted ? pace.evaluationIntervalMs : pace.scrapeTimeoutMs;
  const tile = longMs > LONGEST_DIRECT_MS ? tileMs(pace.evaluationIntervalMs) : 0;
  return pace.scrapeIntervalMs + counted + pace.evaluationIntervalMs + tile + groupWait(pace);
}

function groupWait(pace: Pace): number {
  return pace.groupWaitMs ?? DEFAULT_GROUP_WAIT_MS;
}
