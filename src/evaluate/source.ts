import type { Selector } from '../promql/ast.ts';
import type { Labels } from './labels.ts';
import type { Run } from './runs.ts';
import type { Course, Steady } from './storage.ts';
import type { Trace } from './trace.ts';

/** A sample that is there, with the series it belongs to: an element of a vector and a sample of a window at once. */
export interface Point {
  readonly labels: Labels;
  readonly atMs: number;
  readonly value: number;
}

/** The samples of one series in an interval, without staleness markers; never empty. */
export interface Window {
  readonly labels: Labels;
  readonly points: readonly Point[];
  /** The same samples in short, where they are known so; runs may lie between each other, in any order. */
  readonly runs?: readonly Run[];
}

/** What a top-level evaluation hands down to all that it evaluates. */
export interface Frame {
  /** What `@ start()` and `@ end()` mean. */
  readonly startMs: number;
  readonly endMs: number;
  /**
   * The moment of the evaluation and the place of the rule that is evaluated: of this moment it sees what rules before it
   * have recorded, of later ones nothing.
   */
  readonly nowMs: number;
  readonly place: number;
  /** The group of that rule: its rules are all evaluated at one moment. */
  readonly group: number | undefined;
  /** Place of an alert that is taken not to have fired, so that its own series are not looked at. */
  readonly silent?: number;
  /** Takes down what the result depends on in other than a linear way. */
  readonly trace?: Trace;
}

/** Moments at which an instant selector is evaluated one after the other. */
export interface Steps {
  readonly firstMs: number;
  readonly untilMs: number;
  readonly stepMs: number;
  readonly lookbackMs: number;
  /** How long before each step the selector looks. */
  readonly offsetMs: number;
}

/** The series of one selector. Both ends of an interval are included. */
export interface Selection {
  /** Whether there can be no series at all. */
  readonly isEmpty: boolean;
  /** What `latest` gives at each of the steps, if that can be told in short. */
  stepped?(steps: Steps, frame: Frame): readonly Window[] | undefined;
  /** For each series its newest sample, unless that is a staleness marker. */
  latest(fromMs: number, untilMs: number, frame: Frame): readonly Point[];
  windows(fromMs: number, untilMs: number, frame: Frame): readonly Window[];
  /** A stretch around a moment in which all the series are steady, if it is known. */
  steady(atMs: number, course: Course): readonly Steady[] | undefined;
}

/** Where compiled selectors find their series. */
export interface Source {
  select(selector: Selector): Selection;
}
