import { Sink } from '../../src/diagnostics/diagnostic.ts';
import { ruleTests, testPlaces } from '../../src/rule-tests/rule-tests.ts';
import type { Project } from './project.ts';
import type { TestedFile } from './rule-score.ts';

/** The rule files of a project that have a generated test, each with it. */
export function testedFiles({ model, files }: Project): readonly TestedFile[] {
  const texts = new Map(ruleTests(model, new Sink()).map(({ path, text }) => [path, text]));
  const tests = new Map(testPlaces(model, new Sink()).map(({ file, path }) => [file.path, texts.get(path)]));
  return files.flatMap((rules) => {
    const test = tests.get(rules.path);
    return test === undefined ? [] : [{ rules, test }];
  });
}
