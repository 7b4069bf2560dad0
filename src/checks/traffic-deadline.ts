import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import { soonestAbsenceMs, type Pace } from '../model/deadline.ts';
import { formatDuration } from '../model/duration.ts';
import { currentMs, soonestDropMs } from '../model/traffic.ts';

/** TOC507: a class that promises news of a drop sooner than the current rate can show it. */
export function trafficDeadline(withinMs: number, pace: Pace, at: Location): readonly Diagnostic[] {
  const current = currentMs(pace.evaluationIntervalMs);
  return tooSoon('a drop of traffic', withinMs, soonestDropMs(pace), `the rate of ${formatDuration(current)}, a scrape, a slow answer, two evaluations and the group wait of the routes`, at);
}

/** TOC507: a class that promises news of a silent stream sooner than it can arrive. */
export function silenceDeadline(withinMs: number, pace: Pace, at: Location): readonly Diagnostic[] {
  return tooSoon('a silent stream', withinMs, soonestAbsenceMs(pace), 'a scrape, a slow answer, two evaluations and the group wait of the routes', at);
}

function tooSoon(what: string, withinMs: number, soonestMs: number, because: string, at: Location): readonly Diagnostic[] {
  if (withinMs >= soonestMs) return [];
  return [problem('TOC507', `${what} cannot be told within ${formatDuration(withinMs)}`, { at, help: `${because} take up to ${formatDuration(soonestMs)}: allow at least that` })];
}
