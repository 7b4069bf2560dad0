import { basename } from 'node:path';

export type Labels = Readonly<Record<string, string>>;

/** One series as a test file gives it: `values` in promtool's notation, one each `interval`. */
export interface InputSeries {
  readonly metric: string;
  readonly labels: Labels;
  readonly values: string;
}

/** A simulation: rules over series, from second 0 on. */
export interface Simulation {
  /** Texts of rule files. */
  readonly rules: readonly string[];
  readonly evaluationSeconds: number;
  /** Between two values of a series. */
  readonly intervalSeconds: number;
  readonly series: readonly InputSeries[];
  readonly externalLabels?: Labels;
}

/** What to ask when: an expression and a second, a multiple of the evaluation interval where it is to see the evaluation of that moment. */
export type Question = readonly [expr: string, atSeconds: number];

/** One series of an answer. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** A series that no rule makes: expecting it lets promtool show what there is instead. */
const NOTHING = '{observed="nothing"}';

/** Name of the file of the rules at a place. */
export function ruleFile(index: number): string {
  return basename(`rules-${index}.yaml`);
}

/** The text of a unit-test file; JSON is YAML. The order of groups is given, since promtool's own is random. */
export function testFile(simulation: Simulation, questions: readonly Question[]): string {
  const groups = simulation.rules.flatMap((text) => [...text.matchAll(/^ {2}- name: (.+)$/gm)].map((match) => match[1] ?? ''));
  return JSON.stringify({
    rule_files: simulation.rules.map((_, index) => ruleFile(index)),
    evaluation_interval: `${simulation.evaluationSeconds}s`,
    group_eval_order: groups,
    tests: [
      {
        interval: `${simulation.intervalSeconds}s`,
        external_labels: simulation.externalLabels ?? {},
        input_series: simulation.series.map(({ metric, labels, values }) => ({ series: seriesText(metric, labels), values })),
        promql_expr_test: questions.map(([expr, at]) => ({ expr, eval_time: `${Math.round(at * 1000)}ms`, exp_samples: [{ labels: NOTHING, value: 0 }] })),
      },
    ],
  });
}

/** `metric{label="value"}`, quoted as Prometheus reads it. */
function seriesText(metric: string, labels: Labels): string {
  return `${metric}{${Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(', ')}}`;
}

/** An answer, or why Prometheus has none. */
export type Answer = readonly Sample[] | { readonly error: string };

/** The answers in promtool's report, in the order of the questions. */
export function readOutcomes(report: string): readonly Answer[] {
  return [...report.matchAll(/^ {4}expr: "(?:[^"\\]|\\.)*", time: \S+,(?: err: (.*)|\n {8}exp: .*\n {8}got: (.*))$/gm)].map((match) =>
    match[1] === undefined ? readSamples(match[2] ?? '') : { error: match[0].trim() },
  );
}

/** The same where every question has to have an answer. */
export function readAnswers(report: string): readonly (readonly Sample[])[] {
  return readOutcomes(report).map((answer) => {
    if ('error' in answer) throw new Error(`promtool cannot answer: ${answer.error}`);
    return answer;
  });
}

/** Samples as promtool prints them: `{a="b"} 1E+00, {…} 2E+00`. */
function readSamples(text: string): readonly Sample[] {
  if (text === 'nil') return [];
  const samples: Sample[] = [];
  const one = /\{((?:[^"{}]|"(?:[^"\\]|\\.)*")*)\} (\S+?)(?:, |$)/y;
  while (one.lastIndex < text.length) {
    const match = one.exec(text);
    if (match === null) throw new Error(`not a list of samples: ${text}`);
    const labels = [...(match[1] ?? '').matchAll(/([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*")/g)].map(([, label, value]) => [label ?? '', unquoted(value ?? '""')]);
    samples.push({ labels: Object.fromEntries(labels) as Labels, value: numberOf(match[2] ?? '') });
  }
  return samples;
}

/** Go writes control characters as `\x01` where JSON writes `\u0001`. */
function unquoted(text: string): string {
  return JSON.parse(text.replace(/\\x([0-9a-f]{2})/g, '\\u00$1')) as string;
}

function numberOf(text: string): number {
  if (text === '+Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  return Number(text);
}
