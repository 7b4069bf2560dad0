import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPlainRuleFile } from '../../../src/drift/plain-rule-file.ts';
import { readByLibrary } from '../../../src/drift/rule-file.ts';
import { ROOT } from '../../support/root.ts';

const RULES = join(ROOT, 'generated/rules');
const texts = readdirSync(RULES, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join(RULES, name), 'utf8'));

test('every generated file is of the plain layout, and reads as the library reads it', () => {
  expect(texts.length).toBeGreaterThan(10);
  for (const text of texts) {
    expect(readPlainRuleFile(text)).toBeDefined();
    expect(readPlainRuleFile(text)).toEqual(readByLibrary(text));
  }
});

describe('whatever it reads, the library reads the same', () => {
  const small = (texts.find((text) => text.length < 4000) ?? '').split('\n');
  const junk = fc.constantFrom(' ', '  ', '#', ': ', ':', '-', '- ', "'", '"', '|', '>', '&a', '*a', '{', '}', '[', ']', '!', '%', '@', '`', '\t', 'yes', '~', 'null', '1', '\n', '\n\n', '\u00a0', '\u2028', 'é', '...', '---', '<<: ', '? ');

  test('after one change of a character', () => {
    fc.assert(
      fc.property(fc.nat(small.length - 1), fc.nat(80), junk, fc.boolean(), (line, column, text, replaces) => {
        const changed = small.map((one, at) => (at === line ? one.slice(0, column) + text + one.slice(column + (replaces ? text.length : 0)) : one)).join('\n');
        const read = readPlainRuleFile(changed);
        if (read !== undefined) expect(read).toEqual(readByLibrary(changed));
      }),
      { seed: 20_261, numRuns: 3000 },
    );
  });

  test('after lines were dropped, doubled or moved', () => {
    fc.assert(
      fc.property(fc.nat(small.length - 1), fc.nat(small.length - 1), fc.constantFrom('drop', 'double', 'indent', 'dedent'), (from, to, how) => {
        const changed = [...small];
        if (how === 'drop') changed.splice(from, 1);
        else if (how === 'double') changed.splice(to, 0, small[from] ?? '');
        else changed[from] = how === 'indent' ? `  ${small[from] ?? ''}` : (small[from] ?? '').replace(/^ {2}/, '');
        const read = readPlainRuleFile(changed.join('\n'));
        if (read !== undefined) expect(read).toEqual(readByLibrary(changed.join('\n')));
      }),
      { seed: 20_262, numRuns: 1000 },
    );
  });
});
