import { formatDuration } from '../model/duration.ts';
import type { Judge } from './questions.ts';
import type { Replay } from './replay.ts';
import type { Labels } from './scenario.ts';

/** A series that no rule makes: expecting it lets promtool show what there is instead. */
const NOTHING = '{observed="nothing"}';

/** A query whose answer is wanted, whatever it is. */
export interface Observation {
  readonly expr: string;
  readonly atMs: number;
}

/** What a test file of promtool is made of. */
export interface TestParts {
  readonly name: string;
  /** Names of the rule files, relative to the test file. */
  readonly ruleFiles: readonly string[];
  /** promtool's own order of groups is random. */
  readonly groups: readonly string[];
  readonly stepMs: number;
  readonly replay: Replay;
  readonly externalLabels: Labels;
  readonly judges: readonly Judge[];
  readonly observations: readonly Observation[];
}

/** The text of a test file; JSON is YAML. Judges come first, then observations. */
export function testFileText(parts: TestParts): string {
  const judges = parts.judges.map(({ expr, atMs, value }, index) => ({ expr: numbered(expr, index), eval_time: formatDuration(atMs), exp_samples: value === undefined ? [] : [{ labels: '{}', value }] }));
  const observations = parts.observations.map(({ expr, atMs }) => ({ expr, eval_time: formatDuration(atMs), exp_samples: [{ labels: NOTHING, value: 0 }] }));
  const document = {
    rule_files: parts.ruleFiles,
    evaluation_interval: formatDuration(parts.stepMs),
    group_eval_order: parts.groups,
    tests: [
      {
        name: parts.name,
        interval: formatDuration(parts.replay.intervalMs),
        external_labels: parts.externalLabels,
        input_series: parts.replay.series,
        promql_expr_test: [...judges, ...observations],
      },
    ],
  };
  return `${JSON.stringify(document, undefined, 1)}\n`;
}

/** A query with its number as a comment, so that two that are alike can be told apart. */
export function numbered(expr: string, index: number): string {
  return `${expr} # ${index + 1}`;
}
