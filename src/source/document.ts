import type { Source, Span } from '../diagnostics/source.ts';

/** Keys and indexes from the root of a document to a value in it. */
export type Path = readonly (string | number)[];

/** Where a path of a document is written. */
export interface Located {
  /** The key that holds the value, quotes included; absent for the root and for items of a sequence. */
  readonly key?: Span;
  /** The whole extent of the value: quotes, brackets and every line of a block are part of it. An absent value (`key:`) lies at its key. */
  readonly value: Span;
  /** Aliases (`*name`) and merge keys' aliases passed on the way, outermost first: the value is written at their anchor. */
  readonly via: readonly Span[];
  /** False where the path does not exist, and the place is its nearest existing ancestor's. */
  readonly exact: boolean;
}

/** One document of a YAML file: its value, and the place of everything in it, from one parse. */
export interface YamlDocument {
  readonly source: Source;
  /**
   * Mappings are objects without a prototype, in the order of the file; aliases share their anchor's value.
   * Treat it as frozen.
   */
  readonly value: unknown;
  /** The document's root. */
  readonly span: Span;
  /** Where a path is written; for a path that does not exist, its nearest existing ancestor. */
  locate(path: Path): Located;
  /**
   * Maps a range of the decoded text of the scalar at a path to the source: through block indentation, folds, quotes
   * and escapes. A path that is no scalar gives its whole place.
   */
  spanInText(path: Path, span: Span): Span;
}
