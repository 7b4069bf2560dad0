import { CostLimits } from '../checks/cost-above-limit.ts';
import { conformanceProblems } from '../conformance/conformance.ts';
import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import type { ExpectedFile } from '../drift/on-disk.ts';
import type { InstanceNames } from '../model/instance-names.ts';
import type { Model } from '../model/model.ts';
import { factsOf, type RuleFileFacts } from '../rules/cost.ts';
import { groupsWithRules, RulePlanner } from '../rules/plan.ts';
import type { RuleFile } from '../rules/rule.ts';
import { AlikeInstances, type CompiledFile } from './alike.ts';
import { FileToWrite } from './file-to-write.ts';
import { costlyFile } from './costs.ts';
import { scaledRules } from '../rules/scale.ts';
import { alertmanagerTexts } from './routing.ts';
import { RuleFileWriter } from './rule-files.ts';

/** Where the Alertmanager texts go, below the output folder. */
export const ALERTMANAGER_FILE = 'alertmanager/alertmanager.yml';
const SUBTREE_FILE = 'alertmanager/tocsin-routes.yml';

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

/** The same work for what it finds in the specs: no rule file is written, and so none is read back. */
export function checkOutput(model: Model, base: Source | undefined, sink: Sink): readonly RuleFileFacts[] {
  return eachFile({ model, base, timeScale: undefined }, sink, undefined);
}

interface Made {
  readonly model: Model;
  readonly base: Source | undefined;
  readonly timeScale: number | undefined;
}

function eachFile({ model, base, timeScale }: Made, sink: Sink, take: ((file: ExpectedFile) => void) | undefined): readonly RuleFileFacts[] {
  const rules: RuleFileFacts[] = [];
  const limits = new CostLimits(model.settings.limits);
  // Of each file only the text and the facts are kept: the expressions of all would need most of the memory.
  for (const { written, facts, costs } of compiledFiles({ model, timeScale, isWritten: take !== undefined }, sink)) {
    take?.(written);
    rules.push(facts);
    if (costs !== undefined) limits.add(costs);
  }
  limits.report(sink);
  if (model.routing !== undefined && base !== undefined) {
    const texts = alertmanagerTexts(model, model.routing, base, sink, timeScale);
    if (texts !== undefined) {
      take?.({ path: ALERTMANAGER_FILE, text: texts.whole });
      take?.({ path: SUBTREE_FILE, text: texts.alone });
      for (const fault of conformanceProblems('alertmanager', texts.whole)) {
        sink.report(problem('TOC790', `${ALERTMANAGER_FILE}${fault.path}: ${fault.message}`, { help: 'this is a fault of the tool or of the base file: nothing was written; please report it with the specs that cause it' }));
      }
    }
  }
  return rules;
}

interface Compiling extends Pick<Made, 'model' | 'timeScale'> {
  /** Whether texts are going to be read; else they are made only where one is asked for. */
  readonly isWritten: boolean;
}

/** The rule files of all instances and of the watcher. */
function* compiledFiles({ model, timeScale, isWritten }: Compiling, sink: Sink): Iterable<CompiledFile> {
  const { settings } = model;
  const planner = new RulePlanner(model, sink);
  const alike = new AlikeInstances();
  const writer = new RuleFileWriter(settings.prometheus, sink);
  const compiled = (file: RuleFile, names: InstanceNames | undefined): CompiledFile => {
    const inTime = timeScale === undefined ? file : scaledRules(file, timeScale);
    if (!isWritten) writer.check(inTime, names);
    return {
      written: isWritten ? writer.write(inTime, names) : new FileToWrite(file.path, () => writer.write(inTime, names).text),
      facts: factsOf(file, settings),
      costs: settings.limits.length === 0 ? undefined : costlyFile(file, settings),
      groupCount: groupsWithRules(file),
    };
  };
  for (const instance of model.instances) {
    const { files, isUnplanned } = alike.filesOf(instance, (names) => {
      const before = sink.count;
      return { files: planner.filesOf(instance).map((file) => compiled(file, names)), isClean: sink.count === before };
    });
    if (isUnplanned) planner.unplanned(files.map(({ facts, groupCount }) => ({ ...facts, groupCount })));
    yield* files;
  }
  yield* planner.watcherFiles().map((file) => compiled(file, undefined));
}
