import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import { DEFAULT_GROUP_WAIT_MS, soonestAbsenceMs, type Pace } from '../model/deadline.ts';
import { formatDuration } from '../model/duration.ts';

/** TOC507: a class that promises news of an absence sooner than it can arrive. */
export function absenceDeadline(withinMs: number, pace: Pace, at: Location): readonly Diagnostic[] {
  const soonest = soonestAbsenceMs(pace);
  if (withinMs >= soonest) return [];
  const [scrape, answer, evaluation, wait] = [pace.scrapeIntervalMs, pace.scrapeTimeoutMs, pace.evaluationIntervalMs, pace.groupWaitMs ?? DEFAULT_GROUP_WAIT_MS].map(formatDuration);
  return [
    problem('TOC507', `absence cannot be told within ${formatDuration(withinMs)}`, {
      at,
      help: `a scrape (${scrape ?? ''}), a slow answer (${answer ?? ''}), two evaluations (${evaluation ?? ''} each) and the group wait of the routes (${wait ?? ''}) take up to ${formatDuration(soonest)}: allow at least that`,
    }),
  ];
}
