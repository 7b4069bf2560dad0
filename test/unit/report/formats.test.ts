import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { problem, type Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { REGISTRY } from '../../../src/diagnostics/registry.ts';
import { renderGithub } from '../../../src/report/github.ts';
import { renderJson } from '../../../src/report/json.ts';
import type { Report } from '../../../src/report/report.ts';
import { renderSarif } from '../../../src/report/sarif.ts';
import { SARIF_SCHEMA } from './sarif-schema.ts';

const isSarif = new Ajv2020({ strict: true }).compile(SARIF_SCHEMA);

function at(text: string, part: string, path = 'specs/x.yaml'): Diagnostic {
  const start = text.indexOf(part);
  return problem('TOC101', 'unknown key `b`', { at: { source: { path, text }, span: { start, end: start + part.length } } });
}

function report(diagnostics: readonly Diagnostic[], failures: Report['failures'] = []): Report {
  return { version: '1.2.3', diagnostics, failures };
}

interface Json {
  readonly summary: unknown;
  readonly diagnostics: readonly Readonly<Record<string, unknown>>[];
  readonly failures: readonly unknown[];
}

function json(diagnostics: readonly Diagnostic[]): Json {
  return JSON.parse(renderJson(report(diagnostics))) as Json;
}

interface Physical {
  readonly artifactLocation: { readonly uri: string };
  readonly region?: unknown;
}

interface Sarif {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly invocations: unknown;
      readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number; readonly locations?: readonly { readonly physicalLocation: Physical }[]; readonly relatedLocations?: unknown }[];
    },
  ];
}

function sarif(diagnostics: readonly Diagnostic[], failures: Report['failures'] = []): Sarif['runs'][0] {
  const log = JSON.parse(renderSarif(report(diagnostics, failures))) as Sarif;
  expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
  return log.runs[0];
}

const FULL: Diagnostic = {
  ...at('a: 1\nb: 2\n', 'b'),
  help: 'take it out',
  suggestion: 'c',
  related: [{ message: 'the first', at: { source: { path: 'specs/y.yaml', text: 'c: 1\n' }, span: { start: 0, end: 1 } } }],
};

