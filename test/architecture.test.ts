import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '..', 'src');

/**
 * What each folder may import, in the order of the pipeline: other folders, and packages (after the bar).
 * Arrows only go up this list, so the middle of the compiler stays pure and every stage can be read without the later ones.
 */
const MAY_IMPORT: Readonly<Record<string, string>> = {
  diagnostics: '',
  source: 'diagnostics | js-yaml',
  spec: 'diagnostics source | zod zod/v4/core',
  promql: 'diagnostics | re2js node:module',
  model: 'diagnostics promql',
  evaluate: 'diagnostics promql model',
  simulate: 'model',
  texts: 'diagnostics | handlebars node:module',
  checks: 'diagnostics promql model',
  resolve: 'diagnostics source spec promql model texts checks',
  rules: 'diagnostics promql model texts',
  alertmanager: 'diagnostics promql | js-yaml',
  routing: 'diagnostics promql alertmanager',
  emit: 'model promql rules alertmanager | js-yaml',
  conformance: '| ajv ajv/dist/standalone js-yaml node:module',
  drift: 'diagnostics promql | js-yaml',
  coverage: 'diagnostics promql drift alertmanager routing',
  explain: 'promql model simulate rules alertmanager routing coverage',
  compile: 'diagnostics source spec promql model checks resolve rules alertmanager routing emit conformance drift',
  drill: 'diagnostics source spec promql model rules compile | zod',
  obligations: 'diagnostics spec model',
  failures: 'diagnostics promql evaluate model obligations drill',
  proof: 'diagnostics source spec promql evaluate model alertmanager routing drift coverage obligations failures',
  hazards: 'promql evaluate model simulate alertmanager routing rules drill coverage obligations failures proof',
  'rule-tests': 'diagnostics promql model simulate rules emit drill',
  report: 'diagnostics model simulate rules routing coverage explain obligations proof',
  io: 'diagnostics drift | node:*',
  engines: 'io | node:*',
  cli: 'diagnostics source spec model simulate rules alertmanager routing coverage explain emit drift compile drill obligations proof hazards rule-tests report io engines | commander node:path',
  'main.ts': 'cli | node:fs node:url',
};

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort();

/** Every module a file names: static and dynamic imports, re-exports and `import.meta.resolve`. */
function importsOf(text: string): readonly string[] {
  const found = text.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\(\s*|\brequire\(\s*)['"]([^'"]+)['"]/g);
  return [...found].map((match) => match[1] ?? '');
}

function ownerOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : file;
}

describe('imports go one way', () => {
  test('there is something to check', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(new Set(files.map(ownerOf))).toEqual(new Set(Object.keys(MAY_IMPORT)));
  });

  test.each(files)('%s imports only what its folder may', (file) => {
    const [folders = '', packages = ''] = (MAY_IMPORT[ownerOf(file)] ?? '').split('|').map((part) => part.trim());
    for (const target of importsOf(readFileSync(join(SRC, file), 'utf8'))) {
      if (target.startsWith('.')) {
        const owner = ownerOf(relative(SRC, join(SRC, dirname(file), target)));
        if (owner !== ownerOf(file)) expect(folders.split(' '), `${file} -> ${target}`).toContain(owner);
      } else {
        expect(builtinModules.includes(target), `${file} -> ${target}: write node:`).toBe(false);
        const allowed = packages.split(' ');
        expect(target.startsWith('node:') && allowed.includes('node:*') ? target : allowed, `${file} -> ${target}`).toContain(target);
      }
    }
  });

  test('a forbidden import would be seen', () => {
    expect(importsOf(`import { a } from '../io/edge.ts';\nconst b = await import("node:fs");\nexport * from './c.ts';`)).toEqual(['../io/edge.ts', 'node:fs', './c.ts']);
  });

  test('folders are listed after all that they import, so there is no circle', () => {
    const order = Object.keys(MAY_IMPORT);
    for (const [folder, may] of Object.entries(MAY_IMPORT)) {
      for (const target of (may.split('|')[0] ?? '').trim().split(' ').filter((name) => name !== '')) {
        expect(order.indexOf(target), `${folder} -> ${target}`).toBeLessThan(order.indexOf(folder));
      }
    }
  });
});

describe('effects stay at the edge', () => {
  test.each(files.filter((file) => file !== 'main.ts'))('%s takes nothing from the process', (file) => {
    const code = readFileSync(join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(code).not.toMatch(/\bprocess\.(?!\s*$)|\bconsole\./);
    if (ownerOf(file) !== 'io') expect(code).not.toMatch(/\bnew Date\(\)|\bDate\.now\(|\bMath\.random\(/);
  });
});

test('there are no barrels and no drawers', () => {
  expect(files.filter((file) => /(^|\/)(index|utils?|helpers?|misc|types)(\.ts$|\/)/.test(file))).toEqual([]);
});

test('no test changes the process that others share', () => {
  const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts') && file !== 'architecture.test.ts');
  expect(tests.length).toBeGreaterThan(100);
  for (const file of tests) {
    expect(readFileSync(join(import.meta.dirname, file), 'utf8'), file).not.toMatch(/process\.env(?:\.\w+|\[[^\]]+\]) = |delete process\.env|process\.(?:chdir|umask|exitCode|set[ug]id)\b|\bvi\.(?:mock|doMock|stub\w+|spyOn|useFakeTimers)\b/);
  }
});
