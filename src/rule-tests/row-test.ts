import type { BurnRow } from '../model/burn-policy.ts';
import { HOUR, MINUTE } from '../model/duration.ts';
import type { Objective } from '../model/model.ts';
import { toNumber } from '../model/rational.ts';
import { tileMs } from '../model/windows.ts';
import type { RuleFile } from '../rules/rule.ts';
import { incrementName, windowName } from '../rules/series.ts';
import { alertsOf, burnAlertsOf } from './budget-test.ts';
import { ratioFor } from './burn-course.ts';
import { siteOf, type Cast } from './cast.ts';
import { alertIs, type Expectation, type RuleTest } from './expectation.ts';
import { up } from './grid.ts';
import { ofObjective } from './recorded.ts';
import { named, stretches, type Stretch } from './values.ts';
import { COARSE_STEP_MS } from './window-test.ts';

/** A burst of good events, so long before the long window begins, keeps all longer ones from telling. */
const BEFORE_MS = 30 * MINUTE;
/** It is so many times what would make a ratio of the least threshold. */
const DILUTED = 100;

/** Events that one evaluation adds. */
export interface Arrival {
  readonly atMs: number;
  readonly events: number;
  readonly bad: number;
}

/** Bad events where their number is not the point. */
export const MANY = 200;
/** Below the threshold of a row, by so much of it. */
const BELOW = 0.7;

/** A row at an evaluation, with events of its own in both of its windows. */
interface Day {
  readonly row: BurnRow;
  readonly atMs: number;
  readonly fires: boolean;
}

/** What begins a firing of each row: a ratio above its threshold, and its fewest bad events, of which one less tells nobody. */
export function rowTest(cast: Cast, file: RuleFile): RuleTest | undefined {
  const { model, instance } = cast;
  const { settings } = model;
  const intervalMs = settings.evaluationIntervalMs;
  const played = instance.objectives.flatMap((objective) => {
    const { arrivals, days } = daysOf(objective, intervalMs);
    return days.length === 0 ? [] : [{ objective, arrivals, days }];
  });
  const endMs = Math.max(0, ...played.flatMap(({ days }) => days.map(({ atMs }) => atMs)));
  if (endMs === 0) return undefined;
  const site = siteOf(settings, instance);
  const series = played.flatMap(({ objective, arrivals }) => givenEvents(cast, objective, arrivals, endMs));
  const alerts = alertsOf(file);
  const expectations = played.flatMap(({ objective, days }) =>
    days.flatMap(({ row, atMs, fires }): readonly Expectation[] =>
      burnAlertsOf(alerts, objective, settings.labels.objective, settings.severities[row.level], settings.labels.severity).map((rule) => alertIs(settings, rule, fires, atMs, site)),
    ),
  );
  return { name: `${instance.name}: each row asks for its ratio and its fewest bad events, and for no more`, intervalMs, series, expectations };
}

/** The next day of which no window that a row reads holds what the one before held. */
export function dayAfter(atMs: number, { longMs }: BurnRow): number {
  return up(atMs + longMs + 2 * BEFORE_MS + HOUR, COARSE_STEP_MS);
}

/** Good events before the long window of a row, in all longer ones, beside which the bad ones of days before are few. */
export function diluting({ longMs }: BurnRow, rows: readonly BurnRow[], atMs: number, intervalMs: number): Arrival {
  return { atMs: up(atMs - longMs - BEFORE_MS, intervalMs), events: Math.ceil((DILUTED * MANY) / Math.min(...rows.map(({ threshold }) => toNumber(threshold)))), bad: 0 };
}

/** What is recorded of events: the increments, and the tiles that long windows are summed from. */
export function givenEvents(cast: Cast, objective: Objective, arrivals: readonly Arrival[], endMs: number): RuleTest['series'] {
  const { evaluationIntervalMs: intervalMs } = cast.model.settings;
  const tile = tileMs(intervalMs);
  const labels = ofObjective(cast, objective);
  return (['total', 'bad'] as const).flatMap((side) => {
    const counted = arrivals.map(({ atMs, events, bad }) => ({ atMs, value: side === 'total' ? events : bad }));
    return [
      { series: named(incrementName(side), labels), values: held(counted, intervalMs, intervalMs, endMs) },
      // A tile holds what came since the one before.
      { series: named(windowName(side, tile), labels), values: held(counted, tile, intervalMs, endMs) },
    ];
  });
}

/** Days far enough apart that no window holds the events of two of them; rows with the longest windows first. */
function daysOf(objective: Objective, intervalMs: number): { readonly arrivals: readonly Arrival[]; readonly days: readonly Day[] } {
  const arrivals: Arrival[] = [];
  const days: Day[] = [];
  let now = 0;
  for (const row of objective.rows.toSorted((a, b) => b.longMs - a.longMs)) {
    for (const { events, bad, fires } of casesOf(row, objective.rows)) {
      now = dayAfter(now, row);
      arrivals.push(diluting(row, objective.rows, now, intervalMs), { atMs: up(now - row.shortMs / 2, intervalMs), events, bad });
      days.push({ row, atMs: now, fires });
    }
  }
  return { arrivals, days };
}

interface Case extends Omit<Arrival, 'atMs'> {
  readonly fires: boolean;
}

/** Events below the threshold of a row, one bad event less than it needs, and as many as it needs. */
function casesOf(row: BurnRow, rows: readonly BurnRow[]): readonly Case[] {
  const { minimumBad = 0 } = row;
  const ratio = ratioFor(row, rows);
  const at = (bad: number, share: number, fires: boolean): Case => ({ events: Math.round(bad / share), bad, fires });
  const few = minimumBad < 2 ? [] : [at(minimumBad - 1, ratio, false), at(minimumBad, ratio, true)];
  // A few events may have no ratio between two thresholds.
  const tellsAlone = few.every(({ events, bad }) => rows.every(({ threshold }) => bad / events > toNumber(threshold) === toNumber(row.threshold) >= toNumber(threshold)));
  return [at(MANY, BELOW * toNumber(row.threshold), false), ...(few.length > 0 && tellsAlone ? few : [at(MANY, ratio, true)])];
}

/** Values that are there for some time after each arrival, and nothing otherwise, of which rules would make counts of their own. */
function held(arrivals: readonly { readonly atMs: number; readonly value: number }[], forMs: number, intervalMs: number, endMs: number): string {
  const all = arrivals.flatMap(({ atMs, value }): readonly Stretch[] => [{ untilMs: atMs, value: undefined }, { untilMs: atMs + forMs, value }]);
  return stretches(intervalMs, [...all, { untilMs: endMs + intervalMs, value: undefined }]);
}
