import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import { expect, test } from 'vitest';
import { validatorModule, validatorOf } from '../../../src/conformance/validators.ts';

const DOCUMENTS = {
  rules: [{}, null, [], { groups: [] }, { groups: [{ name: '' }] }, { groups: [{ name: 'g', interval: '5', rules: [{ record: 'a b', expr: '', fro: 1 }, { alert: 'A', expr: 'up', labels: { 'a b': 'c' } }] }] }],
  alertmanager: [{}, null, { route: { receiver: 'a', group_by: ['x', 'x'] }, receivers: [{ name: 'a', webhook_configs: [{ url: 1 }] }] }, { route: { receiver: 'a' }, receivers: [{ name: 'a' }] }, { reciever: 1 }],
};

test.each(['rules', 'alertmanager'] as const)('what the build makes of the schema of %s judges as the schema does', (kind) => {
  const { name, code } = validatorModule(kind);
  const compiled: { exports: unknown } = { exports: {} };
  // oxlint-disable-next-line typescript/no-implied-eval -- a module of our own, as the build writes it
  (new Function('module', 'exports', 'require', code) as (...args: unknown[]) => void)(compiled, compiled.exports, createRequire(import.meta.url));
  const ahead = compiled.exports as ValidateFunction;
  const now = validatorOf(kind);
  expect(name).toBe(`validate-${kind}.cjs`);
  for (const document of DOCUMENTS[kind]) {
    expect(ahead(document)).toBe(now(document));
    expect(ahead.errors).toEqual(now.errors);
  }
  expect(DOCUMENTS[kind].map((document) => now(document))).toContain(true);
});
