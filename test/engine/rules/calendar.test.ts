import { expect, test } from 'vitest';
import { selector } from '../../../src/promql/build.ts';
import { printExpr } from '../../../src/promql/print.ts';
import { nextPeriodStart, periodStart, type CalendarPeriod } from '../../../src/rules/calendar.ts';
import { observe, type Question } from '../../support/promtool-tests.ts';
import { countedIn, PROVES, seedOr } from '../../support/proof.ts';

const DAY = 86_400;
const FROM = Date.UTC(2023, 0, 1) / 1000;
const TO = Date.UTC(2030, 0, 1) / 1000;
const PERIODS: readonly CalendarPeriod[] = [{ kind: 'month' }, ...([1, 2, 3] as const).map((firstMonth): CalendarPeriod => ({ kind: 'quarter', firstMonth }))];

/** By the calendar of the JavaScript engine: the first second of the period that holds a moment, or of one after it. */
function startOf(period: CalendarPeriod, moment: number, later = 0): number {
  const date = new Date(moment * 1000);
  const month = date.getUTCMonth();
  const over = period.kind === 'month' ? 0 : (month + 13 - period.firstMonth) % 3;
  const length = period.kind === 'month' ? 1 : 3;
  return Date.UTC(date.getUTCFullYear(), month - over + later * length, 1) / 1000;
}

/** Every month's first and last seconds, and moments of chance; where it is proved, seven of each day and an eighth of chance. */
function moments(): readonly number[] {
  let state = seedOr(4);
  const chance = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
  if (PROVES) {
    const days = Array.from({ length: (TO - FROM) / DAY }, (_, index) => FROM + index * DAY);
    return days.flatMap((day) => [...[0, 1, 3599, 3600, DAY / 2, DAY - 2, DAY - 1].map((second) => day + second), day + chance(DAY)]);
  }
  const firsts = Array.from({ length: 84 }, (_, month) => Date.UTC(2023, month, 1) / 1000);
  return [...firsts.flatMap((first) => [first, first + DAY, first + 28 * DAY - 1, startOf({ kind: 'month' }, first, 1) - 1]), ...Array.from({ length: 200 }, () => FROM + chance(TO - FROM))];
}

/** Moments of one query: promtool holds at most 10,000 samples at once. */
const AT_ONCE = 500;

test('months and quarters begin, and end, as the calendar has it', { timeout: 300_000 }, async () => {
  const all = [...new Set(moments())];
  const parts = Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, index) => all.slice(index * AT_ONCE, (index + 1) * AT_ONCE));
  let judged = 0;
  // A few thousand moments are one run of promtool.
  for (let from = 0; from < parts.length; from += 12) {
    const some = parts.slice(from, from + 12);
    const series = some.flatMap((part, index) => part.map((moment) => ({ metric: `moment_${index}`, labels: { at: String(moment) }, values: String(moment) })));
    const asked = some.flatMap((part, index) => PERIODS.flatMap((period) => [false, true].map((isNext) => ({ part, period, isNext, at: selector(`moment_${index}`) }))));
    const questions = asked.map(({ period, isNext, at }, index): [string, Question] => [String(index), [printExpr(isNext ? nextPeriodStart(period, periodStart(period, at)) : periodStart(period, at)), 0]]);
    const seen = await observe({ rules: [], evaluationSeconds: 60, intervalSeconds: 60, series }, Object.fromEntries(questions));
    for (const [index, { part, period, isNext }] of asked.entries()) {
      const answers = seen[String(index)] ?? [];
      expect(answers).toHaveLength(part.length);
      expect(answers.filter(({ labels, value }) => value !== startOf(period, Number(labels['at']), isNext ? 1 : 0))).toEqual([]);
      judged += answers.length;
    }
  }
  countedIn('periods of the calendar', { moments: all.length, judged });
});
