import type { Labels } from './scenario.ts';
import type { Judge } from './questions.ts';
import { numbered, type Observation } from './test-file.ts';

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** What promtool says of one test file. */
export type PromtoolVerdict =
  | { readonly kind: 'answered'; readonly met: readonly boolean[]; readonly seen: readonly (readonly Sample[])[] }
  /** A rule failed while it was evaluated, so promtool went no further. */
  | { readonly kind: 'rule-failed'; readonly rule: string; readonly time: string; readonly error: string }
  | { readonly kind: 'unreadable'; readonly text: string };

const ANSWER = /^ {4}expr: ("(?:[^"\\]|\\.)*"), time: (\S+?),(?: err: (.*)|\n {8}exp: (.*)\n {8}got: (.*))$/gm;
const FAILED_RULE = /^ {4}rule: (.*?), time: (\S+?), err: (.*)$/m;

/** Reads promtool's report: it complains of every observation, and of the judges that are not met. */
export function readReport(report: string, judges: readonly Judge[], observations: readonly Observation[]): PromtoolVerdict {
  const failed = FAILED_RULE.exec(report);
  if (failed !== null) return { kind: 'rule-failed', rule: failed[1] ?? '', time: failed[2] ?? '', error: failed[3] ?? '' };
  const complaints = [...report.matchAll(ANSWER)];
  const error = complaints.find(([, , , err]) => err !== undefined);
  if (error !== undefined) return { kind: 'unreadable', text: error[0].trim() };
  const observed = complaints.filter(([, , , , expected]) => expected?.startsWith('{observed="nothing"}') === true);
  if (observed.length !== observations.length) return { kind: 'unreadable', text: report.trim().slice(-2000) };
  const complained = complaints.slice(0, complaints.length - observed.length);
  let next = 0;
  const met = judges.map(({ expr }, index) => {
    const isNext = textOf(complained[next]?.[1]) === numbered(expr, index);
    if (isNext) next += 1;
    return !isNext;
  });
  if (next !== complained.length) return { kind: 'unreadable', text: report.trim().slice(-2000) };
  return { kind: 'answered', met, seen: observed.map(([, , , , , got]) => readSamples(got ?? 'nil')) };
}

/** Samples as promtool prints them: `{a="b"} 1E+00, {…} 2E+00`. */
function readSamples(text: string): readonly Sample[] {
  if (text === 'nil') return [];
  return [...text.matchAll(/\{((?:[^"{}]|"(?:[^"\\]|\\.)*")*)\} (\S+?)(?=, \{|, \w+\{|$)/g)].map(([, labels, value]) => ({
    labels: Object.fromEntries([...(labels ?? '').matchAll(/([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*")/g)].map(([, label, quoted]) => [label ?? '', textOf(quoted)])),
    value: numberOf(value ?? ''),
  }));
}

/** Go writes control characters as `\x01` where JSON writes `\u0001`. */
function textOf(quoted: string | undefined): string {
  return quoted === undefined ? '' : (JSON.parse(quoted.replace(/\\x([0-9a-f]{2})/g, '\\u00$1')) as string);
}

function numberOf(text: string): number {
  return text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
}
