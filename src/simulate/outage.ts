import type { BurnRow, Level } from '../model/burn-policy.ts';
import { toNumber } from '../model/rational.ts';
import { tileMs } from '../model/windows.ts';
import type { Pace } from './clock.ts';
import { detection, type Detection } from './detection.ts';
import { wholeEvents, type Failure } from './latest.ts';
import { tellingPhases } from './phases.ts';
import { simulate, type Promised, type Simulated } from './simulate.ts';

/** A failure that ends. */
export interface Outage extends Failure {
  readonly forMs: number;
  /** Since when the service was there, and well; the longest window unless given. */
  readonly beforeMs?: number | undefined;
}

/** From the best to the worst phase of scrapes, evaluations and tiles. */
export interface Range {
  readonly soonestMs: number;
  readonly latestMs: number;
}

/** What becomes of the alert of one level. */
export interface Told {
  readonly level: Level;
  readonly rows: readonly BurnRow[];
  /** When it fires, counted from the beginning of the outage; undefined where it does in no phase. */
  readonly fires: (Range & { readonly row: BurnRow; /** Share of phases in which it fires. */ readonly share: number }) | undefined;
  /** When it is resolved for good, counted from the end of the outage. */
  readonly resolves: Range | undefined;
  /** When it would fire if the outage went on. It is not known where windows are not full, or depend on single events. */
  readonly wouldFire: Range | 'never' | 'unknown';
}

/** What becomes of an outage. Times in `shown` are counted from the beginning of its course. */
export interface OutageTold {
  readonly alerts: readonly Told[];
  /** Share of the period's budget that is spent after so much of the outage. */
  readonly budgetSpentAfter: (ms: number) => number;
  /** The phase in which the first alert comes latest. */
  readonly shown: Phase;
}

/** How many beginnings of the outage, spread over a tile, are tried: fewer where there would be too many evaluations. */
const BEGINNINGS = { most: 20, fewest: 4, evaluations: 3_000_000 };
/** How many phases of scrapes. */
const SCRAPES = 2;

export interface Phase {
  readonly simulated: Simulated;
  readonly beginMs: number;
  readonly endMs: number;
}

/**
 * Simulates an outage at many phases, since nobody knows at which it will come. Where it lasts long enough, and events are
 * many, the range of firings is the exact one of `detection`; else it is that of the phases that were tried.
 */
export function outage(promised: Promised, pace: Pace, { errorRatio, rate, forMs, beforeMs }: Outage): OutageTold {
  const tile = tileMs(pace.evaluationIntervalMs);
  const filledMs = Math.max(0, ...promised.rows.map(({ longMs }) => longMs)) + 2 * tile;
  const wellMs = beforeMs ?? filledMs;
  const afterMs = Math.max(0, ...promised.rows.map((row) => recoveredAfterMs(row, rate))) + 4 * tile;
  const clocks = tellingPhases(pace, promised.counting ?? 'events', SCRAPES);
  const evaluations = (clocks.length * (wellMs + forMs + afterMs)) / pace.evaluationIntervalMs;
  const beginnings = Math.max(BEGINNINGS.fewest, Math.min(BEGINNINGS.most, Math.floor(BEGINNINGS.evaluations / evaluations)));
  const phases = clocks.flatMap((one) =>
    Array.from({ length: beginnings }, (_, index): Phase => {
      const beginMs = wellMs + Math.floor((index * tile) / beginnings);
      const course = [
        { forMs: beginMs, rate, errorRatio: 0 },
        { forMs, rate, errorRatio },
        { forMs: afterMs, rate, errorRatio: 0 },
      ];
      return { simulated: simulate(promised, pace, course, one), beginMs, endMs: beginMs + forMs };
    }),
  );
  const lasting = detection(promised, pace, { errorRatio, rate });
  const isFilled = wellMs >= filledMs;
  // Where events are few their moments matter, and the model has them evenly spread.
  const isExact = (latestMs: number): boolean => latestMs <= forMs && promised.rows.every((row) => wholeEvents(row, promised, { errorRatio, rate }).laterMs < pace.evaluationIntervalMs);
  const levels = (['page', 'ticket'] as const).filter((level) => promised.rows.some((row) => row.level === level));
  return {
    alerts: levels.map((level) => told(level, promised, phases, wouldFire(lasting.find((one) => one.level === level), isFilled), isExact)),
    budgetSpentAfter: (ms) => (phases[0] === undefined ? 0 : phases[0].simulated.budgetSpentAt(phases[0].beginMs + ms)),
    shown: latestOf(phases),
  };
}

/** By then a row no longer holds: the shortest window that has events enough is clean, or else the long one. */
function recoveredAfterMs({ longMs, shortMs, threshold, recovery }: BurnRow, rate: number): number {
  if (recovery === undefined) return shortMs;
  const { of, moreThan } = recovery.enough;
  // While a row holds, the error ratio of its long window is above the threshold.
  const ratio = of === 'events' ? 1 : toNumber(threshold);
  // Whole counters may show two events less.
  return recovery.windowsMs.find((ms) => ((rate * ms) / 1000 - 2) * ratio > moreThan) ?? longMs;
}

function told(level: Level, { rows }: Promised, phases: readonly Phase[], lasting: Told['wouldFire'], isExact: (latestMs: number) => boolean): Told {
  const seen = phases.flatMap((phase) => {
    const firings = phase.simulated.firings.filter((one) => one.level === level);
    const [first, last] = [firings[0], firings.at(-1)];
    return first === undefined || last === undefined ? [] : [{ row: first.row, fromMs: first.fromMs - phase.beginMs, untilMs: last.untilMs === undefined ? undefined : last.untilMs - phase.endMs }];
  });
  const latest = seen.reduce<(typeof seen)[number] | undefined>((a, b) => (a === undefined || b.fromMs > a.fromMs ? b : a), undefined);
  const exact = typeof lasting === 'string' || !isExact(lasting.latestMs) ? [] : [lasting.soonestMs, lasting.latestMs];
  const fires = rangeOf([...seen.map(({ fromMs }) => fromMs), ...(latest === undefined ? [] : exact)]);
  return {
    level,
    rows: rows.filter((row) => row.level === level),
    fires: fires === undefined || latest === undefined ? undefined : { ...fires, row: latest.row, share: seen.length / phases.length },
    resolves: rangeOf(seen.flatMap(({ untilMs }) => untilMs ?? [])),
    wouldFire: lasting,
  };
}

function wouldFire(lasting: Detection | undefined, isFilled: boolean): Told['wouldFire'] {
  if (lasting === undefined) return 'never';
  return isFilled && lasting.worstMs < Infinity ? { soonestMs: lasting.bestMs, latestMs: lasting.worstMs } : 'unknown';
}

function rangeOf(times: readonly number[]): Range | undefined {
  return times.length === 0 ? undefined : { soonestMs: Math.min(...times), latestMs: Math.max(...times) };
}

/** The phase whose first alert comes latest; any where none comes. */
function latestOf(phases: readonly Phase[]): Phase {
  const after = ({ simulated, beginMs }: Phase): number => (simulated.firings[0] === undefined ? -Infinity : simulated.firings[0].fromMs - beginMs);
  return phases.reduce((a, b) => (after(b) > after(a) ? b : a));
}
