import { badValues } from '../failures/counted-series.ts';
import type { WorldCase } from '../failures/world.ts';
import type { Obligation } from '../obligations/obligation.ts';
import { matcherMatches } from '../promql/regex.ts';
import type { Labels } from '../routing/labels.ts';
import type { RuleSet } from './rule-set.ts';

/**
 * The cases of an obligation: each of its failures, and where the contract lists bad values, the failure by each of them. Values
 * that no rule tells apart are one case, so that four hundred status codes are a few.
 */
export function casesOf(obligation: Obligation, sets: readonly RuleSet[]): readonly Omit<WorldCase, 'instance'>[] {
  const { subject, site } = obligation;
  return obligation.failures.flatMap((failure): readonly Omit<WorldCase, 'instance'>[] => {
    if (failure.kind !== 'events-fail' || subject === undefined) return [{ site, failure, given: {} }];
    const values = alike(badValues(subject, failure.objective), sets);
    return values.length === 0 ? [{ site, failure, given: {} }] : values.map((given) => ({ site, failure, given }));
  });
}

function alike(values: readonly Labels[], sets: readonly RuleSet[]): readonly Labels[] {
  const kinds = new Map<string, Labels>();
  for (const given of values) {
    const [entry] = Object.entries(given);
    if (entry === undefined) continue;
    const [label, value] = entry;
    const passed = sets.flatMap((set) => set.matchersOn(label).map((matcher) => (matcherMatches(matcher, value) ? '1' : '0'))).join('');
    const key = `${label} ${passed}`;
    if (!kinds.has(key)) kinds.set(key, given);
  }
  return [...kinds.values()];
}
