import type { BurnRow } from '../model/burn-policy.ts';
import { minus, ONE, toDecimal, type Rational } from '../model/rational.ts';

/** The error ratio above which a row fires, factor × (1 − target), in the decimals and the floating-point arithmetic of its rule. */
export function limitOf(row: Pick<BurnRow, 'factor'>, target: Rational): number {
  return Number(toDecimal(row.factor)) * Number(toDecimal(minus(ONE, target)));
}
