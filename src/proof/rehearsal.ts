import type { World } from '../failures/world.ts';
import type { Level } from '../model/burn-policy.ts';
import type { Instance, Settings } from '../model/model.ts';
import type { Failure } from '../obligations/failure.ts';
import type { Hazard } from '../spec/waivers.ts';
import type { ExpectedLabels, LabelValue } from '../routing/labels.ts';
import { firingLabels } from './engine.ts';
import { Likeness } from './likeness.ts';
import type { ProofRule, RuleSet } from './rule-set.ts';
import { Memo, Runs } from './runs.ts';

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

/** What one alert did in a failure. */
export type Seen =
  | { readonly kind: 'fires'; readonly fired: Fired }
  /** It fires though nothing has failed yet. */
  | { readonly kind: 'restless'; readonly rule: ProofRule }
  | { readonly kind: 'unjudged'; readonly rule: ProofRule; readonly why: string };

/** A failure, and whose. */
export interface Failing {
  readonly failure: Failure;
  /** `*` for all. */
  readonly site: string;
  readonly instance: Instance | undefined;
  readonly owedMs: number;
  readonly level: Level;
  readonly hazard: Hazard;
  /** Whether to tell of all alerts that fire before the failure, and not only of those that are met on the way to one that tells of it. */
  readonly asksForRestless: boolean;
}

/** Alerts that come a while after they are owed are looked for too, so that it can be said how late they are. */
const LATE = 2;

/** Lets failures happen to the rules of all stages, and sees which alerts fire. What differs in names only is done once. */
export class Rehearsal {
  readonly #settings: Settings;
  readonly #stages: readonly Stage[];
  readonly #known: Memory['seen'];
  readonly #likenesses = new Map<string, Likeness>();
  readonly #memo: Memo;
  #of: Instance | undefined;

  /** @param memory what was seen before, under the same settings: it is found by rules and series alone */
  constructor(settings: Settings, stages: readonly Stage[], memory: Memory = new Memory()) {
    this.#settings = settings;
    this.#stages = stages;
    this.#known = memory.seen;
    this.#memo = new Memo(memory);
  }

