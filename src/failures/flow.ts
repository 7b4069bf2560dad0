/** What comes to the processes of one instance on one site, before and after a moment; time in milliseconds, rates of all processes together. */
export interface Flow {
  readonly before: Stretch;
  readonly after: Stretch;
  /** Events that come together every so often, in place of a steady rate. */
  readonly everyMs: number | undefined;
}

/** A time in which nothing changes. */
export interface Stretch {
  /** Events a second; of a probe, on the average. */
  readonly perSecond: number;
  /** Share of bad events. */
  readonly errors: number;
}

export interface Counted {
  readonly good: number;
  readonly bad: number;
}

/** From when on until when what comes is another; what lasts ends at `Infinity`. */
export interface Episode {
  readonly onsetMs: number;
  readonly endMs: number;
}

/** Events since the beginning, up to a moment, of a flow that changes for an episode. */
export function countedBy(flow: Flow, { onsetMs, endMs }: Episode, atMs: number): Counted {
  const before = eventsOf(flow, flow.before, 0, Math.min(atMs, onsetMs)) + (atMs > endMs ? eventsOf(flow, flow.before, endMs, atMs) : 0);
  const after = atMs > onsetMs ? eventsOf(flow, flow.after, onsetMs, Math.min(atMs, endMs)) : 0;
  return {
    good: before * (1 - flow.before.errors) + after * (1 - flow.after.errors),
    bad: before * flow.before.errors + after * flow.after.errors,
  };
}

/** Events since a moment at which all is well. */
export function countedSince(flow: Flow, fromMs: number, atMs: number): Counted {
  const events = eventsOf(flow, flow.before, fromMs, atMs);
  return { good: events * (1 - flow.before.errors), bad: events * flow.before.errors };
}

function eventsOf({ everyMs }: Flow, { perSecond }: Stretch, fromMs: number, untilMs: number): number {
  if (everyMs === undefined) return (perSecond * (untilMs - fromMs)) / 1000;
  // Probes send at multiples of their period.
  const bursts = Math.floor(untilMs / everyMs) - Math.floor(fromMs / everyMs);
  return bursts * whole((perSecond * everyMs) / 1000);
}

/** Events of a burst, where they are a whole number but for rounding: rules ask whether there were so many. */
function whole(events: number): number {
  return Math.abs(events - Math.round(events)) < 1e-9 ? Math.round(events) : events;
}
