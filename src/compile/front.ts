import { Sink, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import type { Model } from '../model/model.ts';
import { resolve } from '../resolve/resolve.ts';
import type { YamlDocument } from '../source/document.ts';
import { readYaml } from '../source/yaml.ts';
import { readSpecs } from '../spec/read.ts';

/** What the front of the compiler needs beside the texts. */
export interface FrontOptions {
  /** The day as `2026-11-23`, for waivers. */
  readonly today: string;
  /** The specs folder as it begins the shown paths; the base file's name is relative to it. */
  readonly specsFolder: string;
  /** False when some file could not be read at all. */
  readonly complete: boolean;
  /** Metrics that count as exported though they are only proposed. */
  readonly supposed?: ReadonlySet<string>;
}

/** Texts to model. Problems go to the sink; with errors in it the model must not be used for output. */
export function readModel(sources: readonly Source[], options: FrontOptions, sink: Sink): Model | undefined {
  const read = sources.map((source) => {
    const problems = new Sink();
    return { source, documents: readYaml(source, problems), problems: problems.sorted };
  });
  const bases = new Set(read.flatMap(({ documents }) => documents.flatMap((document) => basePath(document, options.specsFolder))));
  const specs = read.filter(({ source }) => !bases.has(source.path));
  for (const { problems } of specs) report(problems, sink);
  const documents = specs.flatMap((one) => one.documents);
  // What could not be read as a value is not told again as a wrong value at the same place.
  const judged = new Sink();
  const understood = readSpecs(documents, judged);
  const told = new Set(specs.flatMap(({ problems }) => problems.flatMap((one) => placeOf(one) ?? [])));
  report(judged.sorted.filter((one) => !told.has(placeOf(one) ?? '')), sink);
  const complete = options.complete && understood.length === documents.length && !specs.some(({ problems }) => problems.some(hides));
  const hidden = new Set(documents.filter((one) => !understood.some(({ document }) => document === one)).flatMap(nameOf));
  const isReadable = options.complete && !specs.some(({ problems }) => problems.some(hides));
  return resolve(understood, { today: options.today, complete, supposed: options.supposed ?? new Set(), mayBeHidden: (name) => !isReadable || hidden.has(name) }, sink);
}

/** Path of the Alertmanager file a document names as its base: it lies among the specs and is none. */
function basePath({ value }: YamlDocument, folder: string): readonly string[] {
  if (!isMapping(value) || value['kind'] !== 'Routing' || !isMapping(value['spec'])) return [];
  const base = value['spec']['base'];
  return typeof base === 'string' ? [folder === '.' ? base : `${folder}/${base}`] : [];
}

/** The name a document gives itself, though the rest of it may not be understood. */
function nameOf({ value }: YamlDocument): readonly string[] {
  const metadata = isMapping(value) ? value['metadata'] : undefined;
  return isMapping(metadata) && typeof metadata['name'] === 'string' ? [metadata['name']] : [];
}

function placeOf({ at }: Diagnostic): string | undefined {
  return at === undefined ? undefined : `${at.source.path}:${at.span.start}-${at.span.end}`;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a document may stand where this problem is, unseen; in an empty file there is none. */
function hides(one: Diagnostic): boolean {
  return one.severity === 'error' && one.code !== 'TOC007';
}

function report(problems: readonly Diagnostic[], sink: Sink): void {
  for (const one of problems) sink.report(one);
}
