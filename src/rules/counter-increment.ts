import type { Target } from '../model/contract.ts';
import { MINUTE } from '../model/duration.ts';
import type { Counter } from '../model/indicator.ts';
import type { Expr } from '../promql/ast.ts';
import { binary, call, max, number, selector, sum } from '../promql/build.ts';
import { identityMatchers, raw, type View } from './series.ts';

/**
 * How many events one evaluation adds to a counter, as an exact count of whole samples: the first of these that a series has.
 *
 * 1. Its difference to the evaluation before, with all of its labels: no label that the contract does not know can hide a series.
 * 2. Its difference to what was last seen under the labels of the contract: across a missed scrape, and where a target was
 *    given another label, or a bound is written `1.0` that was `1`. That must not look like a birth. Old and new series may
 *    be there at once for some minutes, so many may have one predecessor; the largest is the latest.
 * 3. All of its value, when it was not there, or has fallen, and its target was scraped well in the minutes before: a counter
 *    is born with its first event, and starts anew with its process. A series of a target that is new, or comes back from a
 *    longer gap, adds nothing at first.
 *
 * All ends look back by the scrape time-out, or slowly scraped targets would be missed. A missed evaluation loses its events,
 * good and bad alike. Without `up`, births are not counted, and a restart loses the events that its first scrape finds.
 * A target that two jobs scrape counts twice.
 */
export function counterIncrement(view: View, counter: Counter, by: readonly string[]): Expr {
  const { settings, instance } = view;
  const { target, identityLabel } = instance.contract;
  const beforeMs = settings.scrapeTimeoutMs + settings.evaluationIntervalMs;
  const recently = { offsetMs: beforeMs, rangeMs: lookbackMs(settings.scrapeIntervalMs) };
  const site = settings.scope === 'global' ? [settings.labels.site] : [];
  const key = [...new Set([...counter.labels, identityLabel, ...site, ...(target?.shares ?? ['instance', 'job'])])].sort();
  const now = raw(view, counter.selector, { offsetMs: settings.scrapeTimeoutMs });
  const sinceBefore = binary('-', now, raw(view, counter.selector, { offsetMs: beforeMs }));
  const sinceLastSeen = binary('-', now, max(call('last_over_time', raw(view, counter.selector, recently)), key), { on: key, groupLeft: [] });
  const grown = binary('>=', binary('or', sinceBefore, sinceLastSeen), number('0'));
  if (target === undefined) return sum(grown, by);
  const born = binary('and', now, wasScraped(view, target, recently), { on: [...new Set([...target.shares, ...site])] });
  return sum(binary('or', grown, born), by);
}

/** Range in which the sample before is looked for: Prometheus' own lookback, or four scrapes where those are slower. */
export function lookbackMs(scrapeIntervalMs: number): number {
  return Math.max(5 * MINUTE, 4 * scrapeIntervalMs);
}

/**
 * The targets that were scraped well at least once in the minutes before, in which a series would have been seen: one
 * failed scrape, as a restart has, hides no birth. Narrowed to the instance where `up` names it, or every target is read.
 */
function wasScraped(view: View, target: Target, recently: { readonly offsetMs: number; readonly rangeMs: number }): Expr {
  const own = target.identityLabel === undefined ? [] : identityMatchers(view, target.identityLabel);
  const up = selector('up', [...own, ...target.up.matchers.map(({ label, op, value }) => ({ label, op, value }))], recently);
  return binary('==', call('max_over_time', up), number('1'));
}
