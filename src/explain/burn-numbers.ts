import type { Level } from '../model/burn-policy.ts';
import { SECOND } from '../model/duration.ts';
import { isTimeWeighted } from '../model/indicator.ts';
import type { Instance, Objective, Settings } from '../model/model.ts';
import { toNumber } from '../model/rational.ts';
import { detection } from '../simulate/detection.ts';
import type { Promised } from '../simulate/simulate.ts';
import type { Burn, BurnRowNumbers } from './explanation.ts';

/** Shares of failing events that are told of: everything, a tenth, a hundredth. */
const FAILURES = [1, 0.1, 0.01];

/** Events a second that numbers are given for where none are declared. */
const USUAL_RATE = 100;

/** The numbers of one level's rows, and when they tell of a failure that goes on. */
export function burnNumbers(settings: Settings, instance: Instance, objective: Objective, level: Level): Burn {
  const declared = instance.traffic?.minimumPerSecond;
  const rate = declared === undefined ? USUAL_RATE : toNumber(declared);
  const counting = isTimeWeighted(objective.measure) ? 'time' : 'events';
  const promised: Promised = { rows: objective.rows, target: objective.target, period: objective.period, counting };
  const rows = objective.rows
    .filter((row) => row.level === level)
    .map((row): BurnRowNumbers => ({
      longMs: row.longMs,
      shortMs: row.shortMs,
      burnRate: toNumber(row.factor),
      threshold: toNumber(row.threshold),
      badEvents: counting === 'time' || objective.everyMs !== undefined ? undefined : Math.ceil((rate * row.longMs * toNumber(row.threshold)) / SECOND),
      minimumBad: row.minimumBad,
      budgetShare: toNumber(row.budgetShare),
    }));
  // A probe sends too few events for a rate: the second failing one tells.
  const told = objective.everyMs === undefined ? FAILURES : [];
  return { counting, rate, rows, detection: told.map((errorRatio) => ({ errorRatio, fires: firesAfter(promised, settings, errorRatio, rate, level) })) };
}

function firesAfter(promised: Promised, settings: Settings, errorRatio: number, rate: number, level: Level): Burn['detection'][number]['fires'] {
  const found = detection(promised, settings, { errorRatio, rate }).find((one) => one.level === level);
  if (found === undefined) return 'never';
  return found.worstMs < Infinity ? { soonestMs: found.bestMs, latestMs: found.worstMs } : 'unknown';
}
