import { formatDuration } from '../model/duration.ts';
import { toNumber } from '../model/rational.ts';
import type { Outcome } from './outcome.ts';

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const NOTHING = '·';

/** The bad share over the drill against the threshold of the first row, as lines of a terminal; none without an objective. */
export function plotLines({ plot, plotted }: Pick<Outcome, 'plot' | 'plotted'>): readonly string[] {
  if (plot === undefined) return [];
  const threshold = toNumber(plot.row.threshold);
  const values = plotted.filter((value) => value !== undefined && Number.isFinite(value));
  const largest = Math.max(0, ...values.map((value) => value ?? 0));
  const top = Math.max(largest, threshold);
  const bars = plotted.map((value) => (value === undefined || !Number.isFinite(value) ? NOTHING : (BARS[Math.min(BARS.length - 1, Math.floor((value / top) * BARS.length))] ?? NOTHING))).join('');
  const above = plotted.map((value) => (value !== undefined && value > threshold ? '▔' : ' ')).join('');
  const what = `bad share over ${formatDuration(plot.row.longMs)}`;
  const limit = `above ${percent(threshold)}`;
  const width = Math.max(what.length, limit.length);
  return [`${what.padEnd(width)}  ${bars}  at most ${percent(largest)}`, `${limit.padEnd(width)}  ${above}`.trimEnd()];
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))}%`;
}
