import type { Settings } from '../model/model.ts';

/** How often a Prometheus looks, and how late. Milliseconds. */
export type Pace = Pick<Settings, 'evaluationIntervalMs' | 'scrapeIntervalMs' | 'scrapeTimeoutMs'>;

/** Where in its intervals a Prometheus stands when a course begins: nobody chooses them. Milliseconds; 0 unless given. */
export interface Phases {
  /** The first scrape, counted from the beginning of the course; less than a scrape interval. */
  readonly scrapeMs?: number;
  /** The first evaluation; less than an evaluation interval. */
  readonly evaluationMs?: number;
  /** How long before the beginning the last whole multiple of a tile was, as Prometheus counts time. */
  readonly tileMs?: number;
}

/** The moments at which a Prometheus looks at a course, in milliseconds since its beginning. */
export class Clock {
  readonly pace: Pace;
  /** Since when tiles are counted: at or before the beginning. */
  readonly tileOriginMs: number;
  readonly #firstScrapeMs: number;
  readonly #firstEvaluationMs: number;

  constructor(pace: Pace, { scrapeMs = 0, evaluationMs = 0, tileMs = 0 }: Phases = {}) {
    this.pace = pace;
    this.#firstScrapeMs = scrapeMs;
    this.#firstEvaluationMs = evaluationMs;
    this.tileOriginMs = -tileMs;
  }

  evaluationMs(index: number): number {
    return this.#firstEvaluationMs + index * this.pace.evaluationIntervalMs;
  }

  /** The newest evaluation at or before a moment; negative before the first. */
  evaluationBefore(ms: number): number {
    return Math.floor((ms - this.#firstEvaluationMs) / this.pace.evaluationIntervalMs);
  }

  /** The newest scrape that an evaluation counts: rules look back by the time-out, so that slow answers have arrived. Undefined before the first. */
  scrapeSeenMs(index: number): number | undefined {
    return this.scrapeBefore(this.evaluationMs(index) - this.pace.scrapeTimeoutMs);
  }

  /** The newest scrape at or before a moment; undefined before the first. */
  scrapeBefore(ms: number): number | undefined {
    const since = ms - this.#firstScrapeMs;
    return since < 0 ? undefined : this.#firstScrapeMs + Math.floor(since / this.pace.scrapeIntervalMs) * this.pace.scrapeIntervalMs;
  }
}
