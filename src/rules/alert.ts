import type { Level } from '../model/burn-policy.ts';
import { toPercentage } from '../model/rational.ts';
import type { Objective } from '../model/model.ts';
import type { Sink } from '../diagnostics/diagnostic.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { inert, renderText, type Variables } from '../texts/render.ts';
import { linkFault } from './conventions.ts';
import type { FileView, View } from './series.ts';

/** The ways to fail that alerts are made for. */
export type Hazard = 'error-burn' | 'canary-failing' | 'canary-silent' | 'series-absent' | 'target-down' | 'traffic-drop' | 'stream-silent' | 'rules-dead' | 'uncovered-instance' | 'watchdog';

/** What an alert of an instance says and whom it is for. */
export interface AlertFacts {
  readonly hazard: Hazard;
  readonly level: Level;
  readonly objective?: Objective;
}

/** The labels every alert carries. The site is among them only where it is neither external nor a label of the result. */
export function alertLabels(view: FileView, facts: AlertFacts, site?: string): Readonly<Record<string, string>> {
  const { labels, project, severities } = view.settings;
  return {
    [labels.project]: project,
    [labels.instance]: view.instance.name,
    ...(facts.objective === undefined ? {} : { [labels.objective]: facts.objective.name }),
    ...(site === undefined ? {} : { [labels.site]: site }),
    [labels.hazard]: facts.hazard,
    [labels.severity]: severities[facts.level],
    [labels.team]: view.instance.team,
  };
}

/** A summary with what the organisation's conventions add to those of its level. */
export function summary(view: FileView, level: Level, text: string): string {
  return `${text}${inert(view.settings.conventions.summarySuffix[level])}`;
}

/** The site as a text may say it: its name where the file has one, else the label of the alert. */
export function siteVariable(view: FileView, site?: string): Variables['site'] {
  const name = site ?? view.site;
  return name === undefined ? { kind: 'raw', text: `{{ $labels.${view.settings.labels.site} }}` } : { kind: 'inert', text: name };
}

/** The variables of a text of this instance, and of one of its objectives. */
export function textVariables(view: View, objective?: Objective, site?: string): Variables {
  const { instance, settings } = view;
  return {
    instance: {
      name: instance.name,
      identity: instance.identity,
      team: instance.team,
      class: instance.className,
      role: instance.contract.role,
      description: instance.description ?? '',
    },
    project: { name: settings.project },
    site: siteVariable(view, site),
    ...(objective === undefined
      ? {}
      : { objective: { name: objective.name, target: toPercentage(objective.target), description: objective.description ?? '' } }),
  };
}

const TEXT_HELP = {
  TOC421: 'use a variable of this text, such as `{{ instance.name }}`, or Prometheus’ own, such as `{{ $labels.job }}`',
  TOC422: 'mend it, or put braces that are meant as text into quotes: `{{ "{{" }}`',
} as const;

/** The links of an instance's alerts, filled in; what cannot be filled in is reported at its place in the specification. */
export function linkAnnotations(view: FileView, variables: Variables, sink: Sink): Readonly<Record<string, string>> {
  const links: Record<string, string> = {};
  for (const key of ['dashboard', 'runbook'] as const) {
    const template = view.instance[key];
    const rendered = renderText(template.text, variables);
    for (const { code, message, span, suggestion } of rendered.problems) {
      sink.report(
        problem(code, message, { at: template.place(span), suggestion, help: TEXT_HELP[code] }),
      );
    }
    if (rendered.text === undefined) continue;
    links[key] = rendered.text;
    const fault = linkFault(rendered.text, view);
    if (fault !== undefined) sink.report(problem('TOC423', `this link ${fault}`, { at: template.place(undefined), help: `it becomes ${rendered.text}` }));
  }
  return links;
}
