import { SECOND } from '../model/duration.ts';
import type { Events, Measure, Part, Query } from '../model/indicator.ts';
import type { Objective } from '../model/model.ts';
import { rational, toDecimal } from '../model/rational.ts';
import type { Expr } from '../promql/ast.ts';
import { aggregate, binary, call, count, number, paren, sum } from '../promql/build.ts';
import { counterIncrement } from './counter-increment.ts';
import type { RecordingRule } from './rule.ts';
import { groupLabels, incrementName, raw, recorded, recordedLabels, type Counted, type View } from './series.ts';

/**
 * The base of everything else: what each evaluation adds to the events of an objective, all and bad. Counters add exact
 * counts of whole samples; queries, gauges and ratios what they say of the time of one evaluation.
 */
export function incrementRules(view: View, objective: Objective): readonly RecordingRule[] {
  const by = groupLabels(view, objective);
  return sides(view, objective, objective.measure).map(({ counted, expr }) => ({
    kind: 'record',
    record: incrementName(counted),
    expr,
    labels: recordedLabels(view.instance, objective),
  }));

  function sides(of: View, one: Objective, measure: Measure): readonly { readonly counted: Counted; readonly expr: Expr }[] {
    switch (measure.kind) {
      case 'events':
        return eventSides(of, one, measure.events, by);
      case 'gauge': {
        const gauge = known(raw(of, measure.selector));
        return [
          { counted: 'total', expr: count(gauge, by) },
          { counted: 'bad', expr: binary('-', has(of, one, 'total'), sum(call('clamp', gauge, number('0'), number('1')), by), { on: by }) },
        ];
      }
      case 'ratio': {
        // The mean, since a query may leave several series to a group: their sum could be more than all of the time.
        const share = aggregate('avg', call('clamp', known(paren(measure.expr)), number('0'), number('1')), by);
        return [
          { counted: 'bad', expr: measure.side === 'bad' ? share : binary('-', number('1'), share) },
          { counted: 'total', expr: binary('+', binary('*', has(of, one, 'bad'), number('0')), number('1')) },
        ];
      }
    }
  }
}

/** Without NaN, which says nothing and would spoil every window that holds it: no traffic is no time, neither good nor bad. */
function known(expr: Expr): Expr {
  return binary('>=', expr, number('-Inf'));
}

function has(view: View, objective: Objective, counted: Counted): Expr {
  return recorded(incrementName(counted), view.instance, objective);
}

function eventSides(view: View, objective: Objective, events: Events, by: readonly string[]): readonly { readonly counted: Counted; readonly expr: Expr }[] {
  const increment = (part: Part): Expr => (part.kind === 'counter' ? counterIncrement(view, part, by) : queryIncrement(view, part, by));
  // A missing side is 0 only while the other one exists: no traffic and no series stay apart.
  const orZero = (expr: Expr, other: Counted): Expr => binary('or', expr, binary('*', number('0'), has(view, objective, other)), { on: by });
  switch (events.kind) {
    case 'total-bad':
      return [
        { counted: 'total', expr: increment(events.total) },
        { counted: 'bad', expr: orZero(increment(events.bad), 'total') },
      ];
    case 'total-good':
      if (events.bornTogether) {
        // A bucket that is not there would make every answer a slow one: then nothing is counted, and its absence is told.
        return [
          { counted: 'good', expr: increment(events.good) },
          { counted: 'total', expr: binary('and', increment(events.total), has(view, objective, 'good'), { on: by }) },
          { counted: 'bad', expr: binary('-', has(view, objective, 'total'), has(view, objective, 'good')) },
        ];
      }
      return [
        { counted: 'total', expr: increment(events.total) },
        { counted: 'good', expr: orZero(increment(events.good), 'total') },
        { counted: 'bad', expr: binary('-', has(view, objective, 'total'), has(view, objective, 'good')) },
      ];
    case 'good-bad':
      return [
        { counted: 'good', expr: increment(events.good) },
        { counted: 'bad', expr: orZero(increment(events.bad), 'good') },
        { counted: 'total', expr: binary('+', has(view, objective, 'bad'), orZero(has(view, objective, 'good'), 'bad')) },
      ];
  }
}

/**
 * A query's part of one evaluation: of events a second, those of its seconds; of events of the window, its share of the window.
 * What is no number of events, NaN or below 0, is left out, or it would spoil every window that holds it.
 */
function queryIncrement(view: View, { expr, unit, windowMs }: Query, by: readonly string[]): Expr {
  const { evaluationIntervalMs } = view.settings;
  const share = unit === 'per-second' ? rational(evaluationIntervalMs, SECOND) : rational(evaluationIntervalMs, windowMs);
  return binary('*', sum(binary('>=', paren(expr), number('0')), by), number(toDecimal(share)));
}
