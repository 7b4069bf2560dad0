import { beforeAll, expect, test } from 'vitest';
import { RESTORED_FROM_MS } from '../../../src/model/deadline.ts';
import { parseDuration } from '../../../src/model/duration.ts';
import { copiedSpecs, generated, inScope, SCOPES } from '../../support/specs.ts';

let alerts: readonly { readonly name: string; readonly forMs: number; readonly isHeld: boolean }[] = [];

beforeAll(async () => {
  const texts = await Promise.all(SCOPES.map((scope) => generated(copiedSpecs(inScope(scope)))));
  const rules = texts.flatMap((files) => Object.entries(files).flatMap(([path, text]) => (path.startsWith('rules/') ? [...text.matchAll(/- alert: (\S+)\n[^]*?labels:/g)] : [])));
  alerts = rules.map(([rule, name = '']) => ({ name, forMs: parseDuration(/^ +for: (\S+)$/m.exec(rule)?.[1] ?? '0s'), isHeld: /count_over_time\([^]*tocsin:group:evaluated/.test(rule) }));
}, 60_000);

test('no alert has a `for` that a restart of Prometheus would begin anew', () => {
  expect(alerts.length).toBeGreaterThan(50);
  expect(alerts.filter(({ forMs }) => forMs > 0 && forMs < RESTORED_FROM_MS)).toEqual([]);
  expect(alerts.filter(({ forMs }) => forMs > 0).length).toBeGreaterThan(20);
  expect(alerts.filter(({ isHeld }) => isHeld).length).toBeGreaterThan(20);
  expect(alerts.filter(({ forMs, isHeld }) => forMs > 0 && isHeld)).toEqual([]);
});
