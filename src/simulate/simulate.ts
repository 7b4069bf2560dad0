import type { BurnRow, Level } from '../model/burn-policy.ts';
import { minus, ONE, toNumber, type Rational } from '../model/rational.ts';
import type { Objective } from '../model/model.ts';
import { nominalPeriodMs } from '../model/period.ts';
import { Clock, type Pace, type Phases } from './clock.ts';
import { Counts, type Counting } from './counts.ts';
import { Course, type Events, type Segment } from './course.ts';
import { limitOf } from './limit.ts';

/** What of an objective its burn-rate alerts depend on. */
export interface Promised extends Pick<Objective, 'target' | 'period'> {
  readonly rows: readonly BurnRow[];
  /** `events` unless given. */
  readonly counting?: Counting;
}

/** An alert from its first to its last evaluation. Milliseconds since the course began. */
export interface Firing {
  readonly level: Level;
  /** The first row, in the policy's order, that held when it began. */
  readonly row: BurnRow;
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

/** The firings of a level's alert over recorded counts, in order. */
export function firingsOf(promised: Promised, level: Level, counts: Counts): readonly Firing[] {
  const rows = promised.rows.filter((row) => row.level === level).map((row) => ({ row, ...rowChecks(row, promised.target, counts) }));
  if (rows.length === 0) return [];
  const firings: Firing[] = [];
  let open: { readonly row: BurnRow; readonly fromMs: number } | undefined;
  for (let index = 0; index < counts.length; index++) {
    if (counts.isClean(index)) continue;
    const burning = rows.filter(({ burns }) => burns(index));
    const begun = burning.find(({ begins }) => begins(index))?.row;
    if (begun !== undefined) open ??= { row: begun, fromMs: counts.clock.evaluationMs(index) };
    else if (open !== undefined && !burning.some(({ goesOn }) => goesOn(index))) {
      firings.push({ level, ...open, untilMs: counts.clock.evaluationMs(index) });
      open = undefined;
    }
  }
  return open === undefined ? firings : [...firings, { level, ...open, untilMs: undefined }];
}

interface RowChecks {
  /** The long window is above the threshold. */
  readonly burns: (index: number) => boolean;
  /** While it burns: whether a firing begins, since the short window is above, too, and the long one holds enough bad events. */
  readonly begins: (index: number) => boolean;
  /** While it burns: whether a firing goes on, since no window says that all is well. */
  readonly goesOn: (index: number) => boolean;
}

/** The parts of a row's rule, in its floating-point arithmetic; no events are neither above a threshold nor below. */
function rowChecks({ minimumBad, recovery, ...row }: BurnRow, target: Rational, counts: Counts): RowChecks {
  const limit = limitOf(row, target);
  const [long, short] = [counts.window(row.longMs), counts.window(row.shortMs)];
  const recent = recovery?.windowsMs.map((ms) => counts.window(ms)) ?? [];
  const fewest = minimumBad === undefined ? -Infinity : minimumBad - 0.5;
  const isAbove = (events: Events | undefined): events is Events => events !== undefined && events.bad / events.total > limit;
  return {
    burns: (index) => isAbove(long(index)),
    begins: (index) => isAbove(short(index)) && (long(index)?.bad ?? 0) > fewest,
    goesOn: (index) => {
      const all = long(index);
      if (recovery === undefined || all === undefined) return false;
      const { of, moreThan } = recovery.enough;
      const expecting = (longer: Events | undefined): number => (longer === undefined || longer.bad === 0 ? Infinity : (moreThan * longer.total) / longer.bad);
      const seen = recent.map((window) => window(index));
      return !seen.some((events, at) => {
        const needed = of === 'events' ? moreThan : Math.min(expecting(all), expecting(seen[at + 1]));
        return events !== undefined && events.total > needed && events.bad / events.total <= limit;
      });
    },
  };
}

/** Bad events over budget × rate × period, with the calendar's periods as long as their factors take them. */
function budgetOf(promised: Promised, course: Course, expectedRate: number): (ms: number) => number {
  const allowed = toNumber(minus(ONE, promised.target)) * expectedRate * (nominalPeriodMs(promised.period) / 1000);
  return (ms) => (allowed === 0 ? 0 : course.eventsAt(Math.max(0, ms)).bad / allowed);
}
