import { CostLimits } from '../checks/cost-above-limit.ts';
import { conformanceProblems } from '../conformance/conformance.ts';
import { Sink, problem } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import type { ExpectedFile } from '../drift/on-disk.ts';
import type { Model } from '../model/model.ts';
import { factsOf, type RuleFileFacts } from '../rules/cost.ts';
import { eachRuleFile } from '../rules/plan.ts';
import { costlyFile } from './costs.ts';
import { scaledRules } from '../rules/scale.ts';
import { alertmanagerTexts } from './routing.ts';
import { ruleFileWriter } from './rule-files.ts';

/** Where the Alertmanager texts go, below the output folder. */
export const ALERTMANAGER_FILE = 'alertmanager/alertmanager.yml';
export const SUBTREE_FILE = 'alertmanager/tocsin-routes.yml';

/** Everything a run makes. */
export interface Output {
  readonly rules: readonly RuleFileFacts[];
  /** Sorted by path. */
  readonly files: readonly ExpectedFile[];
}

/** Model to files. What is about to be written is read back and checked; with errors in the sink it must not be written. A time scale makes output for tests. */
export function makeOutput(model: Model, base: Source | undefined, sink: Sink, timeScale?: number): Output {
  const files: ExpectedFile[] = [];
  const rules = eachFile({ model, base, timeScale }, sink, (file) => files.push(file));
  return { rules, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** The same work for what it finds: no file is kept. */
export function checkOutput(model: Model, base: Source | undefined, sink: Sink): readonly RuleFileFacts[] {
  return eachFile({ model, base, timeScale: undefined }, sink, () => undefined);
}

interface Made {
  readonly model: Model;
  readonly base: Source | undefined;
  readonly timeScale: number | undefined;
}

function eachFile({ model, base, timeScale }: Made, sink: Sink, take: (file: ExpectedFile) => void): readonly RuleFileFacts[] {
  const write = ruleFileWriter(model.settings.prometheus, sink);
  const rules: RuleFileFacts[] = [];
  const limits = new CostLimits(model.settings.limits);
  // Of each file only the text and the facts are kept: the expressions of all would need most of the memory.
  for (const file of eachRuleFile(model, sink)) {
    take(write(timeScale === undefined ? file : scaledRules(file, timeScale)));
    rules.push(factsOf(file, model.settings));
    if (model.settings.limits.length > 0) limits.add(costlyFile(file, model.settings));
  }
  limits.report(sink);
  if (model.routing !== undefined && base !== undefined) {
    const texts = alertmanagerTexts(model, model.routing, base, sink, timeScale);
    if (texts !== undefined) {
      take({ path: ALERTMANAGER_FILE, text: texts.whole });
      take({ path: SUBTREE_FILE, text: texts.alone });
      for (const fault of conformanceProblems('alertmanager', texts.whole)) {
        sink.report(problem('TOC790', `${ALERTMANAGER_FILE}${fault.path}: ${fault.message}`, { help: 'this is a fault of the tool or of the base file: nothing was written; please report it with the specs that cause it' }));
      }
    }
  }
  return rules;
}
