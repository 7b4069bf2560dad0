import { DAY, HOUR, MINUTE, SECOND } from '../model/duration.ts';
import type { Objective } from '../model/model.ts';
import { minus, ONE, toDecimal } from '../model/rational.ts';
import { wholeWindowMs } from '../model/windows.ts';
import type { Expr, Selector } from '../promql/ast.ts';
import { binary, call, number, paren, string, subquery, sum } from '../promql/build.ts';
import { nextPeriodStart, periodStart } from './calendar.ts';
import type { RecordingRule } from './rule.ts';
import { groupLabels, incrementName, recorded, RECORDED_INSTANCE, RECORDED_OBJECTIVE, recordedLabels, windowName, type View } from './series.ts';
import { wholeSteps } from './whole-steps.ts';

/** Interval of the groups of periods: slow, since they read the most, and well within the lookback of five minutes. */
export const PERIOD_INTERVAL_MS = 2 * MINUTE;

/** Names of what is recorded of a period. */
export const PERIOD_START = 'tocsin:period:start';
export const EXPECTED_TOTAL = 'tocsin:events_total:expected';
export const BUDGET_REMAINING = 'tocsin:error_budget:remaining';

/** Name of the series that holds the events of the period so far. */
export function periodName(counted: 'total' | 'bad'): string {
  return `tocsin:events_${counted}:period`;
}

/** Label that tells a part of a sum from the other while they are joined. */
const PART = 'tocsin_part';

/** Days whose mean traffic is expected of the rest of a calendar period: whole weeks, since Sundays are quiet. */
const RECENT_MS = 7 * DAY;

/** About how many moments say how long a rolling period has been known. */
const KNOWN_MARKS = 120;

/**
 * The counts of an objective's period and what is left of its budget, in a group of their own.
 *
 * A period is the sum of its full hours, each one read from the hourly window at its end, and of the increments since the
 * last of them; so it is as fresh as the increments, and no query reads more than a few thousand samples of a series.
 * A rolling period drops its oldest hour when the next one begins: it holds between its length less an hour, and its length.
 *
 * remaining = 1 − bad / ((1 − target) × expected events of the period). Expected are
 * - of a calendar period: what came so far, and for the rest the hourly mean of the last seven days;
 * - of a rolling one: what came, scaled up to the whole period while the rules have not run for so long.
 * Where no event is expected the budget is untouched: there are no bad ones either.
 */
export function periodRules(view: View, objective: Objective): readonly RecordingRule[] {
  const { instance, settings } = view;
  const { period } = objective;
  const by = [RECORDED_INSTANCE, RECORDED_OBJECTIVE, ...groupLabels(view, objective)];
  const hourMs = wholeWindowMs(HOUR, settings.evaluationIntervalMs);
  const start = recorded(PERIOD_START, instance, objective);
  const now = call('vector', call('time'));
  const record = (name: string, expr: Expr): RecordingRule => ({ kind: 'record', record: name, expr, labels: {} });

  // Each step of a subquery asks whether it is of the period, or of the hour, in which the whole rule is evaluated.
  const atEnd: Selector = { ...start, at: { kind: 'end' } };
  const since = (expr: Expr, bound: Expr): Expr => binary('and', expr, binary('<', bound, call('time')), { on: [] });
  const counts = (counted: 'total' | 'bad'): Expr => {
    const hours = recorded(windowName(counted, hourMs), instance, objective);
    const full = period.kind === 'rolling' ? subquery(hours, wholeSteps(Math.max(period.ms - hourMs, hourMs)), hourMs) : subquery(since(hours, atEnd), (period.kind === 'month' ? 31 : 92) * DAY, hourMs);
    // A range, not the last sample before each step: an evaluation that was missed must not count its neighbour twice.
    const increment = call('sum_over_time', recorded(incrementName(counted), instance, objective, wholeSteps(settings.evaluationIntervalMs)));
    const fresh = subquery(since(increment, hourStart(call('timestamp', atEnd), hourMs)), hourMs, settings.evaluationIntervalMs);
    const joined = binary('or', call('sum_over_time', full), apart(call('sum_over_time', fresh)));
    // At the very first moment of a calendar period neither has a step in it, and what has begun is 0.
    return sum(binary('or', joined, binary('*', hours, number('0'))), by);
  };

  const total = recorded(periodName('total'), instance, objective);
  const bad = recorded(periodName('bad'), instance, objective);
  const budget = number(toDecimal(minus(ONE, objective.target)));
  const spent = binary('/', bad, paren(binary('>', binary('*', recorded(EXPECTED_TOTAL, instance, objective), budget), number('0'))));
  return [
    { kind: 'record', record: PERIOD_START, expr: period.kind === 'rolling' ? binary('-', now, number(period.ms / SECOND)) : periodStart(period, now), labels: recordedLabels(instance, objective) },
    record(periodName('total'), counts('total')),
    record(periodName('bad'), counts('bad')),
    record(EXPECTED_TOTAL, expected()),
    record(BUDGET_REMAINING, binary('or', binary('-', number('1'), spent), binary('+', binary('*', bad, number('0')), number('1')))),
  ];

  /** Events of the whole period, were the rest of it like what is known. */
  function expected(): Expr {
    if (period.kind === 'rolling') {
      const stepMs = Math.max(1, Math.floor(period.ms / KNOWN_MARKS / hourMs)) * hourMs;
      const scale = call('clamp_min', binary('/', number(period.ms / SECOND), known(period.ms, stepMs)), number('1'));
      return binary('*', total, scale, { on: [], groupLeft: [] });
    }
    const hours = recorded(windowName('total', hourMs), instance, objective);
    const recent = call('sum_over_time', subquery(hours, wholeSteps(RECENT_MS), hourMs));
    const left = paren(binary('-', nextPeriodStart(period, start), now, { on: [] }));
    const perSecond = binary('/', recent, known(RECENT_MS, hourMs), { on: [], groupLeft: [] });
    const rest = binary('*', perSecond, left, { on: [], groupLeft: [] });
    return sum(binary('or', total, apart(rest)), by);
  }

  /** For how many of the last seconds the rules have run: whole steps, and what has passed since the last; never too few. */
  function known(lengthMs: number, stepMs: number): Expr {
    const marks = binary('or', sum(call('count_over_time', subquery(start, wholeSteps(lengthMs), stepMs))), call('vector', number('0')));
    return paren(binary('+', binary('*', paren(marks), number(stepMs / SECOND)), binary('%', call('time'), number(stepMs / SECOND))));
  }
}

/** A vector set apart from another of the same labels, so that both can be joined and summed. */
function apart(expr: Expr): Expr {
  return call('label_replace', expr, string(PART), string('fresh'), string(''), string(''));
}

/** The last whole hour before a moment. */
function hourStart(at: Expr, hourMs: number): Expr {
  return binary('*', call('floor', binary('/', at, number(hourMs / SECOND))), number(hourMs / SECOND));
}
