import type { PromtoolVerdict } from '../drill/promtool-report.ts';
import type { HazardCase } from './hazard-case.ts';
import { judged, type Bench } from './judge.ts';
import type { CaseOutcome, Fault } from './outcome.ts';
import { firingTimes, plotOf } from './run.ts';
import type { Unit } from './unit.ts';

type Answered = Extract<PromtoolVerdict, { kind: 'answered' }>;

/** What became of the cases of a unit, by promtool's verdict on the run of the Prometheus that tells. */
export function unitOutcomes(bench: Bench, unit: Unit, verdict: Answered): ReadonlyMap<HazardCase, CaseOutcome> {
  let next = 0;
  const take = (count: number): Answered['seen'] => verdict.seen.slice(next, (next += count));
  const judgedCases = unit.cases.map((placed): readonly [HazardCase, Omit<CaseOutcome, 'plot' | 'plotted'>] => {
    const times = firingTimes(placed, bench.settings);
    const seen = take(times.length);
    const { hazard, shiftMs } = placed;
    return [hazard, judged(bench, hazard, times.map((atMs, index) => ({ atMs: atMs - shiftMs - hazard.world.onsetMs, firing: seen[index] ?? [] })))];
  });
  return new Map(
    judgedCases.map(([hazard, known]): [HazardCase, CaseOutcome] => {
      const plot = plotOf(hazard, unit.tells, bench.settings);
      return [hazard, { ...known, plot, plotted: plot === undefined ? [] : take(plot.timesMs.length).map(([sample]) => sample?.value) }];
    }),
  );
}

/** A rule that fails ends the test of all cases of the unit. */
export function failedOutcomes(unit: Unit, { rule, time, error }: Extract<PromtoolVerdict, { kind: 'rule-failed' }>): ReadonlyMap<HazardCase, CaseOutcome> {
  return new Map(unit.cases.map(({ hazard }) => [hazard, untried(hazard, { kind: 'rule-failed', why: `the rule \`${rule}\` fails at ${time}: ${error}` })]));
}

/** A failure that was not made happen. */
export function untried({ claim, ending }: Pick<CaseOutcome, 'claim' | 'ending'>, fault: Fault): CaseOutcome {
  return { claim, ending, overMs: undefined, firesMs: undefined, toldMs: undefined, receivers: [], faults: [fault], plot: undefined, plotted: [] };
}
