import type { Promtool } from '../../src/engines/drill-engines.ts';
import { eachAtOnce } from '../../src/engines/promtool-tests.ts';
import { randomly } from '../mutators.ts';
import { DELETED, type Bend } from './bends.ts';
import type { RuleFileText, Surroundings } from './fault.ts';
import { GeneratedTests } from './generated-tests.ts';
import { whyHarmless } from './harmless.ts';
import { ruleMutants } from './rule-mutants.ts';

/** A rule file with its generated tests. */
export interface TestedFile {
  readonly rules: RuleFileText;
  readonly tests: readonly string[];
}

/** What became of a mutant that is no harmless one: the test that fails, or none. */
export interface Tried {
  readonly path: string;
  readonly bend: Bend;
  readonly failed: string | undefined;
  /** Set where nothing fails and nothing need. */
  readonly harmless: string | undefined;
}

/** How many mutants are tried, and which. */
export interface RuleChoice {
  readonly seed: number;
  /** Mutants of a fault in a file. */
  readonly most: number;
  /** Whether every rule is deleted all the same. */
  readonly allDeletions?: boolean;
  readonly atOnce?: number;
  readonly isFor?: (bend: Bend) => boolean;
  readonly told?: (text: string) => void;
}

/** Deletes and bends rules one at a time, and asks the generated test of the file. */
export async function triedRules(promtool: Promtool, files: readonly TestedFile[], around: Surroundings, choice: RuleChoice): Promise<readonly Tried[]> {
  const { seed, atOnce, isFor = () => true, told } = choice;
  const random = randomly(seed);
  const all: Tried[] = [];
  for (const { rules, tests: texts } of files) {
    const chosen = sampled(ruleMutants(rules, around).filter(isFor), choice, random);
    const tests = new GeneratedTests(promtool, texts);
    try {
      await tests.baseline(rules.text);
      const tried = await eachAtOnce(chosen, async (bend): Promise<Tried> => {
        const verdict = await tests.judge(bend.text, bend.where.split(': ', 1)[0] ?? '');
        const failed = verdict.kind === 'fails' ? verdict.test : undefined;
        const harmless = failed === undefined ? whyHarmless(bend) : undefined;
        if (failed === undefined && harmless === undefined) told?.(`${rules.path}: ${bend.fault}: ${bend.where} survives`);
        return { path: rules.path, bend, failed, harmless };
      }, atOnce);
      all.push(...tried);
      told?.(`${rules.path}: ${tried.length} mutants, ${tried.filter(({ failed, harmless }) => failed === undefined && harmless === undefined).length} survive`);
    } finally {
      tests.close();
    }
  }
  return all;
}

/** Files whose rules and tests differ in the site's name only are judged alike: the first of them. */
export function oneOfASite(files: readonly TestedFile[]): readonly TestedFile[] {
  const found = new Map<string, TestedFile>();
  for (const file of files) {
    const { site, text } = file.rules;
    const key = site === undefined ? text : `${text}${file.tests.join('')}`.replaceAll(site, '{{site}}');
    if (!found.has(key)) found.set(key, file);
  }
  return [...found.values()];
}

function sampled(bends: readonly Bend[], { most, allDeletions = false }: RuleChoice, random: () => number): readonly Bend[] {
  const counts = new Map<string, number>();
  return bends
    .map((bend) => ({ bend, at: random() }))
    .sort((a, b) => a.at - b.at)
    .flatMap(({ bend }) => {
      const count = (counts.get(bend.fault) ?? 0) + 1;
      counts.set(bend.fault, count);
      return count > most && !(allDeletions && bend.fault === DELETED) ? [] : [bend];
    });
}
