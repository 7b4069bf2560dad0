import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { formatDuration, SECOND } from '../src/model/duration.ts';
import { findEngines } from '../test/support/find-engines.ts';
import { table, writeSection } from './page.ts';
import { ROOT, TOCSIN } from './run.ts';

/** The parts of `drill --format json` that the table is made of. */
interface Report {
  readonly runs: readonly {
    readonly drill: string;
    readonly description: string | null;
    readonly instance: string | null;
    readonly stepSeconds: number;
    readonly results: readonly { readonly expected: string; readonly asExpected: boolean }[];
  }[];
  readonly incidents: readonly {
    readonly drill: string;
    readonly toldThenSeconds: number | 'never' | 'unknown';
    readonly toldNowSeconds: number | null;
    readonly by: { readonly alert: string; readonly level: string } | null;
    readonly needs: readonly string[];
  }[];
}

const dir = mkdtempSync(join(tmpdir(), 'tocsin-incidents-'));
try {
  // Reports that are there already may be given: the drills of days take minutes.
  const given = process.argv.slice(2);
  const reports = given.length > 0 ? given.map(reportIn) : [await drilled()];
  const incidents = namesIn('incidents').map((name) => incidentRow(name, reports));
  const benign = namesIn('benign').map((name) => benignRow(name, reports));
  const text = [table(['incident', 'on', 'told then after', 'told now after', 'by'], incidents), table(['what must stay quiet', 'on', 'seen'], benign)].join('\n\n');
  writeSection('incidents', text);
  process.stdout.write(`${text}\n`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function drilled(): Promise<Report> {
  process.env['TOCSIN_ENGINES_DIR'] ??= join(ROOT, '.engines');
  const { promtool } = await findEngines();
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOCSIN, 'drill', 'drills/incidents', 'drills/benign', '--format', 'json'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, TOCSIN_PROMTOOL: promtool } });
  if (status !== 0 && status !== 1) throw new Error(stderr);
  return JSON.parse(stdout) as Report;
}

function reportIn(path: string): Report {
  return JSON.parse(readFileSync(path, 'utf8')) as Report;
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, 'drills', folder)).map((file) => basename(file, '.yaml')).sort();
}

function runsOf(name: string, reports: readonly Report[]): Report['runs'] {
  const runs = reports.flatMap((report) => report.runs.filter(({ drill }) => drill === name));
  if (runs.length === 0) throw new Error(`no report tells of ${name}`);
  return runs;
}

function whatAndWhere(name: string, runs: Report['runs']): readonly string[] {
  return [`${runs[0]?.description ?? name} [${name}]`, runs[0]?.instance ?? ''];
}

function incidentRow(name: string, reports: readonly Report[]): readonly string[] {
  const runs = runsOf(name, reports);
  const incident = reports.flatMap((report) => report.incidents.filter(({ drill }) => drill === name))[0];
  if (incident === undefined) throw new Error(`${name} is no incident`);
  const { toldThenSeconds: then, toldNowSeconds: now, by, needs } = incident;
  const step = Math.max(...runs.map(({ stepSeconds }) => stepSeconds));
  const wanted = needs.map((metric) => `once \`${metric}\` is exported; not today`);
  return [
    ...whatAndWhere(name, runs),
    typeof then === 'string' ? then : formatDuration(then * SECOND),
    now === null ? 'never' : `${formatDuration(now * SECOND)}${step > 60 ? `, to ${formatDuration(step * SECOND)}` : ''}`,
    [...(by === null ? [] : [`${by.level}: ${by.alert}`]), ...wanted].join(', ') || '–',
  ];
}

function benignRow(name: string, reports: readonly Report[]): readonly string[] {
  const runs = runsOf(name, reports);
  const wrong = runs.flatMap(({ results }) => results.filter(({ asExpected }) => !asExpected));
  const silence = [...new Set(runs.flatMap(({ results }) => results.flatMap(({ expected }) => (expected.startsWith('no ') ? [expected] : []))))];
  return [...whatAndWhere(name, runs), wrong.length === 0 ? silence.join(', ') : 'not as expected'];
}
