import type * as z from 'zod';
import { problem, type Code, type Details, type Diagnostic, type Related } from '../diagnostics/diagnostic.ts';
import type { Location, Span } from '../diagnostics/source.ts';
import type { Path, YamlDocument } from '../source/document.ts';
import { abridged, asTextHelp, boundInWords, isMappingType, isStandardMessage, nearWord, oneOf, typeInWords, withFound } from './issue-words.ts';
import { describedBy, homeOf, keysAt, nearKey, schemasAt, wordsOf } from './schema-places.ts';

type Issue = z.core.$ZodIssue;

/** The document that issues are told about, and the schema that found them. */
export interface Judged {
  readonly document: YamlDocument;
  readonly schema: z.ZodType;
  /** Says where else a key would be right, such as in another kind; asked when this schema has no place for it. */
  readonly elsewhere?: (key: string) => string | undefined;
}

/** Turns what a schema says against a document into diagnostics, each at the place where it has to be mended. */
export function issuesToDiagnostics(judged: Judged, issues: readonly Issue[]): readonly Diagnostic[] {
  const told = issues.flatMap((issue) => new Telling(judged, []).tell(issue));
  // A key that is there under a misspelt name is not told as missing too.
  const meant = new Set(told.map((one) => (one.about.unknownIn === undefined ? '' : `${one.about.unknownIn}\n${one.diagnostic.suggestion ?? ''}`)));
  const seen = new Set<string>();
  return told.flatMap(({ diagnostic, about }) => {
    if (about.missingIn !== undefined && meant.has(about.missingIn)) return [];
    // Of several rules that one value breaks, the first is the one to mend.
    if (about.valueAt !== undefined && seen.has(about.valueAt)) return [];
    if (about.valueAt !== undefined) seen.add(about.valueAt);
    return [diagnostic];
  });
}

/** A diagnostic, and what of the document it is about, so that one cause is told once. */
interface Told {
  readonly diagnostic: Diagnostic;
  readonly about: { readonly missingIn?: string; readonly unknownIn?: string; readonly valueAt?: string };
}

class Telling {
  readonly #judged: Judged;
  /** Path of the union whose branch is told; issues inside of it count from there. */
  readonly #base: readonly PropertyKey[];

  constructor(judged: Judged, base: readonly PropertyKey[]) {
    this.#judged = judged;
    this.#base = base;
  }

