import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { REGISTRY } from '../diagnostics/registry.ts';
import type { Location } from '../diagnostics/source.ts';
import { fileOf, pageOf, placeOf, type Report } from './report.ts';

/** Grows when a key changes its meaning or goes; new keys may come without. */
const FORMAT = 1;
const NOWHERE = { file: null, line: null, column: null, endLine: null, endColumn: null };

/** A report as one JSON document, described in `docs/ci.md`: every key is always there, `null` where it says nothing. */
export function renderJson({ version, diagnostics, failures }: Report): string {
  const files = new Set(diagnostics.flatMap((one) => fileOf(one) ?? []));
  const document = {
    tool: { name: 'tocsin', version },
    format: FORMAT,
    summary: {
      errors: diagnostics.filter(({ severity }) => severity === 'error').length,
      warnings: diagnostics.filter(({ severity }) => severity === 'warning').length,
      files: files.size,
      failures: failures.length,
    },
    diagnostics: diagnostics.map(asJson),
    failures: failures.map(({ message, help }) => ({ message, help })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function asJson(one: Diagnostic): object {
  const { code, severity, message, help, suggestion, related, at } = one;
  const { title, why } = REGISTRY[code];
  return {
    code,
    severity,
    title,
    message,
    why,
    help: help ?? null,
    suggestion: suggestion ?? null,
    ...placed(at, one.file),
    related: related.map((other) => ({ message: other.message, ...placed(other.at, undefined) })),
    docs: pageOf(code),
  };
}

function placed(at: Location | undefined, file: string | undefined): object {
  return at === undefined ? { ...NOWHERE, file: file ?? null } : placeOf(at);
}
