import type { World, WorldSeries } from '../failures/world.ts';
import type { Instance, Settings } from '../model/model.ts';
import type { Failure } from '../obligations/failure.ts';
import type { ExpectedLabels } from '../routing/labels.ts';
import { firstFirings } from './engine.ts';
import type { ProofRule, RuleSet, Seen } from './rule-set.ts';

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

export interface Failing {
  readonly failure: Failure;
  /** `*` for all. */
  readonly site: string;
  readonly instance: Instance | undefined;
  readonly owedMs: number;
}

/** Alerts that come a while after they are owed are looked for too, so that it can be said how late they are. */
const LATE = 2;

/** Lets failures happen to the rules of all stages, and sees which alerts fire. */
export class Rehearsal {
  readonly #settings: Settings;
  readonly #stages: readonly Stage[];

  constructor(settings: Settings, stages: readonly Stage[]) {
    this.#settings = settings;
    this.#stages = stages;
  }

  firings(world: World, failing: Failing): Seeing {
    const alerts: Fired[] = [];
    const restless: ProofRule[] = [];
    const unjudged: { rule: ProofRule; why: string }[] = [];
    for (const stage of this.#stages) {
      if (stage.sees === 'site' && failing.site !== '*' && stage.site !== failing.site) continue;
      const { rules, candidates } = this.#rulesFor(stage, world, failing);
      if (candidates.length === 0) continue;
      const seen = firstFirings({
        rules,
        alerts: candidates,
        series: this.#seriesOf(stage, world, failing),
        settings: this.#settings,
        onsetMs: world.onsetMs,
        untilMs: world.onsetMs + failing.owedMs * (1 + LATE),
      });
      for (const { rule, labels, atMs } of seen.firings) alerts.push({ rule, labels: this.#external(stage, labels), afterMs: atMs - world.onsetMs });
      restless.push(...seen.restless);
      unjudged.push(...seen.unjudged);
    }
    return { alerts, restless, unjudged };
  }
}