  tell(issue: Issue): readonly Told[] {
    const path = [...this.#base, ...issue.path];
    if (issue.code !== 'unrecognized_keys' && issue.code !== 'custom' && this.#isMissing(path)) return [this.#missing(path, issue)];
    switch (issue.code) {
      case 'unrecognized_keys': return issue.keys.map((key) => this.#unknownKey(path, key));
      case 'invalid_type': return [this.#wrongType(path, issue)];
      case 'invalid_value': return [this.#wrongWord(path, issue.values, issue)];
      case 'invalid_union': return this.#union(path, issue);
      case 'invalid_key': return [this.#wrongKey(path, issue.issues)];
      case 'too_small':
      case 'too_big':
      case 'invalid_format':
      case 'not_multiple_of':
      case 'invalid_element':
      case 'custom': return [this.#notAllowed(path, issue)];
    }
  }

  #unknownKey(path: readonly PropertyKey[], key: string): Told {
    const { schema, elsewhere } = this.#judged;
    const suggestion = nearKey(schema, path, key);
    const home = suggestion === undefined ? (homeOf(schema, path, key) ?? elsewhere?.(key)) : undefined;
    const allowed = keysAt(schema, path);
    const located = this.#judged.document.locate([...toPath(path), key]);
    const known = suggestion === undefined && allowed.length > 0 ? `Known here: ${oneOf(allowed)}.` : undefined;
    // In `{ target: 99,9% }` the comma ends the value, and `9%` is a key without one.
    const hasNoValue = located.key !== undefined && !/^\s*:/.test(this.#judged.document.source.text.slice(located.key.end, located.key.end + 20));
    const comma = suggestion === undefined && hasNoValue ? ' Inside `{ }` a comma ends a value; a text with commas must be in quotes.' : '';
    const help = home === undefined || hasNoValue ? known && `${known}${comma}` : `\`${abridged(key)}\` belongs ${home}.`;
    const diagnostic = this.#make('TOC101', `unknown key \`${abridged(key)}\``, { path: [...path, key], span: located.key ?? located.value, details: { help, suggestion } });
    return { diagnostic, about: { unknownIn: JSON.stringify(path) } };
  }

  #missing(path: readonly PropertyKey[], issue: Issue): Told {
    const key = String(path.at(-1) ?? '');
    const { description, example } = describedBy(schemasAt(this.#judged.schema, path));
    const words = issue.code === 'invalid_value' ? `${oneOf(issue.values)}` : isStandardMessage(issue.message) ? undefined : issue.message.replace(/^expected /, '');
    const expected = example === undefined ? words : `\`${key}: ${example}\``;
    const help = `Add ${example === undefined ? `\`${key}:\`${expected === undefined ? '' : ` with ${expected}`}` : (expected ?? '')}.${description === undefined ? '' : ` ${description}`}`;
    const parent = path.slice(0, -1);
    const diagnostic = this.#make('TOC102', `missing key \`${key}\``, { path: parent, span: this.#headOf(parent), details: { help } });
    return { diagnostic, about: { missingIn: `${JSON.stringify(parent)}\n${key}` } };
  }

  #wrongType(path: readonly PropertyKey[], issue: z.core.$ZodIssueInvalidType): Told {
    const value = this.#valueAt(path);
    const expected = isStandardMessage(issue.message) ? `expected ${typeInWords(issue.expected)}` : issue.message;
    const keys = isMappingType(issue.expected) ? keysAt(this.#judged.schema, path) : [];
    const help = keys.length > 0 ? `Its keys: ${oneOf(keys)}.` : asTextHelp(schemasAt(this.#judged.schema, path), value);
    return this.#about(path, this.#make('TOC103', withFound(expected, value), { path, details: { help } }));
  }

  #wrongWord(path: readonly PropertyKey[], values: readonly unknown[], issue: Issue): Told {
    const value = this.#valueAt(path);
    const code = typeof value === 'string' ? 'TOC104' : 'TOC103';
    const expected = isStandardMessage(issue.message) ? `expected ${oneOf(values)}` : issue.message;
    return this.#about(path, this.#make(code, withFound(expected, value), { path, details: { suggestion: nearWord(value, values) } }));
  }

  #wrongKey(path: readonly PropertyKey[], issues: readonly Issue[]): Told {
    const key = String(path.at(-1) ?? '');
    const said = issues.map((one) => one.message).find((message) => !isStandardMessage(message));
    const located = this.#judged.document.locate(toPath(path));
    const message = `\`${abridged(key)}\` cannot be a name here${said === undefined ? '' : `: ${said}`}`;
    return { diagnostic: this.#make('TOC106', message, { path, span: located.key ?? located.value }), about: {} };
  }

  #notAllowed(path: readonly PropertyKey[], issue: Issue): Told {
    const value = this.#valueAt(path);
    if (issue.code === 'custom') {
      const message = isStandardMessage(issue.message) ? 'this value is not allowed' : issue.message;
      return { diagnostic: this.#make('TOC105', message, { path, details: { help: helpOf(issue.params) } }), about: {} };
    }
    // Where words are allowed beside a form, a near word is what was meant, and zod tells the form only.
    const { words, message } = wordsOf(schemasAt(this.#judged.schema, path));
    const suggestion = nearWord(value, words);
    const said = words.length > 0 && message !== undefined ? message : isStandardMessage(issue.message) ? boundInWords(issue) : issue.message;
    return this.#about(path, this.#make(suggestion === undefined ? 'TOC105' : 'TOC104', withFound(said, value), { path, details: { suggestion } }));
  }

  /** Of several forms, tells what keeps the value from the form it comes nearest to. */
  #union(path: readonly PropertyKey[], issue: z.core.$ZodIssueInvalidUnion): readonly Told[] {
    const value = this.#valueAt(path);
    const options: unknown = 'options' in issue ? issue.options : undefined;
    if (issue.errors.length === 0 && Array.isArray(options)) return [this.#wrongWord(path, options, issue)];
    const branches = issue.errors.filter((branch) => branch.every((one) => !refusesWhole(one)));
    const best = branches.map((branch) => ({ branch, cost: costOf(branch) })).sort((a, b) => a.cost - b.cost)[0];
    if (best !== undefined && typeof value === 'object') return best.branch.flatMap((one) => new Telling(this.#judged, path).tell(one));
    const words = issue.errors.flatMap((branch) => branch.flatMap((one) => (one.code === 'invalid_value' ? one.values : [])));
    const said = isStandardMessage(issue.message) ? `expected ${formsInWords(issue.errors)}` : issue.message;
    const code = typeof value === 'string' ? (words.length > 0 ? 'TOC104' : 'TOC105') : 'TOC103';
    return [this.#about(path, this.#make(code, withFound(said, value), { path, details: { suggestion: nearWord(value, words) } }))];
  }

  #about(path: readonly PropertyKey[], diagnostic: Diagnostic): Told {
    return { diagnostic, about: { valueAt: JSON.stringify(path) } };
  }

  /** Whether the last key of a path is not written, while its mapping is. */
  #isMissing(path: readonly PropertyKey[]): boolean {
    const last = path.at(-1);
    if (typeof last !== 'string') return false;
    const parent = this.#valueAt(path.slice(0, -1));
    return typeof parent === 'object' && parent !== null && !Array.isArray(parent) && !Object.hasOwn(parent, last);
  }

  #valueAt(path: readonly PropertyKey[]): unknown {
    let value = this.#judged.document.value;
    for (const step of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
      value = (value as Readonly<Record<PropertyKey, unknown>>)[step];
    }
    return value;
  }

  /** A short place that stands for a mapping: its key, or the first key in it. */
  #headOf(path: readonly PropertyKey[]): Span {
    const { document } = this.#judged;
    const located = document.locate(toPath(path));
    if (located.key !== undefined) return located.key;
    const value = this.#valueAt(path);
    const keys = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
    const first = path.length === 0 && keys.includes('kind') ? 'kind' : keys[0];
    return first === undefined ? located.value : (document.locate([...toPath(path), first]).key ?? located.value);
  }

  #make(code: Code, message: string, where: { readonly path: readonly PropertyKey[]; readonly span?: Span; readonly details?: Details }): Diagnostic {
    const { document } = this.#judged;
    const located = document.locate(toPath(where.path));
    const at: Location = { source: document.source, span: where.span ?? located.value };
    return problem(code, message, { at, related: aliasesIn(document, located.via), ...where.details });
  }
}

/** The aliases through which a value is used, as related places. */
export function aliasesIn(document: YamlDocument, via: readonly Span[]): readonly Related[] {
  return via.map((span) => ({ message: 'used here', at: { source: document.source, span } }));
}

/** A zod path as a document's: symbols do not occur in YAML. */
function toPath(path: readonly PropertyKey[]): Path {
  return path.map((step) => (typeof step === 'symbol' ? String(step) : step));
}

/** True where a branch of a union does not even have the value's type. */
function refusesWhole(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

/** How far a value is from a form: a fault deeper inside speaks for the form, a foreign or absent key against it. */
function costOf(branch: readonly Issue[]): number {
  return branch.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 3 * issue.keys.length : issue.path.length <= 1 ? 2 : 1), 0);
}

function formsInWords(branches: readonly (readonly Issue[])[]): string {
  const words = branches.flatMap((branch) => branch.slice(0, 1)).map((issue) => {
    if (issue.code === 'invalid_type') return typeInWords(issue.expected);
    if (issue.code === 'invalid_value') return oneOf(issue.values);
    return isStandardMessage(issue.message) ? 'another form' : issue.message.replace(/^expected /, '');
  });
  return [...new Set(words)].join(' or ');
}

function helpOf(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const help = params?.['help'];
  return typeof help === 'string' ? help : undefined;
}
