import { makeOutput } from '../compile/back.ts';
import { Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import type { PromtoolVerdict } from '../drill/promtool-report.ts';
import { drillName, type HazardCase } from '../hazards/hazard-case.ts';
import type { CaseOutcome } from '../hazards/outcome.ts';
import { planHazardDrills, type HazardPlan } from '../hazards/plan.ts';
import type { HazardRun } from '../hazards/run.ts';
import type { Unit } from '../hazards/unit.ts';
import { failedOutcomes } from '../hazards/unit-outcomes.ts';
import { unitRuns } from '../hazards/unit-runs.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import type { Model } from '../model/model.ts';
import type { Obligation } from '../obligations/obligation.ts';
import { groundOf } from '../proof/ground.ts';
import { prove } from '../proof/prove.ts';
import { readOutputBack } from './prove-output.ts';

/** Plans drills of obligations: generates rules and routes as `generate` does, reads them back, and takes from the proof what is claimed. */
export function planHazards(model: Model, base: Source | undefined, obligations: readonly Obligation[], today: string): HazardPlan | CouldNotRun {
  const sink = new Sink();
  const output = makeOutput(model, base, sink);
  const read = sink.hasErrors ? undefined : readOutputBack(model, output);
  if (read === undefined) return couldNotRun('obligations cannot be drilled: there are no rules and routes to drill', 'see what `tocsin generate` says; with a Routing it says how alerts reach people');
  const input = { model, rules: read.rules, config: read.config, from: Date.parse(`${today}T00:00Z`) };
  const asked = new Set(obligations.map(drillName));
  const alike = new Set(obligations.map(({ site, hazard }) => JSON.stringify([site, hazard])));
  // A neighbour's claim of the same hazard is wanted too.
  const { cells } = prove({ ...input, only: ({ site, hazard }) => alike.has(JSON.stringify([site, hazard])) });
  return planHazardDrills({ model, ground: groundOf(input), config: read.config, cells }, (name) => asked.has(name));
}

/** Runs one test: what promtool says of it, or why it could not be run. */
export type Ask = (run: HazardRun) => Promise<Exclude<PromtoolVerdict, { kind: 'unreadable' }> | CouldNotRun>;

/** Runs a unit, test after test, and tells what became of its cases. */
export async function runUnit({ bench }: HazardPlan, unit: Unit, ask: Ask): Promise<ReadonlyMap<HazardCase, CaseOutcome> | CouldNotRun> {
  const runs = unitRuns(bench, unit);
  for (let next = runs.next(); ; ) {
    if (next.done === true) return next.value;
    const verdict = await ask(next.value);
    if (verdict.kind === 'could-not-run') return verdict;
    if (verdict.kind === 'rule-failed') return failedOutcomes(unit, verdict);
    next = runs.next(verdict);
  }
}

/** The name of a unit: that of its first obligation. */
export function unitName({ cases: [first] }: Unit): string {
  return first === undefined ? '' : drillName(first.hazard.cell.obligation);
}
