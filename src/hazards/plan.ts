import type { AlertmanagerConfig } from '../alertmanager/config.ts';
import type { Model } from '../model/model.ts';
import type { Ground } from '../proof/ground.ts';
import type { Cell } from '../proof/verdict.ts';
import { drillName, hazardCases, type HazardCase } from './hazard-case.ts';
import type { Bench } from './judge.ts';
import type { CaseOutcome, HazardResult } from './outcome.ts';
import { unitsOf, type Unit } from './unit.ts';
import { untried } from './unit-outcomes.ts';

/** What is drilled of some obligations, and what need not be: those that nothing is claimed of. */
export interface HazardPlan {
  readonly bench: Bench;
  readonly units: readonly Unit[];
  /** What became of all of it, once the cases of the units are known. */
  readonly results: (outcomes: ReadonlyMap<HazardCase, CaseOutcome>) => readonly HazardResult[];
}

/** What a plan is made from. */
export interface HazardInput {
  readonly model: Model;
  /** The rules that the engine is given, and the routes. */
  readonly ground: Ground;
  readonly config: AlertmanagerConfig;
  /** What is claimed. */
  readonly cells: readonly Cell[];
}

/** Plans the drills of obligations that are asked for. */
export function planHazardDrills({ model, ground, config, cells }: HazardInput, isAsked: (name: string) => boolean): HazardPlan {
  const watched = new Set<string>();
  const made = cells.flatMap((cell) => {
    const name = drillName(cell.obligation);
    return isAsked(name) ? [{ name, cell, ...hazardCases({ model, stages: ground.stages, cells, watched }, cell) }] : [];
  });
  const cases = made.flatMap((one) => one.cases);
  const { units, refused } = unitsOf(cases, ground.stages, model.settings);
  return {
    bench: { settings: model.settings, ground, inhibitRules: config.inhibitRules },
    units: [...units].sort((a, b) => slowest(a) - slowest(b)),
    results: (outcomes) =>
      made.map(({ name, cell, cases: own, unknown }) => ({
        name,
        cell,
        outcomes: [
          ...own.flatMap((one) => {
            const fault = refused.get(one);
            return outcomes.get(one) ?? (fault === undefined ? [] : [untried(one, fault)]);
          }),
          ...unknown.map(({ claim, why }) => untried({ claim, ending: { kind: 'never', why: 'unknown' } }, { kind: 'unknown', why })),
        ],
      })),
  };
}

/** What is told last takes longest to be made happen: it comes at the end. */
function slowest({ cases }: Unit): number {
  return Math.max(...cases.map(({ hazard }) => hazard.claim.told.firesMs));
}
