import { header } from '../emit/header.ts';
import { formatDuration } from '../model/duration.ts';
import type { RuleFile } from '../rules/rule.ts';
import type { RuleTest } from './expectation.ts';

/** A test file of promtool, with everything that goes into it. */
export interface TestFile {
  readonly path: string;
  readonly rules: RuleFile;
  /** Labels that the Prometheus of the rules adds to its alerts. */
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly stepMs: number;
  /** What is not tested, and why. */
  readonly remarks: readonly string[];
  readonly tests: readonly RuleTest[];
}

/** The text of a test file: one rule file, evaluated every so often, and what it must tell. */
export function testText({ path, rules, externalLabels, stepMs, remarks, tests }: TestFile): string {
  const groups = rules.groups.flatMap((group) => (group.rules.length === 0 ? [] : [`  - ${JSON.stringify(group.name)}\n`]));
  const external = Object.entries(externalLabels).map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ');
  return [
    header(rules.madeFrom),
    '# Run by: promtool test rules\n',
    ...remarks.map((remark) => `# ${remark}\n`),
    `rule_files:\n  - ${JSON.stringify(relativePath(path, rules.path))}\n`,
    `evaluation_interval: ${formatDuration(stepMs)}\n`,
    `group_eval_order:\n${groups.join('')}`,
    'tests:\n',
    ...tests.map((test) => oneTest(test, external)),
  ].join('');
}

function oneTest({ name, intervalMs, series, expectations }: RuleTest, external: string): string {
  return [
    `  - name: ${JSON.stringify(name)}\n`,
    `    interval: ${formatDuration(intervalMs)}\n`,
    ...(external === '' ? [] : [`    external_labels: { ${external} }\n`]),
    '    input_series:\n',
    ...series.map((one) => `      - series: ${quoted(one.series)}\n        values: ${quoted(one.values)}\n`),
    '    promql_expr_test:\n',
    ...expectations.map(({ expr, atMs, samples }) => {
      const all = samples.map(({ labels, value }) => `{ labels: ${quoted(labels)}, value: ${String(value)} }`);
      return `      - expr: ${quoted(expr)}\n        eval_time: ${formatDuration(atMs)}\n        exp_samples: [${all.join(', ')}]\n`;
    }),
  ].join('');
}

/** A text in the quotes that need no escapes, where there are such. */
function quoted(text: string): string {
  return /['\n\r\t\p{Cc}]/u.test(text) ? JSON.stringify(text) : `'${text}'`;
}

/** From the folder of one file below the output folder to another file. */
function relativePath(from: string, to: string): string {
  return `${'../'.repeat(from.split('/').length - 1)}${to}`;
}
