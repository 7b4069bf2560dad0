import { variantText } from './jobs.ts';
import type { CheckResult, Outcome } from './outcome.ts';

/** Results of one expectation that say the same, on however many sites and variants. */
export interface Finding {
  readonly result: CheckResult;
  readonly sites: readonly string[];
  /** Variants it is about; empty where it is about all. */
  readonly variants: readonly string[];
}

/** All that was found of one drill. */
export interface DrillFindings {
  readonly name: string;
  readonly findings: readonly Finding[];
  /** Runs in which something was not as expected. */
  readonly wrong: readonly Outcome[];
  readonly first: Outcome;
}

/** Puts the runs of each drill together, so that what holds everywhere is said once. */
export function findingsOf(outcomes: readonly Outcome[]): readonly DrillFindings[] {
  const drills = grouped(outcomes, ({ job }) => job.scenario);
  return [...drills].flatMap(([scenario, runs]) => {
    const [first] = runs;
    if (first === undefined) return [];
    const findings = scenario.expectations.flatMap((expectation) => {
      const results = runs.flatMap((run) => run.results.filter((one) => one.expectation === expectation).map((result) => ({ result, variant: variantText(run.job) })));
      return [...grouped(results, ({ result }) => `${result.seen}\n${String(result.asExpected)}`).values()].flatMap((alike): readonly Finding[] => {
        const [one] = alike;
        if (one === undefined) return [];
        const variants = [...new Set(alike.map(({ variant }) => variant))];
        return [{ result: one.result, sites: [...new Set(alike.map(({ result }) => result.site))], variants: variants.length === scenario.variants.length ? [] : variants }];
      });
    });
    return [{ name: scenario.name, findings, wrong: runs.filter(({ results }) => results.some(({ asExpected }) => !asExpected)), first }];
  });
}

function grouped<T, K>(many: readonly T[], keyOf: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const one of many) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
