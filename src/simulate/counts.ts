import type { Clock } from './clock.ts';
import type { Course, Events } from './course.ts';
import { reachOf } from './reach.ts';

/** What an evaluation adds to the recorded counts. */
export type Counting =
  /** Differences of counters of whole events. */
  | 'events'
  /** The same, of counters that also count parts of events. */
  | 'parts'
  /** One a evaluation, bad by the error ratio of the newest scrape: gauges and shares. */
  | 'time';

/** What counts are made of: a course, or whatever else tells its counters at any moment. */
export type Countable = Pick<Course, 'endMs' | 'countersAt' | 'eventsAt' | 'errorRatioAt'>;

/** The recorded counts of a course: increments as prefix sums, so that any window is one subtraction. */
export class Counts {
  readonly clock: Clock;
  /** Evaluations from the first on. */
  readonly length: number;
  /** The first evaluation that has an increment. */
  readonly #first: number;
  /** Events in all increments before an evaluation. */
  readonly #total: Float64Array;
  readonly #bad: Float64Array;

  constructor(course: Countable, clock: Clock, counting: Counting) {
    this.clock = clock;
    this.length = Math.max(0, clock.evaluationBefore(course.endMs) + 1);
    this.#total = new Float64Array(this.length + 1);
    this.#bad = new Float64Array(this.length + 1);
    this.#first = counting === 'time' ? this.#fillTime(course) : this.#fillEvents((ms) => (counting === 'events' ? course.countersAt(ms) : course.eventsAt(ms)));
  }

  /**
   * Events of a window at each evaluation; undefined while it has nothing to sum.
   * @param windowMs length of a recorded window
   */
  window(windowMs: number): (index: number) => Events | undefined {
    const reach = reachOf(this.clock, windowMs);
    const clamped = (at: number): number => Math.max(0, Math.min(this.length, at));
    return (index) => {
      const { from, to } = reach(index);
      if (to <= this.#first) return undefined;
      const [a, b] = [clamped(from), clamped(to)];
      return { total: (this.#total[b] ?? 0) - (this.#total[a] ?? 0), bad: (this.#bad[b] ?? 0) - (this.#bad[a] ?? 0) };
    };
  }

  /** Whether nothing bad was counted up to an evaluation, so that no row can hold. */
  isClean(index: number): boolean {
    return this.#bad[index + 1] === 0;
  }

  /** An increment is the newest sample less the newest one at the evaluation before; the first sample of a new target adds nothing. */
  #fillEvents(countersAt: (ms: number) => Events): number {
    let first = this.length;
    let origin: Events | undefined;
    for (let index = 0; index < this.length; index++) {
      const scrapeMs = this.clock.scrapeSeenMs(index);
      if (scrapeMs === undefined) continue;
      const now = countersAt(scrapeMs);
      if (origin === undefined) origin = now;
      else first = Math.min(first, index);
      this.#total[index + 1] = now.total - origin.total;
      this.#bad[index + 1] = now.bad - origin.bad;
    }
    return first;
  }

  /** A gauge is read as it is, without looking back. */
  #fillTime(course: Countable): number {
    let first = this.length;
    for (let index = 0; index < this.length; index++) {
      const scrapeMs = this.clock.scrapeBefore(this.clock.evaluationMs(index));
      if (scrapeMs !== undefined) first = Math.min(first, index);
      this.#total[index + 1] = (this.#total[index] ?? 0) + (scrapeMs === undefined ? 0 : 1);
      this.#bad[index + 1] = (this.#bad[index] ?? 0) + (scrapeMs === undefined ? 0 : course.errorRatioAt(scrapeMs));
    }
    return first;
  }
}
