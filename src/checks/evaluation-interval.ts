import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import { formatDuration, MINUTE, SECOND } from '../model/duration.ts';

/** Longest group interval whose alerts survive one missed evaluation inside Prometheus' five-minute lookback. */
const SLOWEST_MS = 2 * MINUTE;

/** TOC506: an evaluation interval that is too long, or no whole seconds. */
export function evaluationInterval(intervalMs: number, at: Location): readonly Diagnostic[] {
  if (intervalMs <= SLOWEST_MS && intervalMs % SECOND === 0) return [];
  return [
    problem('TOC506', `rules cannot be evaluated every ${formatDuration(intervalMs)}`, {
      at,
      help: `two evaluations must fit into the 5m that Prometheus looks back: choose whole seconds, at most ${formatDuration(SLOWEST_MS)}`,
    }),
  ];
}
