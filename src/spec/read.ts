import type * as z from 'zod';
import type { Related, Sink } from '../diagnostics/diagnostic.ts';
import type { Location, Span } from '../diagnostics/source.ts';
import type { Path, YamlDocument } from '../source/document.ts';
import { readHeader } from './header.ts';
import { aliasesIn, issuesToDiagnostics } from './issues.ts';
import { KINDS } from './kinds.ts';
import { mend } from './mend.ts';
import { homeOf, keysAt } from './schema-places.ts';

/** The schemas a reader chooses from, by the word in `kind`. */
export type Kinds = Readonly<Record<string, z.ZodType>>;

/** A document that follows its kind's schema. All paths are counted from the document's root: `['spec', 'class']`. */
export interface SpecOf<Kind extends string, Written> {
  readonly kind: Kind;
  /** `metadata.name`. */
  readonly name: string;
  /** `metadata.description`, where it is given. */
  readonly description: string | undefined;
  readonly spec: Written extends { readonly spec: infer Spec } ? Spec : never;
  readonly document: YamlDocument;
  /** Where the value at a path is written; the nearest existing ancestor where it is not written (defaults). */
  at(path: Path): Location;
  /** Where the key of a path is written; the value's place where it has none. */
  keyAt(path: Path): Location;
  /** A range of the decoded text of the scalar at a path, such as an error inside PromQL in a `|` block. */
  inText(path: Path, span: Span): Location;
  /** The aliases through which a path's value is used, for a diagnostic's `related`; empty when there are none. */
  related(path: Path): readonly Related[];
}

/** The documents of a set of kinds, told apart by `kind`. */
export type SpecFrom<K extends Kinds> = { [Kind in keyof K & string]: SpecOf<Kind, z.infer<K[Kind]>> }[keyof K & string];

/** A document of the language. */
export type SpecDocument = SpecFrom<typeof KINDS>;

/** The documents of one kind. */
export type SpecOfKind<Kind extends SpecDocument['kind']> = Extract<SpecDocument, { readonly kind: Kind }>;

/** Reads the documents that follow the language; what does not is reported, and left out unless what was meant is plain. */
export function readSpecs(documents: readonly YamlDocument[], sink: Sink): readonly SpecDocument[] {
  return readSpecsOf(KINDS, documents, sink);
}

/** Reads documents of other kinds than the language's, for tests of the reader itself. */
export function readSpecsOf<K extends Kinds>(kinds: K, documents: readonly YamlDocument[], sink: Sink): readonly SpecFrom<K>[] {
  return documents.flatMap((document) => readSpec(kinds, document, sink));
}

function readSpec<K extends Kinds>(kinds: K, document: YamlDocument, sink: Sink): readonly SpecFrom<K>[] {
  const header = readHeader(kinds, document, sink);
  const schema = header.kind === undefined ? undefined : kinds[header.kind];
  if (header.kind === undefined || schema === undefined) return [];
  const result = schema.safeParse(document.value);
  // The header is judged above, in words of its own.
  const issues = (result.error?.issues ?? []).flatMap((issue) => withoutHeader(issue, header.told));
  const judged = { document, schema, elsewhere: (key: string) => kindWith(kinds, header.kind, key) };
  issuesToDiagnostics(judged, issues).forEach((diagnostic) => sink.report(diagnostic));
  if (!header.sound) return [];
  const mended = result.success ? undefined : mend(schema, document.value);
  const read = mended === undefined ? result : schema.safeParse(mended.value);
  if (!read.success) return [];
  const spec = new ReadSpec(header.kind, read.data as Written, document, mended?.written ?? ((path) => path));
  return isOf(kinds, spec) ? [spec] : [];
}

/** The schema was chosen by the kind, so what it read is that kind's. */
function isOf<K extends Kinds>(kinds: K, spec: ReadSpec): spec is ReadSpec & SpecFrom<K> {
  return Object.hasOwn(kinds, spec.kind);
}

function withoutHeader(issue: z.core.$ZodIssue, told: readonly string[]): readonly z.core.$ZodIssue[] {
  if (issue.path[0] === 'apiVersion' || issue.path[0] === 'kind') return [];
  if (issue.code !== 'unrecognized_keys' || issue.path.length > 0) return [issue];
  return [{ ...issue, keys: issue.keys.filter((key) => !told.includes(key)) }];
}

/** Says which other kinds have a key that this one has not. */
function kindWith(kinds: Kinds, own: string | undefined, key: string): string | undefined {
  const homes = Object.entries(kinds).flatMap(([kind, schema]) => {
    const home = kind === own ? undefined : homeOf(schema, ['spec'], key) ?? (keysAt(schema, ['spec']).includes(key) ? 'under `spec`' : undefined);
    return home === undefined ? [] : [`in \`kind: ${kind}\`, ${home}`];
  });
  return homes.length === 1 ? homes[0] : undefined;
}

/** What every kind's schema gives; `document` in common.ts makes it so. */
interface Written {
  readonly metadata: { readonly name: string; readonly description?: string | undefined };
  readonly spec: unknown;
}

class ReadSpec {
  readonly kind: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly spec: unknown;
  readonly document: YamlDocument;

  readonly #written: (path: Path) => Path;

  constructor(kind: string, written: Written, document: YamlDocument, writtenAt: (path: Path) => Path) {
    this.#written = writtenAt;
    this.kind = kind;
    this.name = written.metadata.name;
    this.description = written.metadata.description;
    this.spec = written.spec;
    this.document = document;
  }

  at(path: Path): Location {
    return { source: this.document.source, span: this.document.locate(this.#written(path)).value };
  }

  keyAt(path: Path): Location {
    const { key, value } = this.document.locate(this.#written(path));
    return { source: this.document.source, span: key ?? value };
  }

  inText(path: Path, span: Span): Location {
    return { source: this.document.source, span: this.document.spanInText(this.#written(path), span) };
  }

  related(path: Path): readonly Related[] {
    return aliasesIn(this.document, this.document.locate(this.#written(path)).via);
  }
}
