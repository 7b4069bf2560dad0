import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Covered } from './covered.ts';
import { HAZARDS, ROUTES, writeCoveredProject } from './covered-project.ts';
import { figure, machine, table, writeSection } from './page.ts';
import { writeProject, type Size } from './project.ts';
import { account, paired, ROOT, TOCSIN, type Usage } from './run.ts';

/** Turns of the paired run; its medians move by a few percent. */
const TURNS = 41;
/** Instances of the project whose proof is measured. */
const COVERED = 1000;
const SIZES: readonly Size[] = [10, 100, 1000, 10_000].map((objectives) => ({ objectives, each: 5 }));

/** The limits that are kept, and what was measured for each. */
const limits: (readonly [what: string, limit: string, measured: string, isKept: boolean])[] = [];

/** A run of every kind on a project, and what it wrote. */
interface Measured extends Size {
  readonly files: number;
  readonly mebibytes: number;
  readonly fresh: Usage;
  readonly unchanged: Usage;
  readonly check: Usage;
}

/** Runs a command several times: the shortest of its times, since what else a machine does only adds to them, and the highest of its peaks. */
async function repeat(turns: number, run: () => Promise<Usage>): Promise<Usage> {
  const all: Usage[] = [];
  for (let turn = 0; turn < turns; turn++) all.push(await run());
  return { wallMs: Math.min(...all.map(({ wallMs }) => wallMs)), cpuMs: Math.min(...all.map(({ cpuMs }) => cpuMs)), peakMiB: Math.max(...all.map(({ peakMiB }) => peakMiB)) };
}

