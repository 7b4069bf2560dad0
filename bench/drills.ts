import { spawnSync } from 'node:child_process';
import { findEngines } from '../test/support/find-engines.ts';
import { figure, machine, table, writeSection } from './page.ts';
import { ROOT, TOCSIN } from './run.ts';

/** The parts of `coverage --format json` and of `drill --format json` that the table is made of. */
interface Coverage {
  readonly cells: readonly { readonly instance: string; readonly site: string; readonly hazard: string; readonly part?: string; readonly owed: { readonly level: 'page' | 'ticket' }; readonly state: string }[];
}

interface Report {
  readonly hazards: readonly { readonly standing: string; readonly failures: readonly { readonly claimed: { readonly toldSeconds: number }; readonly measured: { readonly toldSeconds: number | null } | null; readonly end: { readonly claimedSeconds: number | null; readonly measuredSeconds: number | null } }[] }[];
}

const { promtool } = await findEngines();
const env = { ...process.env, TOCSIN_PROMTOOL: promtool, TOCSIN_CACHE: 'off' };
const { cells } = JSON.parse(run([TOCSIN, 'coverage', '--format', 'json']).stdout) as Coverage;
const told = cells.filter(({ state }) => state === 'proved' || state === 'witnessed');
const groups = [
  ['page', told.filter(({ owed }) => owed.level === 'page')],
  ['ticket', told.filter(({ owed }) => owed.level === 'ticket')],
] as const;
const rows = groups.map(([level, of]) => {
  const { stdout, seconds, cpuSeconds } = run([TOCSIN, 'drill', '--format', 'json', '--only', ...of.map(nameOf)]);
  const { hazards } = JSON.parse(stdout) as Report;
  const failures = hazards.flatMap((one) => one.failures);
  const later = failures.map(({ claimed, measured }) => (measured?.toldSeconds ?? Infinity) - claimed.toldSeconds);
  const ends = failures.flatMap(({ end }) => (end.claimedSeconds === null ? [] : [(end.measuredSeconds ?? Infinity) - end.claimedSeconds]));
  return [level, figure(hazards.length), figure(failures.length), figure(hazards.filter(({ standing }) => standing === 'met').length), `${figure(Math.max(0, ...later))} s`, figure(ends.length), `${figure(Math.max(0, ...ends))} s`, `${figure(seconds)} s`, `${figure(cpuSeconds)} s`];
});
const text = `Run on ${machine()}, nothing cached.\n\n${table(['obligations of level', 'drilled', 'failures made', 'told as claimed', 'longest later than claimed', 'ends played', 'longest later over than claimed', 'took', 'of processors'], rows)}`;
process.stdout.write(`${text}\n`);
writeSection('drills', text);

interface Run {
  readonly stdout: string;
  readonly seconds: number;
  /** Of the command and of every promtool that it ran. */
  readonly cpuSeconds: number;
}

function run(args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', 'TIMEFORMAT="%R %U %S"; time "$@"', 'bash', process.execPath, ...args], { cwd: ROOT, env, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0 && status !== 1) throw new Error(stderr);
  const [seconds = 0, user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { stdout, seconds, cpuSeconds: user + system };
}

/** The name of an obligation's drill. */
function nameOf({ instance, site, hazard, part }: Coverage['cells'][number]): string {
  return [instance, site === '*' ? 'all-sites' : site, hazard, ...(part === undefined ? [] : [part])].join('/');
}
