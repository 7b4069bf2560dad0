import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import { makeOutput } from '../../src/compile/back.ts';
import { readModel } from '../../src/compile/front.ts';
import { Sink, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Source } from '../../src/diagnostics/source.ts';
import { BASE } from '../invalid/fixture.ts';

const SPECS = join(BASE, 'slo-specs');
const SCHEMA = CORE_SCHEMA.withTags(mergeTag);
const PROJECT = 'tocsin.yaml';
const INVENTORY = 'inventory.yaml';
const CONTRACT = 'contracts/eventgate.yaml';
const INSTANCE = 'instances/eventgate-main.yaml';
const ALERTMANAGER = 'alertmanager.base.yml';

type Mapping = Record<string, unknown>;
type Documents = Record<string, Mapping>;

/** Follows a path of keys and indices, and sets what is at its end. */
function set(document: Mapping | undefined, path: readonly (string | number)[], value: unknown): void {
  let at: unknown = document;
  for (const step of path.slice(0, -1)) at = (at as Record<string | number, unknown>)[step];
  (at as Record<string | number, unknown>)[path.at(-1) ?? ''] = value;
}

/** Every place of the language that takes free text, and how a text comes to stand there. */
export const PLACES = {
  projectDescription: (documents: Documents, text: string) => set(documents[PROJECT], ['metadata', 'description'], text),
  pageSeverity: (documents: Documents, text: string) => set(documents[PROJECT], ['spec', 'severities', 'page'], text),
  summarySuffix: (documents: Documents, text: string) => set(documents[PROJECT], ['spec', 'conventions', 'summarySuffix'], { page: text, ticket: text }),
  headerLine: (documents: Documents, text: string) => set(documents[PROJECT], ['spec', 'conventions', 'header'], [text]),
  conventionPath: (documents: Documents, text: string) => set(documents[PROJECT], ['spec', 'conventions', 'path'], `${text}/{{site}}/{{instance}}.yaml`),
  forbiddenInLinks: (documents: Documents, text: string) => set(documents[PROJECT], ['spec', 'conventions', 'forbiddenInLinks'], [text]),
  inventorySource: (documents: Documents, text: string) => set(documents[INVENTORY], ['spec', 'source'], text),
  identity: (documents: Documents, text: string) => set(documents[INVENTORY], ['spec', 'instances', 'eventgate-main', 'identity'], text),
  instanceName: (documents: Documents, text: string) => set(documents[INVENTORY], ['spec', 'instances'], { [text]: { contract: 'eventgate' } }),
  site: (documents: Documents, text: string) => set(documents[INVENTORY], ['spec', 'sites', 0], text),
  contractDescription: (documents: Documents, text: string) => set(documents[CONTRACT], ['metadata', 'description'], text),
  caveat: (documents: Documents, text: string) => set(documents[CONTRACT], ['spec', 'metrics', 'eventgate_events_produced_total', 'caveat'], text),
  blindBecause: (documents: Documents, text: string) => set(documents[CONTRACT], ['spec', 'metrics', 'eventgate_pods', 'blind'], { value: true, because: text }),
  ignoresBecause: (documents: Documents, text: string) => set(documents[CONTRACT], ['spec', 'indicators', 'availability', 'ignores', 0, 'because'], text),
  indicatorDescription: (documents: Documents, text: string) => set(documents[CONTRACT], ['spec', 'indicators', 'latency', 'description'], text),
  objectiveDescription: (documents: Documents, text: string) => set(documents[CONTRACT], ['spec', 'objectives', 0, 'description'], text),
  where(documents: Documents, text: string) {
    set(documents[CONTRACT], ['spec', 'metrics', 'eventgate_request_duration_seconds', 'labels', 'method'], ['POST', text]);
    set(documents[CONTRACT], ['spec', 'objectives', 1, 'where'], { method: text });
  },
  selector(documents: Documents, text: string) {
    set(documents[CONTRACT], ['spec', 'metrics', 'eventgate_events_produced_total', 'labels', 'kind'], 'open');
    set(documents[CONTRACT], ['spec', 'indicators', 'availability', 'events', 'good'], `eventgate_events_produced_total{kind!="${text.replace(/[\\"\n]/g, (one) => (one === '\n' ? '\\n' : `\\${one}`))}"}`);
  },
  instanceDescription: (documents: Documents, text: string) => set(documents[INSTANCE], ['metadata', 'description'], text),
  team: (documents: Documents, text: string) => set(documents[INSTANCE], ['spec', 'team'], text),
  dashboard: (documents: Documents, text: string) => set(documents[INSTANCE], ['spec', 'dashboard'], `https://grafana.example.org/${text}?v={{ instance.identity }}{{ $labels.alertname }}`),
  runbook: (documents: Documents, text: string) => set(documents[INSTANCE], ['spec', 'runbook'], text),
  receiver(documents: Documents, text: string) {
    set(documents['routing.yaml'], ['spec', 'teams', 'data-engineering', 'page'], text);
    const receivers = documents[ALERTMANAGER]?.['receivers'];
    if (Array.isArray(receivers)) receivers.push({ name: text, webhook_configs: [{ url: 'http://127.0.0.1:1/x' }] });
  },
  waiverReason: (documents: Documents, text: string) => {
    set(documents[INVENTORY], ['spec', 'instances', 'eventgate-analytics'], { contract: 'eventgate' });
    const obligation = { instance: 'eventgate-analytics', hazard: 'uncovered-instance' };
    documents['waivers.yaml'] = { apiVersion: 'tocsin/v1', kind: 'Waivers', metadata: { name: 'production' }, spec: { waivers: [{ obligation, reason: text, owner: text, expires: '2099-01-01' }] } };
  },
} as const satisfies Record<string, (documents: Documents, text: string) => void>;