describe('json', () => {
  test('has every key of a problem', () => {
    expect(json([FULL]).diagnostics).toEqual([
      {
        code: 'TOC101',
        severity: 'error',
        title: REGISTRY.TOC101.title,
        message: 'unknown key `b`',
        why: REGISTRY.TOC101.why,
        help: 'take it out',
        suggestion: 'c',
        file: 'specs/x.yaml',
        line: 2,
        column: 1,
        endLine: 2,
        endColumn: 2,
        related: [{ message: 'the first', file: 'specs/y.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 }],
        docs: 'docs/diagnostics/TOC101.md',
      },
    ]);
  });

  test('keeps the keys that say nothing', () => {
    const [one] = json([{ ...problem('TOC703', 'a is missing'), file: 'out/a' }]).diagnostics;
    expect(Object.keys(one ?? {})).toEqual(Object.keys(json([FULL]).diagnostics[0] ?? {}));
    expect(one).toMatchObject({ help: null, suggestion: null, file: 'out/a', line: null, column: null, endLine: null, endColumn: null, related: [] });
  });

  test('counts', () => {
    const warning = problem('TOC706', 'x');
    expect(json([FULL, FULL, warning]).summary).toEqual({ errors: 2, warnings: 1, files: 1, failures: 0 });
    expect(JSON.parse(renderJson(report([])))).toEqual({ tool: { name: 'tocsin', version: '1.2.3' }, format: 1, summary: { errors: 0, warnings: 0, files: 0, failures: 0 }, diagnostics: [], failures: [] });
  });
});

describe('places', () => {
  test.each<readonly [name: string, text: string, part: string, place: readonly number[]]>([
    ['of several lines', 'a: |\n  one\n  two\nb: 1\n', '|\n  one\n  two', [1, 4, 3, 6]],
    ['that end with a line break', 'a: 1\r\nb: 2\r\nc: 3\n', 'b: 2\r\n', [2, 1, 2, 5]],
    ['behind an astral character', 'a: 😀 b\n', 'b', [1, 7, 1, 8]],
    ['that are empty', 'a:', '', [1, 1, 1, 2]],
  ])('%s', (_, text, part, [line, column, endLine, endColumn]) => {
    expect(json([at(text, part)]).diagnostics[0]).toMatchObject({ line, column, endLine, endColumn });
    expect(sarif([at(text, part)]).results[0]?.locations?.[0]?.physicalLocation.region).toEqual({ startLine: line, startColumn: column, endLine, endColumn });
  });
});

describe('github', () => {
  test('is a line for each problem, and nothing for none', () => {
    expect(renderGithub(report([]))).toBe('');
    expect(renderGithub(report([FULL]))).toBe('::error file=specs/x.yaml,line=2,col=1,endColumn=2,title=TOC101::unknown key `b`%0Ado: take it out%0Adid you mean `c`?\n');
  });

  test.each<readonly [name: string, one: Diagnostic, line: string]>([
    ['a warning', problem('TOC706', 'x'), '::warning title=TOC706::x'],
    ['a file without a place', { ...problem('TOC703', 'x'), file: 'out/a' }, '::error file=out/a,title=TOC703::x'],
    ['several lines', { ...at('a: |\n  one\n', '|\n  one') }, '::error file=specs/x.yaml,line=1,endLine=2,title=TOC101::unknown key `b`'],
    ['signs with a meaning', { ...at('b', 'b', 'a:b,c%d\r\n.yaml'), message: '50 % of a:b,c\r\nnext::error ::' }, '::error file=a%3Ab%2Cc%25d%0D%0A.yaml,line=1,col=1,endColumn=2,title=TOC101::50 %25 of a:b,c%0D%0Anext::error ::'],
    ['control characters', problem('TOC703', 'a\u001b[31mb'), '::error title=TOC703::a␛[31mb'],
  ])('escapes %s', (_, one, line) => {
    expect(renderGithub(report([one]))).toBe(`${line}\n`);
  });

  test('tells a failure', () => {
    expect(renderGithub(report([], [{ message: 'no such folder', help: 'make it' }]))).toBe('::error title=tocsin could not run::no such folder%0Ado: make it\n');
  });
});

describe('sarif', () => {
  test('has a rule for each code, and results that point at theirs', () => {
    const run = sarif([FULL, problem('TOC706', 'x')]);
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(Object.keys(REGISTRY).sort());
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
    expect(run.results[0]?.relatedLocations).toMatchObject([{ id: 1, message: { text: 'the first' }, physicalLocation: { artifactLocation: { uri: 'specs/y.yaml' }, region: { startLine: 1 } } }]);
    expect(run.results[1]?.locations).toBeUndefined();
  });

  test('is valid when there is nothing to say, and when it could not run', () => {
    expect(sarif([]).results).toEqual([]);
    expect(sarif([]).invocations).toEqual([{ executionSuccessful: true }]);
    expect(sarif([], [{ message: 'm', help: 'h' }]).invocations).toEqual([{ executionSuccessful: false, toolExecutionNotifications: [{ level: 'error', message: { text: 'm\ndo: h' } }] }]);
  });

  test.each([
    ['a b/ü:%.yaml', 'a%20b/%C3%BC%3A%25.yaml'],
    ['../x#y?.yaml', '../x%23y%3F.yaml'],
    ['half \ud800.yaml', 'half%20%EF%BF%BD.yaml'],
  ])('escapes the path %j', (path, uri) => {
    expect(sarif([at('b', 'b', path)]).results[0]?.locations?.[0]?.physicalLocation.artifactLocation.uri).toBe(uri);
  });
});

test('any text, path and place gives valid documents, and one line a problem', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 60 });
  fc.assert(
    fc.property(texts, texts.filter((path) => path !== ''), texts, fc.nat(80), fc.nat(40), (text, path, words, start, length) => {
      const one = problem('TOC101', `m${words}`, { help: words, suggestion: words, at: { source: { path, text }, span: { start, end: start + length } } });
      expect(json([one]).diagnostics).toHaveLength(1);
      expect(sarif([one]).results).toHaveLength(1);
      expect(renderGithub(report([one]))).toMatch(/^::error [^\r\n]*\n$/);
    }),
    { numRuns: 500 },
  );
});
