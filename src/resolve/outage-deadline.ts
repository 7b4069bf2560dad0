import { outageTooLate } from '../checks/outage-too-late.ts';
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import type { BurnRow } from '../model/burn-policy.ts';
import { outageLagMs, type Pace as DeadlinePace } from '../model/deadline.ts';
import { MINUTE } from '../model/duration.ts';
import type { Owed } from '../model/model.ts';
import { compare, dividedBy, ONE, rational, times, type Rational } from '../model/rational.ts';

/** Who is told of a total outage, and how soon. */
export interface OutageDeadline extends Owed {
  readonly groupWaitMs: number | undefined;
  /** Where the class says so; undefined where it is only the usual one, which is kept as well as the rows allow. */
  readonly askedAt: Location | undefined;
}

/** What is owed where a class does not say: a quarter of an hour to a page, an hour to a ticket. */
export const USUAL_OUTAGE_MS = { page: 15 * MINUTE, ticket: 60 * MINUTE } as const;

/** A row before the fewest bad events and its recovery are known. */
export type SoundRow = Pick<BurnRow, 'level' | 'budgetShare' | 'longMs' | 'shortMs' | 'factor' | 'threshold'>;

/** The objective whose rows are held to a deadline. */
export interface Held {
  readonly name: string;
  readonly budget: Rational;
  readonly periodMs: number;
  readonly everyMs: number | undefined;
  readonly isTimeWeighted: boolean;
  readonly targetAt: Location;
}

/**
 * The rows with the burn rate of the fastest one capped so that a total outage is told in time. A total outage reaches a
 * threshold after burn rate × (1 − target) × long (Google SRE Workbook, chapter 5); what is left of the deadline after scrapes,
 * evaluations and the group wait bounds the burn rate. It is never below 1: where that is too late, an asked deadline is refused.
 */
export function withinDeadline<R extends SoundRow>(rows: readonly R[], held: Held, deadline: OutageDeadline, pace: Omit<DeadlinePace, 'groupWaitMs'>, sink: Sink): readonly R[] {
  const timing = { ...pace, groupWaitMs: deadline.groupWaitMs };
  const candidates = rows
    .filter(({ level }) => level === deadline.level)
    .map((row) => {
      const lagMs = outageLagMs(row.longMs, held.isTimeWeighted, timing);
      // A probe tells what it has met: two of its periods are as soon as anyone can ask.
      const allowedMs = held.everyMs === undefined ? deadline.withinMs - lagMs : Math.max(deadline.withinMs - lagMs, Math.floor((2 * held.everyMs * row.longMs) / (row.longMs + held.everyMs)) - 1);
      return { row, lagMs, allowedMs, leftMs: subtract(allowedMs, times(row.threshold, rational(row.longMs))) };
    });
  const fastest = candidates.reduce<(typeof candidates)[number] | undefined>((a, b) => (a === undefined || compare(b.leftMs, a.leftMs) > 0 ? b : a), undefined);
  if (fastest === undefined || compare(fastest.leftMs, rational(0)) >= 0) return rows;
  const { row, lagMs, allowedMs } = fastest;
  const highest = allowedMs <= 0 ? rational(0) : hundredths(dividedBy(rational(allowedMs), times(held.budget, rational(row.longMs))));
  if (compare(highest, ONE) < 0 && deadline.askedAt !== undefined) sink.report(outageTooLate({ ...held, row, lagMs, deadline, at: deadline.askedAt, pace: timing }));
  const factor = compare(highest, ONE) < 0 ? ONE : highest;
  // Of a row that burns at 1 already nothing can be taken.
  if (compare(factor, row.factor) >= 0) return rows;
  const budgetShare = dividedBy(times(factor, rational(row.longMs)), rational(held.periodMs));
  return rows.map((one) => (one === row ? { ...one, factor, budgetShare, threshold: times(factor, held.budget) } : one));
}

function subtract(ms: number, spent: Rational): Rational {
  return rational(BigInt(ms) * spent.den - spent.num, spent.den);
}

/** Rounded down, so that rules and texts say the same short number. */
function hundredths(value: Rational): Rational {
  return rational((value.num * 100n) / value.den, 100n);
}
