import { findPromtool } from '../src/engines/drill-engines.ts';
import { projectOf, SPECS, specsIn } from './mutants/project.ts';
import { oneOfASite, triedRules, type Tried } from './mutants/rule-score.ts';
import { testedFiles } from './mutants/tested-files.ts';
import { figure, machine, table, writeSection } from './page.ts';
import { ROOT } from './run.ts';

/** Mutants of a fault in a file, beside the deletions; all unless given. */
const MOST = Number(process.env['TOCSIN_MUTANTS'] ?? Infinity);
/** Mutants that are tried at once; as many as there are processors unless given. */
const JOBS = process.env['TOCSIN_JOBS'];
const SEED = Number(process.env['TOCSIN_SEED'] ?? 1);
/** Rule files whose path holds this text; a run over some of them writes nothing down. */
const ONLY = process.env['TOCSIN_ONLY'];

const promtool = await findPromtool(process.env, ROOT);
if (promtool.kind === 'could-not-run') throw new Error(`${promtool.message}: ${promtool.help}`);
const began = performance.now();
const project = projectOf('shipped', specsIn(ROOT, SPECS));
const all = testedFiles(project);
const files = oneOfASite(all).filter(({ rules }) => rules.path.includes(ONLY ?? ''));
const tried = await triedRules(promtool, files, project.around, { seed: SEED, most: MOST, allDeletions: true, ...(JOBS === undefined ? {} : { atOnce: Number(JOBS) }), told: (text) => void process.stderr.write(`${text}\n`) });
const [killed, harmless] = [tried.filter(({ failed }) => failed !== undefined), tried.filter((one) => one.harmless !== undefined)];
const survivors = tried.filter((one) => one.failed === undefined && one.harmless === undefined);
const chosen = MOST === Infinity ? 'all mutants of a file' : `each rule deleted, and at most ${MOST} mutants of every other fault in a file, seed ${SEED}`;
const text = [
  `Run on ${machine()}, promtool ${promtool.version}: ${chosen}, ${figure((performance.now() - began) / 60_000)} minutes.`,
  `Of **${figure(tried.length - harmless.length)} mutants** of the rules in ${files.length} of ${all.length} shipped rule files, the others being the same for another site, **${figure(killed.length)} fail their generated test** (${figure((100 * killed.length) / (tried.length - harmless.length), 2)} %); ${figure(harmless.length)} more change nothing that can be told.`,
  table(['what is done to a rule', 'mutants', 'fail a test'], faults().map((fault) => [fault, count(tried, fault), count(killed, fault)])),
  reasons(),
  survivors.length === 0 ? 'Nothing survived.' : ['What no generated test notices:', ...survivors.map(({ path, bend }) => `- ${bend.fault}, ${bend.where} (${path})`)].join('\n'),
].join('\n\n');
if (ONLY === undefined) writeSection('mutate-rules', text);
process.stdout.write(`${text}\n`);
process.exitCode = survivors.length === 0 && tried.length > 0 ? 0 : 1;

function faults(): readonly string[] {
  return [...new Set(tried.map(({ bend }) => bend.fault))].sort();
}

function count(some: readonly Tried[], fault: string): string {
  return figure(some.filter(({ bend }) => bend.fault === fault).length);
}

/** Each reason for which mutants are no faults, with all of them by name. */
function reasons(): string {
  if (harmless.length === 0) return 'None is harmless.';
  const all = new Map<string, Map<string, number>>();
  for (const { harmless: because = '', bend } of harmless) {
    const named = all.get(because) ?? new Map<string, number>();
    const name = `${bend.fault}, ${bend.where}`;
    all.set(because, named.set(name, (named.get(name) ?? 0) + 1));
  }
  const times = (count: number): string => (count === 1 ? '' : ` (in ${figure(count)} files)`);
  return ['Harmless, and why:', ...[...all].map(([because, named]) => `- ${because}: ${[...named].map(([name, count]) => `${name}${times(count)}`).join('; ')}`)].join('\n');
}
