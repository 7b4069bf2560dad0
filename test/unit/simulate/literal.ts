import { HOUR, MINUTE, SECOND } from '../../../src/model/duration.ts';
import { Course, type Events, type Segment } from '../../../src/simulate/course.ts';
import type { Pace, Phases } from '../../../src/simulate/clock.ts';

interface Sample {
  readonly atMs: number;
  readonly value: number;
}

/**
 * The recorded series of a course as Prometheus 2 would hold them, read from docs/rules.md word for word: lists of samples,
 * ranges and subqueries, without a single shortcut. Slow; for comparison only.
 */
export class Literal {
  readonly #increments: Readonly<Record<keyof Events, readonly Sample[]>>;
  readonly #pace: Pace;
  readonly #phases: Required<Phases>;
  readonly evaluations: readonly number[];

  constructor(segments: readonly Segment[], pace: Pace, phases: Required<Phases>) {
    this.#pace = pace;
    this.#phases = phases;
    const course = new Course(segments);
    const scrapes = every(phases.scrapeMs, pace.scrapeIntervalMs, course.endMs);
    this.evaluations = every(phases.evaluationMs, pace.evaluationIntervalMs, course.endMs);
    const incrementsOf = (side: keyof Events): readonly Sample[] => {
      const raw = scrapes.map((atMs) => ({ atMs, value: course.countersAt(atMs)[side] }));
      return this.evaluations.flatMap((atMs) => {
        const now = newest(raw, atMs - pace.scrapeTimeoutMs);
        const before = newest(raw, atMs - pace.scrapeTimeoutMs - pace.evaluationIntervalMs);
        return now === undefined || before === undefined ? [] : [{ atMs, value: now.value - before.value }];
      });
    };
    this.#increments = { total: incrementsOf('total'), bad: incrementsOf('bad') };
  }

  /** The recorded count of a window at an evaluation; undefined where there is no sample. */
  window(side: keyof Events, windowMs: number, atMs: number): number | undefined {
    const increments = this.#increments[side];
    if (windowMs <= 6 * HOUR) return sum(increments.filter((one) => one.atMs >= atMs - (windowMs - SECOND) && one.atMs <= atMs));
    const { evaluationIntervalMs } = this.#pace;
    const tileMs = Math.ceil((5 * MINUTE) / evaluationIntervalMs) * evaluationIntervalMs;
    const tiles: Sample[] = [];
    for (let step = -this.#phases.tileMs; step <= atMs; step += tileMs) {
      if (step < atMs - (windowMs - SECOND)) continue;
      const evaluation = this.evaluations.findLast((one) => one <= step);
      const value = evaluation === undefined ? undefined : this.window(side, tileMs, evaluation);
      if (value !== undefined) tiles.push({ atMs: step, value });
    }
    return sum(tiles);
  }
}

function every(firstMs: number, intervalMs: number, endMs: number): readonly number[] {
  return Array.from({ length: Math.max(0, Math.floor((endMs - firstMs) / intervalMs) + 1) }, (_, index) => firstMs + index * intervalMs);
}

function newest(samples: readonly Sample[], atMs: number): Sample | undefined {
  return samples.findLast((one) => one.atMs <= atMs);
}

function sum(samples: readonly Sample[]): number | undefined {
  return samples.length === 0 ? undefined : samples.reduce((total, { value }) => total + value, 0);
}
