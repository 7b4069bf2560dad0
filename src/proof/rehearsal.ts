import type { World } from '../failures/world.ts';
import type { Instance, Settings } from '../model/model.ts';
import type { Failure } from '../obligations/failure.ts';
import type { ExpectedLabels, LabelValue } from '../routing/labels.ts';
import { firingLabels } from './engine.ts';
import { Likeness } from './likeness.ts';
import type { ProofRule, RuleSet } from './rule-set.ts';
import { Runs } from './runs.ts';

/** One Prometheus: what it sees, and the rules that it loads. */
export interface Stage {
  /** The series of its own site; those of all sites; or what the sites' Prometheus store, with their site as a label. */
  readonly sees: 'site' | 'everything' | 'recorded';
  readonly site: string | undefined;
  readonly set: RuleSet;
}

/** An alert that fires for a failure, and how long after it. */
export interface Fired {
  readonly rule: ProofRule;
  /** As it will reach Alertmanager, the Prometheus' own labels added. */
  readonly labels: ExpectedLabels;
  /** From the failure to the first firing, in milliseconds. */
  readonly afterMs: number;
}

/** What was seen of one failure. */
export interface Seeing {
  readonly alerts: readonly Fired[];
  /** Alerts that fired before it. */
  readonly restless: readonly ProofRule[];
  readonly unjudged: readonly { readonly rule: ProofRule; readonly why: string }[];
}

/** A failure, and whose. */
export interface Failing {
  readonly failure: Failure;
  /** `*` for all. */
  readonly site: string;
  readonly instance: Instance | undefined;
  readonly owedMs: number;
}

/** Alerts that come a while after they are owed are looked for too, so that it can be said how late they are. */
const LATE = 2;

/** Lets failures happen to the rules of all stages, and sees which alerts fire. What differs in names only is done once. */
export class Rehearsal {
  readonly #settings: Settings;
  readonly #stages: readonly Stage[];
  readonly #known = new Map<string, readonly StageSeeing[]>();

  constructor(settings: Settings, stages: readonly Stage[]) {
    this.#settings = settings;
    this.#stages = stages;
  }

  firings(world: World, failing: Failing): Seeing {
    const runs = new Runs(world, failing, this.#settings, this.#stages);
    const concerned = this.#stages.filter((stage) => stage.sees !== 'site' || failing.site === '*' || stage.site === failing.site);
    const likeness = new Likeness(failing.instance ?? { name: '', identity: '', sites: [...world.sites.keys()] }, failing.site);
    const key = JSON.stringify([failing.failure.kind === 'silence', failing.owedMs, concerned.map((stage) => runs.likeness(stage, likeness))]);
    const seeings = this.#known.get(key) ?? concerned.map((stage) => this.#rehearse(stage, runs, world, failing, likeness));
    this.#known.set(key, seeings);
    const alerts: Fired[] = [];
    const restless: ProofRule[] = [];
    const unjudged: { rule: ProofRule; why: string }[] = [];
    for (const [at, stage] of concerned.entries()) {
      const candidates = runs.candidates(stage);
      const seeing = seeings[at];
      for (const { alert, labels, afterMs } of seeing?.fired ?? []) {
        const rule = candidates[alert];
        if (rule !== undefined) alerts.push({ rule, labels: mapped(labels, (value) => likeness.back(value)), afterMs });
      }
      for (const alert of seeing?.restless ?? []) if (candidates[alert] !== undefined) restless.push(candidates[alert]);
      for (const { alert, why } of seeing?.unjudged ?? []) if (candidates[alert] !== undefined) unjudged.push({ rule: candidates[alert], why });
    }
    return { alerts, restless, unjudged };
  }

  #rehearse(stage: Stage, runs: Runs, world: World, failing: Failing, likeness: Likeness): StageSeeing {
    const candidates = runs.candidates(stage);
    const seeing: StageSeeing = { fired: [], restless: [], unjudged: [] };
    if (candidates.length === 0) return seeing;
    const { run, alerts } = runs.of(stage);
    const external = stage.site === undefined ? {} : { [this.#settings.labels.site]: stage.site };
    for (const [at, rule] of candidates.entries()) {
      const alert = alerts.get(rule);
      if (alert === undefined) continue;
      const found = run.firesBy(alert, world.onsetMs + failing.owedMs * (1 + LATE));
      if (found.kind === 'unjudged') seeing.unjudged.push({ alert: at, why: found.what });
      else if (failing.failure.kind !== 'silence' && found.firings.some(({ atMs }) => atMs < world.onsetMs)) seeing.restless.push(at);
      else for (const { atMs, labels, unknown } of found.firings) seeing.fired.push({ alert: at, labels: mapped(firingLabels(labels, unknown, external, Object.values(this.#settings.labels)), (value) => likeness.value(value)), afterMs: Math.max(0, atMs - world.onsetMs) });
    }
    for (const { rule: name, failed } of run.failures()) {
      const at = candidates.findIndex((one) => one.name === name);
      if (at !== -1) seeing.unjudged.push({ alert: at, why: failed.message });
    }
    return seeing;
  }
}

/** What was seen at one stage, with alerts by their place among the candidates and names blanked. */
interface StageSeeing {
  readonly fired: { readonly alert: number; readonly labels: ExpectedLabels; readonly afterMs: number }[];
  readonly restless: number[];
  readonly unjudged: { readonly alert: number; readonly why: string }[];
}

function mapped(labels: ExpectedLabels, of: (value: string) => string): ExpectedLabels {
  const value = (one: LabelValue): LabelValue => (one.kind === 'known' ? { kind: 'known', value: of(one.value) } : one.kind === 'one-of' ? { kind: 'one-of', values: one.values.map(of) } : one);
  return { named: new Map([...labels.named].map(([name, one]) => [name, value(one)])), others: labels.others };
}
