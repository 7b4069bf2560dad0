import type { BurnRow, Level } from '../model/burn-policy.ts';
import { minus, ONE, toNumber, type Rational } from '../model/rational.ts';
import type { Objective } from '../model/model.ts';
import { nominalPeriodMs } from '../model/period.ts';
import { Clock, type Pace, type Phases } from './clock.ts';
import { Counts, type Counting } from './counts.ts';
import { Course, type Segment } from './course.ts';
import { limitOf } from './limit.ts';

/** A row, and the fewest bad events in its long window that it takes seriously. */
export type JudgedRow = BurnRow & { readonly minimumBad?: number | undefined };

/** What of an objective its burn-rate alerts depend on. */
export interface Promised extends Pick<Objective, 'target' | 'period'> {
  readonly rows: readonly JudgedRow[];
  /** How long an alert of a level goes on firing after its rows ended; not at all unless given. */
  readonly keepFiringMs?: Readonly<Partial<Record<Level, number>>>;
  /** `events` unless given. */
  readonly counting?: Counting;
}

/** An alert from its first to its last evaluation. Milliseconds since the course began. */
export interface Firing {
  readonly level: Level;
  /** The first row, in the policy's order, that held when it began. */
  readonly row: JudgedRow;
  /** The evaluation at which it fires. */
  readonly fromMs: number;
  /** The evaluation at which it is resolved; undefined if the course ends before. */
  readonly untilMs: number | undefined;
}

/** What becomes of a course. */
export interface Simulated {
  /** In order of their beginning. */
  readonly firings: readonly Firing[];
  /** Share of the period's budget spent at a moment: bad events over those allowed in a period as busy as the course begins. */
  readonly budgetSpentAt: (ms: number) => number;
  /** Error ratio of a window as recorded at the newest evaluation at a moment; undefined where nothing is recorded. */
  readonly ratioAt: (windowMs: number, ms: number) => number | undefined;
}

/**
 * What the generated burn-rate alerts do while a service goes through a course: the arithmetic of the rules
 * (docs/rules.md), evaluation by evaluation, without an engine. A course of days takes milliseconds.
 */
export function simulate(promised: Promised, pace: Pace, segments: readonly Segment[], phases: Phases = {}): Simulated {
  const course = new Course(segments);
  const clock = new Clock(pace, phases);
  const counts = new Counts(course, clock, promised.counting ?? 'events');
  const firings = (['page', 'ticket'] as const).flatMap((level) => firingsOf(promised, level, counts));
  return {
    firings: firings.sort((a, b) => a.fromMs - b.fromMs),
    budgetSpentAt: budgetOf(promised, course, segments[0]?.rate ?? 0),
    ratioAt: (windowMs, ms) => {
      const index = Math.min(clock.evaluationBefore(ms), counts.length - 1);
      const events = index < 0 ? undefined : counts.window(windowMs)(index);
      return events === undefined || events.total === 0 ? undefined : events.bad / events.total;
    },
  };
}

function firingsOf(promised: Promised, level: Level, counts: Counts): readonly Firing[] {
  const rows = promised.rows.filter((row) => row.level === level).map((row) => ({ row, holds: rowCheck(row, promised.target, counts) }));
  if (rows.length === 0) return [];
  const keepFiringMs = promised.keepFiringMs?.[level] ?? 0;
  const firings: Firing[] = [];
  let open: { readonly row: JudgedRow; readonly fromMs: number } | undefined;
  let endedMs: number | undefined;
  for (let index = 0; index < counts.length; index++) {
    const row = counts.isClean(index) ? undefined : rows.find(({ holds }) => holds(index))?.row;
    if (row !== undefined) {
      open ??= { row, fromMs: counts.clock.evaluationMs(index) };
      endedMs = undefined;
    } else if (open !== undefined) {
      const nowMs = counts.clock.evaluationMs(index);
      endedMs ??= nowMs;
      if (nowMs - endedMs < keepFiringMs) continue;
      firings.push({ level, ...open, untilMs: nowMs });
      open = undefined;
      endedMs = undefined;
    }
  }
  return open === undefined ? firings : [...firings, { level, ...open, untilMs: undefined }];
}

/** Both windows above the threshold, in the floating-point arithmetic of the rule; no events are not above anything. */
function rowCheck(row: JudgedRow, target: Rational, counts: Counts): (index: number) => boolean {
  const limit = limitOf(row, target);
  const [long, short] = [counts.window(row.longMs), counts.window(row.shortMs)];
  const fewest = row.minimumBad === undefined ? -Infinity : row.minimumBad - 0.5;
  return (index) => {
    const recent = short(index);
    if (recent === undefined || !(recent.bad / recent.total > limit)) return false;
    const lately = long(index);
    return lately !== undefined && lately.bad / lately.total > limit && lately.bad > fewest;
  };
}

/** Bad events over budget × rate × period, with the calendar's periods as long as their factors take them. */
function budgetOf(promised: Promised, course: Course, expectedRate: number): (ms: number) => number {
  const allowed = toNumber(minus(ONE, promised.target)) * expectedRate * (nominalPeriodMs(promised.period) / 1000);
  return (ms) => (allowed === 0 ? 0 : course.eventsAt(Math.max(0, ms)).bad / allowed);
}
