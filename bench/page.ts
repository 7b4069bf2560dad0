import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './run.ts';

/** The sections that are measured, and the pages they stand on. */
const PAGES = { bench: 'performance.md', drills: 'drills.md', prove: 'performance.md', cost: 'performance.md', quality: 'alert-quality.md', 'false-alarms': 'alert-quality.md', 'low-traffic': 'alert-quality.md', incidents: 'alert-quality.md', mutate: 'proof.md', 'mutate-rules': 'drills.md' } as const;

/** Replaces what stands between the markers of a section of its page. */
export function writeSection(name: keyof typeof PAGES, text: string, script: string = name): void {
  const { path, before, after } = sectionOf(name, script);
  writeFileSync(path, `${before}\n\n${text.trim()}\n\n${after}`);
}

/** The rows of the table in a section, without its head. */
export function sectionRows(name: keyof typeof PAGES): readonly (readonly string[])[] {
  const lines = sectionOf(name, name).text.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) => line.slice(2, -2).split(' | '));
}

function sectionOf(name: keyof typeof PAGES, script: string): { readonly path: string; readonly before: string; readonly text: string; readonly after: string } {
  const path = join(ROOT, 'docs', PAGES[name]);
  const page = readFileSync(path, 'utf8');
  const [opening, closing] = [`<!-- ${name}: written by npm run ${script} -->`, `<!-- end of ${name} -->`];
  const [start, end] = [page.indexOf(opening), page.indexOf(closing)];
  if (start === -1 || end < start) throw new Error(`docs/${PAGES[name]} has no section between ${opening} and ${closing}`);
  const from = start + opening.length;
  return { path, before: page.slice(0, from), text: page.slice(from, end), after: page.slice(end) };
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
