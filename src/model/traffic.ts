import { absencePatienceMs, soonestAbsenceMs, type Pace } from './deadline.ts';
import { DAY, HOUR, MINUTE } from './duration.ts';
import { rational, type Rational } from './rational.ts';
import { wholeWindowMs } from './windows.ts';

/**
 * How usual traffic is found: the least hourly rate of two hours around this hour, one week and two weeks ago, whichever is
 * more. One hour less than whole weeks, so that the two hours end an hour after this hour of the week.
 */
export const WEEKS_AGO_MS: readonly [number, number] = [167 * HOUR, 335 * HOUR];
/** In the first week: around this hour yesterday, of which half counts. */
export const YESTERDAY_MS = 23 * HOUR;
export const LEAST_OF_MS = 2 * HOUR;

/** What has to be kept: two weeks ago, the two hours there, and the hour that the first of them counts. */
export const USUAL_NEEDS_MS = 15 * DAY;

/** Below this share of the usual it is a drop. */
export const DEFAULT_FLOOR: Rational = rational(2, 5);

/** Events a second below which a site is taken for passive, where no minimum is declared: 300 in five minutes, whose chance deviation is 6 %. */
export const DEFAULT_MINIMUM: Rational = rational(1);

/** Share of what a site lost that the others must have taken over for it to be a switchover. */
export const TAKEN_OVER: Rational = rational(1, 2);

/** The time over which traffic is called current: five minutes, or an evaluation where that is longer. */
export function currentMs(evaluationIntervalMs: number): number {
  return wholeWindowMs(5 * MINUTE, evaluationIntervalMs);
}

/** The shortest deadline for a drop that can be met: all of the current rate is after it, and it has been seen and sent. */
export function soonestDropMs(pace: Pace): number {
  return knownAfterMs(pace) + soonestAbsenceMs(pace);
}

/** The `for` of the alert on a drop, with which the notification of a total stop arrives within a deadline. */
export function dropPatienceMs(withinMs: number, pace: Pace): number {
  return absencePatienceMs(withinMs - knownAfterMs(pace), pace);
}

/** Until all of the current rate is after a drop, and two evaluations more: another group may count what comes, and the ruler read what a site recorded. */
function knownAfterMs({ evaluationIntervalMs }: Pace): number {
  return currentMs(evaluationIntervalMs) + 2 * evaluationIntervalMs;
}
