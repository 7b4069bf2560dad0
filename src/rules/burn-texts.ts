import type { BurnRow, Level } from '../model/burn-policy.ts';
import { outageLagMs } from '../model/deadline.ts';
import { formatDuration, MINUTE, SECOND } from '../model/duration.ts';
import { isTimeWeighted } from '../model/indicator.ts';
import type { Objective, Period } from '../model/model.ts';
import { nominalPeriodMs } from '../model/period.ts';
import { minus, ONE, rational, times, toDecimal, toNumber, toPercentage } from '../model/rational.ts';
import type { Expr } from '../promql/ast.ts';
import { equal, selector } from '../promql/build.ts';
import { printExpr } from '../promql/print.ts';
import { inert } from '../texts/render.ts';
import type { Timing } from './absence-alerts.ts';
import { siteVariable, summary } from './alert.ts';
import { BUDGET_REMAINING } from './period.ts';
import { groupLabels, recorded, windowName, type View } from './series.ts';

const SPEED: Readonly<Record<Level, string>> = { page: 'fast', ticket: 'slowly' };

/** What a burn-rate alert says; the alert by its name, since it asks Prometheus since when it fires. */
export interface BurnTexts {
  readonly summary: string;
  readonly description: string;
}

/**
 * The texts of a burn-rate alert, in plain words: what fails, how much and since when, what is left of the budget and how long
 * it lasts, and by which windows and thresholds this is told. Counts and budget are asked for by Prometheus' own templates
 * when the alert fires; where a series has no value, its sentence is left out.
 */
export function burnTexts(view: View, objective: Objective, level: Level, alert: string, { groupWaitMs }: Timing): BurnTexts {
  const site = siteVariable(view);
  const where = site.kind === 'raw' ? site.text : inert(site.text);
  const { instance } = view;
  const rows = objective.rows.filter((row) => row.level === level);
  const group = objective.per === undefined ? '' : `, ${objective.per} {{ $labels.${objective.per} }}`;
  const isTime = isTimeWeighted(objective.measure);
  const about = [objective.description, instance.description].filter((text) => text !== undefined).map(inert);
  return {
    summary: summary(view, level, `${instance.name} in ${where} burns its ${objective.name} budget ${SPEED[level]}${group}`),
    description: [
      `{{ $value | humanizePercentage }} of the ${isTime ? 'time' : 'events'} of ${instance.name} in ${where}${group} ${isTime ? 'is' : 'are'} bad; its objective \`${objective.name}\` allows ${toPercentage(minus(ONE, objective.target))} over ${periodText(objective.period)}.${rows.map((row) => countsText(view, objective, row)).join('')}${budgetText(view, objective)}${sinceText(view, objective, alert)}`,
      `This is told when ${rows.map((row) => rowText(row, isTime)).join(', or ')}.${outageText(view, objective, rows, groupWaitMs)}`,
      ...about,
    ].join('\n'),
  };
}

/** `{{ with query … }}`: what Prometheus shows only where the query has a value, which the text inside takes as `.`. */
function withValue(query: string, text: string): string {
  return `{{ with ${query} }}${text}{{ end }}`;
}

/** The same as a sentence: on a line of its own in the template, which `{{-` joins to the text before. */
function sentence(query: string, text: string): string {
  return `\n{{- with ${query} }} ${text}{{ end }}`;
}

const COUNT = '| first | value | printf "%.0f"';

/** Bad events of how many in the long window of a row. */
function countsText(view: View, objective: Objective, { longMs }: BurnRow): string {
  const of = (counted: 'bad' | 'total'): string => asked(view, objective, recorded(windowName(counted, longMs), view.instance, objective));
  const what = isTimeWeighted(objective.measure) ? 'evaluations' : 'events';
  return `\n{{- with $bad := ${of('bad')} }}${withValue(of('total'), ` In the last ${formatDuration(longMs)} {{ $bad ${COUNT} }} of {{ . ${COUNT} }} ${what} were bad.`)}{{ end }}`;
}

/** What is left of the budget, and how long that lasts at the ratio of now: remaining × (1 − target) × period / ratio. */
function budgetText(view: View, objective: Objective): string {
  const remaining = recorded(BUDGET_REMAINING, view.instance, objective);
  const seconds = toDecimal(times(minus(ONE, objective.target), rational(nominalPeriodMs(objective.period), SECOND)));
  const is = (extra: string, ...args: readonly string[]): string => asked(view, objective, remaining, extra, args);
  const lasts = withValue(is(` * ${seconds} / %g`, '$value'), ', and lasts {{ . | first | value | humanizeDuration }} at this rate');
  return `${sentence(is(' > 0'), `{{ . | first | value | humanizePercentage }} of the budget is left${lasts}.`)}${sentence(is(' <= 0'), 'The budget of the period is spent.')}`;
}

function sinceText(view: View, objective: Objective, alert: string): string {
  const since = asked(view, objective, selector('ALERTS_FOR_STATE', [equal('alertname', alert)]));
  return sentence(since, 'This alert fires since {{ . | first | value | humanizeTimestamp }}.');
}

/** A query of Prometheus' templates: a series of this alert's site and label value, which are quoted as PromQL reads them, so that none can add to the query. */
function asked(view: View, objective: Objective, series: Expr, extra = '', args: readonly string[] = []): string {
  const labels = groupLabels(view, objective);
  if (series.kind !== 'selector') throw new TypeError('only a selector can be asked for');
  const all = { ...series, matchers: [...series.matchers, ...labels.map((label) => equal(label, QUOTED))] };
  const text = JSON.stringify(`${printExpr(all).replaceAll(`"${QUOTED}"`, QUOTED)}${extra}`);
  const values = [...labels.map((label) => `$labels.${label}`), ...args];
  return values.length === 0 ? `query ${text}` : `query (printf ${text} ${values.join(' ')})`;
}

/** How Go's `printf` writes a value as a quoted literal, which is one of PromQL, too. */
const QUOTED = '%q';

function rowText({ factor, threshold, longMs, shortMs, minimumBad }: BurnRow, isTime: boolean): string {
  const fewest = minimumBad === undefined ? '' : `, with at least ${minimumBad} bad events`;
  return `more than ${toPercentage(threshold, 4)} of ${isTime ? 'time is' : 'events are'} bad over ${formatDuration(longMs)} and over the last ${formatDuration(shortMs)} (${toDecimal(factor, 1)} times the sustainable rate)${fewest}`;
}

/** How soon a total outage is told, where events are steady; a probe tells by its own period. */
function outageText(view: View, { everyMs, measure }: Objective, rows: readonly BurnRow[], groupWaitMs: number | undefined): string {
  if (everyMs !== undefined) return '';
  const told = rows.map(({ threshold, longMs }) => toNumber(threshold) * longMs + outageLagMs(longMs, isTimeWeighted(measure), { ...view.settings, groupWaitMs }));
  return ` A total outage of steady traffic is told within ${formatDuration(Math.ceil(Math.min(...told) / MINUTE) * MINUTE)}.`;
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
