import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import type { Location } from '../diagnostics/source.ts';
import type { YamlDocument } from '../source/document.ts';
import { API_VERSION } from './common.ts';
import { found, nearWord, oneOf } from './issue-words.ts';

/** What the first two keys of a document say. */
export interface Header {
  /** The kind to read the document by: its own, or the one that was most likely meant; none when nothing can be said. */
  readonly kind: string | undefined;
  /** False when something of the header was wrong, so that the document is judged but not used. */
  readonly sound: boolean;
  /** Misspelt keys that are told here, and not again as unknown keys. */
  readonly told: readonly string[];
}

/** Reads `apiVersion` and `kind`, which decide by what schema the rest is read. */
export function readHeader(kinds: Readonly<Record<string, unknown>>, document: YamlDocument, sink: Sink): Header {
  const version = readVersion(document, sink);
  if (version === 'foreign') return { kind: undefined, sound: false, told: [] };
  const kind = readKind(Object.keys(kinds), document, sink);
  const told = ['apiVersion', 'kind'].flatMap((key) => (rootValue(document, key) === undefined ? (nearKey(document, key)?.key ?? []) : []));
  return { kind: kind.name, sound: version === 'sound' && kind.sound, told };
}

function readVersion(document: YamlDocument, sink: Sink): 'sound' | 'wrong' | 'foreign' {
  const version = rootValue(document, 'apiVersion');
  if (version === API_VERSION) return 'sound';
  const help = `Write \`apiVersion: ${API_VERSION}\`.`;
  if (version === undefined && rootValue(document, 'kind') === undefined && ['route', 'receivers'].every((key) => rootValue(document, key) !== undefined)) {
    sink.report(problem('TOC107', 'this looks like a configuration of Alertmanager', { at: head(document), help: 'Name it as `base` in a document of kind Routing, relative to the specs folder, or keep it elsewhere.' }));
    return 'foreign';
  }
  if (version === undefined) {
    const near = nearKey(document, 'apiVersion');
    sink.report(problem('TOC107', 'this document has no `apiVersion`', { at: near?.at ?? head(document), help, suggestion: near && 'apiVersion' }));
    return 'wrong';
  }
  const isOurs = typeof version === 'string' && (/^tocsin\b/i.test(version) || nearName(version, [API_VERSION]) !== undefined);
  const foreign = typeof version === 'string' && !isOurs && /^[^\s/]+\/v\d/.test(version);
  const message = foreign ? `\`${version}\` is another tool's language` : `expected \`${API_VERSION}\`, found ${found(version)}`;
  sink.report(problem('TOC107', message, { at: valueAt(document, 'apiVersion'), help: foreign ? `Rewrite the document by \`apiVersion: ${API_VERSION}\`, or keep the file elsewhere.` : help }));
  return foreign ? 'foreign' : 'wrong';
}

function readKind(known: readonly string[], document: YamlDocument, sink: Sink): { readonly name: string | undefined; readonly sound: boolean } {
  const kind = rootValue(document, 'kind');
  if (typeof kind === 'string' && known.includes(kind)) return { name: kind, sound: true };
  const help = `Known kinds: ${oneOf(known)}.`;
  if (kind === undefined) {
    const near = nearKey(document, 'kind');
    sink.report(problem('TOC108', 'this document has no `kind`', { at: near?.at ?? head(document), help, suggestion: near && 'kind' }));
    const meant = near === undefined ? undefined : rootValue(document, near.key);
    return { name: typeof meant === 'string' && known.includes(meant) ? meant : undefined, sound: false };
  }
  const suggestion = nearWord(kind, known);
  sink.report(problem('TOC108', `unknown kind: ${found(kind)}`, { at: valueAt(document, 'kind'), help, suggestion }));
  return { name: suggestion, sound: false };
}

function rootValue(document: YamlDocument, key: string): unknown {
  const { value } = document;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function nearKey(document: YamlDocument, wanted: string): { readonly key: string; readonly at: Location } | undefined {
  const { value } = document;
  const key = typeof value === 'object' && value !== null ? nearName(wanted, Object.keys(value)) : undefined;
  if (key === undefined) return undefined;
  const located = document.locate([key]);
  return { key, at: { source: document.source, span: located.key ?? located.value } };
}

function valueAt(document: YamlDocument, key: string): Location {
  return { source: document.source, span: document.locate([key]).value };
}

/** The first key of the document, for what the whole of it lacks. */
function head(document: YamlDocument): Location {
  const { value } = document;
  const first = typeof value === 'object' && value !== null ? Object.keys(value)[0] : undefined;
  const located = first === undefined ? undefined : document.locate([first]);
  return { source: document.source, span: located?.key ?? document.span };
}
