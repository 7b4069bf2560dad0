import { Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import { RuleMaker, type GeneratedRules } from '../drill/generated-rules.ts';
import { readDrills, supposedBy } from '../drill/read-drills.ts';
import type { Scenario, Wanting } from '../drill/scenario.ts';
import { DRILL_KINDS } from '../drill/schema.ts';
import { drillName } from '../hazards/hazard-case.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import type { Model } from '../model/model.ts';
import type { Obligation } from '../obligations/obligation.ts';
import { obligationsOf } from '../obligations/obligations.ts';
import { readYaml } from '../source/yaml.ts';
import { readSpecsOf } from '../spec/read.ts';
import type { Answer } from './answer.ts';
import type { Context, ExitStatus } from './context.ts';
import { DRILLS_FOLDER, drillSources } from './drill-files.ts';
import { narrowed, type DrillNarrowing } from './drill-choice.ts';
import { loadSpecs } from './load.ts';
import { namePatterns } from './only.ts';

/** Where drills and the specs they are about are found, and which of them are wanted. */
export interface DrillChoice extends DrillNarrowing {
  readonly files: readonly string[];
  readonly specs: string;
  /** Names of drills, or of instances; empty for all. `*` stands for any characters. */
  readonly only: readonly string[];
  readonly engine: 'promtool' | 'prometheus';
}

/** A drill to run, with the rules of its instances. */
export interface PlannedDrill {
  readonly scenario: Scenario;
  readonly generated: GeneratedRules;
}

/** All that is to be drilled. */
export interface DrillPlan {
  readonly model: Model;
  /** The Alertmanager file that routes are spliced into. */
  readonly base: Source | undefined;
  readonly drills: readonly PlannedDrill[];
  /** Obligations to drill; none where files are named, with another engine than promtool, or where no Routing says how alerts reach people. */
  readonly obligations: readonly Obligation[];
  /** Drills that nothing exported can decide. */
  readonly wanting: readonly Wanting[];
}

/** Reads specs and drills; where no drill can be run, the status to end with. */
export async function planDrills(context: Context, choice: DrillChoice, answer: Answer): Promise<DrillPlan | ExitStatus> {
  const sink = new Sink();
  const files = await drillSources(context, choice.files, sink);
  if (files.kind === 'unreadable') return answer.couldNotRun(files.failures);
  const documents = readSpecsOf(DRILL_KINDS, files.sources.flatMap((source) => readYaml(source, sink)), sink);
  // What is as it is, and what would be if some metrics were exported, are models of their own.
  const makers = new Map<string, { readonly model: Model; readonly maker: RuleMaker }>();
  let base: Source | undefined;
  for (const supposed of [[], ...documents.map(supposedBy)]) {
    const key = supposed.join(' ');
    if (makers.has(key)) continue;
    const loaded = await loadSpecs(context, choice.specs, sink, new Set(supposed));
    if (loaded.kind === 'unreadable') return answer.couldNotRun(loaded.failures);
    if (key === '') base = loaded.base;
    if (loaded.model !== undefined) makers.set(key, { model: loaded.model, maker: new RuleMaker(loaded.model, sink) });
  }
  const model = makers.get('')?.model;
  const of = (supposed: readonly string[]): { readonly model: Model; readonly maker: RuleMaker } => {
    const made = makers.get(supposed.join(' '));
    if (made === undefined) throw new Error('every set of supposed metrics has its model');
    return made;
  };
  const supposing = (supposed: readonly string[]): { model: Model; rulesOf: (...asked: Parameters<RuleMaker['make']>) => GeneratedRules['files'] } => {
    const { model: supposedModel, maker } = of(supposed);
    return { model: supposedModel, rulesOf: (instances, stepMs) => maker.make(instances, stepMs).files };
  };
  const read = model === undefined || sink.hasErrors ? { scenarios: [], wanting: [] } : readDrills(documents, supposing, sink);
  answer.problems(sink.sorted, 'stderr');
  if (model === undefined || sink.hasErrors) return answer.refuse('No drill was run.\n');
  const all = choice.files.length > 0 || choice.engine !== 'promtool' || model.routing === undefined ? [] : obligationsOf(model);
  if (read.scenarios.length + read.wanting.length + all.length === 0) return answer.couldNotRun([couldNotRun('there is no drill', `write one into ${DRILLS_FOLDER}/, or name the files or folders that hold them`)]);
  const isChosen = chooser([...read.scenarios, ...read.wanting].map(({ name }) => name), all, choice.only);
  if (typeof isChosen !== 'function') return answer.couldNotRun([isChosen]);
  const wanted = narrowed({ scenarios: read.scenarios.filter(({ name }) => isChosen(name)), obligations: all.filter((one) => isChosen(drillName(one)) || isChosen(one.instance)) }, choice);
  if ('kind' in wanted) return answer.couldNotRun([wanted]);
  return {
    model,
    base,
    drills: wanted.scenarios.map((scenario) => ({ scenario, generated: of(scenario.supposed).maker.make(scenario.instances, scenario.stepMs) })),
    obligations: wanted.obligations,
    wanting: read.wanting.filter(({ name }) => isChosen(name)),
  };
}

/** Which names `--only` asks for: of drills in files, of obligations, and of instances for all of theirs. */
function chooser(files: readonly string[], obligations: readonly Obligation[], only: readonly string[]): ((name: string) => boolean) | CouldNotRun {
  if (only.length === 0) return () => true;
  const instances = [...new Set(obligations.map(({ instance }) => instance))];
  const names = [...files, ...instances, ...obligations.map(drillName)];
  const patterns = namePatterns(only);
  const unmatched = only.find((_, index) => !names.some((name) => patterns[index]?.test(name) === true));
  if (unmatched !== undefined) return couldNotRun(`--only ${unmatched}: there is no such drill`, `there are ${[...files, ...instances.map((one) => `${one}/*`)].join(', ')}`);
  return (name) => patterns.some((pattern) => pattern.test(name));
}
