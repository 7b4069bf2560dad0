import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Context } from '../src/cli/context.ts';
import { explain } from '../src/cli/explain.ts';
import { REGISTRY, type Code } from '../src/diagnostics/registry.ts';
import { codeOf, fixtureNames } from './invalid/fixture.ts';
import { PROVED_ELSEWHERE } from './invalid/proved-elsewhere.ts';
import { runCli } from './support/cli.ts';
import { ROOT } from './support/root.ts';

const PAGES = join(ROOT, 'docs/diagnostics');
const SRC = join(ROOT, 'src');
const codes = Object.keys(REGISTRY).sort() as Code[];
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file: file.replaceAll('\\', '/'), text: readFileSync(join(SRC, file), 'utf8') }));

describe.each(codes)('%s', (code) => {
  test('has an entry that says what and why in plain words', () => {
    const { title, why } = REGISTRY[code];
    expect(title).toMatch(/^\S.{5,79}[^.\s]$/);
    expect(why).toMatch(/^[A-Z`].{20,220}\.$/);
  });

  test('has a page of the agreed form', () => {
    const page = readFileSync(join(PAGES, `${code}.md`), 'utf8');
    expect(page.split('\n')[0]).toBe(`# ${code}: ${REGISTRY[code].title}`);
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(['What is wrong', 'Why it matters', 'What to do', 'Example']);
    expect(page).toMatch(/^```(yaml|promql|text|console|sh|gitattributes)?$/m);
    expect(page.endsWith('\n')).toBe(true);
  });

  test('is shown by a fixture, or proved elsewhere', () => {
    expect(fixtureNames().some((name) => codeOf(name) === code) || Object.hasOwn(PROVED_ELSEWHERE, code)).toBe(true);
  });

  test('is printed by explain', async () => {
    let told = '';
    const context: Context = { ...SILENT, stdout: (text) => void (told += text) };
    expect(await explain(context, code.toLowerCase(), { specs: 'slo-specs', format: 'text', color: 'auto' })).toBe(0);
    expect(told).toBe(readFileSync(join(PAGES, `${code}.md`), 'utf8'));
  });

  test('is reported somewhere', () => {
    expect(sources.filter(({ file, text }) => !file.startsWith('diagnostics/codes/') && new RegExp(`'${code}'`).test(text)).length).toBeGreaterThan(0);
  });
});

const SILENT: Context = {
  stdout: () => undefined,
  stderr: () => undefined,
  cwd: ROOT,
  home: ROOT,
  version: '0.0.0',
  today: '2026-11-23',
  colors: { stdout: false, stderr: false },
  width: 100,
  processes: { pid: process.pid, isAlive: () => true },
  terminal: () => undefined,
  stopped: () => new Promise(() => undefined),
};

test('no page is without a code', () => {
  expect(readdirSync(PAGES).sort()).toEqual(codes.map((code) => `${code}.md`));
});

test('every code in the sources is one of the registry', () => {
  const found = new Set(sources.flatMap(({ text }) => [...text.matchAll(/\bTOC\d{3}\b/g)].map(([code]) => code)));
  expect(found.size).toBeGreaterThan(100);
  expect([...found].filter((code) => !Object.hasOwn(REGISTRY, code))).toEqual([]);
});

describe('one check is one file', () => {
  const checks = sources.filter(({ file }) => file.startsWith('checks/'));
  const reporting = checks.filter(({ text }) => /problem\(/.test(text));
  const codeIn = (text: string): readonly string[] => [...new Set([...text.matchAll(/problem\(\s*'(TOC\d{3})'/g)].map(([, code = '']) => code))];

  test.each(reporting.map(({ file, text }) => [file, text]))('%s reports one code, and says so', (_, text = '') => {
    const [code = '', ...others] = codeIn(text);
    expect(others).toEqual([]);
    expect(text).toMatch(new RegExp(`/\\*\\*[^/]*${code}`));
  });

  test('the checks of contract and objective stand nowhere else, and each once', () => {
    const judged = codes.filter((code) => /^TOC[35]/.test(code));
    expect(reporting.map(({ text }) => codeIn(text)[0] ?? '').filter((code) => /^TOC[35]/.test(code)).sort()).toEqual(judged);
    for (const { file, text } of sources) {
      if (!file.startsWith('checks/') && !file.startsWith('diagnostics/codes/')) expect(codeIn(text).filter((code) => /^TOC[35]/.test(code)), file).toEqual([]);
    }
  });
});

test('the command prints a page, and offers the near code for one that is none', async () => {
  expect(await runCli(['explain', 'TOC303'])).toEqual({ status: 0, stdout: readFileSync(join(PAGES, 'TOC303.md'), 'utf8'), stderr: '' });
  expect(await runCli(['explain', 'TOC3O3'])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('did you mean TOC303?') as string });
});
