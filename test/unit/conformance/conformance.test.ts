import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { conformanceProblems } from '../../../src/conformance/conformance.ts';

test.each(['prometheus-rules', 'alertmanager-0.25'])('the schema of %s is one', (name) => {
  const schema = JSON.parse(readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as object;
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
  expect(ajv.validateSchema(schema)).toBe(true);
  expect(() => ajv.compile(schema)).not.toThrow();
});

test.each([
  ['rules', 'groups: [{ name: g, rules: [{ alert: A, expr: up, fro: 5m }] }]', [{ path: '/groups/0/rules/0', message: 'knows no field `fro`', field: 'fro' }]],
  ['rules', 'groups: [\n', [{ path: '', message: expect.stringMatching(/^is not YAML: /) as unknown }]],
  ['rules', 'groups: []\n---\ngroups: []\n', [{ path: '', message: 'must be one YAML document, and is 2' }]],
  ['rules', '', [{ path: '', message: 'must be one YAML document, and is 0' }]],
  ['alertmanager', 'route: { reciever: a }', [{ path: '/route', message: "must have required property 'receiver'" }, { path: '/route', message: 'knows no field `reciever`', field: 'reciever' }]],
] as const)('%s: %s', (kind, text, want) => {
  expect(conformanceProblems(kind, text).toSorted((a, b) => (a.message < b.message ? 1 : -1))).toEqual([...want]);
});
