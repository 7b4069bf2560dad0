import type { Rational } from './rational.ts';

/** Who is told, in the tool's own words; the organisation's words are a setting. */
export type Level = 'page' | 'ticket';

/** One row of a policy for one objective: fires when both windows burn at `factor` or faster. */
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
}
