import type { ErrorObject } from 'ajv';
import { CORE_SCHEMA, loadAll, mergeTag, YAMLException } from 'js-yaml';
import { validatorOf, type ConformanceKind } from './validators.ts';

export type { ConformanceKind } from './validators.ts';

/** One place where a text departs from the schema of its kind. */
export interface ConformanceProblem {
  /** A JSON pointer into the document; empty for the whole. */
  readonly path: string;
  readonly message: string;
  /** The key that is too many, where that is the fault. */
  readonly field?: string;
}

const YAML = CORE_SCHEMA.withTags(mergeTag);

/**
 * Says where a text that is about to be written departs from what Prometheus 2.42 or Alertmanager 0.25 reads.
 * Never refuses what they accept; what needs more than a schema to see is left to promtool and amtool.
 */
export function conformanceProblems(kind: ConformanceKind, text: string): readonly ConformanceProblem[] {
  const read = readOne(text);
  return 'problem' in read ? [read.problem] : formProblems(kind, read.document);
}

/** Reads a part of a rule file back: it must be what it was made from, to the order of the keys, and be of the form that Prometheus reads. */
export function readBackProblems(text: string, expected: unknown): readonly ConformanceProblem[] {
  const read = readOne(text);
  if ('problem' in read) return [read.problem];
  if (JSON.stringify(read.document) !== JSON.stringify(expected)) return [{ path: '', message: 'does not read back as what was written' }];
  return formProblems('rules', read.document);
}

function readOne(text: string): { readonly document: unknown } | { readonly problem: ConformanceProblem } {
  try {
    const documents = loadAll(text, { schema: YAML });
    // Both engines load the first document of a file and pass over the others in silence.
    if (documents.length !== 1) return { problem: { path: '', message: `must be one YAML document, and is ${documents.length}` } };
    return { document: documents[0] };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { problem: { path: '', message: `is not YAML: ${error.message}` } };
  }
}

function formProblems(kind: ConformanceKind, document: unknown): readonly ConformanceProblem[] {
  const validate = validatorOf(kind);
  return validate(document) ? [] : telling(validate.errors ?? []);
}

/** Without the errors that only say that a choice failed, where others say why; each once, by place. */
function telling(errors: readonly ErrorObject[]): readonly ConformanceProblem[] {
  const choices: readonly string[] = ['anyOf', 'oneOf', 'allOf', 'if', 'not'];
  const told = errors.filter(({ keyword }) => !choices.includes(keyword));
  const problems = new Map<string, ConformanceProblem>();
  for (const error of told.length > 0 ? told : errors) {
    const message = describe(error);
    const field = extraField(error);
    problems.set(`${error.instancePath}\n${message}`, { path: error.instancePath, message, ...(field === undefined ? {} : { field }) });
  }
  return [...problems.values()].sort((a, b) => compare(a.path, b.path) || compare(a.message, b.message));
}

function describe(error: ErrorObject): string {
  const field = extraField(error);
  return field === undefined ? (error.message ?? `fails ${error.keyword}`) : `knows no field \`${field}\``;
}

function extraField({ keyword, params }: ErrorObject): string | undefined {
  const extra: unknown = (params as Readonly<Record<string, unknown>>)['additionalProperty'];
  return keyword === 'additionalProperties' && typeof extra === 'string' ? extra : undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
