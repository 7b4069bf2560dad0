import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { fileOf, placeOf, type Report } from './report.ts';
import { visible } from './visible.ts';

/** A report as workflow commands, which GitHub and its like show beside the lines of a change; empty where there is nothing to say. */
export function renderGithub({ diagnostics, failures }: Report): string {
  const found = diagnostics.map((one) => command(one.severity, propertiesOf(one), wordsOf(one)));
  const failed = failures.map(({ message, help }) => command('error', { title: 'tocsin could not run' }, [message, `do: ${help}`]));
  return [...found, ...failed].join('');
}

type Properties = Readonly<Record<string, string | number | undefined>>;

function propertiesOf(one: Diagnostic): Properties {
  const title = one.code;
  if (one.at === undefined) return { file: fileOf(one), title };
  const { file, line, column, endLine, endColumn } = placeOf(one.at);
  // Columns are only read where a place is of one line.
  return line === endLine ? { file, line, col: column, endColumn, title } : { file, line, endLine, title };
}

function wordsOf({ message, help, suggestion }: Diagnostic): readonly string[] {
  return [message, ...(help === undefined ? [] : [`do: ${help}`]), ...(suggestion === undefined ? [] : [`did you mean \`${suggestion}\`?`])];
}

function command(name: string, properties: Properties, lines: readonly string[]): string {
  const shown = Object.entries(properties).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${property(String(value))}`]));
  return `::${name} ${shown.join(',')}::${data(lines.join('\n'))}\n`;
}

/** A line break would end the command, and a per cent sign begin an escape. */
function data(text: string): string {
  const printable = text.replace(/[^\r\n]+/g, (line) => visible(line));
  return printable.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
