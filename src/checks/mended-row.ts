import type { Level } from '../model/burn-policy.ts';
import { shareOf, wholeBelow } from '../model/derived-rows.ts';
import { formatDuration, MINUTE } from '../model/duration.ts';
import { compare, ONE, rational, times, toNumber, toPercentage, type Rational } from '../model/rational.ts';
import { highestFactor, shortestWindowMs, type Spending } from '../model/row-within.ts';
import { wholeWindowMs } from '../model/windows.ts';
import type { JudgedRow } from './burn-row.ts';

/** Decimals of a percentage beyond which a budget is not written. */
const MOST_DIGITS = 7;

/** A row of a policy as it is written in a project: text to paste. */
export function rowText({ level, budgetShare, longMs, shortMs }: Spending & { readonly level: Level }, digits = MOST_DIGITS): string {
  return `{ level: ${level}, budget: ${toPercentage(budgetShare, digits)}, long: ${formatDuration(longMs)}, short: ${formatDuration(shortMs)} }`;
}

/**
 * What to do about a row that was refused: the nearest one that works, as text to paste.
 * Its window is kept where it fits, its budget changes no more than it must, and its burn rate lies between 1 and what a total
 * outage can reach. Where not even four scrapes fit into the period there is none.
 */
export function mend(row: JudgedRow): string {
  const nearest = mended(row);
  return nearest === undefined ? 'choose a longer period' : `write \`${rowText(nearest)}\`, or let the class have \`policy: auto\``;
}

/** The nearest row that works. */
function mended({ level, budgetShare, longMs, shortMs, factor, budget, periodMs, retentionMs, scrapeIntervalMs, evaluationIntervalMs }: JudgedRow): (Spending & { readonly level: Level }) | undefined {
  const shortestMs = wholeWindowMs(shortestWindowMs({ scrapeIntervalMs, evaluationIntervalMs }), evaluationIntervalMs);
  if (shortestMs >= Math.min(periodMs, retentionMs + 1)) return undefined;
  const fits = longMs < periodMs && longMs <= retentionMs;
  // A shorter window that spends the same share: at burn rate 1 it is that share of the period.
  const spentMs = Math.min(toNumber(times(budgetShare, rational(periodMs))), periodMs - MINUTE, retentionMs);
  const long = Math.max(shortestMs, fits ? longMs : wholeBelow(spentMs, evaluationIntervalMs));
  const short = Math.min(long, Math.max(shortestMs, fits ? shortMs : wholeWindowMs(Math.ceil(long / 12 / MINUTE) * MINUTE, evaluationIntervalMs)));
  const burns = long === longMs ? factor : times(budgetShare, rational(periodMs, long));
  const highest = highestFactor(budget);
  const windows = { level, longMs: long, shortMs: short };
  if (compare(burns, ONE) < 0) return { ...windows, budgetShare: rounded(shareOf(ONE, long, periodMs), 'up') };
  // A threshold that is nearly out of reach is no reason to refuse: only what is out of reach is lowered.
  if (compare(times(burns, budget), ONE) >= 0) return { ...windows, budgetShare: rounded(shareOf(highest, long, periodMs), compare(highest, ONE) === 0 ? 'up' : 'down') };
  return { ...windows, budgetShare };
}

/** A share as a percentage of few digits: no more than a thousandth off, and never on the wrong side. */
function rounded(share: Rational, side: 'up' | 'down'): Rational {
  for (let digits = 0; digits < MOST_DIGITS; digits++) {
    const scale = 10n ** BigInt(digits + 2);
    const exact = share.num * scale;
    const steps = exact / share.den + (side === 'up' && exact % share.den !== 0n ? 1n : 0n);
    const candidate = rational(steps, scale);
    if (steps > 0n && Math.abs(toNumber(candidate) / toNumber(share) - 1) <= 0.001) return candidate;
  }
  return share;
}
