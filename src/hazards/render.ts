import { plotLines } from '../drill/plot.ts';
import type { RenderOptions } from '../drill/render.ts';
import { gapText } from '../proof/problems.ts';
import { failureText, roughly } from '../proof/words.ts';
import { faultText, standingOf, worstOf, type HazardResult } from './outcome.ts';
import { countsOf, hazardRows, type HazardRow, type InstanceRows } from './rows.ts';

type Look = Pick<RenderOptions, 'paint' | 'again'>;

const HEADS = ['failure', 'sites', 'by', 'receiver', 'claimed', 'measured', 'allowed', 'ends', 'ended'] as const;

/** A table for each instance, what was not as claimed in detail, and the sum. */
export function renderHazards(results: readonly HazardResult[], look: Look): string {
  const instances = hazardRows(results);
  const cells = instances.flatMap(({ rows }) => rows.map(cellsOf));
  const widths = HEADS.map((head, column) => Math.max(head.length, ...cells.map((row) => row[column]?.length ?? 0)));
  return [...instances.map((one) => table(one, widths, look)), ...results.flatMap((one) => details(one, look)), sum(results, look)].join('\n');
}

function cellsOf({ failure, sites, alert, receivers, claimed, measured, allowed, ends, ended }: HazardRow): readonly string[] {
  return [failure, sites, alert, receivers, claimed, measured, allowed, ends, ended];
}

function table({ instance, rows, counts }: InstanceRows, widths: readonly number[], { paint }: Look): string {
  const line = (cells: readonly string[]): string => `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`;
  const wrong = counts['not-met'];
  const said = [...(counts.met > 0 ? [`${counts.met} as claimed`] : []), ...(wrong > 0 ? [paint('error', `${wrong} not as claimed`)] : []), ...(counts.wanting > 0 ? [`${counts.wanting} cannot be drilled`] : []), ...(counts.waived > 0 ? [`${counts.waived} waived`] : [])];
  const lines = rows.map((row) => `${line(cellsOf(row))}  ${row.standing === 'met' ? paint('offer', row.verdict) : row.standing === 'not-met' ? paint('error', row.verdict) : row.verdict}\n`);
  return `${paint('place', instance)}: ${said.join(', ')}\n${paint('quiet', line(HEADS).trimEnd())}\n${lines.join('')}`;
}

/** What an obligation with a finding says beside its line in the table. */
function details(result: HazardResult, { paint, again }: Look): readonly string[] {
  if (standingOf(result) !== 'not-met') return [];
  const { verdict, obligation } = result.cell;
  const lines: string[] = [];
  const worst = worstOf(result);
  if (verdict.kind === 'hole') lines.push(paint('place', `${result.name}: ${failureText(verdict.failure, verdict.given)}`), `  ${gapText(verdict.gap, obligation.owed).what}`);
  if (worst !== undefined) {
    const { failure, given, told } = worst.claim;
    lines.push(
      paint('place', `${result.name}: ${failureText(failure, given)}`),
      `  expected ${told.rule.name} to fire ${obligation.hazard === 'watchdog' ? 'always' : `after ${roughly(told.firesMs)}`}, and ${told.receivers.join(', ')} to be told within ${roughly(told.withinMs)}`,
      ...worst.faults.map((fault) => `  seen: ${faultText(fault)}`),
      ...plotLines(worst).map((one) => `  ${one}`),
    );
  }
  return [`${[...lines, `  again: ${again(result.name)}`].join('\n')}\n`];
}

function sum(results: readonly HazardResult[], { paint }: Look): string {
  const counts = countsOf(results);
  const parts = [
    ...(counts.met > 0 ? [`${counts.met} told as claimed`] : []),
    ...(counts['not-met'] > 0 ? [paint('error', `${counts['not-met']} not as claimed`)] : []),
    ...(counts.wanting > 0 ? [`${counts.wanting} cannot be drilled before metrics are exported`] : []),
    ...(counts.waived > 0 ? [`${counts.waived} waived`] : []),
  ];
  return `${results.length} obligation${results.length === 1 ? '' : 's'}: ${parts.join(', ')}\n`;
}
