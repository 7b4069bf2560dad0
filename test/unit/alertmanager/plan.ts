import type { Place, Spliced } from '../../../src/alertmanager/splice.ts';
import { readBase } from '../../../src/alertmanager/base.ts';
import { splice } from '../../../src/alertmanager/splice.ts';
import { subtree, type RoutingPlan } from '../../../src/alertmanager/subtree.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';

/** A plan for the receivers of the fixtures. */
export const PLAN: RoutingPlan = {
  marker: { label: 'tocsin', value: 'production' },
  labels: { severity: 'severity', team: 'team', instance: 'service', site: 'site', objective: 'slo' },
  severities: { page: 'page', ticket: 'task' },
  teams: [
    { team: 'sre', receivers: { page: 'pager', ticket: 'task' } },
    { team: 'data', receivers: { page: 'chat', ticket: 'task' } },
  ],
  fallback: { receivers: { page: 'pager', ticket: 'chat' } },
  groupBy: ['alertname', 'service', 'site'],
};

/** Splices the plan into a text; the codes of what was reported where that was refused. */
export function spliceText(text: string, place: Place = 'before-first-terminal', plan: RoutingPlan = PLAN): Spliced | readonly string[] {
  const sink = new Sink();
  const source = { path: 'alertmanager.base.yaml', text };
  const base = readBase(source, sink);
  const spliced = base === undefined ? undefined : splice(base, subtree(plan), place, { source, span: { start: 0, end: 0 } }, sink);
  return spliced ?? sink.sorted.map(({ code, message }) => `${code} ${message}`);
}

/** The text without the inserted parts. */
export function unsplice({ text, inserted }: Spliced): string {
  return inserted.toReversed().reduce((rest, span) => rest.slice(0, span.start) + rest.slice(span.end), text);
}
