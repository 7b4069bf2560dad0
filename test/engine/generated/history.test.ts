import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { copiedSpecs, generated, inScope, SCOPES, type Changes } from '../../support/specs.ts';
import { sampled } from '../../support/proof.ts';

interface Rule {
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Everything that is recorded, by file: names, expressions and labels. */
async function recorded(changes: Changes): Promise<readonly string[]> {
  const files = await generated(copiedSpecs(changes, ['eventgate-main']));
  const rules = Object.entries(files).flatMap(([path, text]) => (path.startsWith('rules/') && path.includes('eventgate-main') ? (load(text) as { readonly groups: readonly { readonly rules: readonly Rule[] }[] }).groups.flatMap((group) => group.rules) : []));
  return rules.flatMap((rule) => (rule.record === undefined ? [] : [JSON.stringify([rule.record, rule.expr, rule.labels])])).sort();
}

test.each(sampled(SCOPES, 1))('history survives another owner, class, text and severity, in scope %s', async (scope) => {
  const project = inScope(scope)['tocsin.yaml'] ?? [];
  const before = await recorded(inScope(scope));
  const after = await recorded({
    'tocsin.yaml': [...project, ['severities: { page: page, ticket: task }', 'severities: { page: critical, ticket: later }'], ['summarySuffix: { page: " #page" }', 'summarySuffix: { page: " #wake" }']],
    'instances/eventgate-main.yaml': [['class: critical', 'class: low'], ['team: data-engineering', 'team: somebody-else'], [/^ {2}runbook: .*$/m, '  runbook: https://wiki.example.org/Another']],
  });
  expect(before.length).toBeGreaterThan(20);
  expect(after).toEqual(before);
});
