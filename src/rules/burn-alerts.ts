import type { Sink } from '../diagnostics/diagnostic.ts';
import { alertPrefix } from '../model/alert-name.ts';
import type { BurnRow, Level, Recovery } from '../model/burn-policy.ts';
import { formatDuration } from '../model/duration.ts';
import { isTimeWeighted } from '../model/indicator.ts';
import type { Objective, Period } from '../model/model.ts';
import { minus, ONE, rational, toDecimal, toPercentage } from '../model/rational.ts';
import type { Expr } from '../promql/ast.ts';
import { binary, equal, number, paren, selector } from '../promql/build.ts';
import { inert } from '../texts/render.ts';
import { alertLabels, linkAnnotations, siteVariable, summary, textVariables } from './alert.ts';
import type { AlertingRule } from './rule.ts';
import { groupLabels, recorded, windowName, type View } from './series.ts';

const LEVELS: readonly Level[] = ['page', 'ticket'];
const SPEED: Readonly<Record<Level, string>> = { page: 'fast', ticket: 'slowly' };

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
export function burnAlerts(view: View, objective: Objective, exprs: BurnExprs, sink: Sink): readonly AlertingRule[] {
  return LEVELS.flatMap((level): readonly AlertingRule[] => {
    const expr = exprs.get(level);
    if (expr === undefined) return [];
    return [
      {
        kind: 'alert',
        alert: burnAlertName(view.instance.name, objective.name, level),
        expr,
        labels: alertLabels(view, { hazard: objective.everyMs === undefined ? 'error-burn' : 'canary-failing', level, objective }),
        annotations: annotations(view, objective, level, sink),
      },
    ];
  });
}

/** `EventgateMainAvailabilityBurnPage`: named by the tool's level, so that renaming a severity keeps it. */
export function burnAlertName(instance: string, objective: string, level: Level): string {
  return `${alertPrefix(instance, objective)}Burn${level === 'page' ? 'Page' : 'Ticket'}`;
}

function rowExpr(view: View, objective: Objective, row: BurnRow): Expr {
  const of = (counted: 'bad' | 'total', windowMs: number): Expr => recorded(windowName(counted, windowMs), view.instance, objective);
  const limit = paren(binary('*', number(toDecimal(row.factor)), number(toDecimal(minus(ONE, objective.target)))));
  const above = (windowMs: number, bad: Expr): Expr => binary('>', binary('/', bad, of('total', windowMs)), limit);
  const enough = (bad: Expr): Expr => (row.minimumBad === undefined ? bad : paren(binary('>', bad, number(toDecimal(rational(2 * row.minimumBad - 1, 2))))));
  const long = above(row.longMs, enough(of('bad', row.longMs)));
  const short = above(row.shortMs, of('bad', row.shortMs));
  if (row.recovery === undefined) return paren(binary('and', long, short));
  return paren(binary('and', long, paren(binary('or', short, goesOn(view, objective, row, row.recovery, limit)))));
}

/** The alert fires already, and no window with enough events says that all is well; an empty one says nothing. */
function goesOn(view: View, objective: Objective, row: BurnRow, { windowsMs, moreThan }: Recovery, limit: Expr): Expr {
  const { instance } = view;
  const of = (counted: 'bad' | 'total', windowMs: number): Expr => recorded(windowName(counted, windowMs), instance, objective);
  const firing = selector('ALERTS', [equal('alertname', burnAlertName(instance.name, objective.name, row.level)), equal('alertstate', 'firing')]);
  const fires = binary('and', of('total', row.longMs), firing, { on: groupLabels(view, objective) });
  const [first, ...others] = windowsMs.map((ms) => binary('<=', binary('/', of('bad', ms), paren(binary('>', of('total', ms), number(moreThan)))), limit));
  return first === undefined ? fires : binary('unless', fires, paren(others.reduce((left, right) => binary('or', left, right), first)));
}

function annotations(view: View, objective: Objective, level: Level, sink: Sink): Readonly<Record<string, string>> {
  const variables = textVariables(view, objective);
  const site = siteVariable(view);
  const where = site.kind === 'raw' ? site.text : inert(site.text);
  const { instance } = view;
  const rows = objective.rows.filter((row) => row.level === level);
  const group = objective.per === undefined ? '' : `, ${objective.per} {{ $labels.${objective.per} }}`;
  const windows = rows.map((row) => `at ${toDecimal(row.factor, 1)} times the sustainable rate over ${formatDuration(row.longMs)} and the last ${formatDuration(row.shortMs)}${fewest(row)}`);
  const about = [objective.description, instance.description].filter((text) => text !== undefined).map(inert);
  return {
    summary: summary(view, level, `${instance.name} in ${where} burns its ${objective.name} budget ${SPEED[level]}${group}`),
    description: [
      `{{ $value | humanizePercentage }} of the ${isTimeWeighted(objective.measure) ? 'time' : 'events'} of ${instance.name} in ${where}${group} ${isTimeWeighted(objective.measure) ? 'is' : 'are'} bad; its objective \`${objective.name}\` allows ${toPercentage(minus(ONE, objective.target))} over ${periodText(objective.period)}.`,
      `This is told when the budget burns ${windows.join(', or ')}.`,
      ...about,
    ].join('\n'),
    ...linkAnnotations(view, variables, sink),
  };
}

function fewest({ minimumBad }: BurnRow): string {
  return minimumBad === undefined ? '' : `, with at least ${minimumBad} bad events`;
}

function periodText(period: Period): string {
  switch (period.kind) {
    case 'rolling':
      return formatDuration(period.ms);
    case 'month':
      return 'a calendar month';
    case 'quarter':
      return 'a calendar quarter';
  }
}
