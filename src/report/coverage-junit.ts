import { obligationText } from '../obligations/obligation.ts';
import { gapText } from '../proof/problems.ts';
import type { Cell } from '../proof/verdict.ts';
import { failureText } from '../proof/words.ts';
import { countsOf } from './coverage-rows.ts';

/** The matrix as JUnit: an obligation is a test case; a hole fails, what is waived or needs instrumentation is skipped. */
export function renderCoverageJunit(cells: readonly Cell[]): string {
  const { hole, waived, wanting } = countsOf(cells);
  const cases = cells.map(({ obligation, verdict }) => {
    const head = `    <testcase classname="${xml(obligation.instance)}" name="${xml(obligationText(obligation))}"`;
    switch (verdict.kind) {
      case 'proved':
      case 'witnessed':
        return `${head}/>`;
      case 'wanting':
        return `${head}><skipped message="${xml(`needs ${verdict.wanting.flatMap(({ metrics }) => metrics.map(({ name }) => name)).join(', ')}`)}"/></testcase>`;
      case 'waived':
        return `${head}><skipped message="${xml(`waived until ${verdict.waiver.expires}: ${verdict.waiver.reason}`)}"/></testcase>`;
      case 'hole': {
        const { code, what, help } = gapText(verdict.gap, obligation.owed);
        return `${head}><failure type="${code}" message="${xml(`${what} when ${failureText(verdict.failure, verdict.given)}`)}">${xml(help)}</failure></testcase>`;
      }
    }
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite name="tocsin coverage" tests="${cells.length}" failures="${hole}" skipped="${waived + wanting}">\n${cases.join('\n')}\n  </testsuite>\n</testsuites>\n`;
}

/** Text as XML holds it; characters that XML cannot hold are left out. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
