import { scrapedStorage } from '../failures/scraped.ts';
import type { World, WorldSeries } from '../failures/world.ts';
import type { Source } from '../evaluate/source.ts';
import type { Settings } from '../model/model.ts';
import { sourceOf, trial, type Trialled } from './engine.ts';
import type { Likeness } from './likeness.ts';
import type { Failing, Memory, Stage } from './rehearsal.ts';
import type { ProofRule, Seen } from './rule-set.ts';

/** All was well for some evaluations before the failure, or the alert fires of itself. */
const BEFORE_MS = 10 * 60_000;

/** The rules of a stage that have to do with some series. */
interface Concerned {
  /** Alerts that look at them. */
  readonly candidates: readonly ProofRule[];
  /** With all that they read. */
  readonly rules: readonly ProofRule[];
  /** What these rules are but for names: a number for each text that was met. */
  readonly kind: number;
}

/** What is found once and used again. */
export class Memo {
  /** What rules concern which series: the same for nearly all failures of one instance on one site. */
  readonly concerned = new Map<string, Concerned>();
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  kindOf(text: string): number {
    return this.#memory.kindOf(text);
  }
}

/** The runs of one failure, made as far as they are asked for. */
export class Runs {
  readonly #world: World;
  readonly #failing: Failing;
  readonly #settings: Settings;
  readonly #stages: readonly Stage[];
  readonly #names: Likeness;
  readonly #memo: Memo;
  readonly #made = new Map<Stage, Trialled>();
  readonly #concerned = new Map<Stage, Concerned>();
  #seriesKey: string | undefined;

  constructor(world: World, failing: Failing, settings: Settings, stages: readonly Stage[], names: Likeness, memo: Memo) {
    this.#world = world;
    this.#failing = failing;
    this.#settings = settings;
    this.#stages = stages;
    this.#names = names;
    this.#memo = memo;
  }

  /** The alerts of a stage that may see the failure: those that look at series of the instance, straight or not. */
  candidates(stage: Stage): readonly ProofRule[] {
    return this.#concernedAt(stage).candidates;
  }

  of(stage: Stage): Trialled {
    const before = this.#made.get(stage);
    if (before !== undefined) return before;
    const made = trial({ rules: this.#concernedAt(stage).rules, raw: scrapedStorage(this.#seriesOf(stage), this.#settings.scrapeIntervalMs), more: this.#localsOf(stage), alertsFromMs: this.#failing.failure.kind === 'rules-missing' ? this.#world.onsetMs : Math.max(0, this.#world.onsetMs - BEFORE_MS) });
    this.#made.set(stage, made);
    return made;
  }

  /** Everything that decides what is seen at a stage, with the names of instance and sites blanked. */
  likeness(stage: Stage): string {
    // The failing site comes first, wherever it stands among the others.
    const locals = stage.sees === 'recorded' ? this.#stages.filter(({ sees }) => sees === 'site').map((local) => this.likeness(local)).sort() : [];
    const series = this.#seriesOf(stage).map(({ metric, labels, course }) => `${metric}${this.#blankedLabels(labels)}${course}`);
    return [stage.sees, stage.site === undefined ? '' : this.#names.value(stage.site), this.#concernedAt(stage).kind, ...series, ...locals].join('\u0005');
  }

  #blankedLabels(labels: WorldSeries['labels']): string {
    let text = '';
    for (const [name, value] of Object.entries(labels)) text += `\u0004${name}=${isAddress(value) ? podOf(value) : this.#names.value(value)}`;
    return text;
  }

  #concernedAt(stage: Stage): Concerned {
    const before = this.#concerned.get(stage);
    if (before !== undefined) return before;
    const key = `${this.#stages.indexOf(stage)} ${this.#failing.failure.kind === 'silence'} ${this.#failing.failure.kind === 'rules-missing'} ${this.#failing.site} ${this.#allSeries}`;
    const found = this.#memo.concerned.get(key) ?? this.#find(stage);
    this.#memo.concerned.set(key, found);
    this.#concerned.set(stage, found);
    return found;
  }

  #find(stage: Stage): Concerned {
    const readers = stage.set.readersOf(this.#seenBy(stage)).filter((rule) => this.#isLoaded(rule));
    const candidates = this.#failing.failure.kind === 'silence' ? stage.set.unselective : readers.filter(({ kind }) => kind === 'alert');
    // What the ruler reads, the sites record, whether or not their own alerts do.
    const forRuler = stage.sees !== 'site' ? [] : this.#stages.flatMap((ruler) => (ruler.sees === 'recorded' ? stage.set.recordersFor(this.#concernedAt(ruler).rules.flatMap(({ selectors }) => selectors), { [this.#settings.labels.site]: stage.site ?? '' }) : []));
    const rules = stage.set.withSources([...candidates, ...forRuler]).filter((rule) => this.#isLoaded(rule));
    return { candidates, rules, kind: this.#memo.kindOf(rules.map((rule) => this.#names.rule(rule)).join('\u0005')) };
  }

  #isLoaded({ owner }: ProofRule): boolean {
    return this.#failing.failure.kind !== 'rules-missing' || owner !== this.#failing.instance?.name;
  }

  *#seenBy(stage: Stage): Iterable<Seen> {
    if (stage.sees !== 'recorded') {
      for (const { metric, labels } of this.#seriesOf(stage)) yield { metric, labels, isWhole: true };
      return;
    }
    const { site: label } = this.#settings.labels;
    for (const local of this.#stages) {
      if (local.sees !== 'site' || local.site === undefined) continue;
      const readers = local.set.readersOf(this.#seenBy(local)).filter((rule) => this.#isLoaded(rule));
      for (const rule of readers) if (rule.kind === 'record') yield { metric: rule.name, labels: { ...rule.certain, [label]: local.site }, isWhole: false };
      for (const { metric, labels } of this.#seriesOf(local)) yield { metric, labels: { ...labels, [label]: local.site }, isWhole: true };
    }
  }

  #seriesOf({ site, sees }: Stage): readonly WorldSeries[] {
    if (sees === 'recorded') return [];
    return site === undefined ? [...this.#world.sites.values()].flat() : (this.#world.sites.get(site) ?? []);
  }

  get #allSeries(): string {
    this.#seriesKey ??= [...this.#world.sites].map(([site, all]) => `${site}${all.map(({ metric, labels }) => metric + Object.values(labels).join('\u0004')).join('\u0005')}`).join('\u0006');
    return this.#seriesKey;
  }

  /** What the sites' own Prometheis store. */
  #localsOf(stage: Stage): readonly Source[] {
    if (stage.sees !== 'recorded') return [];
    return this.#stages.flatMap((local) => (local.sees === 'site' && local.site !== undefined ? [sourceOf(this.of(local).run, { [this.#settings.labels.site]: local.site })] : []));
  }
}

/** Addresses of processes differ from instance to instance; what counts is which of them it is. */
function isAddress(value: string): boolean {
  return value.startsWith('10.0.') && value.endsWith(':8080');
}

function podOf(address: string): string {
  return `pod${Number(/\.(\d+):/.exec(address)?.[1] ?? 0) % 2}`;
}
