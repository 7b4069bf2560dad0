import { formatDuration } from '../model/duration.ts';
import type { BurnRow } from '../model/burn-policy.ts';
import type { Objective, Settings } from '../model/model.ts';
import { BUDGET_REMAINING, periodName } from '../rules/period.ts';
import { recordedLabels, windowName } from '../rules/series.ts';
import { EVERYWHERE } from '../rules/streams.ts';
import type { Instance } from '../model/model.ts';
import { seriesText } from './samples.ts';
import type { AlertChoice, Expectation, Labels } from './scenario.ts';

/** A query at a moment of the drill, and the only sample it must give; nothing where there must be none. */
export interface Judge {
  readonly expr: string;
  readonly atMs: number;
  readonly value: number | undefined;
}

/** The alerts that an expectation is about, as labels with the values they may have. */
export function alertMatchers(settings: Settings, { instance, objective, labels }: Expectation, { level, hazard }: AlertChoice, site: string): Readonly<Record<string, readonly string[]>> {
  const names = settings.labels;
  const { page, ticket } = settings.severities;
  return {
    alertstate: ['firing'],
    [names.project]: [settings.project],
    [names.instance]: [instance.name],
    // What is told to nobody, such as a heartbeat, has another severity.
    [names.severity]: level === undefined ? [page, ticket] : [settings.severities[level]],
    ...(hazard === undefined ? {} : { [names.hazard]: [hazard] }),
    ...(objective === undefined ? {} : { [names.objective]: [objective.name] }),
    ...(settings.scope === 'global' ? { [names.site]: [site, EVERYWHERE] } : {}),
    ...Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, [value]])),
  };
}

function alertSelector(matchers: Readonly<Record<string, readonly string[]>>): string {
  const quoted = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
  return `ALERTS{${Object.entries(matchers).map(([label, values]) => (values.length === 1 ? `${label}=${JSON.stringify(values[0])}` : `${label}=~${JSON.stringify(values.map(quoted).join('|'))}`)).join(', ')}}`;
}

/** What promtool is asked, so that its own verdict is that on the expectation. */
export function judgeOf(settings: Settings, expectation: Expectation, site: string, stepMs: number): Judge {
  if (expectation.kind === 'value') {
    const value = valueExpr(settings, expectation, site);
    if (expectation.is === undefined) return { expr: `count(${value})`, atMs: expectation.atMs, value: undefined };
    return { expr: `min(abs(${value} - ${expectation.is}) <= bool ${expectation.tolerance})`, atMs: expectation.atMs, value: 1 };
  }
  const { fromMs, untilMs } = expectation;
  const alerts = alertSelector(alertMatchers(settings, expectation, expectation.alerts, site));
  const isMoment = fromMs === untilMs;
  const ever = isMoment ? alerts : `count_over_time(${alerts}[${formatDuration(untilMs - fromMs)}])`;
  if (expectation.kind === 'quiet') return { expr: `count(${ever})`, atMs: untilMs, value: undefined };
  if (isMoment || expectation.mode === 'sometime') return { expr: `clamp_max(count(${ever}), 1)`, atMs: untilMs, value: 1 };
  const span = `[${formatDuration(untilMs - fromMs)}:${formatDuration(stepMs)}]`;
  return { expr: `count_over_time(count(${alerts})${span})`, atMs: untilMs, value: (untilMs - fromMs) / stepMs + 1 };
}

/** The value that an expectation is about. */
export function valueExpr(settings: Settings, { value, window, instance, objective, labels }: Extract<Expectation, { kind: 'value' }>, site: string): string {
  if (objective === undefined) throw new Error('a value is that of an objective');
  const where: Labels = { ...(settings.scope === 'global' ? { [settings.labels.site]: site } : {}), ...labels };
  const recorded = (counted: 'total' | 'bad'): string => recordedText(window === 'period' ? periodName(counted) : windowName(counted, window), instance, objective, where);
  switch (value) {
    case 'total':
    case 'bad':
      return recorded(value);
    case 'ratio':
      return `(${recorded('bad')} / (${recorded('total')} > 0))`;
    case 'remaining':
      return recordedText(BUDGET_REMAINING, instance, objective, where);
  }
}

function recordedText(name: string, instance: Instance, objective: Objective, where: Labels): string {
  return seriesText(name, { ...recordedLabels(instance, objective), ...where });
}

/** The share of bad events over the long window of a row: what its threshold is held against. The worst one, where there are several. */
export function ratioExpr(settings: Settings, instance: Instance, objective: Objective, row: BurnRow, site: string): string {
  const where: Labels = settings.scope === 'global' ? { [settings.labels.site]: site } : {};
  return `max(${recordedText(windowName('bad', row.longMs), instance, objective, where)} / (${recordedText(windowName('total', row.longMs), instance, objective, where)} > 0))`;
}

/** All alerts of this project that fire. */
export function firingExpr(settings: Settings): string {
  return alertSelector({ alertstate: ['firing'], [settings.labels.project]: [settings.project] });
}
