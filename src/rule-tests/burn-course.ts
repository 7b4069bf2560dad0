import type { BurnRow } from '../model/burn-policy.ts';
import type { Level } from '../model/burn-policy.ts';
import type { Objective, Settings } from '../model/model.ts';
import { toNumber } from '../model/rational.ts';
import { LONGEST_DIRECT_MS } from '../model/windows.ts';
import type { Segment } from '../simulate/course.ts';
import { simulate } from '../simulate/simulate.ts';
import { coarseMs, up } from './grid.ts';

/** Bad events that a scrape sees at least, so that whole events make no difference to shares. */
const BAD_A_SCRAPE = 100;
/** An error ratio stays below this multiple of its threshold: a threshold that is ten times as high must show. */
const MOST_ABOVE = 3;

/** What is enough events for a row to end by: this multiple of the fewest, so that ten times the fewest are more than come. */
export const ENOUGH_TIMES = Math.sqrt(10);

/** Errors that make each row of an objective's alerts fire alone, and what the arithmetic of the rules says of them. */
export interface BurnCourse {
  readonly segments: readonly Segment[];
  readonly durationMs: number;
  /** Events a second, but for the burst. */
  readonly rate: number;
  readonly checks: readonly { readonly atMs: number; readonly level: Level; readonly fires: boolean }[];
  /** When the first errors are over, for some time: shares of the period can be judged then. */
  readonly firstErrors: { readonly untilMs: number; readonly judgedMs: number; readonly ratio: number };
}

/**
 * The slowest row needs no history: windows that are young are as full as their errors. Then one great burst of good events
 * makes the errors after it too few for every window that holds it; so a row is alone as soon as the burst has left its long
 * window, and is still in all longer ones. After its errors nothing comes for a while (the alert goes on), then as few good events as
 * end it.
 *
 * @param counting whether counters count whole events, or increments of any size are given
 */
export function burnCourse(objective: Objective, settings: Settings, counting: 'events' | 'parts'): BurnCourse | undefined {
  // Days of evaluations would tell no more of the rows that are summed from tiles than `row-test.ts` does in a few.
  const direct = objective.rows.filter(({ longMs }) => longMs <= LONGEST_DIRECT_MS);
  const rows = (direct.length > 0 ? direct : objective.rows).toSorted((a, b) => a.longMs - b.longMs);
  const slowest = rows.at(-1);
  if (slowest === undefined) return undefined;
  const step = coarseMs(settings.evaluationIntervalMs);
  const ratios = new Map(rows.map((row) => [row, ratioFor(row, rows)]));
  const least = Math.min(...ratios.values());
  const rate = 10 ** Math.ceil(Math.log10((BAD_A_SCRAPE * 1000) / (settings.scrapeIntervalMs * least)));
  const errorsMs = 3 * step;
  const segments: Segment[] = [];
  const marks: number[] = [];
  let now = 0;
  const go = (forMs: number, perSecond: number, errorRatio: number): void => {
    if (forMs <= 0) return;
    segments.push({ forMs, rate: perSecond, errorRatio });
    now += forMs;
  };
  const fail = (row: BurnRow): void => {
    const ratio = ratios.get(row) ?? 0;
    go(errorsMs, rate, ratio);
    marks.push(now);
    go(up(row.shortMs, step) + 3 * step, 0, 0);
    marks.push(now);
    go(3 * step, Math.min(rate, endingRate(row, ratio, step, settings)), 0);
    marks.push(now);
  };
  fail(slowest);
  const firstErrors = { untilMs: errorsMs, judgedMs: errorsMs + up(slowest.shortMs, step) + 2 * step, ratio: ratios.get(slowest) ?? 0 };
  go(2 * step, 10 ** Math.ceil(Math.log10((10 * rows.length * rate) / Math.min(...rows.map(({ threshold }) => toNumber(threshold))))), 0);
  const burstMs = now;
  for (const row of rows.slice(0, -1)) {
    go(burstMs + up(row.longMs, step) + 3 * step - now, 0, 0);
    fail(row);
    // It is over: when nothing comes again, and the short window is empty, the errors of the long one tell nobody anew.
    go(up(row.shortMs, step) + 3 * step, 0, 0);
    marks.push(now);
  }
  const { firings } = simulate({ rows: objective.rows, target: objective.target, period: objective.period, counting }, settings, [...segments, { forMs: step, rate: 0, errorRatio: 0 }]);
  const firesAt = (level: Level, ms: number): boolean => firings.some((one) => one.level === level && one.fromMs <= ms && (one.untilMs === undefined || one.untilMs > ms));
  const levels = (['page', 'ticket'] as const).filter((level) => rows.some((row) => row.level === level));
  const checks = marks.flatMap((atMs) =>
    levels.flatMap((level) => {
      const fires = firesAt(level, atMs);
      // What changes at this very time is not judged.
      return fires === firesAt(level, atMs - step) ? [{ atMs, level, fires }] : [];
    }),
  );
  return { segments, durationMs: now, rate, checks, firstErrors };
}

/** Good events a second that end a row, where ten times as many were needed they would not. */
function endingRate({ recovery, shortMs }: BurnRow, ratio: number, step: number, { evaluationIntervalMs }: Settings): number {
  if (recovery === undefined || recovery.enough.of === 'events') return Infinity;
  const evaluations = Math.min(3, Math.ceil(shortMs / step));
  return Number(((ENOUGH_TIMES * recovery.enough.moreThan * 1000) / (ratio * evaluations * evaluationIntervalMs)).toPrecision(3));
}

/** An error ratio at which a row fires and shorter ones do not, if there is one. */
export function ratioFor(row: BurnRow, rows: readonly BurnRow[]): number {
  const own = toNumber(row.threshold);
  const next = Math.min(1, ...rows.flatMap(({ threshold }) => (toNumber(threshold) > own ? [toNumber(threshold)] : [])));
  return Math.min(MOST_ABOVE * own, Math.sqrt(own * next));
}
