import { Sink } from '../../src/diagnostics/diagnostic.ts';
import { ruleTests } from '../../src/rule-tests/rule-tests.ts';
import type { Project } from './project.ts';
import type { TestedFile } from './rule-score.ts';

/** The rule files of a project that have generated tests, each with them. */
export function testedFiles({ model, files }: Project): readonly TestedFile[] {
  const all = ruleTests(model, new Sink());
  return files.flatMap((rules) => {
    const tests = all.flatMap((one) => (one.rules === rules.path ? [one.text] : []));
    return tests.length === 0 ? [] : [{ rules, tests }];
  });
}
