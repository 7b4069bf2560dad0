import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { RuleMaker, type GeneratedRules } from '../../../src/drill/generated-rules.ts';
import { jobsOf, TEST_FILE, type Job } from '../../../src/drill/jobs.ts';
import { outcomeOf, type Outcome } from '../../../src/drill/outcome.ts';
import { readReport } from '../../../src/drill/promtool-report.ts';
import { rulerJobs } from '../../../src/drill/ruler.ts';
import type { Scenario } from '../../../src/drill/scenario.ts';
import { runTest } from '../../../src/engines/promtool-tests.ts';
import type { RuleFile } from '../../../src/rules/rule.ts';
import { engines } from '../../support/engines.ts';
import { ROOT } from '../../support/root.ts';
import { scenarioOf, shippedModel } from '../../unit/drill/reading.ts';
import { sampled } from '../../support/proof.ts';

const model = shippedModel();

type Edit = (text: string, file: RuleFile) => string;

/** A shipped drill, and its rules with texts that were changed after they were generated. */
function edited(name: string, edit: Edit): { readonly scenario: Scenario; readonly generated: GeneratedRules } {
  const scenario = scenarioOf(readFileSync(join(ROOT, 'drills', `${name}.yaml`), 'utf8'), model);
  const { files, write } = new RuleMaker(model, new Sink()).make(scenario.instances, scenario.stepMs);
  // The watcher's file holds none of what is edited.
  return { scenario, generated: { files: files.filter(({ path }) => !path.includes('watcher')), write: (file) => edit(write(file), file) } };
}

async function run(job: Job): Promise<Outcome> {
  const report = await runTest({ kind: 'promtool', path: engines().promtool, version: '' }, { name: job.scenario.name, files: job.files, test: TEST_FILE }, new AbortController().signal);
  if (report.kind === 'could-not-run') throw new Error(report.message);
  const verdict = readReport(report.text, job.judges, job.observations);
  if (verdict.kind === 'unreadable') throw new Error(verdict.text);
  return outcomeOf(job, verdict);
}

/** What becomes of a drill in eqiad. */
function drilled(name: string, edit: Edit): Promise<Outcome> {
  const { scenario, generated } = edited(name, edit);
  const job = jobsOf(scenario, model.settings, generated).find(({ where }) => where === 'eqiad');
  if (job === undefined) throw new Error('no drill in eqiad');
  return run(job);
}

/** What becomes of it in the ruler that sees all sites. */
async function drilledInRuler(name: string, edit: Edit): Promise<Outcome> {
  const { scenario, generated } = edited(name, edit);
  const outcomes = await Promise.all(jobsOf(scenario, model.settings, generated).map(run));
  const [job, ...more] = rulerJobs(scenario, model.settings, generated, outcomes);
  if (job === undefined || more.length > 0) throw new Error('the ruler has one run');
  return run(job);
}

function wrongOf({ results }: Outcome): readonly string[] {
  return results.filter(({ asExpected }) => !asExpected).map(({ when, expected, seen }) => `${when}: ${expected}: ${seen}`);
}

test('what is generated goes as expected', async () => {
  expect(wrongOf(await drilled('total-outage', (text) => text))).toEqual([]);
});

const BROKEN: readonly (readonly [what: string, drill: string, from: string, to: string])[] = [
  ['an instance of another name', 'total-outage', 'service="eventgate-main"', 'service="eventgate-mian"'],
  ['a metric that does not exist', 'total-outage', 'eventgate_validation_errors_total', 'eventgate_validation_error_total'],
  ['another severity', 'total-outage', 'severity: page', 'severity: info'],
  ['another hazard', 'total-outage', 'hazard: error-burn', 'hazard: eror-burn'],
  ['targets of another job', 'all-targets-down', 'job="k8s-pods"', 'job="k8s-pod"'],
  ['births that are not counted', 'born-with-value', ', job="k8s-pods"}[5m]', ', job="nothing"}[5m]'],
  ['a mean instead of a sum', 'born-with-value', 'sum_over_time(', 'avg_over_time('],
  ['an alert that always fires', 'no-error-ever', 'absent(', 'vector(1) or absent('],
];
test.each(sampled(BROKEN, 2))('%s is found', async (_, name, from, to) => {
  const outcome = await drilled(name, (text) => {
    if (!text.includes(from)) throw new Error(`the rules do not hold ${from}`);
    return text.replaceAll(from, to);
  });
  expect(wrongOf(outcome).length).toBeGreaterThan(0);
});

describe('in the ruler that sees all sites', () => {
  test('what is generated goes as expected', async () => {
    const outcome = await drilledInRuler('below-minimum', (text) => text);
    expect(outcome.results.map(({ site, seen }) => `${site} ${seen}`)).toEqual(['codfw', 'eqiad', 'codfw', 'eqiad'].map((site) => `${site} fires 6m to the end`));
    expect(wrongOf(outcome)).toEqual([]);
  });

  test.each(sampled<readonly [what: string, from: string, to: string, inRuler: boolean]>([
    ['another hazard of the alert', 'hazard: traffic-drop', 'hazard: trafic-drop', true],
    ['a site that the alert does not name', 'by (site)', 'by (sites)', true],
    ['another name of what the sites record', 'record: tocsin:traffic:rate5m', 'record: tocsin:traffic:rate6m', false],
  ], 1))('%s is found', async (_, from, to, inRuler) => {
    const outcome = await drilledInRuler('below-minimum', (text, { forRuler }) => {
      if ((forRuler === true) !== inRuler) return text;
      if (!text.includes(from)) throw new Error(`the rules do not hold ${from}`);
      return text.replaceAll(from, to);
    });
    expect(wrongOf(outcome).length).toBeGreaterThan(0);
  });
});

test('a rule that fails is told as such, and nothing after it counts as met', async () => {
  const outcome = await drilled('total-outage', (text) => `${text}  - name: faulty\n    rules:\n      - record: faulty\n        expr: up * on () group_left () {__name__=~"eventgate.*"}\n`);
  expect(outcome.failure).toMatch(/^the rule `faulty` fails at /);
  expect(outcome.results.every(({ asExpected }) => !asExpected)).toBe(true);
});
