import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import { DEFAULT_GROUP_WAIT_MS, outageLagMs, type Pace } from '../model/deadline.ts';
import type { Level } from '../model/burn-policy.ts';
import { formatDuration, SECOND } from '../model/duration.ts';
import type { Owed } from '../model/model.ts';
import { minus, ONE, rational, times, toDecimal, toNumber, toPercentage, type Rational } from '../model/rational.ts';
import { rowWithin, shortestWindowMs } from '../model/row-within.ts';
import { rowText } from './mended-row.ts';

/** A row that is too slow for its class's deadline even at a burn rate of 1. */
export interface Late {
  readonly name: string;
  readonly budget: Rational;
  readonly periodMs: number;
  readonly row: { readonly longMs: number; readonly level: Level };
  readonly lagMs: number;
  readonly deadline: Owed;
  readonly pace: Pace;
  readonly isTimeWeighted: boolean;
  readonly at: Location;
  readonly targetAt: Location;
}

/** TOC515: a deadline for a total outage that no burn rate of 1 or more can keep. */
export function outageTooLate(late: Late): Diagnostic {
  const { name, budget, row, lagMs, deadline, pace, isTimeWeighted } = late;
  const fills = times(budget, rational(row.longMs, SECOND));
  const wait = pace.groupWaitMs ?? DEFAULT_GROUP_WAIT_MS;
  const parts: readonly (readonly [string, number])[] = [['a scrape', pace.scrapeIntervalMs], isTimeWeighted ? ['a second evaluation', pace.evaluationIntervalMs] : ['a slow answer', pace.scrapeTimeoutMs], ['an evaluation', pace.evaluationIntervalMs], ['the group wait', wait]];
  return problem('TOC515', `objective \`${name}\`: a total outage cannot be told within ${formatDuration(deadline.withinMs)} at ${toPercentage(minus(ONE, budget))}`, {
    at: late.at,
    related: [{ message: 'the target', at: late.targetAt }],
    help: `at burn rate 1 it fills ${formatDuration(row.longMs)} up to the threshold in ${toPercentage(budget)} × ${formatDuration(row.longMs)} = ${toDecimal(fills, 1)}s; ${parts.map(([what, ms]) => `${what} (${formatDuration(ms)})`).join(', ')} take up to ${formatDuration(lagMs)}. ${wayOut(late)}`,
  });
}

/** TOC515: a deadline at a level that no row of the class has. */
export function nobodyToTell(level: Level, at: Location): Diagnostic {
  const other = level === 'page' ? 'ticket' : 'page';
  return problem('TOC515', `a total outage is promised a ${level}, and no row of this class is a ${level}`, { at, help: `write \`${other} within …\`, or give the policy a row of level \`${level}\`; \`pageAs\` turns pages into another level` });
}

/** A row that keeps the deadline; where no window is short enough, the shortest deadline that can be kept. */
function wayOut({ budget, periodMs, row, deadline, pace, isTimeWeighted }: Late): string {
  const faster = rowWithin({ budget, periodMs, withinMs: deadline.withinMs, isTimeWeighted, pace }, row.longMs);
  if (faster === undefined) {
    const shortestMs = shortestWindowMs(pace);
    const soonestMs = outageLagMs(shortestMs, isTimeWeighted, pace) + Math.ceil((toNumber(budget) * shortestMs) / SECOND) * SECOND;
    return `Allow at least ${formatDuration(soonestMs)} and a row with \`long: ${formatDuration(shortestMs)}\`, or choose a tighter target`;
  }
  return `Give the policy a row that is faster: \`${rowText({ level: row.level, ...faster }, 5)}\``;
}
