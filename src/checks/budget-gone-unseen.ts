import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import { formatDuration, SECOND } from '../model/duration.ts';
import { compare, minus, ONE, rational, times, toDecimal, toNumber, toPercentage, type Rational } from '../model/rational.ts';

/** What decides how soon a total outage is told, and how soon it has spent the budget. */
export interface Race {
  readonly objective: string;
  readonly target: Rational;
  readonly periodMs: number;
  readonly scrapeIntervalMs: number;
  readonly scrapeTimeoutMs: number;
  readonly evaluationIntervalMs: number;
  /** A probe's period, where events are its own. */
  readonly everyMs: number | undefined;
}

/**
 * TOC510: a target so high that a total outage has spent the whole budget before any row can fire.
 * A row trips after threshold × long = its share of the budget's time (Google SRE Workbook, chapter 5), but never sooner than
 * its samples are scraped, have arrived and are evaluated: with a budget of less time than that, every alert comes too late.
 */
export function budgetGoneUnseen(race: Race, at: Location): readonly Diagnostic[] {
  const waits = [
    ...(race.everyMs === undefined ? [] : [{ what: 'a probe', ms: race.everyMs }]),
    { what: 'a scrape', ms: race.scrapeIntervalMs },
    { what: 'a slow answer', ms: race.scrapeTimeoutMs },
    { what: 'an evaluation', ms: race.evaluationIntervalMs },
  ];
  const soonestMs = waits.reduce((sum, { ms }) => sum + ms, 0);
  const budget = minus(ONE, race.target);
  if (compare(times(budget, rational(race.periodMs)), rational(soonestMs)) > 0) return [];
  const lasts = spoken(times(budget, rational(race.periodMs, SECOND)));
  const sum = waits.map(({ what, ms }) => `${what} (${formatDuration(ms)})`).join(', ');
  return [
    problem('TOC510', `objective \`${race.objective}\`: at ${toPercentage(race.target, 9)} a total outage spends the whole budget in ${lasts}, before any alert can fire`, {
      at,
      help: `${toPercentage(budget, 9)} of ${formatDuration(race.periodMs)} is ${lasts}; ${sum} take ${formatDuration(soonestMs)}. ${wayOut(soonestMs, race.periodMs)}`,
    }),
  ];
}

/** Seconds as people say them: `25.9s`, and above two minutes `43m12s`. */
function spoken(seconds: Rational): string {
  return toNumber(seconds) < 120 ? `${toDecimal(seconds, 1)}s` : formatDuration(Math.floor(toNumber(seconds)) * SECOND);
}

/** The highest target that works, rounded down to as few digits as show it. */
function wayOut(soonestMs: number, periodMs: number): string {
  if (soonestMs >= periodMs) return 'Choose a longer period';
  for (let digits = 1; digits <= 7; digits++) {
    const step = rational(1, 10n ** BigInt(digits + 2));
    // The smallest budget of so many digits that lasts longer than the waits.
    const steps = (BigInt(soonestMs) * step.den) / BigInt(periodMs) + 1n;
    const target = minus(ONE, times(rational(steps), step));
    if (steps > 1n && steps <= 20n && compare(target, rational(0)) > 0) return `Choose at most ${toPercentage(target, digits)}, a longer period, or shorter intervals`;
  }
  return 'Choose a longer period, or shorter intervals';
}
