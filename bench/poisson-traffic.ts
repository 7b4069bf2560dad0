import type { Countable } from '../src/simulate/counts.ts';
import type { Events } from '../src/simulate/course.ts';

/** Milliseconds between two scrapes, each a minute's events later. */
export const MINUTE_MS = 60_000;

/** Traffic of independent events: how many come in a minute, and which share of them is bad. */
export interface Independent {
  readonly seed: number;
  readonly minutes: number;
  readonly perHour: number;
  readonly badShare: (minute: number) => number;
}

/** Counters of independent events, as scrapes a minute apart show them: good and bad ones are Poisson processes of their own. */
export class PoissonTraffic implements Countable {
  readonly endMs: number;
  readonly #good: Float64Array;
  readonly #bad: Float64Array;

  constructor({ seed, minutes, perHour, badShare }: Independent) {
    const random = seeded(seed);
    this.endMs = minutes * MINUTE_MS;
    this.#good = new Float64Array(minutes + 1);
    this.#bad = new Float64Array(minutes + 1);
    for (let minute = 0; minute < minutes; minute++) {
      const share = badShare(minute);
      this.#good[minute + 1] = (this.#good[minute] ?? 0) + poisson((perHour / 60) * (1 - share), random);
      this.#bad[minute + 1] = (this.#bad[minute] ?? 0) + poisson((perHour / 60) * share, random);
    }
  }

  countersAt(ms: number): Events {
    const minute = Math.min(Math.floor(ms / MINUTE_MS), this.#good.length - 1);
    const bad = this.#bad[minute] ?? 0;
    return { bad, total: (this.#good[minute] ?? 0) + bad };
  }

  eventsAt(ms: number): Events {
    return this.countersAt(ms);
  }

  /** Not asked for: events are counted here, and not time. */
  errorRatioAt(): number {
    return 0;
  }
}

/** Inversion: the smallest k whose cumulated probability is above a uniform number; for means far below 700. */
function poisson(mean: number, random: () => number): number {
  if (mean === 0) return 0;
  const uniform = random();
  let term = Math.exp(-mean);
  let sum = term;
  let k = 0;
  while (uniform > sum && term > 0) {
    k += 1;
    term *= mean / k;
    sum += term;
  }
  return k;
}

/** Uniform numbers below 1 from a seed: mulberry32 (Tommy Ettinger, public domain), of two draws for 53 bits. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}
