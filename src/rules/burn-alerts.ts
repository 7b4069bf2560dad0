import type { Sink } from '../diagnostics/diagnostic.ts';
import { alertPrefix } from '../model/alert-name.ts';
import type { BurnRow, Level, Recovery } from '../model/burn-policy.ts';
import type { Objective } from '../model/model.ts';
import { minus, ONE, rational, toDecimal } from '../model/rational.ts';
import type { Expr } from '../promql/ast.ts';
import { binary, equal, number, paren, selector } from '../promql/build.ts';
import type { Timing } from './absence-alerts.ts';
import { alertLabels, linkAnnotations, textVariables } from './alert.ts';
import { burnTexts } from './burn-texts.ts';
import type { AlertingRule } from './rule.ts';
import { groupLabels, recorded, windowName, type View } from './series.ts';

const LEVELS: readonly Level[] = ['page', 'ticket'];

/** The conditions of an objective's alerts; the files of an instance share them, since recorded series have no site of their own. */
export type BurnExprs = ReadonlyMap<Level, Expr>;

export function burnExprs(view: View, objective: Objective): BurnExprs {
  const exprs = new Map<Level, Expr>();
  for (const level of LEVELS) {
    const [first, ...others] = objective.rows.filter((row) => row.level === level).map((row) => rowExpr(view, objective, row));
    if (first !== undefined) exprs.set(level, others.reduce((left, right) => binary('or', left, right), first));
  }
  return exprs;
}

/**
 * One alert a level: any row of the level. A row begins to fire with both of its windows above its threshold and enough bad
 * events in the long one, and goes on until a window with enough events is not above it. No `for`: the long window is the
 * patience, and a `for` starts anew with every good sample (Google SRE Workbook, chapter 5).
 */
export function burnAlerts(view: View, objective: Objective, exprs: BurnExprs, timing: Timing, sink: Sink): readonly AlertingRule[] {
  return LEVELS.flatMap((level): readonly AlertingRule[] => {
    const expr = exprs.get(level);
    if (expr === undefined) return [];
    const alert = burnAlertName(view.instance.name, objective.name, level);
    return [
      {
        kind: 'alert',
        alert,
        expr,
        labels: alertLabels(view, { hazard: objective.everyMs === undefined ? 'error-burn' : 'canary-failing', level, objective }),
        annotations: { ...burnTexts(view, objective, level, alert, timing), ...linkAnnotations(view, textVariables(view, objective), sink) },
      },
    ];
  });
}

/** `EventgateMainAvailabilityBurnPage`: named by the tool's level, so that renaming a severity keeps it. */
function burnAlertName(instance: string, objective: string, level: Level): string {
  return `${alertPrefix(instance, objective)}Burn${level === 'page' ? 'Page' : 'Ticket'}`;
}

function rowExpr(view: View, objective: Objective, row: BurnRow): Expr {
  const of = (counted: 'bad' | 'total', windowMs: number): Expr => recorded(windowName(counted, windowMs), view.instance, objective);
  const limit = paren(binary('*', number(toDecimal(row.factor)), number(toDecimal(minus(ONE, objective.target)))));
  const above = (windowMs: number): Expr => binary('>', binary('/', of('bad', windowMs), of('total', windowMs)), limit);
  // Only a beginning needs enough bad events: a failure that goes on may make fewer for a while.
  const begins = row.minimumBad === undefined ? above(row.shortMs) : binary('and', above(row.shortMs), binary('>', of('bad', row.longMs), number(toDecimal(rational(2 * row.minimumBad - 1, 2)))));
  if (row.recovery === undefined) return paren(binary('and', above(row.longMs), begins));
  return paren(binary('and', above(row.longMs), paren(binary('or', begins, goesOn(view, objective, row, row.recovery, limit)))));
}

/** The alert fires already, and no window with enough events says that all is well; an empty one says nothing. What is enough depends on how many were bad in a longer one: the long window remembers all of the failure, the next longer one has less before it. */
function goesOn(view: View, objective: Objective, row: BurnRow, { windowsMs, enough }: Recovery, limit: Expr): Expr {
  const { instance } = view;
  const of = (counted: 'bad' | 'total', windowMs: number): Expr => recorded(windowName(counted, windowMs), instance, objective);
  const firing = selector('ALERTS', [equal('alertname', burnAlertName(instance.name, objective.name, row.level)), equal('alertstate', 'firing')]);
  const fires = binary('and', of('total', row.longMs), firing, { on: groupLabels(view, objective) });
  const moreThan = (ms: number, needed: Expr): Expr => binary('>', of('total', ms), needed);
  const expecting = (ms: number, longerMs: number): Expr => moreThan(ms, binary('/', binary('*', number(enough.moreThan), of('total', longerMs)), of('bad', longerMs)));
  const telling = (ms: number, at: number): Expr => {
    if (enough.of === 'events') return moreThan(ms, number(enough.moreThan));
    const longerMs = windowsMs[at + 1];
    return longerMs === undefined ? expecting(ms, row.longMs) : binary('or', expecting(ms, row.longMs), expecting(ms, longerMs));
  };
  const [first, ...others] = windowsMs.map((ms, at) => binary('<=', binary('/', of('bad', ms), paren(telling(ms, at))), limit));
  return first === undefined ? fires : binary('unless', fires, paren(others.reduce((left, right) => binary('or', left, right), first)));
}
