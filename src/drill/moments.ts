import { parseDuration } from '../model/duration.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Milliseconds of a moment or duration; `0s` is one. */
export function momentMs(text: string): number {
  return parseDuration(text);
}

/** Events a second of a rate such as `10/h`. */
export function perSecond(rate: string): number {
  const [count = '', unit = ''] = rate.split('/');
  return Number(count) / (UNIT_SECONDS[unit] ?? 1);
}

/** The share that a percentage says. */
export function share(percentage: string): number {
  return Number(percentage.replace('%', '')) / 100;
}
