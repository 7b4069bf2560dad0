import { DAY, formatDuration, HOUR, MINUTE } from '../model/duration.ts';

/** A stretch of time drawn over a number of columns. Milliseconds; 0 is where the labels of the axis count from. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly columns: number;
}

const EIGHTHS = ' ▁▂▃▄▅▆▇';
const ABOVE = '█';
const STEPS = [MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY];
/** Columns that a label of the axis needs, with some space. */
const LABEL_COLUMNS = 11;
/** How often a column looks at a curve: it shows the highest it sees. */
const LOOKS = 4;

/**
 * A curve as one line of blocks: full ones above 1, lower ones for eighths of it, blanks for nothing at all.
 * @param valueAt the curve; undefined where it has no value
 */
export function curve(span: Span, valueAt: (ms: number) => number | undefined): string {
  const width = (span.untilMs - span.fromMs) / span.columns;
  const cells = Array.from({ length: span.columns }, (_, column) => {
    const seen = Array.from({ length: LOOKS }, (_unused, look) => valueAt(span.fromMs + (column + look / LOOKS) * width) ?? 0);
    const highest = Math.max(...seen);
    if (highest > 1) return ABOVE;
    return EIGHTHS[highest <= 0 ? 0 : Math.max(1, Math.min(7, Math.floor(highest * 8)))] ?? ' ';
  });
  return cells.join('');
}

/** A line that is drawn during some times and blank during the others; what is shorter than a column takes one. */
export function bar(span: Span, times: readonly { readonly fromMs: number; readonly untilMs: number }[]): string {
  const column = (ms: number): number => Math.floor(((ms - span.fromMs) / (span.untilMs - span.fromMs)) * span.columns);
  const cells = Array.from({ length: span.columns }, (_, at) => {
    const one = times.find(({ fromMs, untilMs }) => at >= column(fromMs) && (at < column(untilMs) || at === column(fromMs)));
    return one === undefined ? ' ' : '━';
  });
  return cells.join('');
}

/** Two lines under the curves: ticks, and what time they are. */
export function axis(span: Span): readonly [ticks: string, labels: string] {
  const column = (ms: number): number => Math.floor(((ms - span.fromMs) / (span.untilMs - span.fromMs)) * span.columns);
  const most = Math.max(1, Math.floor(span.columns / LABEL_COLUMNS));
  const step = STEPS.find((ms) => (span.untilMs - span.fromMs) / ms <= most) ?? Math.ceil((span.untilMs - span.fromMs) / most / DAY) * DAY;
  const ticks = Array.from({ length: span.columns }, () => '─');
  let labels = '';
  for (let ms = Math.ceil(span.fromMs / step) * step; column(ms) < span.columns; ms += step) {
    const text = ms < 0 ? `-${formatDuration(-ms)}` : ms === 0 ? '0' : formatDuration(ms);
    ticks[column(ms)] = '┴';
    labels = labels.padEnd(column(ms)) + (column(ms) + text.length <= span.columns ? text : '');
  }
  return [ticks.join(''), labels.trimEnd()];
}
