import { expect, test } from 'vitest';
import { compiled, specsIn, SPECS } from '../../../bench/mutants/project.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { planRules, rulePlaces } from '../../../src/rules/plan.ts';
import { ROOT } from '../../support/root.ts';

test.each(['site', 'global'])('in scope %s files belong where they are planned', (scope) => {
  const { model } = compiled(specsIn(ROOT, SPECS, (_, text) => text.replace('scope: site', `scope: ${scope}`)));
  if (model === undefined) throw new Error('the shipped specs are sound');
  const places = new Map([...rulePlaces(model)].map((one) => [one.path, { instance: one.instance, sites: one.sites, isForRuler: one.forRuler === true }]));
  const planned = planRules(model, new Sink());
  expect([...places.keys()].sort()).toEqual(planned.map(({ path }) => path).sort());
  expect(planned.length).toBeGreaterThan(5);
  for (const { path, instance, sites, forRuler } of planned) expect(places.get(path)).toEqual({ instance, sites, isForRuler: forRuler === true });
});
