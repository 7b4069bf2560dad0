import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { Cell, Verdict } from '../../../src/proof/verdict.ts';
import { renderCoverageJson } from '../../../src/report/coverage-json.ts';
import { renderCoverageJunit } from '../../../src/report/coverage-junit.ts';
import { renderCoverageMarkdown } from '../../../src/report/coverage-markdown.ts';
import { renderCoverage } from '../../../src/report/coverage-text.ts';
import { baseProject } from '../../support/base-project.ts';
import { ROOT } from '../../support/root.ts';

const { cells } = baseProject().proved.proof;
const AWKWARD = 'a <"b"> & | c\u0000';

/** One cell of each state, with names that reports have to escape. */
function ofEachState(): readonly Cell[] {
  const [cell] = cells;
  if (cell?.verdict.kind !== 'proved') throw new Error('the base is proved');
  const { obligation, verdict: { told } } = cell;
  const [failure] = obligation.failures;
  if (failure === undefined) throw new Error('no failure');
  const waiver = { instance: obligation.instance, site: '*', hazard: obligation.hazard, reason: AWKWARD, owner: 'data', expires: '2099-01-01', at: obligation.at };
  const verdicts: readonly Verdict[] = [
    { kind: 'proved', told, claims: [] },
    { kind: 'witnessed', by: 'eventbus', sees: AWKWARD, told, claims: [] },
    { kind: 'wanting', wanting: [{ objective: 'canary', metrics: [{ name: 'canary_events_total', why: AWKWARD }], at: obligation.at }] },
    { kind: 'waived', waiver },
    { kind: 'hole', failure, given: { code: AWKWARD }, gap: { kind: 'unseen' } },
    { kind: 'hole', failure, given: {}, gap: { kind: 'nobody', rule: told.rule, example: { team: AWKWARD }, receivers: ['default'] } },
    { kind: 'hole', failure, given: {}, gap: { kind: 'muted', rule: told.rule, receiver: 'pager', from: 0, longestMs: 60_000 } },
  ];
  return verdicts.map((verdict, at) => ({ obligation: { ...obligation, part: `part ${at}` }, verdict }));
}

test('the document is what its schema says, in every state', () => {
  const validate = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync(join(ROOT, 'schemas/coverage.schema.json'), 'utf8')) as object);
  for (const some of [cells, ofEachState(), []]) {
    validate(JSON.parse(renderCoverageJson(some, '1.0.0')));
    expect(validate.errors).toBeNull();
  }
  const document = JSON.parse(renderCoverageJson(cells, '1.0.0')) as { cells: Record<string, unknown>[] };
  expect(validate({ ...document, cells: [{ ...document.cells[0], state: 'green' }] })).toBe(false);
  expect(validate({ ...document, cells: [{ ...document.cells[0], alert: undefined, receivers: [] }] })).toBe(false);
});

test('JUnit is well-formed whatever the names, and counts what it holds', () => {
  const text = renderCoverageJunit(ofEachState());
  const open: string[] = [];
  for (const [, close, name = '', , self] of text.replace(/^<\?.*\?>\n/, '').matchAll(/<(\/?)([a-z]+)((?:\s[a-z]+="[^"<]*")*)(\/?)>/g)) {
    if (close === '/') expect(open.pop()).toBe(name);
    else if (self !== '/') open.push(name);
  }
  expect(open).toEqual([]);
  // Nothing but elements, and no character that XML cannot hold.
  expect(text.replace(/^<\?.*\?>/, '').replace(/<\/?[a-z]+(?:\s[a-z]+="[^"<]*")*\/?>/g, '')).not.toMatch(/[<>\0]|&(?!(amp|lt|gt|quot);)/);
  expect(text).toContain('tests="7" failures="3" skipped="2"');
});

test('the table of five hundred instances is a page of 100 columns', () => {
  const many = Array.from({ length: 500 }, (_, at) => cells.map(({ obligation, verdict }): Cell => ({ obligation: { ...obligation, instance: `instance-with-a-rather-long-name-${at}` }, verdict }))).flat();
  const lines = renderCoverage(many, { color: false, width: 100, holes: false }).split('\n');
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
  expect(lines.length).toBeLessThan(40);
  expect(lines.at(-2)).toBe('10000 obligations: 10000 proved, no holes');
  const holes = renderCoverage(ofEachState(), { color: false, width: 100, holes: true }).split('\n');
  expect(holes.filter((line) => line.length > 100)).toEqual([]);
});

test('rows of the page are rows of a table whatever the names', () => {
  const page = renderCoverageMarkdown(ofEachState(), 'event-platform');
  const rows = page.split('\n').filter((line) => line.startsWith('|'));
  expect(rows.length).toBe(9);
  for (const row of rows) expect(row.replaceAll('\\|', '').split('|').length).toBe(8);
  expect(page).toContain('**hole**');
});
