import { join } from 'node:path';
import { ALERTMANAGER_FILE } from '../compile/back.ts';
import { Sink } from '../diagnostics/diagnostic.ts';
import type { Model } from '../model/model.ts';
import { proofProblems } from '../proof/findings.ts';
import { prove, type Proof } from '../proof/prove.ts';
import type { Cell } from '../proof/verdict.ts';
import { renderCoverageJson } from '../report/coverage-json.ts';
import { renderCoverageJunit } from '../report/coverage-junit.ts';
import { renderCoverageMarkdown } from '../report/coverage-markdown.ts';
import { renderCoverage } from '../report/coverage-text.ts';
import { couldNotRun } from '../io/edge.ts';
import { Answer } from './answer.ts';
import { CLEAN, FINDINGS, useColor, type ColorChoice, type Context, type ExitStatus } from './context.ts';
import { givenRules } from './given-rules.ts';
import { loadSpecs } from './load.ts';
import { loadedRoutes } from './loaded-rules.ts';
import { namePatterns } from './only.ts';

const COVERAGE_FORMATS = ['text', 'json', 'markdown', 'junit', 'sarif', 'github'] as const;

/** Flags of `coverage`. */
export interface CoverageOptions {
  readonly specs: string;
  readonly out: string;
  /** Files and folders of rules; empty for those of the output folder. */
  readonly rules: readonly string[];
  readonly alertmanager?: string;
  /** Instances to show; empty for all. `*` stands for any characters. */
  readonly only: readonly string[];
  readonly holes: boolean;
  readonly strict: boolean;
  readonly format: (typeof COVERAGE_FORMATS)[number];
  readonly color: ColorChoice;
}

/** Proves every obligation on the texts of rules and routes, and shows the matrix. */
export async function coverage(context: Context, options: CoverageOptions): Promise<ExitStatus> {
  const isProblems = options.format === 'sarif' || options.format === 'github';
  const answer = new Answer(context, { format: options.format === 'sarif' || options.format === 'github' ? options.format : 'text', color: options.color });
  const sink = new Sink();
  const loaded = await loadSpecs(context, options.specs, sink);
  if (loaded.kind === 'unreadable') return answer.end(answer.couldNotRun(loaded.failures));
  const { model } = loaded;
  const refused = (): Promise<ExitStatus> => {
    answer.problems(sink.sorted, 'stderr');
    return answer.end(answer.refuse('Nothing was proved: there are problems.\n'));
  };
  if (model === undefined || sink.hasErrors) return refused();
  const given = await givenRules(context, options.rules.length > 0 ? options.rules : [options.out], model, sink);
  if (given.kind === 'unreadable') return answer.end(answer.couldNotRun(given.failures));
  const routes = await loadedRoutes(context, options.alertmanager ?? join(options.out, ALERTMANAGER_FILE), sink);
  if ('kind' in routes) return answer.end(answer.couldNotRun([routes]));
  if (routes.config === undefined || sink.hasErrors) return refused();
  const chosen = chooser(model, options.only);
  if (typeof chosen !== 'function') return answer.end(answer.couldNotRun([chosen]));
  const proof = prove({ model, rules: given.rules, kinds: given.kinds, config: routes.config, from: Date.parse(`${context.today}T00:00Z`) });
  const shownProof: Proof = { ...proof, cells: proof.cells.filter(({ obligation }) => chosen(obligation.instance)) };
  for (const one of proofProblems(model, shownProof, given)) sink.report(one);
  const problems = sink.sorted;
  if (isProblems) answer.problems(problems, 'stdout');
  else {
    context.stdout(rendered(context, options, model, shownProof.cells));
    answer.problems(problems, 'stderr');
  }
  return answer.end(problems.some(({ severity }) => severity === 'error' || options.strict) ? FINDINGS : CLEAN);
}

function rendered(context: Context, options: CoverageOptions, model: Model, cells: readonly Cell[]): string {
  switch (options.format) {
    case 'json':
      return renderCoverageJson(cells, context.version);
    case 'markdown':
      return renderCoverageMarkdown(cells, model.settings.project);
    case 'junit':
      return renderCoverageJunit(cells);
    case 'text':
    case 'sarif':
    case 'github':
      return renderCoverage(cells, { color: useColor(context, options.color, 'stdout'), width: context.width, holes: options.holes });
  }
}

/** Which instances are shown; everything is proved in any case, since a witness may be another. */
function chooser(model: Model, only: readonly string[]): ((instance: string) => boolean) | ReturnType<typeof couldNotRun> {
  if (only.length === 0) return () => true;
  const names = [...model.instances.map(({ name }) => name), ...(model.watcher === undefined ? [] : [model.watcher.name])];
  const patterns = namePatterns(only);
  const lost = only.find((_, index) => !names.some((name) => patterns[index]?.test(name) === true));
  if (lost !== undefined) return couldNotRun(`--only ${lost}: there is no such instance`, `name one of: ${names.slice(0, 12).join(', ')}`);
  return (instance) => patterns.some((pattern) => pattern.test(instance));
}

