import type { BurnRow } from '../model/burn-policy.ts';
import type { Clock } from './clock.ts';
import { limitOf } from './limit.ts';
import { reachOf, type Reach } from './reach.ts';
import type { Promised } from './simulate.ts';

/** A failure that goes on. */
export interface Failure {
  /** Share of events that are bad from one moment on; none were before. */
  readonly errorRatio: number;
  /** Events a second, before and after. */
  readonly rate: number;
}

/**
 * The latest beginning of a failure that makes a row hold at an evaluation, once windows are full; -Infinity where none does.
 *
 * A window whose newest counted scrape is `to` and whose oldest is `from` has `errorRatio × (to − beginning)` of bad time in
 * `to − from`, which is above the threshold when `beginning < to − threshold / errorRatio × (to − from)`. Counts are
 * continuous here (`wholeEvents` has what counters add).
 */
export function latestBeginning(row: BurnRow, { target, counting }: Promised, clock: Clock, failure: Failure): (index: number) => number {
  const share = limitOf(row, target) / failure.errorRatio;
  if (share >= 1) return () => -Infinity;
  const [long, short] = [reachOf(clock, row.longMs), reachOf(clock, row.shortMs)];
  const tells = counting === 'time' ? byEvaluations(clock) : byScrapes(clock, failure.rate);
  // The rule asks for more than half an event less, which whole counters reach with the last whole one.
  const fewestBad = row.minimumBad === undefined ? 0 : row.minimumBad - ((counting ?? 'events') === 'events' ? 0 : 0.5);
  const fewest = fewestBad / failure.errorRatio;
  return (index) => Math.min(tells(long(index), share, fewest), tells(short(index), share, 0));
}

/**
 * How much sooner and later a row may be told where counters show whole events only, in milliseconds: one bad event may be
 * missing, and the total two short or one over. Infinitely later where the short window has no room for that: then it
 * depends on the moments of single events.
 */
export function wholeEvents(row: BurnRow, { target, counting }: Promised, { errorRatio, rate }: Failure): { readonly soonerMs: number; readonly laterMs: number } {
  if ((counting ?? 'events') !== 'events') return { soonerMs: 0, laterMs: 0 };
  const badEventMs = 1000 / (errorRatio * rate);
  const limit = limitOf(row, target);
  const laterMs = (1 + limit) * badEventMs;
  return { soonerMs: 2 * limit * badEventMs, laterMs: laterMs < row.shortMs * (1 - limit / errorRatio) ? laterMs : Infinity };
}

/**
 * The latest beginning that one window tells.
 * @param share of the window that has to lie in the failure, and more
 * @param fewest events of the failure, good or bad, that it has to hold
 */
type Tells = (reach: Reach, share: number, fewest: number) => number;

function byScrapes(clock: Clock, rate: number): Tells {
  return ({ from, to }, share, fewest) => {
    const [fromMs, toMs] = [clock.scrapeSeenMs(from - 1) ?? NaN, clock.scrapeSeenMs(to - 1) ?? NaN];
    const fewestMs = (fewest / rate) * 1000;
    return fewestMs > toMs - fromMs ? -Infinity : toMs - Math.max(share * (toMs - fromMs), fewestMs);
  };
}

/** Where evaluations are counted, whole ones are: the oldest that has to be bad names the scrape it reads. */
function byEvaluations(clock: Clock): Tells {
  return ({ from, to }, share, fewest) => {
    const bad = Math.floor(Math.max(share * (to - from), fewest)) + 1;
    return bad > to - from ? -Infinity : (clock.scrapeBefore(clock.evaluationMs(to - bad)) ?? NaN);
  };
}
