import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import type { Level } from '../model/burn-policy.ts';
import { formatDuration } from '../model/duration.ts';
import { toDecimal, toPercentage, type Rational } from '../model/rational.ts';

/** A policy's row put to an objective, with its sums: what the checks of rows judge. */
export interface JudgedRow {
  readonly objective: string;
  readonly level: Level;
  readonly budgetShare: Rational;
  readonly longMs: number;
  readonly shortMs: number;
  /** budgetShare × period / long. */
  readonly factor: Rational;
  /** factor × budget. */
  readonly threshold: Rational;
  /** 1 − target. */
  readonly budget: Rational;
  readonly periodMs: number;
  readonly scrapeIntervalMs: number;
  readonly evaluationIntervalMs: number;
  readonly retentionMs: number;
  readonly targetAt: Location;
  readonly periodAt: Location;
  readonly rowAt: Location;
}

/** A check of one row: at most one problem. */
export type RowCheck = (row: JudgedRow) => Diagnostic | undefined;

/** The arithmetic of a row's burn rate: `2% × 30d / 1h = 14.4`. */
export function burnRateText({ budgetShare, periodMs, longMs, factor }: JudgedRow): string {
  return `${toPercentage(budgetShare)} × ${formatDuration(periodMs)} / ${formatDuration(longMs)} = ${toDecimal(factor, 4)}`;
}

/** The row as a second place of its problems. */
export function theRow({ rowAt }: JudgedRow): readonly { readonly message: string; readonly at: Location }[] {
  return [{ message: 'the row of the policy', at: rowAt }];
}
