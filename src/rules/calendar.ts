import { DAY, SECOND } from '../model/duration.ts';
import type { Period } from '../model/model.ts';
import type { Expr } from '../promql/ast.ts';
import { binary, call, number, paren } from '../promql/build.ts';

/** A period of the calendar. */
export type CalendarPeriod = Exclude<Period, { kind: 'rolling' }>;

const DAY_SECONDS = DAY / SECOND;

/** The second at which the period that holds a moment begins, in UTC; `at` is an instant vector of Unix times. */
export function periodStart(period: CalendarPeriod, at: Expr): Expr {
  const first = monthStart(at);
  if (period.kind === 'month') return first;
  // How many months of the quarter are over: 0, 1 or 2.
  const over = binary('%', paren(binary('+', call('month', at), number(3 - period.firstMonth))), number(3));
  // A moment in the last month, and one in the month before it: a month has 28 to 31 days.
  const daysOf = (monthsOver: number, daysBefore: number): Expr =>
    binary('*', paren(binary('>=', over, number(monthsOver), { bool: true })), call('days_in_month', binary('-', first, seconds(daysBefore))));
  return binary('-', first, binary('*', paren(binary('+', daysOf(1, 1), daysOf(2, 35))), seconds(1)));
}

/** The second at which the period after it begins, from the start of one. */
export function nextPeriodStart(period: CalendarPeriod, start: Expr): Expr {
  // 40 and 100 days after its start the next one has begun, and is not over.
  return periodStart(period, paren(binary('+', start, seconds(period.kind === 'month' ? 40 : 100))));
}

function monthStart(at: Expr): Expr {
  const days = binary('*', paren(binary('-', call('day_of_month', at), number(1))), seconds(1));
  return paren(binary('-', binary('-', at, days), binary('%', at, seconds(1))));
}

function seconds(days: number): Expr {
  return number(days * DAY_SECONDS);
}
