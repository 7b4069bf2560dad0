import { CATALOGUE } from './mutants/catalogue.ts';
import { projects } from './mutants/project.ts';
import { scores, type Score } from './mutants/score.ts';
import { figure, machine, table, writeSection } from './page.ts';
import { ROOT } from './run.ts';

/** Mutants of a class in a project; all that can be made, unless it is said. */
const MOST = Number(process.env['TOCSIN_MUTANTS'] ?? Infinity);
const SEED = Number(process.env['TOCSIN_SEED'] ?? 1);
/** Survivors that are shown; of a class the first few tell what is wrong. */
const SHOWN = 3;

const began = performance.now();
const found = scores(projects(ROOT), { seed: SEED, most: MOST, told: (text) => void process.stderr.write(`${text}\n`) });
const tookMs = performance.now() - began;
const sum = (of: (score: Score) => number, scored = found): number => scored.reduce((total, one) => total + of(one), 0);
const [faults, same] = [found.filter(({ fault }) => fault.isEquivalent !== true), found.filter(({ fault }) => fault.isEquivalent === true)];
const share = (scored: readonly Score[]): string => `${figure((100 * sum(({ right }) => right, [...scored])) / sum(({ tried }) => tried, [...scored]), 2)} %`;
const text = [
  `Run on ${machine()}, ${MOST === Infinity ? 'all mutants of each class' : `seed ${SEED}, at most ${MOST} mutants of a class`} in each project, ${figure(tookMs / sum(({ tried }) => tried))} ms each.`,
  `Of **${figure(sum(({ tried }) => tried, faults))} mutants of ${faults.length} classes** that break something, **${share(faults)}** were reported on the right place; of ${figure(sum(({ tried }) => tried, same))} of ${same.length} classes that break nothing, ${share(same)} were left in peace.`,
  table(['what is broken', 'in', 'mutants', 'reported', 'where it happened'], faults.map(row)),
  table(['what means the same', 'in', 'changes', 'not reported', 'why it is nothing'], same.map(row)),
  survivors(),
].join('\n\n');
writeSection('mutate', text);
process.stdout.write(`${text}\n`);
const untried = found.filter(({ tried }) => tried === 0);
if (untried.length > 0) process.stderr.write(`Nothing was tried of: ${untried.map(({ fault }) => fault.name).join(', ')}\n`);
process.exitCode = found.every(({ tried, right }) => tried > 0 && tried === right) && found.length === CATALOGUE.length ? 0 : 1;

function row({ fault, tried, right }: Score): readonly string[] {
  return [fault.name, fault.on, figure(tried), figure(right), fault.happened];
}


function survivors(): string {
  const left = found.filter(({ survivors: all }) => all.length > 0);
  if (left.length === 0) return 'Nothing survived.';
  return ['What was not judged as it should be:', ...left.map(({ fault, survivors: all }) => [`- **${fault.name}** (${all.length}):`, ...all.slice(0, SHOWN).map(({ project, where, why }) => `  - ${project}, ${where}: ${why}`)].join('\n'))].join('\n');
}
