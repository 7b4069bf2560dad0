import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { HOUR, MINUTE, parseDuration } from '../../../src/model/duration.ts';
import { runCli } from '../../support/cli.ts';
import { PROVES, seedOr } from '../../support/proof.ts';
import { ROOT } from '../../support/root.ts';
import { copiedSpecs, inScope, SCOPES } from '../../support/specs.ts';

/** The parts of the JSON document that these tests read. */
interface Told {
  readonly summary: { readonly runs: number; readonly expectations: number; readonly notMet: number };
  readonly runs: readonly { readonly drill: string; readonly prometheus: string }[];
  readonly incidents: readonly { readonly drill: string; readonly toldNowSeconds: number | null; readonly needs: readonly string[] }[];
}

interface Shipped {
  readonly name: string;
  /** Evaluations of all sites and variants, about. */
  readonly evaluations: number;
}

const FOLDER = join(ROOT, 'drills');
const all: readonly Shipped[] = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => ({ name: basename(file, '.yaml'), evaluations: evaluationsOf(readFileSync(join(FOLDER, file), 'utf8')) }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

function evaluationsOf(text: string): number {
  const { spec } = load(text) as { readonly spec: { readonly for: string; readonly site?: string; readonly vary?: { readonly scrapes?: readonly string[]; readonly bursts?: readonly string[] } } };
  const ms = parseDuration(spec.for);
  const stepMs = ms <= 25 * HOUR ? MINUTE : 5 * MINUTE;
  return (ms / stepMs) * (spec.site === undefined ? 2 : 1) * (spec.vary?.scrapes?.length ?? 1) * (spec.vary?.bursts?.length ?? 1);
}

/** Those that every run holds: the short ones, one of a metric that is only supposed, and one of the ruler. */
const always = all.filter(({ name, evaluations }) => evaluations <= 130 || name === 'canaries-refused' || name === 'site-drained');
/** Evaluations for the others, which take turns by seed. */
const LEFT = 700;

function chosen(): readonly string[] {
  if (PROVES) return all.map(({ name }) => name);
  const others = all.filter((one) => !always.includes(one) && one.evaluations <= LEFT);
  const start = seedOr(1) % others.length;
  let left = LEFT;
  const taken = [...others.slice(start), ...others.slice(0, start)].filter(({ evaluations }) => {
    const isTaken = evaluations <= left;
    if (isTaken) left -= evaluations;
    return isTaken;
  });
  return [...always, ...taken].map(({ name }) => name).sort();
}

/** Where one Prometheus sees all sites, those in which sites, targets or births matter. */
const GLOBAL = ['all-targets-down', 'born-with-value', 'one-site-fails', 'site-drained', 'total-outage'];

test.each(PROVES ? SCOPES : (['site'] as const))('in scope %s shipped drills go as expected on the real engine', { timeout: PROVES ? 1_800_000 : 300_000 }, async (scope) => {
  const dir = copiedSpecs(inScope(scope));
  cpSync(FOLDER, join(dir, 'drills'), { recursive: true });
  const wanted = scope === 'site' ? chosen() : GLOBAL;
  const run = await runCli(['drill', '--format', 'json', '--only', ...wanted], { cwd: dir, timeoutMs: PROVES ? 1_780_000 : 280_000 });
  expect(run.stderr).toBe('');
  const told = JSON.parse(run.stdout) as Told;
  expect(told.summary.notMet, run.stdout).toBe(0);
  expect(run.status).toBe(0);
  expect([...new Set(told.runs.map(({ drill }) => drill))].sort()).toEqual(wanted);
  expect(told.summary.expectations).toBeGreaterThan(!PROVES ? 30 : scope === 'site' ? 80 : 20);
  expect([...new Set(told.runs.map(({ prometheus }) => prometheus))].sort()).toEqual(scope === 'site' ? ['all sites', 'codfw', 'eqiad'] : ['global']);
  if (scope === 'global') return;
  const seed = told.incidents.find(({ drill }) => drill === 'canaries-refused');
  // The first burst comes up to 6m50s after the failure began; the second, a probe period later, is told.
  expect(seed?.toldNowSeconds).toBeLessThanOrEqual((6 + 1 + 15 + 2) * 60);
  expect(seed?.needs).toEqual(['canary_events_total']);
});
