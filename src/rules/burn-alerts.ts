import type { Sink } from '../diagnostics/diagnostic.ts';
import { alertPrefix } from '../model/alert-name.ts';
import type { BurnRow, Level } from '../model/burn-policy.ts';
import { formatDuration } from '../model/duration.ts';
import { isTimeWeighted } from '../model/indicator.ts';
import type { Instance, Objective, Period } from '../model/model.ts';
import { minus, ONE, toDecimal, toPercentage } from '../model/rational.ts';
import type { Expr } from '../promql/ast.ts';
import { binary, number, paren } from '../promql/build.ts';
import { inert } from '../texts/render.ts';
import { alertLabels, linkAnnotations, siteVariable, summary, textVariables } from './alert.ts';
import type { AlertingRule } from './rule.ts';
import { recorded, windowName, type View } from './series.ts';

const LEVELS: readonly Level[] = ['page', 'ticket'];
const SPEED: Readonly<Record<Level, string>> = { page: 'fast', ticket: 'slowly' };

/** The conditions of an objective's alerts; the files of an instance share them, since recorded series have no site of their own. */
export type BurnExprs = ReadonlyMap<Level, Expr>;

export function burnExprs(instance: Instance, objective: Objective): BurnExprs {
  const exprs = new Map<Level, Expr>();
  for (const level of LEVELS) {
    const [first, ...others] = objective.rows.filter((row) => row.level === level).map((row) => rowExpr(instance, objective, row));
    if (first !== undefined) exprs.set(level, others.reduce((left, right) => binary('or', left, right), first));
  }
  return exprs;
}

/**
 * One alert a level: any row of the level, each with both of its windows above the row's threshold. No `for`: the long
 * window is the patience, and a `for` starts anew with every good sample (Google SRE Workbook, chapter 5).
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
        labels: alertLabels(view, { hazard: 'error-burn', level, objective }),
        annotations: annotations(view, objective, level, sink),
      },
    ];
  });
}

/** `EventgateMainAvailabilityBurnPage`: named by the tool's level, so that renaming a severity keeps it. */
export function burnAlertName(instance: string, objective: string, level: Level): string {
  return `${alertPrefix(instance, objective)}Burn${level === 'page' ? 'Page' : 'Ticket'}`;
}

function rowExpr(instance: Instance, objective: Objective, row: BurnRow): Expr {
  const above = (windowMs: number): Expr => {
    const ratio = binary('/', recorded(windowName('bad', windowMs), instance, objective), recorded(windowName('total', windowMs), instance, objective));
    const limit = binary('*', number(toDecimal(row.factor)), number(toDecimal(minus(ONE, objective.target))));
    return binary('>', ratio, paren(limit));
  };
  return paren(binary('and', above(row.longMs), above(row.shortMs)));
}

function annotations(view: View, objective: Objective, level: Level, sink: Sink): Readonly<Record<string, string>> {
  const variables = textVariables(view, objective);
  const site = siteVariable(view);
  const where = site.kind === 'raw' ? site.text : inert(site.text);
  const { instance } = view;
  const rows = objective.rows.filter((row) => row.level === level);
  const group = objective.per === undefined ? '' : `, ${objective.per} {{ $labels.${objective.per} }}`;
  const windows = rows.map((row) => `at ${toDecimal(row.factor, 1)} times the sustainable rate over ${formatDuration(row.longMs)} and the last ${formatDuration(row.shortMs)}`);
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
