import type { Matcher } from '../promql/ast.ts';
import type { Labels } from './labels.ts';

/** One sample; times are milliseconds since 1970. */
export interface Sample {
  readonly atMs: number;
  readonly value: number;
  /** A staleness marker: the series ended here, and `value` means nothing. */
  readonly stale?: true;
}

/** A stretch of time in which a series goes on in one way; both ends are included, and may be infinite. */
export interface Steady {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Between two samples; nothing where there are none in the stretch. */
  readonly everyMs?: number;
  /** After which all comes again, each sample more by one and the same amount; nothing where values are a linear function of time. A multiple of `everyMs`. */
  readonly periodMs?: number;
}

/** Whether of what is scraped a stretch must be one line, or may also be one in which all comes again. */
export type Course = 'line' | 'recurrence';

/**
 * A series that can be read without being in memory. Reads are narrow: no more than what an expression looks at.
 * Both ends of an interval are included.
 */
export interface StoredSeries {
  /** With the metric name; the same object each time. */
  readonly labels: Labels;
  /** In the order of time, no two at once. */
  samples(fromMs: number, untilMs: number): readonly Sample[];
  /** The newest sample of the interval; it may be a staleness marker. */
  latest(fromMs: number, untilMs: number): Sample | undefined;
  /**
   * A stretch around a moment in which either no sample is, or one every `everyMs` whose value is a linear function of its
   * time, with no staleness marker and nothing missing, from the first such place after `fromMs` to the last before `untilMs`.
   * Or, where that is asked for and there is one, a stretch in which all comes again. A storage that says so spares most evaluations.
   */
  steady?(atMs: number, course: Course): Steady | undefined;
}

/** What series there are. `metric` is the name in front of the braces; matchers may name `__name__` as well. */
export interface Storage {
  select(matchers: readonly Matcher[], metric?: string): readonly StoredSeries[];
}
