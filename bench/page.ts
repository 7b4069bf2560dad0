import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './run.ts';

const PAGE = join(ROOT, 'docs', 'performance.md');

/** Replaces what stands between the markers of a section of docs/performance.md. */
export function writeSection(name: 'bench' | 'prove' | 'cost', text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [opening, closing] = [`<!-- ${name}: written by npm run ${name} -->`, `<!-- end of ${name} -->`];
  const [start, end] = [page.indexOf(opening), page.indexOf(closing)];
  if (start === -1 || end < start) throw new Error(`docs/performance.md has no section between ${opening} and ${closing}`);
  writeFileSync(PAGE, `${page.slice(0, start)}${opening}\n\n${text.trim()}\n\n${page.slice(end)}`);
}

/** A Markdown table; numbers stand at the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at > 0 && rows.every((row) => /^[\d,.]+( .*)?$/.test(row[at] ?? '')) ? '---:' : '---'))), ...rows.map(line)].join('\n');
}

/** `1,234.5`, in every locale. */
export function figure(value: number, digits = 0): string {
  const [whole = '', fraction] = value.toFixed(digits).split('.');
  return `${whole.replace(/\B(?=(?:\d{3})+$)/g, ',')}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** The machine, as far as it bears on the figures. */
export function machine(): string {
  return `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB of memory, Node ${process.versions.node.split('.')[0] ?? ''} on ${process.platform}`;
}
