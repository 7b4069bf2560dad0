/** A time; both ends belong to it. Milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The same times as few spans, in order: those that touch or overlap are one. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const found: { fromMs: number; untilMs: number }[] = [];
  for (const { fromMs, untilMs } of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = found.at(-1);
    if (last !== undefined && fromMs <= last.untilMs) last.untilMs = Math.max(last.untilMs, untilMs);
    else found.push({ fromMs, untilMs });
  }
  return found;
}

/** Whether all of a span lies in one of these, which are joined. */
export function covers(spans: readonly Span[], { fromMs, untilMs }: Span): boolean {
  return spans.some((one) => one.fromMs <= fromMs && untilMs <= one.untilMs);
}

/** Sum of joined spans, in milliseconds. */
export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
}

/** The multiples of a step in spans that are joined. */
export function multiplesIn(spans: readonly Span[], stepMs: number): readonly number[] {
  return spans.flatMap(({ fromMs, untilMs }) => {
    const first = Math.ceil(fromMs / stepMs);
    return Array.from({ length: Math.max(0, Math.floor(untilMs / stepMs) - first + 1) }, (_, index) => (first + index) * stepMs);
  });
}
