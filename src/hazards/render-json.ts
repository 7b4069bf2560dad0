import { failureText } from '../proof/words.ts';
import { faultText, standingOf, type CaseOutcome, type HazardResult } from './outcome.ts';
import { metricsOf } from './rows.ts';

/** Results as values of a JSON document; times are seconds from the failure. */
export function hazardsJson(results: readonly HazardResult[]): readonly object[] {
  return results.map((result) => {
    const { instance, site, hazard, part, owed } = result.cell.obligation;
    return {
      drill: result.name,
      instance,
      site,
      hazard,
      part: part === '' ? null : part,
      allowed: { level: owed.level, withinSeconds: owed.withinMs / 1000 },
      standing: standingOf(result),
      needs: metricsOf(result),
      failures: result.outcomes.map(outcomeJson),
    };
  });
}

function outcomeJson({ claim: { failure, given, told }, firesMs, toldMs, receivers, ending, overMs, faults }: CaseOutcome): object {
  return {
    failure: failureText(failure, given),
    alert: told.rule.name,
    claimed: { firesSeconds: told.firesMs / 1000, toldSeconds: told.withinMs / 1000, level: told.level, receivers: told.receivers },
    measured: firesMs === undefined ? null : { firesSeconds: firesMs / 1000, toldSeconds: toldMs === undefined ? null : toldMs / 1000, receivers },
    end: { claimedSeconds: ending.kind === 'within' ? ending.withinMs / 1000 : null, measuredSeconds: overMs === undefined ? null : overMs / 1000 },
    faults: faults.map((fault) => ({ kind: fault.kind, text: faultText(fault) })),
  };
}
