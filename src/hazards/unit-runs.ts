import type { PromtoolVerdict } from '../drill/promtool-report.ts';
import { farRuns, farUnitOf } from './far-unit.ts';
import type { HazardCase } from './hazard-case.ts';
import type { Bench } from './judge.ts';
import type { CaseOutcome } from './outcome.ts';
import { recordedBy, siteRun, tellingRun, type HazardRun, type Recorded } from './run.ts';
import type { Unit } from './unit.ts';
import { unitOutcomes } from './unit-outcomes.ts';

/** The runs of a unit: each is given promtool's answer before the next is made, since what sites record is what the ruler reads; at the end what became of the unit's cases. */
export function* unitRuns(bench: Bench, unit: Unit): Generator<HazardRun, ReadonlyMap<HazardCase, CaseOutcome>, Extract<PromtoolVerdict, { kind: 'answered' }>> {
  const far = farUnitOf(unit, bench.settings);
  if (far !== undefined) return yield* farRuns(bench, unit, far);
  const recorded: Recorded[] = [];
  for (const loaded of unit.sites) {
    const run = siteRun(unit, loaded, bench.settings);
    recorded.push(recordedBy(run, yield run));
  }
  return unitOutcomes(bench, unit, yield tellingRun(unit, bench.settings, recorded));
}
