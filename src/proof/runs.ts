import { scrapedStorage } from '../failures/scraped.ts';
import type { World, WorldSeries } from '../failures/world.ts';
import type { Source } from '../evaluate/source.ts';
import type { Settings } from '../model/model.ts';
import { sourceOf, trial, type Trialled } from './engine.ts';
import type { Likeness } from './likeness.ts';
import type { Failing, Stage } from './rehearsal.ts';
import type { ProofRule, Seen } from './rule-set.ts';

/** All was well for some evaluations before the failure, or the alert fires of itself. */
const BEFORE_MS = 10 * 60_000;

/** The runs of one failure, made as far as they are asked for. */
export class Runs {
  readonly #world: World;
  readonly #failing: Failing;
  readonly #settings: Settings;
  readonly #stages: readonly Stage[];
  readonly #made = new Map<Stage, Trialled>();
  readonly #readers = new Map<Stage, readonly ProofRule[]>();
  readonly #rules = new Map<Stage, readonly ProofRule[]>();

  constructor(world: World, failing: Failing, settings: Settings, stages: readonly Stage[]) {
    this.#world = world;
    this.#failing = failing;
    this.#settings = settings;
    this.#stages = stages;
  }

  /** The alerts of a stage that may see the failure: those that look at series of the instance, straight or not. */
  candidates(stage: Stage): readonly ProofRule[] {
    if (this.#failing.failure.kind === 'silence') return stage.set.unselective;
    return this.#readersOf(stage).filter(({ kind }) => kind === 'alert');
  }

  of(stage: Stage): Trialled {
    const before = this.#made.get(stage);
    if (before !== undefined) return before;
    const made = trial({ rules: this.#rulesOf(stage), raw: scrapedStorage(this.#seriesOf(stage), this.#settings.scrapeIntervalMs), more: this.#localsOf(stage), alertsFromMs: Math.max(0, this.#world.onsetMs - BEFORE_MS) });
    this.#made.set(stage, made);
    return made;
  }

  /** Everything that decides what is seen at a stage, with the names of instance and sites blanked. */
  likeness(stage: Stage, names: Likeness): string {
    // The failing site comes first, wherever it stands among the others.
    const locals = stage.sees === 'recorded' ? this.#stages.filter(({ sees }) => sees === 'site').map((local) => this.likeness(local, names)).sort() : [];
    const series = this.#seriesOf(stage).map(({ metric, labels, course }) => [metric, ...Object.entries(labels).map(([name, value]) => `${name}=${isAddress(value) ? podOf(value) : names.value(value)}`), course].join('\u0004'));
    return [stage.sees, stage.site === undefined ? '' : names.value(stage.site), ...this.#rulesOf(stage).map((rule) => names.rule(rule)), ...series, ...locals].join('\u0005');
  }

  #rulesOf(stage: Stage): readonly ProofRule[] {
    const before = this.#rules.get(stage);
    if (before !== undefined) return before;
    // What the ruler reads, the sites record, whether or not their own alerts do.
    const forRuler = stage.site === undefined ? [] : this.#stages.flatMap((ruler) => (ruler.sees === 'recorded' ? stage.set.recordersFor(this.#rulesOf(ruler).flatMap(({ selectors }) => selectors), { [this.#settings.labels.site]: stage.site ?? '' }) : []));
    const wanted = [...this.candidates(stage), ...forRuler];
    const rules = stage.set.withSources(wanted).filter((rule) => this.#isLoaded(rule));
    this.#rules.set(stage, rules);
    return rules;
  }

  #isLoaded({ owner }: ProofRule): boolean {
    return this.#failing.failure.kind !== 'rules-missing' || owner !== this.#failing.instance?.name;
  }

  #readersOf(stage: Stage): readonly ProofRule[] {
    const before = this.#readers.get(stage);
    if (before !== undefined) return before;
    const found = stage.set.readersOf(this.#seenBy(stage)).filter((rule) => this.#isLoaded(rule));
    this.#readers.set(stage, found);
    return found;
  }

  *#seenBy(stage: Stage): Iterable<Seen> {
    if (stage.sees !== 'recorded') {
      for (const { metric, labels } of this.#seriesOf(stage)) yield { metric, labels, isWhole: true };
      return;
    }
    const { site: label } = this.#settings.labels;
    for (const local of this.#stages) {
      if (local.sees !== 'site' || local.site === undefined) continue;
      for (const rule of this.#readersOf(local)) if (rule.kind === 'record') yield { metric: rule.name, labels: { ...rule.labels, [label]: local.site }, isWhole: false };
      for (const { metric, labels } of this.#seriesOf(local)) yield { metric, labels: { ...labels, [label]: local.site }, isWhole: true };
    }
  }

  #seriesOf({ site, sees }: Stage): readonly WorldSeries[] {
    if (sees === 'recorded') return [];
    return site === undefined ? [...this.#world.sites.values()].flat() : (this.#world.sites.get(site) ?? []);
  }

  /** What the sites' own Prometheis store. */
  #localsOf(stage: Stage): readonly Source[] {
    if (stage.sees !== 'recorded') return [];
    return this.#stages.flatMap((local) => (local.sees === 'site' && local.site !== undefined ? [sourceOf(this.of(local).run, { [this.#settings.labels.site]: local.site })] : []));
  }
}

/** Addresses of processes differ from instance to instance; what counts is which of them it is. */
function isAddress(value: string): boolean {
  return /^10\.0\.\d+\.\d+:8080$/.test(value);
}

function podOf(address: string): string {
  return `pod${Number(/\.(\d+):/.exec(address)?.[1] ?? 0) % 2}`;
}
