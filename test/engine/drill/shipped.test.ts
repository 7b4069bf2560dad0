import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { ROOT } from '../../support/root.ts';
import { copiedSpecs, inScope, SCOPES } from '../../support/specs.ts';

/** The parts of the JSON document that these tests read. */
interface Told {
  readonly summary: { readonly runs: number; readonly expectations: number; readonly notMet: number };
  readonly runs: readonly { readonly drill: string; readonly prometheus: string }[];
}

const names = readdirSync(join(ROOT, 'drills')).map((file) => file.replace(/\.yaml$/, '')).sort();

/** Where one Prometheus sees all sites, those in which sites, targets or births matter. */
const GLOBAL = ['all-targets-down', 'born-with-value', 'one-site-fails', 'total-outage'];

test.each(SCOPES)('in scope %s every shipped drill goes as expected on the real engine', { timeout: 300_000 }, async (scope) => {
  const dir = copiedSpecs(inScope(scope));
  cpSync(join(ROOT, 'drills'), join(dir, 'drills'), { recursive: true });
  const wanted = scope === 'site' ? names : GLOBAL;
  const run = await runCli(['drill', '--format', 'json', '--only', ...wanted], { cwd: dir, timeoutMs: 280_000 });
  const told = JSON.parse(run.stdout) as Told;
  expect(run.stderr).toBe('');
  expect(told.summary.notMet, run.stdout).toBe(0);
  expect(run.status).toBe(0);
  expect([...new Set(told.runs.map(({ drill }) => drill))].sort()).toEqual(wanted);
  expect(told.summary.expectations).toBeGreaterThan(scope === 'site' ? 90 : 20);
  expect([...new Set(told.runs.map(({ prometheus }) => prometheus))].sort()).toEqual(scope === 'site' ? ['codfw', 'eqiad'] : ['global']);
});
