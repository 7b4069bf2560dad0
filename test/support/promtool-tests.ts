import { runProcess } from './run-process.ts';
import { engines } from './engines.ts';
import { readAnswers, readOutcomes, ruleFile, testFile, type Answer, type Question, type Sample, type Simulation } from './promtool-test-file.ts';
import { tempDir } from './temp.ts';

export type { Answer, InputSeries, Labels, Question, Sample, Simulation } from './promtool-test-file.ts';

/** Milliseconds for a simulation of days. */
const LIMIT_MS = 120_000;

/**
 * Lets promtool run a simulation, and gives its answers to the questions by their keys. promtool only compares, so each
 * question expects what cannot be, and the answer is read from its complaint; a failing rule or question throws.
 * @param promtool another than the one that judges
 */
export async function observe<K extends string>(simulation: Simulation, questions: Readonly<Record<K, Question>>, promtool = engines().promtool): Promise<Readonly<Record<K, readonly Sample[]>>> {
  const keys = Object.keys(questions) as K[];
  const asked = keys.map((key) => questions[key]);
  const run = await runTests(testFile(simulation, asked), simulation.rules, promtool);
  const answers = readAnswers(run.stdout + run.stderr);
  if (answers.length !== asked.length) throw new Error(`promtool answered ${answers.length} of ${asked.length} questions:\n${run.stdout}${run.stderr}`);
  return Object.fromEntries(keys.map((key, index) => [key, answers[index] ?? []])) as Record<K, readonly Sample[]>;
}

/** The same for many questions, of which some may be ones that Prometheus fails to answer. */
export async function observeAll(simulation: Simulation, questions: readonly Question[]): Promise<readonly Answer[]> {
  const run = await runTests(testFile(simulation, questions), simulation.rules);
  const answers = readOutcomes(run.stdout + run.stderr);
  if (answers.length !== questions.length) throw new Error(`promtool answered ${answers.length} of ${questions.length} questions:\n${(run.stdout + run.stderr).slice(-2000)}`);
  return answers;
}

function runTests(text: string, rules: readonly string[], promtool = engines().promtool): ReturnType<typeof runProcess> {
  const dir = tempDir({ 'test.yaml': text, ...Object.fromEntries(rules.map((rule, index) => [ruleFile(index), rule])) });
  return runProcess(promtool, ['test', 'rules', 'test.yaml'], { cwd: dir, timeoutMs: LIMIT_MS });
}
