import { formatDuration } from '../model/duration.ts';
import type { Outcome } from './outcome.ts';
import type { Scenario } from './scenario.ts';
import { latestTold, type Told } from './told.ts';

/** An incident of the past that was drilled: how soon it was told then, and how soon it is now. */
export interface DrilledIncident {
  readonly scenario: Scenario;
  /** Milliseconds from the beginning of the failure. */
  readonly toldThen: number | 'never' | 'unknown';
  /** Undefined where nobody is told. */
  readonly now: Told | undefined;
}

/** The incidents among drills. */
export function incidentsOf(outcomes: readonly Outcome[]): readonly DrilledIncident[] {
  return [...new Set(outcomes.map(({ job }) => job.scenario))].flatMap((scenario) => {
    if (scenario.incident === undefined) return [];
    const runs = outcomes.flatMap(({ job, told }) => (job.scenario === scenario ? [{ variant: job.variant, told }] : []));
    return [{ scenario, toldThen: scenario.incident.told, now: latestTold(runs) }];
  });
}

const HEADS = ['incident', 'told then after', 'now after', 'by'];

/** A table of incidents; empty without one. */
export function incidentLines(outcomes: readonly Outcome[], paint: (style: 'quiet', text: string) => string): readonly string[] {
  const rows = incidentsOf(outcomes).map(({ scenario, toldThen, now }) => [
    scenario.name,
    typeof toldThen === 'string' ? toldThen : formatDuration(toldThen),
    now === undefined ? 'never' : formatDuration(now.afterMs),
    [...(now === undefined ? [] : [`${now.level} ${now.hazard}`]), ...(scenario.needs.length === 0 ? [] : [`once ${scenario.needs.join(', ')} is exported`])].join(', '),
  ]);
  if (rows.length === 0) return [];
  const widths = HEADS.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd();
  return [`${paint('quiet', line(HEADS))}\n${rows.map((row) => `${line(row)}\n`).join('')}`];
}
