/** A stretch of time in which a service is equally busy and equally bad. */
export interface Segment {
  readonly forMs: number;
  /** Events a second. */
  readonly rate: number;
  /** Share of events that are bad, 0 to 1. */
  readonly errorRatio: number;
}

/** Events since the course began. */
export interface Events {
  readonly total: number;
  readonly bad: number;
}

interface Stretch extends Segment {
  readonly fromMs: number;
  readonly before: Events;
}

/** Sums such as 0.1 + 0.2 stay a hair below the whole number they mean. */
const HAIR = 1e-6;

/** What happens to a service: how many events there have been at any moment. Times are milliseconds since its beginning. */
export class Course {
  readonly endMs: number;
  readonly #stretches: readonly Stretch[];

  constructor(segments: readonly Segment[]) {
    const stretches: Stretch[] = [];
    let fromMs = 0;
    let before: Events = { total: 0, bad: 0 };
    for (const segment of segments) {
      stretches.push({ ...segment, fromMs, before });
      fromMs += segment.forMs;
      before = grown(before, segment, segment.forMs);
    }
    this.#stretches = stretches;
    this.endMs = fromMs;
  }

  /** Events up to a moment, as a continuous quantity: half an event is half an event. After the end nothing happens. */
  eventsAt(ms: number): Events {
    const stretch = this.#at(Math.min(ms, this.endMs));
    return stretch === undefined ? { total: 0, bad: 0 } : grown(stretch.before, stretch, Math.min(ms, this.endMs) - stretch.fromMs);
  }

  /** What counters of good and of bad events show at a moment: whole events, each counts when it is complete. */
  countersAt(ms: number): Events {
    const events = this.eventsAt(ms);
    const [good, bad] = [Math.floor(events.total - events.bad + HAIR), Math.floor(events.bad + HAIR)];
    return { total: good + bad, bad };
  }

  /** Share of bad events at a moment. */
  errorRatioAt(ms: number): number {
    return this.#at(ms)?.errorRatio ?? 0;
  }

  /** The stretch that a moment lies in; courses have a handful of them. */
  #at(ms: number): Stretch | undefined {
    return this.#stretches.findLast((one) => one.fromMs <= ms);
  }
}

function grown({ total, bad }: Events, { rate, errorRatio }: Segment, ms: number): Events {
  const events = (rate * ms) / 1000;
  return { total: total + events, bad: bad + events * errorRatio };
}
