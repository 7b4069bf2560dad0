import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countedIn, PROVES, seedOr } from '../../support/proof.ts';
import { testRules } from '../../support/promtool.ts';
import { generated } from '../../support/specs.ts';
import { tempDir } from '../../support/temp.ts';
import { mutantsOf, type Mutant } from './mutants.ts';
import { smallProject } from './small-project.ts';

const RULES = 'rules/team-data-engineering/eventgate-main_eqiad.yaml';
const TEST = 'tests/rules/team-data-engineering/eventgate-main_eqiad_test.yaml';

/** Whether a rule file passes a generated test. */
async function passes(rules: string, testText: string): Promise<boolean> {
  const dir = tempDir({});
  for (const [path, text] of [[RULES, rules], [TEST, testText]] as const) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return (await testRules([join(dir, TEST)])).status === 0;
}

/**
 * Faults that change nothing which anybody could see, each with its reason. Everything else must make a test fail.
 */
const SURVIVORS: readonly (readonly [name: RegExp, because: string])[] = [];

test('a rule that is broken fails its generated test', { timeout: 3_600_000 }, async () => {
  const files = await generated(smallProject('site'));
  const [rules = '', testText = ''] = [files[RULES], files[TEST]];
  expect(await passes(rules, testText)).toBe(true);
  const all = mutantsOf(rules);
  const chosen = PROVES ? all : fc.sample(fc.constantFrom(...all), { numRuns: 4, seed: seedOr(1) });
  const survivors: Mutant[] = [];
  for (const mutant of chosen) if (await passes(mutant.text, testText)) survivors.push(mutant);
  const unexplained = survivors.filter(({ name }) => !SURVIVORS.some(([known]) => known.test(name)));
  countedIn('generated tests', { mutants: chosen.length, survivors: survivors.length, unexplained: unexplained.length });
  expect(unexplained.map(({ name }) => name)).toEqual([]);
});
