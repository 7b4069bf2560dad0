import { Sink } from '../diagnostics/diagnostic.ts';
import type { Measure, Part } from '../model/indicator.ts';
import type { Instance, Model } from '../model/model.ts';
import { planRules } from '../rules/plan.ts';
import { EVALUATED } from '../rules/patience.ts';
import type { RuleFile } from '../rules/rule.ts';
import { absenceTest } from './absence-test.ts';
import { alertsOf, budgetTest } from './budget-test.ts';
import { castOf } from './cast.ts';
import type { RuleTest } from './expectation.ts';
import { rowTest } from './row-test.ts';
import { gaugeTest } from './gauge-test.ts';
import { coarseMs } from './grid.ts';
import { periodTest } from './period-test.ts';
import { testPlaces, type Place } from './places.ts';
import { recoveryTest } from './recovery-test.ts';
import { rulerTests } from './ruler-test.ts';
import { sourceTest } from './source-test.ts';
import { streamTest } from './stream-test.ts';
import { testText } from './test-text.ts';
import { trafficWeeks } from './traffic-weeks.ts';
import { valuesTest } from './values-test.ts';
import { watcherTest } from './watcher-test.ts';
import { COARSE_STEP_MS, tileTest, windowTest } from './window-test.ts';

/** A test file as it is written. */
export interface GeneratedTest {
  /** Path of the rules that it judges, below the output folder too. */
  readonly rules: string;
  /** Below the output folder. */
  readonly path: string;
  /** Name of the instance, or of the watcher. */
  readonly instance: string;
  readonly text: string;
}

/**
 * Tests of promtool for the rule files of a model, where the project asks for them. Names, labels and patience of alerts are
 * those of the rules; what is scraped comes from inventory and contract, and what must fire from the arithmetic of
 * `simulate/`: a rule that selects, counts or compares wrongly fails its test.
 */
export function ruleTests(model: Model, sink: Sink): readonly GeneratedTest[] {
  if (model.settings.tests === undefined) return [];
  let shared: Shared | undefined;
  // What is wrong with the plan is told where the rules are made.
  const places = testPlaces(model, planRules(model, new Sink()), sink);
  return places.flatMap((place) => {
    const { file, owner } = place;
    if (owner.kind === 'watcher') return written(model, place, [watcherTest(model, owner.watcher, file, groupsBeside(places, file))], []);
    const { instance } = owner;
    if (file.forRuler === true) return written(model, place, rulerTests(model.settings, instance, file), trafficWeeks(model.settings, instance, file));
    // The files of an instance's sites share their tests, since recorded and scraped series have no site there.
    if (shared?.instance !== instance) {
      const cast = castOf(model, instance);
      const ofWeeks = instance.objectives.length === 0 ? [] : [windowTest(cast, file), tileTest(cast), periodTest(cast), rowTest(cast, file), recoveryTest(cast, file), gaugeTest(cast), valuesTest(cast), streamTest(cast), sourceTest(cast, file)];
      shared = { instance, tests: [budgetTest(cast, file), absenceTest(cast, file)].filter((test) => test !== undefined), ofWeeks: [...ofWeeks.filter((test) => test !== undefined), ...trafficWeeks(model.settings, instance, file)] };
    }
    return written(model, place, shared.tests, shared.ofWeeks);
  });
}

interface Shared {
  readonly instance: Instance;
  readonly tests: readonly RuleTest[];
  readonly ofWeeks: readonly RuleTest[];
}

/** Names of the groups that the Prometheus of a file loads, its own included. */
function groupsBeside(places: readonly Place[], { sites }: RuleFile): readonly string[] {
  return places.flatMap(({ file }) => (file.forRuler !== true && file.sites.some((site) => sites.includes(site)) ? file.groups.flatMap((group) => (group.rules.length === 0 ? [] : [group.name])) : []));
}

/** Tests that look at weeks are evaluated once a day, and promtool knows one interval a file: they have a file of their own. */
function written({ settings }: Model, { file, owner, path }: Place, tests: readonly RuleTest[], ofWeeks: readonly RuleTest[]): readonly GeneratedTest[] {
  const [site] = settings.scope === 'site' && file.forRuler !== true ? file.sites : [];
  const fires = [...tests, ...ofWeeks].flatMap(({ expectations }) => expectations.flatMap(({ expr, samples }) => (samples.length > 0 ? [expr] : [])));
  const silent = alertsOf(file).filter(({ alert }) => !fires.some((expr) => expr.includes(`alertname="${alert}"`)));
  const queries = owner.kind === 'instance' && file.forRuler !== true ? owner.instance.objectives.filter(({ measure }) => isByQuery(measure)) : [];
  const remarks = [...new Set(silent.map(({ alert }) => `Never made to fire: ${alert}`)), ...queries.map(({ name }) => `Not tested: what the query of the objective ${name} selects`)];
  const textOf = (at: string, some: readonly RuleTest[], stepMs: number): GeneratedTest => ({
    rules: file.path,
    path: at,
    instance: file.instance,
    text: testText({ path: at, rules: file, externalLabels: site === undefined ? {} : { [settings.labels.site]: site }, stepMs, remarks, tests: some }),
  });
  return [
    textOf(path, withEvaluations(file, tests), coarseMs(settings.evaluationIntervalMs)),
    ...(ofWeeks.length === 0 ? [] : [textOf(path.replace(/(_test)?(\.ya?ml)$/, '_weeks$1$2'), ofWeeks, COARSE_STEP_MS)]),
  ];
}

/** The first of some tests also asks, at its end, that each group says of its evaluation what it is read as: one. */
function withEvaluations({ groups }: RuleFile, tests: readonly RuleTest[]): readonly RuleTest[] {
  const names = groups.flatMap(({ name, rules }) => (rules.some((rule) => rule.kind === 'record' && rule.record === EVALUATED) ? [name] : []));
  const [first, ...others] = tests;
  if (first === undefined || names.length === 0) return tests;
  const atMs = Math.max(0, ...first.expectations.map((one) => one.atMs));
  const said = { atMs, expr: `count(${EVALUATED}{tocsin_group=~${JSON.stringify(names.join('|'))}} == 1)`, samples: [{ labels: '{}', value: names.length }] };
  return [{ ...first, expectations: [...first.expectations, said] }, ...others];
}

/** Whether what is counted is a query typed by hand. */
function isByQuery(measure: Measure): boolean {
  switch (measure.kind) {
    case 'ratio':
      return true;
    case 'gauge':
      return false;
    case 'events':
      return Object.values(measure.events).some((part: Part | string | boolean) => typeof part === 'object' && part.kind === 'query');
  }
}
