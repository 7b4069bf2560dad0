import { expect, test } from 'vitest';
import { fromDecimal, rational } from '../../../src/model/rational.ts';
import { poissonTail, significantFailures } from '../../../src/model/significance.ts';

/** P(Poisson(num/den) ≥ least) by exact fractions: 1 − Σ λ^k/k! ÷ Σ over all k, the latter cut far beyond any digit that matters. */
function exactTail(num: bigint, den: bigint, least: number): number {
  const LAST = 400;
  // Σ λ^k / k! over a common denominator den^LAST × LAST!.
  let term = den ** BigInt(LAST);
  for (let k = 1n; k <= BigInt(LAST); k++) term *= k;
  let all = 0n;
  let tail = 0n;
  for (let k = 0; k <= LAST; k++) {
    all += term;
    if (k >= least) tail += term;
    term = (term * num) / (den * BigInt(k + 1));
  }
  return Number((tail * 10n ** 30n) / all) / 1e30;
}

test('tails are those of exact fractions', () => {
  for (const [num, den, least] of [[1n, 1n, 6], [5n, 18n, 4], [4n, 1n, 12], [1n, 100n, 3], [50n, 1n, 100]] as const) {
    expect(poissonTail(Number(num) / Number(den), least) / exactTail(num, den, least)).toBeCloseTo(1, 10);
  }
});

// The Workbook's factors for 30 days, and others; each number is significant, and one less is not.
test.each([
  ['14.4', 4],
  ['6', 6],
  ['3', 12],
  ['2', 26],
  ['100', 2],
  ['1000', 1],
])('a burn rate of %s is told from %d failures on', (factor, failures) => {
  expect(significantFailures(fromDecimal(factor))).toBe(failures);
  const { num, den } = fromDecimal(factor);
  expect(exactTail(BigInt(failures) * den, num, failures)).toBeLessThanOrEqual(1e-3);
  expect(exactTail(BigInt(failures - 1) * den, num, failures - 1)).toBeGreaterThan(1e-3);
});

test('no number tells a burn rate of 1 from bad luck, nor one little above', () => {
  expect([rational(1), rational(5, 4)].map(significantFailures)).toEqual([undefined, undefined]);
});
