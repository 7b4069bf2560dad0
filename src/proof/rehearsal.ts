import { seriesOfInstance } from '../failures/instance-series.ts';
import type { WorldOr } from '../failures/world.ts';
import type { Level } from '../model/burn-policy.ts';
import type { Instance, Settings } from '../model/model.ts';
import { isFromStart, type Failure } from '../obligations/failure.ts';
import type { Hazard } from '../spec/waivers.ts';
import { withValues, type ExpectedLabels, type Labels as PlainLabels } from '../routing/labels.ts';
import { Concern, Found } from './concern.ts';
import { firingLabels } from './engine.ts';
import { Likeness } from './likeness.ts';
import type { ProofRule, RuleSet, Seen as SeriesSeen } from './rule-set.ts';
import { Runs } from './runs.ts';
import { failureText, worldGround } from './world-ground.ts';

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
  /** How long it fires at least, in milliseconds; it is watched for no longer than the longest group wait. */
  readonly lastsMs: number;
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
  /** The bad value that failing events have. */
  readonly given: PlainLabels;
  /** What all series do; made when something has to be looked at. */
  readonly world: () => WorldOr;
  /** Whether to tell of all alerts that fire before the failure, and not only of those that are met on the way to one that tells of it. */
  readonly asksForRestless: boolean;
}

/** What was rehearsed of a failure. */
export type Rehearsed = { readonly kind: 'unknown'; readonly why: string } | { readonly kind: 'seen'; readonly inTurn: Iterable<Seen> };

/**
 * When scrapes, other groups and steps of subqueries come, in the interval of a group. In Prometheus it follows from names and
 * paths, and nobody knows it: `late` is a millisecond after each evaluation for steps, and one more for the others, so that all of it is seen
 * an interval late, and ranges hold the fewest of it. `whole` is in the same millisecond, as promtool does it.
 */
export type Moments = 'late' | 'whole';

const LATE_MS: Readonly<Record<Moments, number>> = { late: 1, whole: 0 };

/** Alerts that come a while after they are owed are looked for too, so that it can be said how late they are. */
const LATE = 2;

/** Lets failures happen to the rules of all stages, and sees which alerts fire. What differs in names only is done once. */
export class Rehearsal {
  readonly #settings: Settings;
  readonly #stages: readonly Stage[];
  readonly #longestWaitMs: number;
  readonly #memory: Memory;
  readonly #cast = new Map<string, Cast>();
  readonly #concerns = new Map<string, Concern>();
  #found = new Found();
  #of: Instance | undefined;
  #series: ReadonlyMap<string, readonly SeriesSeen[]> = new Map();
  readonly #standIns: StandingIn;
  readonly #lateMs: number;
  #hasCrossed = false;

  /**
   * @param longestWaitMs how long the groups of any route wait, in milliseconds: an alert that is over before it is told is told to nobody
   * @param memory what was seen before, under the same settings: it is found by rules and failures alone
   * @param standIns whose rules are there for those of others too
   * @param moments when everything else happens, in the intervals of evaluations
   */
  constructor(settings: Settings, stages: readonly Stage[], longestWaitMs: number, memory: Memory = new Memory(), standIns: StandingIn = NOBODY, moments: Moments = 'late') {
    this.#lateMs = LATE_MS[moments];
    this.#standIns = standIns;
    this.#settings = settings;
    this.#stages = stages;
    this.#longestWaitMs = longestWaitMs;
    this.#memory = memory;
  }

  /** Whether rules that stand for those of others had to do with the failure of another instance than theirs, or rules of nobody with the failure of these. */
  get hasCrossed(): boolean {
    return this.#hasCrossed;
  }

