import type { Rational } from './rational.ts';

/** Who is told, in the tool's own words; the organisation's words are a setting. */
export type Level = 'page' | 'ticket';

/** One row of a policy for one objective: begins to fire when both windows burn at `factor` or faster. */
export interface BurnRow {
  readonly level: Level;
  /** Share of the period's budget that is gone when the long window trips. */
  readonly budgetShare: Rational;
  readonly longMs: number;
  readonly shortMs: number;
  /** Burn rate: budgetShare x period / long (Google SRE Workbook, chapter 5). */
  readonly factor: Rational;
  /** Error ratio above which the row fires: factor x (1 - target); always below 1. */
  readonly threshold: Rational;
  /** The fewest bad events in the long window with which a firing begins; undefined where any number does. */
  readonly minimumBad: number | undefined;
  /** What ends a firing; undefined where the short window does as soon as it is not above the threshold. */
  readonly recovery: Recovery | undefined;
}

/**
 * Evidence that all is well again. At low traffic the short window is empty or holds one event, and says nothing: a firing
 * ends when one of these windows holds enough and is not above the threshold.
 */
export interface Recovery {
  /** The short window, and those recorded between it and the long one; shortest first. */
  readonly windowsMs: readonly number[];
  /** Events that are enough if there are more: any, or those that would be bad at the error ratio of the long window, or of the next longer one of these. */
  readonly enough: { readonly of: 'events' | 'expected-bad'; readonly moreThan: number };
}
