import { Sink, type Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { lineColumn, type Source } from '../../../src/diagnostics/source.ts';
import { readYaml, type YamlDocument } from '../../../src/source/yaml.ts';

/** What reading a text gives, with the source for slicing. */
export function reading(text: string): { source: Source; documents: readonly YamlDocument[]; problems: readonly Diagnostic[] } {
  const sink = new Sink();
  const source = { path: 'spec.yaml', text };
  const documents = readYaml(source, sink);
  return { source, documents, problems: sink.sorted };
}

/** The only document of a text that has no problems. */
export function document(text: string): YamlDocument {
  const { documents, problems } = reading(text);
  const [only] = documents;
  if (only === undefined || documents.length > 1 || problems.length > 0) throw new Error(`not one sound document: ${JSON.stringify(problems.map((one) => one.message))}`);
  return only;
}

/** `TOC001 2:5 "marked text"`. */
export function brief(one: Diagnostic): string {
  if (one.at === undefined) return one.code;
  const { source, span } = one.at;
  const { line, column } = lineColumn(source, span.start);
  return `${one.code} ${line}:${column} ${JSON.stringify(source.text.slice(span.start, span.end))}`;
}
