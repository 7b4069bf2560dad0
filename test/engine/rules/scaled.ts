/** Rules with their ranges, offsets, steps, intervals and patience divided; names of series keep the length they stand for. */
export function scaled(text: string, scale: number): string {
  const milliseconds = (duration: string): number =>
    [...duration.matchAll(/(\d+)(ms|[dhms])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * ({ d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 }[unit ?? ''] ?? 0), 0);
  const short = (duration: string): string => `${Math.max(1, Math.round(milliseconds(duration) / scale))}ms`;
  return text
    .replace(/^(\s+(?:interval|for|keep_firing_for): )(\S+)$/gm, (_, key: string, duration: string) => key + short(duration))
    .replace(/\[((?:\d+(?:ms|[dhms]))+)(?::((?:\d+(?:ms|[dhms]))+))?\]/g, (_, range: string, step: string | undefined) => `[${short(range)}${step === undefined ? '' : `:${short(step)}`}]`)
    .replace(/\boffset ((?:\d+(?:ms|[dhms]))+)/g, (_, offset: string) => `offset ${short(offset)}`);
}
