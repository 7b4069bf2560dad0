import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { REGISTRY, type Code } from '../diagnostics/registry.ts';
import type { Location } from '../diagnostics/source.ts';
import { fileOf, pageOf, placeOf, type Report } from './report.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const CODES = Object.keys(REGISTRY).sort() as Code[];

/** A report as a SARIF 2.1.0 log, for code scanning and editors. */
export function renderSarif({ version, diagnostics, failures }: Report): string {
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'tocsin', semanticVersion: version, rules: CODES.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: failures.length === 0,
            ...(failures.length === 0 ? {} : { toolExecutionNotifications: failures.map(({ message, help }) => ({ level: 'error', message: { text: `${message}\ndo: ${help}` } })) }),
          },
        ],
        results: diagnostics.map(resultOf),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function ruleOf(code: Code): object {
  const { title, why, severity } = REGISTRY[code];
  const page = pageOf(code);
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${why} Run \`tocsin explain ${code}\` for the whole page.`, markdown: `${why} [More on ${code}](${page}), or run \`tocsin explain ${code}\`.` },
    defaultConfiguration: { level: severity },
  };
}

function resultOf(one: Diagnostic): object {
  const { code, severity, message, help, suggestion, at, related } = one;
  const file = fileOf(one);
  const lines = [message, ...(help === undefined ? [] : [`do: ${help}`]), ...(suggestion === undefined ? [] : [`did you mean \`${suggestion}\`?`])];
  return {
    ruleId: code,
    ruleIndex: CODES.indexOf(code),
    level: severity,
    message: { text: lines.join('\n') },
    ...(at !== undefined ? { locations: [{ physicalLocation: physical(at) }] } : file !== undefined ? { locations: [{ physicalLocation: { artifactLocation: artifact(file) } }] } : {}),
    ...(related.length === 0 ? {} : { relatedLocations: related.map((other, index) => ({ id: index + 1, message: { text: other.message }, physicalLocation: physical(other.at) })) }),
  };
}

function physical(at: Location): object {
  const { file, line, column, endLine, endColumn } = placeOf(at);
  return { artifactLocation: artifact(file), region: { startLine: line, startColumn: column, endLine, endColumn } };
}

function artifact(path: string): object {
  // Half a character cannot be written in a URI.
  const whole = path.replace(/\p{Surrogate}/gu, '\ufffd');
  return { uri: whole.split('/').map((part) => encodeURIComponent(part)).join('/'), uriBaseId: '%SRCROOT%' };
}
