import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { REGISTRY } from '../../src/diagnostics/registry.ts';
import { unwrap } from '../support/prepared.ts';
import { ROOT } from '../support/root.ts';
import { accept, accepted, asText, codeOf, fixtureNames, intended, runAll, type Shown } from './fixture.ts';
import { PROVED_ELSEWHERE } from './proved-elsewhere.ts';

const ACCEPT = process.env['TOCSIN_ACCEPT'] === '1';
const names = fixtureNames();

test('every code is shown by a fixture, or proved where no tree of files leads to it', () => {
  const shown = new Set(names.map(codeOf));
  expect(names.length).toBeGreaterThan(100);
  expect(Object.keys(REGISTRY).filter((code) => !shown.has(code) && !Object.hasOwn(PROVED_ELSEWHERE, code))).toEqual([]);
  expect([...shown].filter((code) => !Object.hasOwn(REGISTRY, code))).toEqual([]);
  for (const [code, { file }] of Object.entries(PROVED_ELSEWHERE)) {
    expect(existsSync(join(ROOT, file)), file).toBe(true);
    expect(readFileSync(join(ROOT, file), 'utf8'), file).toContain(code);
  }
});

describe('the command, whole', () => {
  let all: ReadonlyMap<string, Shown> = new Map();
  beforeAll(async () => {
    unwrap(inject('build'));
    all = await runAll(names);
  }, 300_000);

  test.each(names)('%s', (name) => {
    const shown = all.get(name);
    if (shown === undefined) throw new Error(`${name} was not run`);
    const text = asText(shown);
    if (ACCEPT) accept(name, text);
    expect(text).toBe(accepted(name));
    expect(problemsOf(shown)).toContain(headingOf(name));
    const severity = REGISTRY[codeOf(name) as keyof typeof REGISTRY].severity;
    if (severity === 'error') expect(shown.status).toBe(1);
    // Nothing is written beside a problem of the specs.
    if (shown.stderr.endsWith('Nothing was written.\n') && !shown.made) expect(existsSync(join(shown.dir, 'generated'))).toBe(false);
    expectCarets(name, shown);
  });
});

/** The first line of the fixture's problem as far as it is sure: place, severity, code. */
function headingOf(name: string): string {
  const code = codeOf(name);
  const at = intended(name);
  return `${at === undefined ? '' : `${at.path}:${at.line}:${at.column}: `}${REGISTRY[code as keyof typeof REGISTRY].severity} ${code}`;
}

function problemsOf({ stdout, stderr }: Shown): readonly string[] {
  return [...`${stdout}${stderr}`.matchAll(/^((?:\S+:\d+:\d+: )?(?:error|warning) TOC\d{3}):/gm)].map(([, heading = '']) => heading);
}

/** The carets stand under the very characters that the fixture names. */
function expectCarets(name: string, { stdout, stderr }: Shown): void {
  const at = intended(name);
  if (at === undefined || at.marked === '' || /[^\x20-\x7e]/.test(at.marked)) return;
  const lines = `${stdout}${stderr}`.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`${headingOf(name)}:`));
  const [source = '', carets = ''] = lines.slice(start + 1, start + 3);
  const from = carets.indexOf('^');
  expect(from).toBeGreaterThan(0);
  const under = source.slice(from, from + carets.slice(from).replace(/[^^].*$/, '').length);
  // A place that is longer than the line that is shown ends with it.
  if (source.endsWith('…')) expect(at.marked.startsWith(under.replace(/…$/, ''))).toBe(true);
  else expect(under).toBe(at.marked);
}
