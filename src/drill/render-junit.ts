import { variantText } from './jobs.ts';
import type { CheckResult, Outcome } from './outcome.ts';

/** Suites of other results, to stand beside those of drill files. */
export interface JunitSuites {
  readonly lines: readonly string[];
  readonly tests: number;
  readonly failures: number;
}

/** Outcomes as JUnit XML, as CI systems read it: a suite a run, a case an expectation. It holds no times, so that the same outcomes give the same bytes. */
export function renderOutcomesJunit(outcomes: readonly Outcome[], more: JunitSuites = { lines: [], tests: 0, failures: 0 }): string {
  const all = outcomes.flatMap(({ results }) => results);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="tocsin drill" tests="${all.length + more.tests}" failures="${notMet(all) + more.failures}">`,
    ...outcomes.flatMap(suite),
    ...more.lines,
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suite({ job, results, failure }: Outcome): readonly string[] {
  const variant = variantText(job);
  const name = `${job.scenario.name} in ${job.where}${variant === '' ? '' : `, ${variant}`}`;
  return [
    `  <testsuite name="${escapedXml(name)}" tests="${results.length}" failures="${notMet(results)}">`,
    ...results.flatMap((result) => testCase(job.scenario.name, result, failure)),
    '  </testsuite>',
  ];
}

function testCase(drill: string, { site, when, expected, seen, asExpected }: CheckResult, failure: string | undefined): readonly string[] {
  const open = `    <testcase classname="${escapedXml(drill)}" name="${escapedXml(`${when}: ${expected} in ${site}`)}"`;
  if (asExpected) return [`${open}/>`];
  return [`${open}>`, `      <failure message="${escapedXml(`expected ${expected}, seen ${seen}`)}">${escapedXml(failure ?? `expected ${expected}, seen ${seen}`)}</failure>`, '    </testcase>'];
}

function notMet(results: readonly CheckResult[]): number {
  return results.filter(({ asExpected }) => !asExpected).length;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };

/** Text as XML 1.0 holds it: it has no control characters but tab and line breaks, not even escaped. */
export function escapedXml(text: string): string {
  return text.replace(/[&<>"\n]/g, (one) => ENTITIES[one] ?? one).replace(/[^\P{Cc}\t\n\r]/gu, '?');
}
