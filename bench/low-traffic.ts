import { HOUR, MINUTE } from '../src/model/duration.ts';
import { fired, type Form } from './burn-forms.ts';
import { figure, table } from './page.ts';
import { PoissonTraffic } from './poisson-traffic.ts';

const RATES = [10, 30, 100, 1000];
const RATIOS = [1, 0.5, 0.2, 0.1, 0.05];
const RUNS = 200;
/** Minutes of good service before, and again after failures. */
const BEGINS = (6 * HOUR) / MINUTE;
const AFTERWARDS = (8 * HOUR) / MINUTE;

/** A partial failure: events an hour, share of them that is bad, and for how many hours. */
interface Failing {
  readonly perHour: number;
  readonly ratio: number;
  readonly hours: number;
}

const CASES: readonly Failing[] = [
  ...RATES.flatMap((perHour) => RATIOS.map((ratio) => ({ perHour, ratio, hours: 12 }))),
  ...[20, 50, 200].flatMap((perHour) => [1, 0.5, 0.2].map((ratio) => ({ perHour, ratio, hours: 1 }))),
];

/** How often hours of partial failure page, and how long after them the page ends, over seeded runs of independent events. */
export function lowTraffic(): string {
  const rows = CASES.map(({ perHour, ratio, hours }) => {
    const ends = BEGINS + (hours * HOUR) / MINUTE;
    const runs = Array.from({ length: RUNS }, (_, run) => new PoissonTraffic({ seed: perHour * 7919 + Math.round(ratio * 100) * 104_729 + run, minutes: ends + AFTERWARDS, perHour, badShare: (minute) => (minute >= BEGINS && minute < ends ? ratio : 0) }));
    const pages = (form: Form): readonly (readonly { readonly until: number | undefined }[])[] => runs.map((traffic) => fired(form, 'page', traffic));
    const ours = pages('ours');
    const after = ours.flatMap((one) => one.at(-1)?.until ?? []).map((minute) => minute - ends).sort((a, b) => a - b);
    return [figure(hours), figure(perHour), `${ratio * 100} %`, `${figure((100 * ours.filter((one) => one.length === 0).length) / RUNS)} %`, counts(ours), counts(pages('textbook')), `${figure(after[after.length >> 1] ?? NaN)} min`];
  });
  return `Failures of twelve hours and of one, ${RUNS} seeded runs each.\n\n${table(['hours', 'events an hour', 'bad events', 'never paged', 'pages, mean (most)', 'textbook', 'the page ends after, median'], rows)}`;
}

function counts(runs: readonly (readonly unknown[])[]): string {
  const each = runs.map((one) => one.length);
  return `${figure(each.reduce((sum, one) => sum + one, 0) / runs.length, 2)} (${Math.max(...each)})`;
}
