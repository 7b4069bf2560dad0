import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderText, type Variables } from '../../src/texts/render.ts';
import * as promtool from '../support/promtool.ts';
import { tempDir } from '../support/temp.ts';

const VARIABLES: Variables = { instance: { name: 'eventgate-main' }, project: { name: 'event-platform' }, site: { kind: 'inert', text: 'eqiad' } };

const token = fc.constantFrom(
  '$value', '$labels', '$labels.job', '$externalLabels.site', '$x', '$', '.', '.Labels.job', '"text"', '"}}"', '`raw`', '1', '-2.5', '1e3', "'a'", '(', ')', '|', ':=', '=', ',', 'humanize', 'humanise', 'printf', 'query', 'first', 'value', 'label',
  'if', 'else', 'end', 'range', 'with', 'true', 'nil', 'break', 'define', 'template', '{', '}', '?', '/*', '*/', '#', '-', '\n', '\\', '"', '`', '',
);
const inner = fc.tuple(fc.constantFrom('', ' ', '- '), fc.array(token, { maxLength: 5 }), fc.constantFrom('', ' ', ' -')).map(([open, tokens, close]) => `{{${open}${tokens.join(' ')}${close}}}`);
const sensible = fc.constantFrom('{{ $value }}', '{{ $labels.job | toUpper }}', '{{ if $value }}', '{{ else }}', '{{ end }}', '{{ range query "up" }}', '{{ with $x := $value }}', '{{/* note */}}', '{{ $x := 1 }}', '{{ printf "%.2f" $value }}', '{{ (query "up" | first).Value }}', '{{- $value -}}', '{{ else if $value }}', '{{ range $i, $e := query "up" }}');
const text = fc.array(fc.oneof({ weight: 2, arbitrary: inner }, { weight: 3, arbitrary: sensible }, fc.constantFrom('a', '{', '}', '{{', '}}')), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));

test('what passes through to Prometheus’ templates is what Prometheus reads', { timeout: 300_000 }, async () => {
  const texts = [...new Set(fc.sample(text, { numRuns: process.env['TOCSIN_PROVE'] === '1' ? 20_000 : 1500, seed: 20_261 }))];
  const judged = texts.map((one) => ({ one, rendered: renderText(one, VARIABLES).text }));
  const ours = judged.flatMap(({ one, rendered }) => (rendered === undefined ? [] : [{ one, rendered }]));
  const refused = judged.flatMap(({ one, rendered }) => (rendered === undefined ? [one] : []));
  expect(ours.length).toBeGreaterThan(100);
  expect(refused.length).toBeGreaterThan(300);
  expect(await refusedByPrometheus(ours.map(({ rendered }) => rendered))).toEqual([]);
  // The other way round not all: some words that Go knows have no use in an alert, and Handlebars' blocks look like theirs.
  const wronged = refused.length - (await refusedByPrometheus(refused)).length;
  expect(wronged / refused.length).toBeLessThan(0.05);
});

/** Those of some templates that make promtool refuse the rule they stand in. */
async function refusedByPrometheus(templates: readonly string[]): Promise<readonly string[]> {
  const rule = (template: string): string => JSON.stringify({ groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'up', annotations: { a: template } }] }] });
  const dir = tempDir(Object.fromEntries(templates.map((template, at) => [`${at}.yaml`, rule(template)])));
  const checked = await promtool.checkRules(templates.map((_, at) => join(dir, `${at}.yaml`)), ['--lint=none']);
  const failed = new Set([...checked.stderr.matchAll(/\/(\d+)\.yaml: /g)].map(([, at]) => Number(at)));
  expect(checked.stdout.match(/SUCCESS/g) ?? []).toHaveLength(templates.length - failed.size);
  return templates.filter((_, at) => failed.has(at));
}
