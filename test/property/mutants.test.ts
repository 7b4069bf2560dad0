import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../bench/mutants/catalogue.ts';
import type { RuleFileText } from '../../bench/mutants/fault.ts';
import { projectOf, projects, specsIn } from '../../bench/mutants/project.ts';
import { scores } from '../../bench/mutants/score.ts';
import { randomly } from '../../bench/mutators.ts';
import { countedIn, PROVES, seedOr } from '../support/proof.ts';
import { ROOT } from '../support/root.ts';

describe('the catalogue of faults', () => {
  test('each class has a name of its own and says where it happened', () => {
    expect(new Set(CATALOGUE.map(({ name }) => name)).size).toBe(CATALOGUE.length);
    expect(CATALOGUE.filter(({ happened }) => !/^\S.*[.]$/.test(happened))).toEqual([]);
    expect(CATALOGUE.filter(({ isEquivalent }) => isEquivalent === true).length).toBeGreaterThanOrEqual(6);
    expect(CATALOGUE.filter(({ isEquivalent }) => isEquivalent !== true).length).toBeGreaterThanOrEqual(25);
  });
});

describe('faults are reported on the right place, and what means the same is not', () => {
  test('a sample', () => {
    const all = PROVES ? projects(ROOT) : [projectOf('small', specsIn(ROOT, 'test/invalid/base/slo-specs'))];
    const seed = seedOr(20261125);
    const random = randomly(seed);
    const faults = CATALOGUE.filter(({ on }) => PROVES || random() < (on === 'specs' ? 0.5 : 0.2));
    const found = scores(all, { seed, most: PROVES ? 10 : 1, faults });
    const tried = found.reduce((sum, one) => sum + one.tried, 0);
    countedIn('faults in rules, routes and specs', { tried, survived: found.reduce((sum, { survivors }) => sum + survivors.length, 0) });
    expect(found.flatMap(({ fault, survivors }) => survivors.map((one) => ({ fault: fault.name, ...one })))).toEqual([]);
    // Some classes need traffic, a stream, a ruler or a heartbeat, which the small project has not.
    expect(tried).toBeGreaterThan(PROVES ? 1000 : 10);
  }, 1_800_000);

  test('a fault that nobody sees is a survivor', () => {
    const blind = { on: 'rules', name: 'nothing', happened: 'Nothing.', mutants: (file: RuleFileText) => [{ where: file.path, text: file.text, breaks: [{ instance: 'eventgate-main', site: 'eqiad', hazard: 'target-down' as const }] }] } as const;
    const [score] = scores([projectOf('small', specsIn(ROOT, 'test/invalid/base/slo-specs'))], { seed: 1, most: 1, faults: [blind] });
    expect(score?.survivors.map(({ why }) => why)).toEqual(['not reported: eventgate-main eqiad target-down, of which EventgateMainTargetDown tells']);
  });
});