async function measure(size: Size): Promise<Measured> {
  const cwd = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  const out = join(cwd, 'generated');
  try {
    writeProject(join(cwd, 'slo-specs'), size);
    const turns = size.objectives >= 10_000 ? 3 : 15;
    const fresh = await repeat(turns, () => {
      rmSync(out, { recursive: true, force: true });
      return account(['generate'], cwd);
    });
    const unchanged = await repeat(turns, () => account(['generate'], cwd));
    const check = await repeat(turns, () => account(['generate', '--check'], cwd));
    const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const bytes = files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
    return { ...size, files: files.length, mebibytes: bytes / 2 ** 20, fresh, unchanged, check };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

function startUp(): string {
  const commands = [['-e', '0'], [TOCSIN, '--version'], [TOCSIN, '--help'], [TOCSIN, 'explain', 'TOC303'], [TOCSIN, 'validate'], [TOCSIN, 'generate', '--check']];
  const times = paired(commands, TURNS, ROOT);
  const node = times[0] ?? 1;
  const ratio = (at: number): number => (times[at] ?? 0) / node;
  limits.push(['`--version`', 'at most 2 × `node -e 0`', `${figure(ratio(1), 2)} ×`, ratio(1) <= 2]);
  limits.push(['`validate` of the shipped specs', 'at most 5 × `node -e 0`', `${figure(ratio(4), 2)} ×`, ratio(4) <= 5]);
  const rows = commands.map((args, at) => [at === 0 ? '`node -e 0`' : `\`tocsin ${args.slice(1).join(' ')}\``, figure(times[at] ?? 0), figure(ratio(at), 2)]);
  return table(['command, in this repository', 'median in ms', 'times `node -e 0`'], rows);
}

async function sizes(): Promise<string> {
  const all: Measured[] = [];
  for (const size of SIZES) {
    process.stderr.write(`${figure(size.objectives)} objectives\n`);
    all.push(await measure(size));
  }
  const rate = ({ objectives, fresh }: Measured): number => (objectives / fresh.wallMs) * 1000;
  const [thousand, tenThousand] = [all[2], all[3]];
  if (thousand === undefined || tenThousand === undefined) throw new Error('the sizes of the limits are not measured');
  limits.push(['1,000 objectives', 'at least 1,000 a second', figure(rate(thousand)), rate(thousand) >= 1000]);
  limits.push(['10,000 objectives', 'at least 1,000 a second', figure(rate(tenThousand)), rate(tenThousand) >= 1000]);
  const growth = rate(thousand) / rate(tenThousand);
  limits.push(['time per objective at 10,000', 'at most 1.3 × that at 1,000', `${figure(growth, 2)} ×`, growth <= 1.3]);
  const peak = Math.max(...all.flatMap((one) => [one.fresh.peakMiB, one.unchanged.peakMiB, one.check.peakMiB]));
  limits.push(['memory of any of these runs', 'under 1,024 MiB', `${figure(peak)} MiB`, peak < 1024]);
  const seconds = ({ wallMs }: Usage): string => figure(wallMs / 1000, 2);
  return table(
    ['objectives', 'instances', 'files', 'MiB written', '`generate`, new folder, s', 'objectives a second', 'CPU time, s', '`generate`, nothing changed, s', '`generate --check`, s', 'peak memory, MiB'],
    all.map((one) => [
      figure(one.objectives),
      figure(one.objectives / one.each),
      figure(one.files),
      figure(one.mebibytes, 1),
      seconds(one.fresh),
      figure(rate(one)),
      figure(one.fresh.cpuMs / 1000, 2),
      seconds(one.unchanged),
      seconds(one.check),
      figure(Math.max(one.fresh.peakMiB, one.unchanged.peakMiB, one.check.peakMiB)),
    ]),
  );
}

/** What the proof adds to a run, and how long it takes for many instances that can fail in all ways. */
async function proof(): Promise<string> {
  const rows: (readonly string[])[] = [];
  for (const objectives of [100, 1000]) {
    process.stderr.write(`${figure(objectives)} objectives, proved\n`);
    const [without, withProof] = [await once({ objectives, each: 5 }), await once({ objectives, each: 5, routed: true })];
    rows.push([`${figure(objectives)} objectives of ${figure(objectives / 5)} instances`, figure(without.wallMs / 1000, 2), figure(withProof.wallMs / 1000, 2), figure(withProof.peakMiB)]);
  }
  process.stderr.write(`${figure(COVERED)} instances, proved\n`);
  const cwd = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  try {
    writeCoveredProject(join(cwd, 'slo-specs'), COVERED);
    const generate = await account(['generate'], cwd);
    const coverage = await account(['coverage'], cwd);
    const all = Array.from({ length: 5 }, () => JSON.parse(spawnSync(process.execPath, [join(import.meta.dirname, 'covered.js'), cwd], { encoding: 'utf8', maxBuffer: 2 ** 20 }).stdout) as Covered);
    const tookMs = ({ readMs, proveMs }: Covered): number => readMs + proveMs;
    // The shortest, as of all runs, and the highest peak.
    const covered = { ...all.reduce((a, b) => (tookMs(b) < tookMs(a) ? b : a)), peakMiB: Math.max(...all.map(({ peakMiB }) => peakMiB)) };
    if (covered.holes > 0) throw new Error(`${covered.holes} obligations of the measured project are not proved`);
    limits.push([`proof of ${figure(COVERED)} instances in all their failures`, 'under 5 s', `${figure(tookMs(covered) / 1000, 2)} s`, tookMs(covered) < 5000]);
    limits.push(['memory of that', 'under 1,024 MiB', `${figure(covered.peakMiB)} MiB`, covered.peakMiB < 1024]);
    return [
      table(['project', '`generate` without Routing, s', 'with Routing and proof, s', 'peak memory, MiB'], rows),
      `Each of ${figure(COVERED)} instances in 2 sites can fail in ${HAZARDS} ways: ${figure(covered.obligations)} obligations against ${figure(ROUTES)} routes, ${figure(covered.mebibytes)} MiB of rules. The proof takes **${figure(tookMs(covered) / 1000, 2)} s**, of which ${figure(covered.readMs / 1000, 2)} s for what differs between texts and reading those that are read, with ${figure(covered.peakMiB)} MiB at most; \`tocsin coverage\` with reading specs and checking every rule takes ${figure(coverage.wallMs / 1000, 1)} s and ${figure(coverage.peakMiB)} MiB, \`tocsin generate\` ${figure(generate.wallMs / 1000, 1)} s and ${figure(generate.peakMiB)} MiB.`,
    ].join('\n\n');
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

async function once(size: Size): Promise<Usage> {
  const cwd = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  try {
    writeProject(join(cwd, 'slo-specs'), size);
    return await repeat(3, () => {
      rmSync(join(cwd, 'generated'), { recursive: true, force: true });
      return account(['generate'], cwd);
    });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** Ten thousand instance files, each with one objective. */
async function manyFiles(): Promise<string> {
  process.stderr.write('10,000 instance files\n');
  const cwd = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  try {
    writeProject(join(cwd, 'slo-specs'), { objectives: 10_000, each: 1 });
    const usage = await repeat(3, () => account(['validate'], cwd));
    return `\`validate\` of 10,000 instance files with an objective each takes ${figure(usage.wallMs / 1000, 2)} s and ${figure(usage.peakMiB)} MiB.`;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

const parts = [
  `Measured on ${machine()}.`,
  startUp(),
  await sizes(),
  await manyFiles(),
  await proof(),
  table(
    ['limit', '', 'measured', ''],
    limits.map(([what, limit, measured, isKept]) => [what, limit, measured, isKept ? 'kept' : '**not kept**']),
  ),
];
writeSection('bench', parts.join('\n\n'));
process.stdout.write(`${parts.join('\n\n')}\n`);
if (limits.some(([, , , isKept]) => !isKept)) process.exitCode = 1;
