import { expect, test } from 'vitest';
import { projectOf, specsIn } from '../../../bench/mutants/project.ts';
import { oneOfASite, triedRules } from '../../../bench/mutants/rule-score.ts';
import { testedFiles } from '../../../bench/mutants/tested-files.ts';
import { engines } from '../../support/engines.ts';
import { countedIn, PROVES, seedOr } from '../../support/proof.ts';
import { ROOT } from '../../support/root.ts';

/** Files whose tests take promtool less than half a second. */
const QUICK = /(?:eventstreams|tocsin-watcher)_\w+\.yaml$/;

/** Of the others all are tried by `npm run mutate-rules`. */
const USUAL = ['deleted', 'comparison turned', 'matcher dropped', 'metric renamed', 'label misspelt'];

test('a rule that is deleted or bent fails the generated test of its file', { timeout: 14_400_000 }, async () => {
  const project = projectOf('shipped', specsIn(ROOT, 'slo-specs'));
  const files = oneOfASite(testedFiles(project)).filter(({ rules }) => PROVES || QUICK.test(rules.path));
  const promtool = { kind: 'promtool' as const, path: engines().promtool, version: '' };
  const tried = await triedRules(promtool, files, project.around, { seed: seedOr(1), most: PROVES ? Infinity : 1, isFor: ({ fault }) => PROVES || USUAL.includes(fault) });
  const survivors = tried.filter(({ failed, harmless }) => failed === undefined && harmless === undefined);
  countedIn('generated tests', { mutants: tried.length, harmless: tried.filter(({ harmless }) => harmless !== undefined).length, survivors: survivors.length });
  expect(survivors.map(({ bend, path }) => `${bend.fault}: ${bend.where} (${path})`)).toEqual([]);
  expect(tried.length).toBeGreaterThan(PROVES ? 1000 : 8);
});
