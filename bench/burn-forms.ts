import { DAY, MINUTE, SECOND } from '../src/model/duration.ts';
import type { BurnRow, Level } from '../src/model/burn-policy.ts';
import { fromPercentage, toNumber } from '../src/model/rational.ts';
import { burnRows } from '../src/resolve/burn-rows.ts';
import { Sink } from '../src/diagnostics/diagnostic.ts';
import { Clock } from '../src/simulate/clock.ts';
import { Counts } from '../src/simulate/counts.ts';
import { firingsOf } from '../src/simulate/simulate.ts';
import { MINUTE_MS, type PoissonTraffic } from './poisson-traffic.ts';

/** The objective that forms are compared by. */
export const TARGET = fromPercentage('99.9%');
const PERIOD = { kind: 'rolling', ms: 30 * DAY } as const;
const NOWHERE = { source: { path: 'bench', text: '' }, span: { start: 0, end: 0 } };
const PACE = { scrapeIntervalMs: MINUTE, evaluationIntervalMs: MINUTE, scrapeTimeoutMs: 10 * SECOND, retentionMs: 90 * DAY };

/** The Workbook's rows as rules have them, with the fewest bad events and what ends a firing. */
export const ROWS: readonly BurnRow[] = burnRows(
  { kind: 'derived', pagesAre: 'page', at: NOWHERE },
  { name: 'availability', target: TARGET, period: PERIOD, at: NOWHERE, periodAt: NOWHERE },
  { settings: PACE, everyMs: undefined, isTimeWeighted: false, outage: { level: 'page', withinMs: 15 * MINUTE, groupWaitMs: undefined, askedAt: undefined } },
  new Sink(),
);

/** When an alert began and ended, in minutes since the traffic began; one that goes on has no end. */
export interface Fired {
  readonly from: number;
  readonly until: number | undefined;
}

/** Which conditions are applied: those of the generated rules, or the Workbook's, every window straight from the raw counters. */
export type Form = 'ours' | 'textbook';

/** The firings of a level's alert, by the arithmetic of its rules at every evaluation. Scrapes come 20 seconds after evaluations, as in the other tables. */
export function fired(form: Form, level: Level, traffic: PoissonTraffic, rows: readonly BurnRow[] = ROWS): readonly Fired[] {
  return form === 'ours' ? oursFired(level, traffic, rows) : textbookFired(level, traffic, rows);
}

function oursFired(level: Level, traffic: PoissonTraffic, rows: readonly BurnRow[]): readonly Fired[] {
  const counts = new Counts(traffic, new Clock(PACE, { scrapeMs: 20 * SECOND }), 'events');
  return firingsOf({ target: TARGET, period: PERIOD, rows }, level, counts).map(({ fromMs, untilMs }) => ({ from: fromMs / MINUTE_MS, until: untilMs === undefined ? undefined : untilMs / MINUTE_MS }));
}

/**
 * `rate` over a window reads the samples in it, which are a minute's events less than the window; numerator and denominator
 * are extrapolated alike, so that their quotient is that of the increases.
 */
function textbookFired(level: Level, traffic: PoissonTraffic, rows: readonly BurnRow[]): readonly Fired[] {
  const judged = rows.filter((row) => row.level === level).map((row) => ({ limit: toNumber(row.factor) * 0.001, long: row.longMs / MINUTE_MS - 1, short: row.shortMs / MINUTE_MS - 1 }));
  const firings: Fired[] = [];
  const last = Math.floor(traffic.endMs / MINUTE_MS);
  const total = new Float64Array(last + 1);
  const bad = new Float64Array(last + 1);
  for (let minute = 0; minute <= last; minute++) {
    const at = traffic.countersAt(minute * MINUTE_MS);
    total[minute] = at.total;
    bad[minute] = at.bad;
  }
  const isAbove = (scrape: number, window: number, limit: number): boolean => {
    const from = Math.max(0, scrape - window);
    return ((bad[scrape] ?? 0) - (bad[from] ?? 0)) / ((total[scrape] ?? 0) - (total[from] ?? 0)) > limit;
  };
  let from: number | undefined;
  // The evaluation at a minute sees the scrape of the minute before, 40 seconds ago.
  for (let minute = 2; minute <= last; minute++) {
    const holds = judged.some(({ limit, long, short }) => isAbove(minute - 1, long, limit) && isAbove(minute - 1, short, limit));
    if (holds) from ??= minute;
    else if (from !== undefined) {
      firings.push({ from, until: minute });
      from = undefined;
    }
  }
  return from === undefined ? firings : [...firings, { from, until: undefined }];
}
