import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { dump, load } from 'js-yaml';
import type { Promtool } from '../../src/engines/drill-engines.ts';
import { runEngine } from '../../src/engines/run-engine.ts';
import { parseDuration } from '../../src/promql/duration.ts';

/** Milliseconds for one test; days take seconds. */
const LIMIT_MS = 120_000;

/** The ends of the parts of a test that are run before it, as shares of its length: most of what is broken shows early. */
const PARTS = [0.25, 0.5, 1];

interface LooseTest {
  name: string;
  promql_expr_test: { eval_time: string }[];
}

interface LooseTestFile {
  rule_files: string[];
  tests: LooseTest[];
}

/** A test, or the beginning of one, as the text of a file. */
interface Part {
  readonly name: string;
  readonly text: string;
  tookMs: number;
}

/** What promtool says of a rule file: that its tests pass, or which of them does not. */
export type Verdict = { readonly kind: 'passes' } | { readonly kind: 'fails'; readonly test: string };

/**
 * The generated tests of a rule file, each and its beginning as a file of its own in a temporary folder, so that a broken rule is
 * known from the first that fails. `close` removes the folder.
 */
export class GeneratedTests {
  readonly #promtool: Promtool;
  readonly #folder: string;
  readonly #tests: Part[];
  /** By what was changed, the test that failed last: it is likely to notice the next change of the same. */
  readonly #noticed = new Map<string, Part>();
  #made = 0;

  constructor(promtool: Promtool, testFiles: readonly string[]) {
    this.#promtool = promtool;
    this.#folder = mkdtempSync(join(tmpdir(), 'tocsin-mutants-'));
    this.#tests = testFiles.flatMap((text) => {
      const whole = load(text) as LooseTestFile;
      return whole.tests.flatMap((one) => partsOf(one).map((part) => ({ name: one.name, text: dump({ ...whole, rule_files: ['rules.yaml'], tests: [part] }, { lineWidth: -1 }), tookMs: 0 })));
    });
  }

  /** Runs all tests over the sound rules, the quickest of which will be the first for others. Throws where one fails. */
  async baseline(rules: string): Promise<void> {
    for (const test of this.#tests) {
      const began = performance.now();
      const said = await this.#run(rules, test.text);
      if (said !== '') throw new Error(`the sound rules fail ${test.name}:\n${said}`);
      test.tookMs = performance.now() - began;
    }
    this.#tests.sort((a, b) => a.tookMs - b.tookMs);
  }

  /** What the tests say of rules in which `what` was changed. */
  async judge(rules: string, what: string): Promise<Verdict> {
    const first = this.#noticed.get(what);
    for (const test of first === undefined ? this.#tests : [first, ...this.#tests.filter((one) => one !== first)]) {
      if ((await this.#run(rules, test.text)) === '') continue;
      this.#noticed.set(what, test);
      return { kind: 'fails', test: test.name };
    }
    return { kind: 'passes' };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What promtool complains of; nothing where it does not. */
  async #run(rules: string, test: string): Promise<string> {
    const cwd = join(this.#folder, String(this.#made++));
    mkdirSync(cwd);
    for (const [name, text] of [['rules.yaml', rules], ['test.yaml', test]] as const) writeFileSync(join(cwd, basename(name)), text);
    const run = await runEngine(this.#promtool.path, ['test', 'rules', 'test.yaml'], { cwd, timeoutMs: LIMIT_MS });
    rmSync(cwd, { recursive: true });
    if (run.kind !== 'ended') throw new Error(`promtool did not end: ${run.kind === 'killed' ? run.why : run.reason}`);
    return run.status === 0 ? '' : run.output;
  }
}

/** A test of many moments up to each of some of them. */
function partsOf(test: LooseTest): readonly LooseTest[] {
  const at = ({ eval_time: text }: LooseTest['promql_expr_test'][number]): number => parseDuration(text) ?? 0;
  const lengthMs = Math.max(...test.promql_expr_test.map(at));
  const parts = PARTS.map((share) => ({ ...test, promql_expr_test: test.promql_expr_test.filter((one) => at(one) <= share * lengthMs) }));
  return parts.filter(({ promql_expr_test: asked }, index) => asked.length > 0 && asked.length !== parts[index + 1]?.promql_expr_test.length);
}