  /** What alerts do that may see the failure, those of the level first, one by one, so that a reader may stop: first those that fire in time, then those that are late. */
  *inTurn(world: World, failing: Failing): Iterable<Seen> {
    const likeness = this.#likenessOf(world, failing);
    const runs = new Runs(world, failing, this.#settings, this.#stages, likeness, this.#memo);
    const concerned = this.#stages.filter((stage) => stage.sees !== 'site' || failing.site === '*' || stage.site === failing.site);
    // Rules that are missing, and what is always there, have no time in which all was well.
    const isLasting = failing.failure.kind === 'silence' || failing.failure.kind === 'rules-missing';
    const key = [isLasting, world.onsetMs, ...concerned.map((stage) => runs.likeness(stage))].join('\u0006');
    const known = this.#known.get(key) ?? new Map<string, Remembered>();
    this.#known.set(key, known);
    const alerts = concerned.flatMap((stage, at) => runs.candidates(stage).map((rule, index) => ({ stage, rule, name: `${at} ${index}` })));
    // What its labels promise decides nothing but who is asked first.
    const ordered = alerts.map((one, at) => ({ ...one, at, promise: this.#promise(one.rule, failing) })).sort((a, b) => b.promise - a.promise || a.at - b.at);
    if (failing.asksForRestless && !isLasting) {
      for (const { stage, rule, name } of ordered) {
        const found = known.get(`${name} before`) ?? this.#rehearse(stage, rule, runs, { onsetMs: world.onsetMs, untilMs: world.onsetMs - 1, isLasting: false }, likeness);
        known.set(`${name} before`, found);
        if (found.kind === 'restless') yield { kind: 'restless', rule };
      }
    }
    for (const times of [1, 1 + LATE]) {
      for (const { stage, rule, name } of ordered) {
        const untilMs = world.onsetMs + failing.owedMs * times;
        const before = known.get(`${name} ${untilMs}`);
        const found = before ?? this.#rehearse(stage, rule, runs, { onsetMs: world.onsetMs, untilMs, isLasting }, likeness);
        if (before === undefined) known.set(`${name} ${untilMs}`, found);
        if (found.kind === 'fires') for (const one of found.firings) yield { kind: 'fires', fired: { rule, labels: mapped(one.labels, (value) => likeness.back(value)), afterMs: one.afterMs } };
        else if (found.kind === 'restless') yield { kind: 'restless', rule };
        else if (found.kind === 'unjudged') yield { kind: 'unjudged', rule, why: found.why };
      }
    }
  }

  /** How likely an alert is the one that tells. */
  #promise({ labels }: ProofRule, { failure, hazard, level }: Failing): number {
    const { labels: names, severities } = this.#settings;
    const isMeant = labels[names.hazard] === hazard || ('objective' in failure && labels[names.objective] === failure.objective.name);
    return (labels[names.severity] === severities[level] ? 2 : 0) + (isMeant ? 1 : 0);
  }

  /** Obligations of one instance and site follow each other, more or less. */
  #likenessOf(world: World, { instance, site }: Failing): Likeness {
    if (instance !== this.#of || instance === undefined) {
      this.#likenesses.clear();
      this.#memo.concerned.clear();
    }
    this.#of = instance;
    const known = this.#likenesses.get(site) ?? new Likeness(instance ?? { name: '', identity: '', team: '', sites: [...world.sites.keys()] }, site);
    if (instance !== undefined) this.#likenesses.set(site, known);
    return known;
  }

  #rehearse(stage: Stage, rule: ProofRule, runs: Runs, when: When, likeness: Likeness): Remembered {
    const { run, alerts } = runs.of(stage);
    const alert = alerts.get(rule);
    if (alert === undefined) return { kind: 'quiet' };
    const failures = run.failures().length;
    const found = run.firesBy(alert, when.untilMs);
    if (found.kind === 'unjudged') return { kind: 'unjudged', why: found.what };
    const { firings } = found;
    // What waited for its `for` when the failure came fires without it too.
    if (!when.isLasting && firings.some(({ atMs }) => atMs - rule.forMs < when.onsetMs)) return { kind: 'restless' };
    const external = stage.site === undefined ? {} : { [this.#settings.labels.site]: stage.site };
    const ours = Object.values(this.#settings.labels);
    if (firings.length > 0) return { kind: 'fires', firings: firings.map(({ atMs, labels, unknown }) => ({ labels: mapped(firingLabels(labels, unknown, external, ours), (value) => likeness.value(value)), afterMs: Math.max(0, atMs - when.onsetMs) })) };
    const failed = run.failures().slice(failures)[0];
    return failed === undefined ? { kind: 'quiet' } : { kind: 'unjudged', why: `${failed.rule === rule.name ? 'it' : failed.rule} fails: ${failed.failed.message}` };
  }
}

interface When {
  readonly onsetMs: number;
  readonly untilMs: number;
  readonly isLasting: boolean;
}

/** What alerts did, by everything that decides it. Keys hold numbers for texts of rules, so both are kept together. */
export class Memory {
  readonly seen = new Map<string, Map<string, Remembered>>();
  readonly #kinds = new Map<string, number>();

  /** The number of a text, which stands for it in keys. */
  kindOf(text: string): number {
    const known = this.#kinds.get(text) ?? this.#kinds.size;
    this.#kinds.set(text, known);
    return known;
  }
}

/** What an alert did, with names blanked. */
export type Remembered =
  | { readonly kind: 'quiet' | 'restless' }
  | { readonly kind: 'fires'; readonly firings: readonly { readonly labels: ExpectedLabels; readonly afterMs: number }[] }
  | { readonly kind: 'unjudged'; readonly why: string };

function mapped(labels: ExpectedLabels, of: (value: string) => string): ExpectedLabels {
  const value = (one: LabelValue): LabelValue => (one.kind === 'known' ? { kind: 'known', value: of(one.value) } : one.kind === 'one-of' ? { kind: 'one-of', values: one.values.map(of) } : one);
  return { named: new Map([...labels.named].map(([name, one]) => [name, value(one)])), others: labels.others };
}
