import type { Course } from './scrapes.ts';

/** How a counter is scraped and judged; seconds. */
export interface Rhythm {
  readonly every: number;
  readonly phase: number;
  readonly evaluation: number;
}

/** Seconds by which rules look back, so that slow scrapes have arrived. */
const LATE = 10;

/** The scrape that an evaluation sees last. */
function lastScrape(at: number, { every, phase }: Rhythm): number {
  return Math.floor((at - LATE - phase) / every) * every + phase;
}

/** What a window holds at an evaluation: what the counter gained between the scrapes that its two ends see. */
export function gained(course: Course, at: number, window: number, rhythm: Rhythm): number {
  return (course(lastScrape(at, rhythm)) ?? 0) - (course(lastScrape(at - window, rhythm)) ?? 0);
}

/** A burn row as the workbook writes it: windows in seconds, error ratio that both must exceed. */
export interface Row {
  readonly long: number;
  readonly short: number;
  readonly above: number;
}

/** The rows of 99.9 % over 30 days, by hand: 14.4, 6, 3 and 1 times a budget of 0.1 %. */
export const PAGE_ROWS: readonly Row[] = [
  { long: 3600, short: 300, above: 0.0144 },
  { long: 21_600, short: 1800, above: 0.006 },
];
export const TICKET_ROWS: readonly Row[] = [
  { long: 86_400, short: 7200, above: 0.003 },
  { long: 259_200, short: 21_600, above: 0.001 },
];

/** Seconds until a row fires at a steady error ratio, by the workbook's formula: its long window has to fill up to its threshold. */
export function secondsToFire(ratio: number, rows: readonly Row[]): number {
  return Math.min(...rows.filter(({ above }) => ratio > above).map(({ long, above }) => (above / ratio) * long));
}

/** First and last evaluation at which any row holds. */
export function firing(good: Course, bad: Course, rows: readonly Row[], until: number, rhythm: Rhythm): readonly [first: number, last: number] | undefined {
  const ratio = (at: number, window: number): number => {
    // Tiles of long windows end at whole multiples of five minutes.
    const end = window > 21_600 ? Math.floor(at / 300) * 300 : at;
    const failed = gained(bad, end, window, rhythm);
    return failed / (failed + gained(good, end, window, rhythm));
  };
  const holds: number[] = [];
  for (let at = rhythm.evaluation; at <= until; at += rhythm.evaluation) {
    if (rows.some(({ long, short, above }) => ratio(at, long) > above && ratio(at, short) > above)) holds.push(at);
  }
  const [first] = holds;
  const last = holds.at(-1);
  return first === undefined || last === undefined ? undefined : [first, last];
}
