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

/** A row, and how many bad events its long window holds at an evaluation. */
interface Day {
  readonly row: BurnRow;
  readonly atMs: number;
  readonly fires: boolean;
}

/** The fewest bad events of each row: one less tells nobody, and with the missing one it is told. */
export function fewTest(cast: Cast, file: RuleFile): RuleTest | undefined {
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
  return { name: `${instance.name}: each row asks for its fewest bad events, and for no more`, intervalMs, series, expectations };
}

/** The next day of which no window that a row reads holds what the one before held. */
export function dayAfter(atMs: number, { longMs }: BurnRow): number {
  return up(atMs + longMs + 2 * BEFORE_MS + HOUR, COARSE_STEP_MS);
}

/** Good events before the long window of a row, in all longer ones. */
export function diluting({ longMs }: BurnRow, rows: readonly BurnRow[], bad: number, atMs: number, intervalMs: number): Arrival {
  return { atMs: up(atMs - longMs - BEFORE_MS, intervalMs), events: Math.ceil((DILUTED * bad) / Math.min(...rows.map(({ threshold }) => toNumber(threshold)))), bad: 0 };
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
    for (const [index, { events, bad }] of fewestOf(row, objective.rows).entries()) {
      now = dayAfter(now, row);
      arrivals.push(diluting(row, objective.rows, bad, now, intervalMs), { atMs: up(now - row.shortMs / 2, intervalMs), events, bad });
      days.push({ row, atMs: now, fires: index > 0 });
    }
  }
  return { arrivals, days };
}

/** One bad event less than a row needs, and as many as it needs, at a ratio that no row above it tells; none where so few have another one. */
function fewestOf(row: BurnRow, rows: readonly BurnRow[]): readonly Omit<Arrival, 'atMs'>[] {
  const { minimumBad = 0 } = row;
  const ratio = ratioFor(row, rows);
  if (minimumBad < 2) return [];
  const both = [minimumBad - 1, minimumBad].map((bad) => ({ events: Math.round(bad / ratio), bad }));
  const tellsAlone = both.every(({ events, bad }) => rows.every((other) => bad / events > toNumber(other.threshold) === toNumber(row.threshold) >= toNumber(other.threshold)));
  return tellsAlone ? both : [];
}

/** Values that are there for some time after each arrival, and nothing otherwise, of which rules would make counts of their own. */
function held(arrivals: readonly { readonly atMs: number; readonly value: number }[], forMs: number, intervalMs: number, endMs: number): string {
  const all = arrivals.flatMap(({ atMs, value }): readonly Stretch[] => [{ untilMs: atMs, value: undefined }, { untilMs: atMs + forMs, value }]);
  return stretches(intervalMs, [...all, { untilMs: endMs + intervalMs, value: undefined }]);
}