export type PlaceName = keyof typeof PLACES;

/** What has broken generators of YAML, PromQL, templates, paths and terminals. */
export const NASTY: readonly string[] = [
  '"', "'", '`', '\\', '\\\\"', '\n', '\r\n', '\t', 'a\nb', '\n---\n', '\n...\n', 'x\n  - alert: Mine', '{{', '}}', '{{{', '{', '}', '{{ $value }}', '{{"{{"}}', '{{/*', '{{- x -}}', '{{ instance.name }}', '{{#each x}}', '\\{{x}}', '{{}}', '{{ end }}', '{{ if $value }}', '{{ $x }}', '{{ $value | }}', '{{ $value | humanise }}', '{{/* x */}}', '{{ ( }}', "{{ 'a' }}", '{{ .Labels.x }}', '{{ $labels.a-b }}', '{{ range query "up" }}{{ .Value }}{{ end }}',
  '../', '../../etc/passwd', '/etc', 'a/b', '..', '.', '~', 'C:\\', '%2e%2e/', '#', ' #x', ': ', 'a: b', '- ', '? ', '|', '>', '&a', '*a', '!x', '%', '@', '[', ']', ',', 'null', 'true', 'no', '1', '0x1f', '1e3', '12:30', '2026-11-23', '.inf', '<<', '=',
  'é', 'ＡＢＣ', 'еqiad', '日本語', '😀', 'e\u0301', '\u0000', '\u0007', '\u001b[2J', '\u007f', '\u0085', '\u00a0', '\u00ad', '\u200b', '\u200d', '\u202e', '\u2028', '\u2029', '\ufeff', '\ufffd', '\uffff', '\u{1f1e9}\u{1f1ea}', '\ud800', '"} or up{a="', '.*', 'a|b', '(', ')', '$', '^', 'x"}) > 0 or vector(1) #', "'; drop", '$(id)', '${x}', '<b>', '&amp;', ' ', '  ', ' x ', 'constructor', '__proto__',
];

/** A text made of nasty parts, of any characters, or of both. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.tuple(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom(...NASTY)).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
);

/** What came of a project with hostile texts. */
export interface Compiled {
  readonly problems: readonly Diagnostic[];
  /** By path; undefined where the project was refused. */
  readonly files: ReadonlyMap<string, string> | undefined;
}

const BASE_DOCUMENTS: Documents = Object.fromEntries(
  readdirSync(SPECS, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => [name.replaceAll('\\', '/'), load(readFileSync(join(SPECS, name), 'utf8'), { schema: SCHEMA }) as Mapping]),
);

/** Compiles the base project, on one site, with texts in places, written as JSON, which is YAML. */
export function compileWith(texts: Readonly<Partial<Record<PlaceName, string>>>): Compiled {
  const documents = structuredClone(BASE_DOCUMENTS);
  set(documents[INVENTORY], ['spec', 'sites'], ['eqiad']);
  // The new instance last: it takes the place of the one that other texts are for.
  for (const [place, text] of Object.entries(texts).sort(([a], [b]) => Number(a === 'instanceName') - Number(b === 'instanceName'))) PLACES[place as PlaceName](documents, text);
  const sources = Object.entries(documents).map(([path, document]): Source => ({ path: `slo-specs/${path}`, text: JSON.stringify(document, undefined, 1) }));
  const sink = new Sink();
  const model = readModel(sources, { today: '2026-11-23', specsFolder: 'slo-specs', complete: true }, sink);
  const output = model === undefined ? undefined : makeOutput(model, sources.find(({ path }) => path.endsWith(ALERTMANAGER)), sink);
  const isRefused = sink.hasErrors || output === undefined;
  return { problems: sink.sorted, files: isRefused ? undefined : new Map(output.files.map(({ path, text }) => [path, text])) };
}
