import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import type { BurnRow } from '../model/burn-policy.ts';
import { outageLagMs, type Pace } from '../model/deadline.ts';
import { formatDuration, MINUTE, SECOND } from '../model/duration.ts';
import type { Owed } from '../model/model.ts';
import { toNumber } from '../model/rational.ts';

/** An objective whose events are counted, and the least of them that its instance declares. */
export interface FewEvents {
  readonly objective: string;
  readonly rows: readonly BurnRow[];
  readonly perSecond: number;
  readonly outage: Owed;
  readonly pace: Pace;
  readonly minimumAt: Location;
}

/**
 * TOC516: a declared minimum of traffic at which a total outage cannot be told within the class's deadline, since a row
 * waits for its fewest bad events. At a steady rate these need minimum / rate, and they have to fit into the long window.
 */
export function tooFewToTell({ objective, rows, perSecond, outage, pace, minimumAt }: FewEvents): readonly Diagnostic[] {
  const told = rows.filter(({ level }) => level === outage.level).map((row) => ({ row, ms: toldAfterMs(row, perSecond, pace) }));
  const soonest = told.reduce<(typeof told)[number] | undefined>((a, b) => (a === undefined || b.ms < a.ms ? b : a), undefined);
  if (soonest === undefined || soonest.ms <= outage.withinMs) return [];
  const { row, ms } = soonest;
  const what = `a total outage at this minimum ${outage.level === 'page' ? 'pages' : 'makes a ticket'}`;
  return [
    problem('TOC516', `objective \`${objective}\`: ${ms === Infinity ? `${what.replace('pages', 'pages nobody').replace('makes a', 'makes no')}` : `${what} after ${formatDuration(Math.ceil(ms / MINUTE) * MINUTE)}`}, and the class promises ${formatDuration(outage.withinMs)}`, {
      at: minimumAt,
      help: `the ${formatDuration(row.longMs)} window asks for ${row.minimumBad ?? 0} bad events, or chance would tell; in that time so few come. Send synthetic events and add an objective with \`every: 5m\`, which is told at the second failure, or let the class allow more`,
    }),
  ];
}

function toldAfterMs(row: BurnRow, perSecond: number, pace: Pace): number {
  const needsMs = ((row.minimumBad ?? 0) / perSecond) * SECOND;
  if (needsMs > row.longMs) return Infinity;
  return Math.max(needsMs, toNumber(row.threshold) * row.longMs) + outageLagMs(row.longMs, false, pace);
}
