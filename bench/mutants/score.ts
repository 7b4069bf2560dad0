import { randomly, type Random } from '../mutators.ts';
import { CATALOGUE } from './catalogue.ts';
import type { Fault } from './fault.ts';
import { judgeRoutes, judgeRules, judgeSpecs, type Judgement } from './judge.ts';
import { Baseline, type Project } from './project.ts';

/** A mutant that was not judged as it should be. */
export interface Survivor {
  readonly project: string;
  readonly where: string;
  readonly why: string;
}

/** What became of the mutants of a class. */
export interface Score {
  readonly fault: Fault;
  tried: number;
  right: number;
  readonly survivors: Survivor[];
  /** Time that its mutants took, in milliseconds. */
  tookMs: number;
}

interface Job {
  readonly fault: Fault;
  readonly project: Project;
  readonly where: string;
  readonly judge: () => Judgement;
}

/** How many mutants are tried, and which. */
export interface Choice {
  readonly seed: number;
  /** Mutants of a class in a project. */
  readonly most: number;
  /** Of all, in milliseconds; checked after each mutant. */
  readonly untilMs?: number;
  readonly faults?: readonly Fault[];
  readonly told?: (text: string) => void;
}

/** Puts the faults of the catalogue into projects one at a time, and judges each. */
export function scores(projects: readonly Project[], { seed, most, untilMs = Infinity, faults = CATALOGUE, told }: Choice): readonly Score[] {
  const random = randomly(seed);
  const all = new Map(faults.map((fault) => [fault, { fault, tried: 0, right: 0, survivors: [] as Survivor[], tookMs: 0 }]));
  const began = performance.now();
  for (const project of projects) {
    const baseline = new Baseline(project);
    for (const fault of faults) {
      const score = all.get(fault);
      if (score === undefined) continue;
      const beganClass = performance.now();
      let tried = 0;
      for (const { where, judge } of shuffled(jobsOf(fault, project, baseline, random), random)) {
        if (tried >= most || performance.now() - began > untilMs) break;
        const judgement = judge();
        if (judgement.kind === 'moot') continue;
        tried++;
        score.tried++;
        if (judgement.kind === 'right') score.right++;
        else score.survivors.push({ project: project.name, where, why: judgement.why });
      }
      const tookMs = performance.now() - beganClass;
      score.tookMs += tookMs;
      told?.(`${project.name}: ${fault.name}: ${tried} in ${Math.round(tookMs)} ms, ${score.survivors.filter((one) => one.project === project.name).length} wrong${score.survivors.filter((one) => one.project === project.name).slice(0, 1).map(({ where, why }) => ` (${where}: ${why})`).join('')}`);
    }
  }
  return [...all.values()];
}

function jobsOf(fault: Fault, project: Project, baseline: Baseline, random: Random): readonly Job[] {
  switch (fault.on) {
    case 'rules':
      return project.files.flatMap((file) => [...fault.mutants(file, project.around)].filter(({ breaks }) => fault.isEquivalent === true || breaks.length > 0).map((mutant): Job => ({ fault, project, where: mutant.where, judge: () => judgeRules(project, baseline, file, mutant) })));
    case 'routes': {
      const names = [...project.model.instances.map(({ name }) => name), ...(project.model.watcher === undefined ? [] : [project.model.watcher.name])];
      return [...fault.mutants(project.routes)].flatMap((mutant) => shuffled(names, random).map((name): Job => ({ fault, project, where: `${mutant.where}, for ${name}`, judge: () => judgeRoutes(project, baseline, mutant, (one) => one === name) })));
    }
    case 'specs':
      return [...fault.mutants(project.specs)].map((mutant): Job => ({ fault, project, where: mutant.where, judge: () => judgeSpecs(project, mutant) }));
  }
}

function shuffled<T>(list: readonly T[], random: Random): readonly T[] {
  return list.map((one) => ({ one, at: random() })).sort((a, b) => a.at - b.at).map(({ one }) => one);
}
