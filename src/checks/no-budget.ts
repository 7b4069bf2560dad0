import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import { compare, minus, ONE, rational, toPercentage, type Rational } from '../model/rational.ts';

/** TOC501: a target that leaves no budget, or all of it. */
export function noBudget(target: Rational, at: Location): readonly Diagnostic[] {
  const isAll = compare(target, ONE) >= 0;
  if (!isAll && compare(target, rational(0)) > 0) return [];
  const written = toPercentage(target, 9);
  return [
    problem('TOC501', `a target of ${written} ${isAll ? 'leaves no error budget' : 'asks for nothing'}`, {
      at,
      help: `the budget is 100% − ${written} = ${toPercentage(minus(ONE, target), 9)}; choose a target above 0% and below 100%, such as 99.9%`,
    }),
  ];
}
