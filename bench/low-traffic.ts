import { HOUR, MINUTE } from '../src/model/duration.ts';
import { fired, type Form } from './burn-forms.ts';
import { figure, table } from './page.ts';
import { PoissonTraffic } from './poisson-traffic.ts';

const RATES = [10, 30, 100, 1000];
const RATIOS = [1, 0.5, 0.2, 0.1, 0.05];
const RUNS = 200;
/** Minutes of good service, of failures, and of good service again. */
const BEGINS = (6 * HOUR) / MINUTE;
const ENDS = BEGINS + (12 * HOUR) / MINUTE;
const LAST = ENDS + (8 * HOUR) / MINUTE;

/** How often twelve hours of partial failure page, and how long after them the page ends, over seeded runs of independent events. */
export function lowTraffic(): string {
  const rows = RATES.flatMap((perHour) =>
    RATIOS.map((ratio) => {
      const runs = Array.from({ length: RUNS }, (_, run) => new PoissonTraffic({ seed: perHour * 7919 + Math.round(ratio * 100) * 104_729 + run, minutes: LAST, perHour, badShare: (minute) => (minute >= BEGINS && minute < ENDS ? ratio : 0) }));
      const pages = (form: Form): readonly (readonly { readonly until: number | undefined }[])[] => runs.map((traffic) => fired(form, 'page', traffic));
      const ours = pages('ours');
      const ends = ours.flatMap((one) => one.at(-1)?.until ?? []).map((minute) => minute - ENDS).sort((a, b) => a - b);
      return [figure(perHour), `${ratio * 100} %`, `${figure((100 * ours.filter((one) => one.length === 0).length) / RUNS)} %`, counts(ours), counts(pages('textbook')), `${figure(ends[ends.length >> 1] ?? NaN)} min`];
    }),
  );
  return `Twelve hours of failures, ${RUNS} seeded runs each.\n\n${table(['events an hour', 'bad events', 'never paged', 'pages, mean (most)', 'textbook', 'the page ends after, median'], rows)}`;
}

function counts(runs: readonly (readonly unknown[])[]): string {
  const each = runs.map((one) => one.length);
  return `${figure(each.reduce((sum, one) => sum + one, 0) / runs.length, 2)} (${Math.max(...each)})`;
}
