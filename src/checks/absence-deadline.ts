import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import { DEFAULT_GROUP_WAIT_MS, soonestAbsenceMs, type Pace } from '../model/deadline.ts';
import { formatDuration } from '../model/duration.ts';
import { currentMs, soonestDropMs } from '../model/traffic.ts';

/** What a class may promise news of. */
export type Promised = 'absence' | 'a drop of traffic' | 'a silent stream';

/** TOC507: a class that promises news of an absence, a drop or a silence sooner than it can arrive. */
export function absenceDeadline(what: Promised, withinMs: number, pace: Pace, at: Location): readonly Diagnostic[] {
  const isDrop = what === 'a drop of traffic';
  const soonest = isDrop ? soonestDropMs(pace) : soonestAbsenceMs(pace);
  if (withinMs >= soonest) return [];
  const [scrape, answer, evaluation, wait] = [pace.scrapeIntervalMs, pace.scrapeTimeoutMs, pace.evaluationIntervalMs, pace.groupWaitMs ?? DEFAULT_GROUP_WAIT_MS].map(formatDuration);
  const current = isDrop ? `the time that counts as now (${formatDuration(currentMs(pace.evaluationIntervalMs))}), ` : '';
  return [
    problem('TOC507', `${what} cannot be told within ${formatDuration(withinMs)}`, {
      at,
      help: `${current}a scrape (${scrape ?? ''}), a slow answer (${answer ?? ''}), ${isDrop ? 'five' : 'three'} evaluations (${evaluation ?? ''} each) and the group wait of the routes (${wait ?? ''}) take up to ${formatDuration(soonest)}: allow at least that`,
    }),
  ];
}
