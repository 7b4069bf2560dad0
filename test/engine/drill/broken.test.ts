import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { RuleMaker } from '../../../src/drill/generated-rules.ts';
import { jobsOf, TEST_FILE } from '../../../src/drill/jobs.ts';
import { outcomeOf, type Outcome } from '../../../src/drill/outcome.ts';
import { readReport } from '../../../src/drill/promtool-report.ts';
import { runTest } from '../../../src/engines/promtool-tests.ts';
import type { RuleFile } from '../../../src/rules/rule.ts';
import { engines } from '../../support/engines.ts';
import { ROOT } from '../../support/root.ts';
import { scenarioOf, shippedModel } from '../../unit/drill/reading.ts';

const model = shippedModel();

/** Runs a shipped drill in eqiad over rules whose text was changed after they were generated. */
async function drilled(name: string, edit: (text: string) => string): Promise<Outcome> {
  const scenario = scenarioOf(readFileSync(join(ROOT, 'drills', `${name}.yaml`), 'utf8'), model);
  const { files, write } = new RuleMaker(model, new Sink()).make(scenario.instances, scenario.stepMs);
  // The watcher's file holds none of what is edited.
  const edited = { files: files.filter(({ path }) => !path.includes('watcher')), write: (file: RuleFile) => edit(write(file)) };
  const job = jobsOf(scenario, model.settings, edited).find(({ where }) => where === 'eqiad');
  if (job === undefined) throw new Error('no drill in eqiad');
  const report = await runTest({ kind: 'promtool', path: engines().promtool, version: '' }, { name, files: job.files, test: TEST_FILE }, new AbortController().signal);
  if (report.kind === 'could-not-run') throw new Error(report.message);
  const verdict = readReport(report.text, job.judges, job.observations);
  if (verdict.kind === 'unreadable') throw new Error(verdict.text);
  return outcomeOf(job, verdict);
}

function wrongOf({ results }: Outcome): readonly string[] {
  return results.filter(({ asExpected }) => !asExpected).map(({ when, expected, seen }) => `${when}: ${expected}: ${seen}`);
}

test('what is generated goes as expected', async () => {
  expect(wrongOf(await drilled('total-outage', (text) => text))).toEqual([]);
});

test.each([
  ['an instance of another name', 'total-outage', 'service="eventgate-main"', 'service="eventgate-mian"'],
  ['a metric that does not exist', 'total-outage', 'eventgate_validation_errors_total', 'eventgate_validation_error_total'],
  ['another severity', 'total-outage', 'severity: page', 'severity: info'],
  ['another hazard', 'total-outage', 'hazard: error-burn', 'hazard: eror-burn'],
  ['targets of another job', 'all-targets-down', 'job="k8s-pods"', 'job="k8s-pod"'],
  ['births that are not counted', 'born-with-value', ', job="k8s-pods"}[5m]', ', job="nothing"}[5m]'],
  ['a mean instead of a sum', 'born-with-value', 'sum_over_time(', 'avg_over_time('],
  ['an alert that always fires', 'no-error-ever', 'absent(', 'vector(1) or absent('],
])('%s is found', async (_, name, from, to) => {
  const outcome = await drilled(name, (text) => {
    if (!text.includes(from)) throw new Error(`the rules do not hold ${from}`);
    return text.replaceAll(from, to);
  });
  expect(wrongOf(outcome).length).toBeGreaterThan(0);
});

test('a rule that fails is told as such, and nothing after it counts as met', async () => {
  const outcome = await drilled('total-outage', (text) => `${text}  - name: faulty\n    rules:\n      - record: faulty\n        expr: up * on () group_left () {__name__=~"eventgate.*"}\n`);
  expect(outcome.failure).toMatch(/^the rule `faulty` fails at /);
  expect(outcome.results.every(({ asExpected }) => !asExpected)).toBe(true);
});
