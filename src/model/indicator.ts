import type { Expr, Selector } from '../promql/ast.ts';

/** A counter as an indicator selects it: without identity and site, which the planner adds. */
export interface Counter {
  readonly kind: 'counter';
  readonly selector: Selector;
  /** All labels of the metric that the contract knows, sorted; tell its series apart, together with identity and target labels. */
  readonly labels: readonly string[];
}

/** PromQL for one window, with identity and window in it: typed by hand, rendered and parsed, or made for a native histogram. */
export interface Query {
  readonly kind: 'query';
  /** The native histogram that it counts, as an indicator selects it; undefined where it was typed by hand. */
  readonly histogram?: Selector;
  readonly expr: Expr;
  /** The window it was rendered for, in milliseconds. */
  readonly windowMs: number;
  /** `rate` gives events a second, `increase` events of the window. */
  readonly unit: 'per-second' | 'per-window';
}

export type Part = Counter | Query;

/** The series that a part selects as its indicator writes it; undefined where only a query typed by hand says so. */
export function selectorOf(part: Part): Selector | undefined {
  return part.kind === 'counter' ? part.selector : part.histogram;
}

/** Any two of total, good and bad. */
export type Events =
  | { readonly kind: 'total-bad'; readonly total: Part; readonly bad: Part }
  | {
      readonly kind: 'total-good';
      readonly total: Part;
      readonly good: Part;
      /** Exported together from the first event on, as a histogram's count and buckets are: good that is missing is not zero. */
      readonly bornTogether: boolean;
    }
  | { readonly kind: 'good-bad'; readonly good: Part; readonly bad: Part };

/** How an objective is counted: by events, or by time, where a share or a state is all there is. */
export type Measure =
  | { readonly kind: 'events'; readonly events: Events }
  /** A gauge that is 1 while all is well: every evaluation counts each of its series once. */
  | { readonly kind: 'gauge'; readonly selector: Selector }
  /** A share of good or of bad between 0 and 1: every evaluation counts once, by the mean of its series. */
  | { readonly kind: 'ratio'; readonly side: 'good' | 'bad'; readonly expr: Expr };

/** Whether a measure counts events or time. */
export function isTimeWeighted(measure: Measure): boolean {
  return measure.kind !== 'events';
}
