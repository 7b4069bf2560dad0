import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';

/** The kinds of file whose form is checked before they are written. @public `scripts/build.mjs` makes a program of each. */
export const CONFORMANCE_KINDS = ['rules', 'alertmanager'] as const;
export type ConformanceKind = (typeof CONFORMANCE_KINDS)[number];

// Below the package's root in src/ as well as in dist/.
const SCHEMAS: Readonly<Record<ConformanceKind, string>> = {
  rules: '../../schemas/prometheus-rules.schema.json',
  alertmanager: '../../schemas/alertmanager-0.25.schema.json',
};
const require = createRequire(import.meta.url);
const loaded = new Map<ConformanceKind, ValidateFunction>();

/** What checks a kind: as the build compiled it, which loads in a tenth of the time, or compiled now when run from source. */
export function validatorOf(kind: ConformanceKind): ValidateFunction {
  const known = loaded.get(kind);
  if (known !== undefined) return known;
  const validate = compiledAhead(kind) ?? compile(kind, {}).validate;
  loaded.set(kind, validate);
  return validate;
}

/** The program that checks a kind, as a CommonJS module; the build writes it beside this file, under this name. */
export function validatorModule(kind: ConformanceKind): { readonly name: string; readonly code: string } {
  const { ajv, validate } = compile(kind, { code: { source: true } });
  const { default: standalone } = require('ajv/dist/standalone') as { readonly default: (of: typeof ajv, main: ValidateFunction) => string };
  return { name: moduleName(kind), code: standalone(ajv, validate) };
}

function moduleName(kind: ConformanceKind): string {
  return `validate-${kind}.cjs`;
}

function compiledAhead(kind: ConformanceKind): ValidateFunction | undefined {
  try {
    return require(`./${moduleName(kind)}`) as ValidateFunction;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function compile(kind: ConformanceKind, extra: { readonly code?: { readonly source: true } }) {
  const { Ajv } = require('ajv') as typeof import('ajv');
  // Without inlining and without checking the schemas themselves (a test does) compiling takes a third of the time.
  const ajv = new Ajv({ allErrors: true, strictTypes: false, strictRequired: false, inlineRefs: false, validateSchema: false, ...extra });
  return { ajv, validate: ajv.compile(require(SCHEMAS[kind]) as object) };
}
