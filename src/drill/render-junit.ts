import { variantText } from './jobs.ts';
import type { CheckResult, Outcome } from './outcome.ts';

/** Outcomes as JUnit XML, as CI systems read it: a suite a run, a case an expectation. It holds no times, so that the same outcomes give the same bytes. */
export function renderOutcomesJunit(outcomes: readonly Outcome[]): string {
  const all = outcomes.flatMap(({ results }) => results);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="tocsin drill" tests="${all.length}" failures="${notMet(all)}">`,
    ...outcomes.flatMap(suite),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suite({ job, results, failure }: Outcome): readonly string[] {
  const variant = variantText(job);
  const name = `${job.scenario.name} in ${job.where}${variant === '' ? '' : `, ${variant}`}`;
  return [
    `  <testsuite name="${escaped(name)}" tests="${results.length}" failures="${notMet(results)}">`,
    ...results.flatMap((result) => testCase(job.scenario.name, result, failure)),
    '  </testsuite>',
  ];
}

function testCase(drill: string, { site, when, expected, seen, asExpected }: CheckResult, failure: string | undefined): readonly string[] {
  const open = `    <testcase classname="${escaped(drill)}" name="${escaped(`${when}: ${expected} in ${site}`)}"`;
  if (asExpected) return [`${open}/>`];
  return [`${open}>`, `      <failure message="${escaped(`expected ${expected}, seen ${seen}`)}">${escaped(failure ?? `expected ${expected}, seen ${seen}`)}</failure>`, '    </testcase>'];
}

function notMet(results: readonly CheckResult[]): number {
  return results.filter(({ asExpected }) => !asExpected).length;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };

/** XML 1.0 has no control characters but tab and line breaks, not even escaped. */
function escaped(text: string): string {
  return text.replace(/[&<>"\n]/g, (one) => ENTITIES[one] ?? one).replace(/[^\P{Cc}\t\n\r]/gu, '?');
}
