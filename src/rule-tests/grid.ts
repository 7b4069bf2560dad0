import { MINUTE } from '../model/duration.ts';
import type { Settings } from '../model/model.ts';

/** Samples are looked for five minutes back, and Prometheus 3 leaves the older end out. */
const COARSEST_MS = 4 * MINUTE;

/**
 * Between two evaluations of a test: as many evaluation intervals as fit into what Prometheus looks back. Increments are then
 * seen at some evaluations only, good and bad alike, so shares are as they are, and counts smaller.
 */
export function coarseMs(evaluationIntervalMs: number): number {
  return Math.max(1, Math.floor(COARSEST_MS / evaluationIntervalMs)) * evaluationIntervalMs;
}

/** The first moment of the grid that is not before a moment. */
export function up(ms: number, gridMs: number): number {
  return Math.ceil(ms / gridMs) * gridMs;
}

/** The newest scrape that an evaluation counts. */
export function seenBy({ scrapeIntervalMs, scrapeTimeoutMs }: Settings, atMs: number): number {
  return Math.floor((atMs - scrapeTimeoutMs) / scrapeIntervalMs) * scrapeIntervalMs;
}
