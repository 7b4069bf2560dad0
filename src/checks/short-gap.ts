import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import { formatDuration } from '../model/duration.ts';
import type { Settings } from '../model/model.ts';

/** TOC521: a longest gap that even a stream which never pauses would exceed. */
export function shortGap(gapMs: number, { scrapeIntervalMs, scrapeTimeoutMs, evaluationIntervalMs }: Settings, at: Location): readonly Diagnostic[] {
  const least = 2 * (scrapeIntervalMs + scrapeTimeoutMs + evaluationIntervalMs);
  if (gapMs >= least) return [];
  return [problem('TOC521', `a gap of ${formatDuration(gapMs)} cannot be told from the time between two scrapes`, { at, help: `choose at least ${formatDuration(least)}; silence as short as this is better told by the traffic of the instance` })];
}
