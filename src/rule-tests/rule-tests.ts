import { problem, Sink } from '../diagnostics/diagnostic.ts';
import type { Instance, Model } from '../model/model.ts';
import { testPath } from '../rules/conventions.ts';
import { planRules } from '../rules/plan.ts';
import type { RuleFile } from '../rules/rule.ts';
import { absenceTest } from './absence-test.ts';
import { budgetTest } from './budget-test.ts';
import { castOf, type Cast } from './cast.ts';
import type { RuleTest } from './expectation.ts';
import { coarseMs } from './grid.ts';
import { testText } from './test-text.ts';

/** A test file as it is written. */
export interface GeneratedTest {
  /** Below the output folder. */
  readonly path: string;
  /** Name of the instance, or of the watcher. */
  readonly instance: string;
  readonly text: string;
}

/** A rule file whose test goes to a path. */
interface Place {
  readonly file: RuleFile;
  readonly instance: Instance;
  readonly path: string;
}

/**
 * Tests of promtool for the rule files of a model, where the project asks for them. Names, labels and patience of alerts are
 * those of the rules; what is scraped comes from inventory and contract, and what must fire from the arithmetic of
 * `simulate/`: a rule that selects, counts or compares wrongly fails its test.
 */
export function ruleTests(model: Model, sink: Sink): readonly GeneratedTest[] {
  let shared: Shared | undefined;
  return testPlaces(model, sink).map((place) => {
    if (shared?.cast.instance !== place.instance) shared = sharedOf(model, place);
    return written(model, place, shared);
  });
}

/** Where tests go; paths that cannot be, or that two files share, are reported. */
export function testPlaces(model: Model, sink: Sink): readonly Place[] {
  const { settings } = model;
  const { tests } = settings;
  if (tests === undefined) return [];
  const owners = new Map<string, string>();
  // What is wrong with the plan is told where the rules are made.
  return planRules(model, new Sink()).flatMap((file): readonly Place[] => {
    const instance = model.instances.find(({ name }) => name === file.instance);
    if (instance === undefined || file.forRuler === true) return [];
    const [site] = settings.scope === 'site' ? file.sites : [];
    const path = testPath(tests, file.path, { settings, instance, site }, sink);
    const other = owners.get(path.toLowerCase());
    if (other !== undefined) sink.report(problem('TOC207', `the tests of ${other} and ${file.path} share the file \`${path}\``, { at: tests.pathAt, help: 'let the path hold `{{file}}`' }));
    owners.set(path.toLowerCase(), file.path);
    return [{ file, instance, path }];
  });
}

/** The tests of an instance: the files of its sites share them, since recorded and scraped series have no site there. */
interface Shared {
  readonly cast: Cast;
  readonly tests: readonly RuleTest[];
}

function sharedOf(model: Model, { file, instance }: Place): Shared {
  const cast = castOf(model, instance);
  return { cast, tests: [budgetTest(cast, file), absenceTest(cast, file)].filter((test) => test !== undefined) };
}

function written({ settings }: Model, { file, path }: Place, { cast, tests }: Shared): GeneratedTest {
  const [site] = settings.scope === 'site' ? file.sites : [];
  const text = testText({
    path,
    rules: file,
    externalLabels: site === undefined ? {} : { [settings.labels.site]: site },
    stepMs: coarseMs(settings.evaluationIntervalMs),
    remarks: cast.unplayed.map(({ name }) => `Not tested: ${name} counts time, or by a query of its own, whose series are not known.`),
    tests,
  });
  return { path, instance: file.instance, text };
}
