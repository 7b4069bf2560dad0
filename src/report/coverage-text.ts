import type { Cell } from '../proof/verdict.ts';
import { painter, type Paint } from './ansi.ts';
import { countsText, coverageRows, wantedMetrics, type CoverageRow } from './coverage-rows.ts';

/** How to print a matrix. */
export interface CoverageTextOptions {
  readonly color: boolean;
  readonly width: number;
  /** Only holes, and what needs instrumentation or is waived. */
  readonly holes: boolean;
}

/** Names of instances that share their rows, before the rest is counted. */
const NAMED = 4;
const LEVEL_WIDTH = 6;

/** The matrix for a terminal: instances of which the same holds stand together, so that five hundred are a page. */
export function renderCoverage(cells: readonly Cell[], { color, width, holes }: CoverageTextOptions): string {
  const paint = painter(color);
  const rows = coverageRows(cells).filter(({ state }) => !holes || state === 'hole' || state === 'wanting' || state === 'waived');
  const groups = groupsOf(rows);
  const widest = (of: (row: CoverageRow) => string): number => Math.max(0, ...rows.map((row) => of(row).length));
  const widths = { hazard: widest(hazardText), sites: widest(sitesText), time: widest(({ time }) => time), receivers: Math.min(24, widest(({ receivers }) => receivers)) };
  const blocks = groups.map(({ instances, rows: own }) => `${paint('place', headOf(instances, width))}\n${own.map((row) => line(row, widths, width, paint)).join('')}`);
  const wanted = wantedMetrics(cells);
  const needs = wanted.length === 0 ? '' : `\nNeeds instrumentation:\n${wanted.map(({ metric, waiting, why }) => wrap(`${metric}, for ${some(waiting)}: ${why}`, '  ', width)).join('')}`;
  return `${blocks.join('')}${needs}${blocks.length > 0 || needs !== '' ? '\n' : ''}${countsText(cells)}\n`;
}

interface Widths {
  readonly hazard: number;
  readonly sites: number;
  readonly time: number;
  readonly receivers: number;
}

function line(row: CoverageRow, widths: Widths, width: number, paint: Paint): string {
  const mark = row.state === 'hole' ? paint('error', row.told.padEnd(LEVEL_WIDTH)) : row.state === 'wanting' || row.state === 'waived' ? paint('warning', row.told.padEnd(LEVEL_WIDTH)) : row.told.padEnd(LEVEL_WIDTH);
  const head = `  ${hazardText(row).padEnd(widths.hazard)}  ${sitesText(row).padEnd(widths.sites)}  `;
  if (row.state !== 'proved' && row.state !== 'witnessed') {
    const indent = head.length + LEVEL_WIDTH + 2;
    const [first = '', ...others] = wrapped(row.by, Math.max(30, width - indent));
    return `${head}${mark}  ${[first, ...others.map((one) => `${' '.repeat(indent)}${one}`)].join('\n')}\n`;
  }
  const rest = `${row.time.padEnd(widths.time)}  ${row.receivers.padEnd(widths.receivers)}  `;
  const left = width - head.length - LEVEL_WIDTH - 2 - rest.length;
  return `${head}${mark}  ${rest}${row.by.length > left && left > 8 ? `${row.by.slice(0, left - 1)}…` : row.by}`.trimEnd() + '\n';
}

function hazardText({ hazard, part }: CoverageRow): string {
  return part === '' ? hazard : `${hazard} ${part}`.slice(0, 36);
}

function sitesText({ sites }: CoverageRow): string {
  return sites[0] === 'all' ? 'all' : sites.length > 3 ? `${sites.length} sites` : sites.join(',');
}

interface Group {
  readonly instances: string[];
  readonly rows: readonly CoverageRow[];
}

function groupsOf(rows: readonly CoverageRow[]): readonly Group[] {
  const byInstance = new Map<string, CoverageRow[]>();
  for (const row of rows) {
    const own = byInstance.get(row.instance) ?? [];
    own.push(row);
    byInstance.set(row.instance, own);
  }
  const groups = new Map<string, Group>();
  for (const [instance, own] of byInstance) {
    const key = JSON.stringify(own.map((row) => ({ ...row, instance: '' })));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { instances: [instance], rows: own });
    else group.instances.push(instance);
  }
  return [...groups.values()];
}

function headOf(instances: readonly string[], width: number): string {
  const names = instances.length <= NAMED ? instances.join(', ') : `${instances.slice(0, NAMED).join(', ')} and ${instances.length - NAMED} more`;
  return names.length > width ? `${names.slice(0, width - 1)}…` : names;
}

function some(names: readonly string[]): string {
  return names.length <= NAMED ? names.join(', ') : `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`;
}

function wrap(text: string, indent: string, width: number): string {
  return wrapped(text, width - indent.length - 2).map((one, at) => `${indent}${at === 0 ? '' : '  '}${one}\n`).join('');
}

/** Text in lines of at most so many characters, broken at blanks. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
