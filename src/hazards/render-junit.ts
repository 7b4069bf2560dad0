import { escapedXml, type JunitSuites } from '../drill/render-junit.ts';
import { gapText } from '../proof/problems.ts';
import { roughly } from '../proof/words.ts';
import { endingText, faultText, standingOf, worstOf, type CaseOutcome, type HazardResult } from './outcome.ts';
import { metricsOf } from './rows.ts';

/** Results as suites of JUnit: a suite an instance, a case an obligation; what cannot be drilled is skipped. */
export function hazardSuites(results: readonly HazardResult[]): JunitSuites {
  const instances = [...new Set(results.map(({ cell }) => cell.obligation.instance))];
  const failures = (some: readonly HazardResult[]): number => some.filter((one) => standingOf(one) === 'not-met').length;
  const skipped = (some: readonly HazardResult[]): number => some.filter((one) => ['wanting', 'waived'].includes(standingOf(one))).length;
  const lines = instances.flatMap((instance) => {
    const own = results.filter(({ cell }) => cell.obligation.instance === instance);
    return [`  <testsuite name="${escapedXml(`hazards of ${instance}`)}" tests="${own.length}" failures="${failures(own)}" skipped="${skipped(own)}">`, ...own.flatMap(testCase), '  </testsuite>'];
  });
  return { lines, tests: results.length, failures: failures(results) };
}

/** When the alert was over, where that was played. */
function endText(outcome: CaseOutcome | undefined): string {
  return outcome?.overMs === undefined ? '' : `; ends ${endingText(outcome.ending)}, ended ${roughly(outcome.overMs)}`;
}

function testCase(result: HazardResult): readonly string[] {
  const { verdict, obligation } = result.cell;
  const open = `    <testcase classname="${escapedXml(obligation.instance)}" name="${escapedXml(result.name)}"`;
  const worst = worstOf(result);
  switch (standingOf(result)) {
    case 'met':
      return [`${open}>`, `      <system-out>${escapedXml(`${worst?.claim.told.rule.name ?? ''}: claimed ${roughly(worst?.claim.told.withinMs ?? 0)}, measured ${roughly(worst?.toldMs ?? 0)}, allowed ${roughly(obligation.owed.withinMs)}${endText(worst)}`)}</system-out>`, '    </testcase>'];
    case 'wanting':
      return [`${open}><skipped message="${escapedXml(`needs ${metricsOf(result).join(', ')}`)}"/></testcase>`];
    case 'waived':
      return [`${open}><skipped message="${escapedXml(verdict.kind === 'waived' ? `waived until ${verdict.waiver.expires}` : 'waived')}"/></testcase>`];
    case 'not-met': {
      const said = verdict.kind === 'hole' ? gapText(verdict.gap, obligation.owed).what : (worst?.faults.map(faultText).join('; ') ?? 'not drilled');
      return [`${open}>`, `      <failure message="${escapedXml(said)}">${escapedXml(said)}</failure>`, '    </testcase>'];
    }
  }
}
