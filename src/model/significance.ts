import { toNumber, type Rational } from './rational.ts';

/** How seldom a service that is exactly on budget may show a significant number of failures in a window, by chance. */
const ALPHA = 1e-3;
/** Above this no small number tells a row's burn rate from bad luck: its factor is too near to 1. */
const MOST = 100;

/** A probe is made to succeed: one failure may be its own, two are not. */
export const PROBE_FAILURES = 2;

/**
 * A window says that all is well again when, at the error ratio of the long window, it would hold more bad events than this: if
 * nothing had changed it would be without one once in a hundred times (e^-4.6 = 1 %). At 20 % that are 24 events, at 2 % 231.
 */
export const RECOVERY_EXPECTED_BAD = 4.6;

/** A probe has recovered when as many of its events are good as tell its failure. */
export const RECOVERY_PROBES = PROBE_FAILURES - 1;

/**
 * The fewest bad events that are significant in the long window of a row; undefined where there is no small number.
 *
 * A row that fires with m bad events saw traffic at which m / factor were within budget, or less. So m is the smallest number
 * with P(Poisson(m / factor) ≥ m) ≤ 1/1000, whatever the traffic.
 *
 * @param factor the row's burn rate, 1 or more
 */
export function significantFailures(factor: Rational): number | undefined {
  const rate = toNumber(factor);
  for (let failures = 1; failures <= MOST; failures++) {
    if (poissonTail(failures / rate, failures) <= ALPHA) return failures;
  }
  return undefined;
}

/** P(Poisson(mean) ≥ least), summed from its largest term, so that small tails keep their digits; `least` above `mean`. */
export function poissonTail(mean: number, least: number): number {
  let term = Math.exp(-mean);
  for (let k = 1; k <= least; k++) term *= mean / k;
  let tail = 0;
  for (let k = least + 1; term > tail * Number.EPSILON; k++) {
    tail += term;
    term *= mean / k;
  }
  return tail;
}
