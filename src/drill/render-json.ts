import { incidentsOf, type DrilledIncident } from './incidents.ts';
import { variantText } from './jobs.ts';
import type { Outcome } from './outcome.ts';
import type { Wanting } from './scenario.ts';

/** Grows when a key changes its meaning or goes; new keys may come without. */
const FORMAT = 1;

/** Outcomes as one JSON document; times are seconds from the start of a drill. */
export function renderOutcomesJson(outcomes: readonly Outcome[], wanting: readonly Wanting[], tool: { readonly version: string; readonly engine: string | null }, hazards: readonly object[] = []): string {
  const document = {
    tool: { name: 'tocsin', version: tool.version },
    engine: tool.engine,
    format: FORMAT,
    summary: {
      runs: outcomes.length,
      expectations: outcomes.reduce((count, { results }) => count + results.length, 0),
      notMet: outcomes.reduce((count, { results }) => count + results.filter(({ asExpected }) => !asExpected).length, 0),
    },
    runs: outcomes.map(asJson),
    incidents: incidentsOf(outcomes).map(incidentJson),
    notRun: wanting.map(({ name, description, metrics }) => ({ drill: name, description: description ?? null, needs: metrics })),
    hazards,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function asJson({ job, results, failure }: Outcome): object {
  return {
    drill: job.scenario.name,
    description: job.scenario.description ?? null,
    instance: job.scenario.instances[0]?.name ?? null,
    prometheus: job.where,
    variant: variantText(job) === '' ? null : variantText(job),
    stepSeconds: job.scenario.stepMs / 1000,
    needs: job.scenario.needs,
    failure: failure ?? null,
    results: results.map(({ site, when, expected, seen, asExpected, firstMs }) => ({ site, when, expected, seen, asExpected, firstFiringSeconds: firstMs === undefined ? null : firstMs / 1000 })),
  };
}

function incidentJson({ scenario, toldThen, now }: DrilledIncident): object {
  return {
    drill: scenario.name,
    description: scenario.description ?? null,
    toldThenSeconds: typeof toldThen === 'string' ? toldThen : toldThen / 1000,
    toldNowSeconds: now === undefined ? null : now.afterMs / 1000,
    by: now === undefined ? null : { alert: now.alert, level: now.level, hazard: now.hazard },
    needs: scenario.needs,
  };
}