  /** What alerts do in a failure; why that cannot be told, where the contract says too little of it. */
  of(asked: Failing): Rehearsed {
    const failing = { ...asked, world: once(asked.world) };
    const cast = this.#castOf(failing);
    const site = failing.instance === undefined || failing.site === '*' ? failing.site : '';
    const key = [cast.key, site, failureText(failing.failure), JSON.stringify(failing.given)].join('\u0006');
    const course = this.#memory.courses.get(key) ?? courseOf(failing.world());
    this.#memory.courses.set(key, course);
    return course.kind === 'unknown' ? course : { kind: 'seen', inTurn: this.#inTurn(failing, cast, course) };
  }

  /** What alerts do that may see the failure, those of the level first, one by one, so that a reader may stop: first those that fire in time, then those that are late. */
  *#inTurn(failing: Failing, cast: Cast, { onsetMs, seen }: KnownCourse): Iterable<Seen> {
    const { concern, names } = cast;
    const concerned = this.#stages.filter((stage) => stage.sees !== 'site' || failing.site === '*' || stage.site === failing.site);
    const isLasting = isFromStart(failing.failure);
    const runs = once(() => {
      const made = failing.world();
      return new Runs({ world: made.kind === 'world' ? made.world : { onsetMs, sites: new Map() }, settings: this.#settings, stages: this.#stages, concern, startsWithFailure: failing.failure.kind === 'rules-missing', lateMs: this.#lateMs });
    });
    const ordered = this.#inOrder(failing, cast, concerned);
    const remembered = (key: string, { stage, rule }: Candidate, when: When): Remembered => {
      const known = seen.get(key) ?? this.#rehearse(stage, rule, runs(), when, names);
      seen.set(key, known);
      return known;
    };
    if (failing.asksForRestless && !isLasting) {
      for (const one of ordered) {
        const found = remembered(`${one.name} before`, one, { onsetMs, untilMs: onsetMs - 1, isLasting: false });
        if (found.kind === 'restless') yield { kind: 'restless', rule: one.rule };
      }
    }
    for (const times of [1, 1 + LATE]) {
      for (const one of ordered) {
        const { rule } = one;
        const untilMs = onsetMs + failing.owedMs * times;
        const found = remembered(`${one.name} ${untilMs}`, one, { onsetMs, untilMs, isLasting });
        if (found.kind === 'fires') for (const { labels, afterMs, lastsMs } of found.firings) yield { kind: 'fires', fired: { rule, labels: withValues(labels, (value) => names.back(value)), afterMs, lastsMs } };
        else if (found.kind === 'restless') yield { kind: 'restless', rule };
        else if (found.kind === 'unjudged') yield { kind: 'unjudged', rule, why: found.why };
      }
    }
  }

  /** The alerts that may see a failure, those first that are likeliest to tell of it: that decides nothing but who is asked first. */
  #inOrder(failing: Failing, { concern, orders }: Cast, concerned: readonly Stage[]): readonly Candidate[] {
    const key = `${failing.hazard} ${failing.level} ${'objective' in failing.failure ? failing.failure.objective.name : ''}`;
    const known = orders.get(key);
    if (known !== undefined) return known;
    const alerts = concerned.flatMap((stage, at) => concern.at(stage).candidates.map((rule, index) => ({ stage, rule, name: `${at} ${index}`, promise: this.#promise(rule, failing) })));
    // The order of those that promise the same stays.
    const ordered = alerts.sort((a, b) => b.promise - a.promise);
    orders.set(key, ordered);
    return ordered;
  }

  /** How likely an alert is the one that tells. */
  #promise({ labels }: ProofRule, { failure, hazard, level }: Failing): number {
    const { labels: names, severities } = this.#settings;
    const isMeant = labels[names.hazard] === hazard || ('objective' in failure && labels[names.objective] === failure.objective.name);
    return (labels[names.severity] === severities[level] ? 2 : 0) + (isMeant ? 1 : 0);
  }

  /** Obligations of one instance follow each other, more or less. */
  #castOf(failing: Failing): Cast {
    const { instance, site, failure } = failing;
    if (instance === undefined || instance !== this.#of) {
      this.#cast.clear();
      this.#concerns.clear();
      this.#found = new Found();
      this.#series = instance === undefined ? wholeSeries(failing.world()) : new Map([...seriesOfInstance(this.#settings, instance)].map(([where, all]) => [where, all.map((one) => ({ ...one, isWhole: false }))]));
    }
    this.#of = instance;
    const asked = failure.kind === 'rules-missing' || failure.kind === 'silence' ? failure.kind : 'all';
    const known = this.#cast.get(`${site} ${asked}`);
    if (known !== undefined) return known;
    const series = this.#series;
    const names = new Likeness(instance ?? { name: '', identity: '', team: '', sites: [...series.keys()] }, site);
    const concern = this.#concerns.get(asked) ?? new Concern({
      settings: this.#settings,
      stages: this.#stages,
      series: (stage) => (stage.site === undefined ? [...series.values()].flat() : (series.get(stage.site) ?? [])),
      kindOf: (text) => this.#memory.kindOf(text),
      found: this.#found,
      without: asked === 'rules-missing' ? instance?.name : undefined,
      isSilence: asked === 'silence',
    });
    this.#concerns.set(asked, concern);
    const ground = instance === undefined ? JSON.stringify([...series]) : worldGround(instance, names);
    const made: Cast = { names, concern, orders: new Map(), key: String(this.#memory.kindOf([settingsText(this.#settings), this.#lateMs, this.#longestWaitMs, concern.key(site, names), ground].join('\u0006'))) };
    this.#cast.set(`${site} ${asked}`, made);
    this.#hasCrossed ||= this.#stages.some((stage) => concern.at(stage).rules.some((rule) => this.#isOfAnother(rule, instance?.name)));
    return made;
  }

  /** Whether a rule is another member's, or is nobody's where others follow from what becomes of this one: what it does to them is not known. */
  #isOfAnother(rule: ProofRule, instance: string | undefined): boolean {
    const member = this.#standIns.memberOf(rule);
    return member === undefined ? instance !== undefined && this.#standIns.standsForOthers(instance) : member !== instance;
  }

  #rehearse(stage: Stage, rule: ProofRule, runs: Runs, when: When, likeness: Likeness): Remembered {
    const { run, alerts } = runs.of(stage);
    const alert = alerts.get(rule);
    if (alert === undefined) return { kind: 'quiet' };
    const failures = run.failures().length;
    const found = run.firesBy(alert, when.untilMs, this.#longestWaitMs);
    if (found.kind === 'unjudged') return { kind: 'unjudged', why: found.what };
    const { firings } = found;
    // What waited for its `for` when the failure came fires without it too.
    if (!when.isLasting && firings.some(({ atMs }) => atMs - rule.forMs < when.onsetMs)) return { kind: 'restless' };
    const external = stage.site === undefined ? {} : { [this.#settings.labels.site]: stage.site };
    const ours = Object.values(this.#settings.labels);
    if (firings.length > 0) return { kind: 'fires', firings: firings.map(({ atMs, labels, unknown, lastsMs }) => ({ lastsMs, labels: withValues(firingLabels(labels, unknown, external, ours), (value) => likeness.value(value)), afterMs: Math.max(0, atMs - when.onsetMs) })) };
    const failed = run.failures().slice(failures)[0];
    return failed === undefined ? { kind: 'quiet' } : { kind: 'unjudged', why: `${failed.rule === rule.name ? 'it' : failed.rule} fails: ${failed.failed.message}` };
  }
}

/** Whose rules are there for those of others too. */
export interface StandingIn {
  /** Whether others follow from this instance. */
  standsForOthers(instance: string): boolean;
  /** The instance that a rule is of, or is about, where its rules stand for those of others. */
  memberOf(rule: ProofRule): string | undefined;
}

const NOBODY: StandingIn = { standsForOthers: () => false, memberOf: () => undefined };

interface When {
  readonly onsetMs: number;
  readonly untilMs: number;
  readonly isLasting: boolean;
}

/** Who plays in a failure of an instance on a site: the rules, by names that are blanked where only they differ. */
interface Cast {
  readonly names: Likeness;
  readonly concern: Concern;
  /** Stands for all rules, and for all of the instance that decides what its series do. */
  readonly key: string;
  /** Alerts by the hazards that they are asked of. */
  readonly orders: Map<string, readonly Candidate[]>;
}

/** An alert that may see a failure. */
interface Candidate {
  readonly stage: Stage;
  readonly rule: ProofRule;
  /** By its place among those of the cast. */
  readonly name: string;
}

interface KnownCourse {
  readonly kind: 'known';
  readonly onsetMs: number;
  readonly seen: Map<string, Remembered>;
}

/** What alerts did in a failure, as far as somebody asked. */
type Course = KnownCourse | { readonly kind: 'unknown'; readonly why: string };

/** What of the settings decides what series and rules do. */
function settingsText({ scope, scrapeIntervalMs, evaluationIntervalMs, labels, severities }: Settings): string {
  return JSON.stringify([scope, scrapeIntervalMs, evaluationIntervalMs, labels, severities]);
}

function courseOf(made: WorldOr): Course {
  return made.kind === 'unknown' ? made : { kind: 'known', onsetMs: made.world.onsetMs, seen: new Map() };
}

function wholeSeries(made: WorldOr): ReadonlyMap<string, readonly SeriesSeen[]> {
  if (made.kind === 'unknown') return new Map();
  return new Map([...made.world.sites].map(([site, all]) => [site, all.map(({ metric, labels }) => ({ metric, labels, isWhole: true }))]));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** What alerts did, by everything that decides it. Keys hold numbers for texts of rules, so both are kept together. */
export class Memory {
  readonly courses = new Map<string, Course>();
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
  | { readonly kind: 'fires'; readonly firings: readonly Pick<Fired, 'labels' | 'afterMs' | 'lastsMs'>[] }
  | { readonly kind: 'unjudged'; readonly why: string };
