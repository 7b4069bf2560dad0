import { HOUR, SECOND } from '../model/duration.ts';
import type { Objective } from '../model/model.ts';
import { LONGEST_DIRECT_MS, tileMs, wholeWindowMs } from '../model/windows.ts';
import type { Expr } from '../promql/ast.ts';
import { call, subquery } from '../promql/build.ts';
import type { RecordingRule } from './rule.ts';
import { incrementName, recorded, windowName, type View } from './series.ts';
import { wholeSteps } from './whole-steps.ts';

/** All windows that are recorded for an objective, shortest first: those of its rows, the tile of the long ones, and the hour that periods are made of. */
export function windowsOf(objective: Objective, evaluationIntervalMs: number): readonly number[] {
  const windows = new Set([...objective.rows.flatMap((row) => [row.longMs, row.shortMs]), wholeWindowMs(HOUR, evaluationIntervalMs)]);
  if ([...windows].some((ms) => ms > LONGEST_DIRECT_MS)) windows.add(tileMs(evaluationIntervalMs));
  return [...windows].sort((a, b) => a - b);
}

/** The sums of all and of bad events over each window; counts, never ratios, since a mean of ratios is wrong when traffic varies. */
export function windowRules(view: View, objective: Objective): readonly RecordingRule[] {
  const tile = tileMs(view.settings.evaluationIntervalMs);
  // One second less than the window: both ends of a range belong to it, and the older end is the window before.
  const sumOf = (counted: 'total' | 'bad', windowMs: number): Expr =>
    windowMs <= LONGEST_DIRECT_MS
      ? call('sum_over_time', recorded(incrementName(counted), view.instance, objective, windowMs - SECOND))
      : call('sum_over_time', subquery(recorded(windowName(counted, tile), view.instance, objective), wholeSteps(windowMs), tile));
  return windowsOf(objective, view.settings.evaluationIntervalMs).flatMap((windowMs) =>
    (['total', 'bad'] as const).map(
      (counted): RecordingRule => ({ kind: 'record', record: windowName(counted, windowMs), expr: sumOf(counted, windowMs), labels: {} }),
    ),
  );
}
