import { formatDuration } from '../model/duration.ts';
import { findingsOf, type DrillFindings, type Finding } from './findings.ts';
import { incidentLines } from './incidents.ts';
import type { Outcome } from './outcome.ts';
import { plotLines } from './plot.ts';
import type { Wanting } from './scenario.ts';

/** How outcomes are printed. */
export interface RenderOptions {
  readonly paint: (style: 'error' | 'quiet' | 'place' | 'offer', text: string) => string;
  /** The command that runs one drill alone. */
  readonly again: (drill: string) => string;
  /** Between two evaluations in production. */
  readonly intervalMs: number;
}

const HEADS = ['drill', 'site', 'when', 'expected', 'seen'];
/** Variants that are named where not all see the same. */
const NAMED_VARIANTS = 2;

/** One table of all expectations, one of the incidents among them, the drills with a finding in detail, what was not run, and the sum. */
export function renderOutcomes(outcomes: readonly Outcome[], wanting: readonly Wanting[], options: RenderOptions): string {
  const drills = findingsOf(outcomes);
  const rows = drills.flatMap(({ name, findings }) => findings.map((finding, index) => ({ cells: cellsOf(index === 0 ? name : '', finding), isGood: finding.result.asExpected })));
  const widths = HEADS.map((head, column) => Math.max(head.length, ...rows.map(({ cells }) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  const table = rows.map(({ cells, isGood }) => `${line(cells)}  ${isGood ? options.paint('offer', 'ok') : options.paint('error', 'NOT SO')}\n`);
  const steps = drills.flatMap(({ first: { job } }) => (job.scenario.stepMs === options.intervalMs ? [] : [`${job.scenario.name} (${formatDuration(job.scenario.stepMs)})`]));
  return [
    ...(rows.length === 0 ? [] : [`${options.paint('quiet', line(HEADS).trimEnd())}\n${table.join('')}`]),
    ...drills.flatMap((drill) => details(drill, options)),
    ...incidentLines(outcomes, options.paint),
    ...(steps.length === 0 ? [] : [`Not evaluated every ${formatDuration(options.intervalMs)}, as in production: ${steps.join(', ')}\n`]),
    ...missing(drills, wanting),
    sum(outcomes, drills, options),
  ].join('\n');
}

function cellsOf(name: string, { result, sites, variants }: Finding): readonly string[] {
  const shown = variants.slice(0, NAMED_VARIANTS).join('; ') + (variants.length > NAMED_VARIANTS ? `; and ${variants.length - NAMED_VARIANTS} more` : '');
  return [name, sites.join(', '), result.when, result.expected, shown === '' ? result.seen : `${result.seen} (${shown})`];
}

/** What a drill with a finding says beside its lines in the table. */
function details({ name, wrong }: DrillFindings, { paint, again }: RenderOptions): readonly string[] {
  const [first] = wrong;
  if (first === undefined) return [];
  const { description, at } = first.job.scenario;
  const lines = [
    paint('place', `${name}${description === undefined ? '' : `: ${description}`}`),
    `  ${at.source.path}, in ${[...new Set(wrong.map(({ job }) => job.where))].join(', ')}`,
    ...(first.failure === undefined ? first.results.flatMap(({ when, expected, seen, asExpected }) => (asExpected ? [] : [`  ${when}: expected ${expected}, seen ${seen}`])) : [`  ${first.failure}`]),
    ...plotLines(first).map((line) => `  ${line}`),
    `  again: ${again(name)}`,
  ];
  return [`${lines.join('\n')}\n`];
}

/** What drills need that nothing exports: those that only supposed it, and those that were not run. */
function missing(drills: readonly DrillFindings[], wanting: readonly Wanting[]): readonly string[] {
  const lines = [
    ...drills.flatMap(({ name, first: { job } }) => (job.scenario.needs.length === 0 ? [] : [`${name} shows what would be told if ${job.scenario.needs.join(', ')} were exported\n`])),
    ...wanting.map(({ name, metrics }) => `${name} was not run: it needs ${metrics.join(', ')}\n`),
  ];
  return lines.length === 0 ? [] : [`Nothing exports this today:\n${lines.map((line) => `  ${line}`).join('')}`];
}

function sum(outcomes: readonly Outcome[], drills: readonly DrillFindings[], { paint }: RenderOptions): string {
  if (drills.length === 0) return 'No drill was run.\n';
  const results = outcomes.flatMap((outcome) => outcome.results);
  const wrong = results.filter(({ asExpected }) => !asExpected).length;
  const counts = `${drills.length} drill${drills.length === 1 ? '' : 's'}, ${results.length} expectation${results.length === 1 ? '' : 's'}`;
  return wrong === 0 ? `${counts}: all as expected\n` : `${counts}: ${paint('error', `${wrong} not met`)}\n`;
}
