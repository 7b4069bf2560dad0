import { DAY, MINUTE } from '../src/model/duration.ts';
import type { Level } from '../src/model/burn-policy.ts';
import { fired, type Form } from './burn-forms.ts';
import { figure, table } from './page.ts';
import { PoissonTraffic } from './poisson-traffic.ts';

const YEAR = (365 * DAY) / MINUTE;
/** Minutes before a year that fill its windows. */
const BEFORE = (4 * DAY) / MINUTE;
/** Events an hour. */
const RATES = [10, 30, 100, 300, 1000];
/** A service that is exactly on budget. */
const BAD_SHARE = 0.001;
/** Two-sided 95 % of a normal distribution. */
const CONFIDENCE = 1.96;

/** Alerts a year on a service that is exactly on budget, of both forms: mean and 95 % confidence over many seeded years. */
export function falseAlarms(years: number): string {
  const rows = RATES.map((perHour) => {
    process.stderr.write(`on budget at ${perHour} events an hour\n`);
    const counts: Record<`${Level} ${Form}`, number[]> = { 'page ours': [], 'page textbook': [], 'ticket ours': [], 'ticket textbook': [] };
    for (let year = 0; year < years; year++) {
      const traffic = new PoissonTraffic({ seed: perHour * 1_000_003 + year, minutes: BEFORE + YEAR, perHour, badShare: () => BAD_SHARE });
      for (const level of ['page', 'ticket'] as const) for (const form of ['ours', 'textbook'] as const) counts[`${level} ${form}`].push(fired(form, level, traffic).filter(({ from }) => from >= BEFORE).length);
    }
    return [figure(perHour), ...(['page ours', 'page textbook', 'ticket ours', 'ticket textbook'] as const).map((one) => meanOf(counts[one]))];
  });
  return table(['events an hour', 'pages a year', 'textbook', 'tickets a year', 'textbook'], rows);
}

function meanOf(counts: readonly number[]): string {
  const years = counts.length;
  const mean = counts.reduce((sum, count) => sum + count, 0) / years;
  // Where nothing was seen in n years, less than 3 / n a year is 95 % sure.
  if (mean === 0) return `0 (below ${figure(3 / years, 2)})`;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (years - 1);
  return `${figure(mean, mean < 10 ? 2 : 0)} ± ${figure(CONFIDENCE * Math.sqrt(variance / years), mean < 10 ? 2 : 1)}`;
}
