import type { Settings } from '../model/model.ts';
import type { Likeness } from './likeness.ts';
import type { Stage } from './rehearsal.ts';
import type { ProofRule, Seen } from './rule-set.ts';

/** The rules of a stage that have to do with some series. */
export interface Concerned {
  /** Alerts that look at them. */
  readonly candidates: readonly ProofRule[];
  /** With all that they read. */
  readonly rules: readonly ProofRule[];
}

/** Whose rules are asked for. */
export interface ConcernGround {
  readonly settings: Settings;
  readonly stages: readonly Stage[];
  /** Series of the sites, as far as their labels are the same in all failures. */
  readonly series: (stage: Stage) => readonly Seen[];
  /** Number of a text, which stands for it in keys. */
  readonly kindOf: (text: string) => number;
  /** What was found of the same instance before. */
  readonly found: Found;
  /** An instance whose rules are not loaded. */
  readonly without: string | undefined;
  /** Whether to ask for alerts that look at nothing, instead of those that look at the series. */
  readonly isSilence: boolean;
}

/** What is the same in all failures of an instance. */
export class Found {
  /** Rules that look at its series, whether or not they are loaded. */
  readonly readers = new Map<Stage, readonly ProofRule[]>();
  /** Numbers of rules that name no site: they are the same whichever fails. */
  readonly kinds = new Map<ProofRule, number>();
}

/** The rules that have to do with an instance, at each stage; found once for all of its failures. */
export class Concern {
  readonly #ground: ConcernGround;
  readonly #found = new Map<Stage, Concerned>();

  constructor(ground: ConcernGround) {
    this.#ground = ground;
  }

  at(stage: Stage): Concerned {
    const known = this.#found.get(stage);
    if (known !== undefined) return known;
    const found = this.#find(stage);
    this.#found.set(stage, found);
    return found;
  }

  /** All rules of all stages but for names, the site that fails first. */
  key(site: string, names: Likeness): string {
    const { stages } = this.#ground;
    const texts = stages.map((stage) => ({ isFirst: stage.site === site, text: `${stage.sees} ${stage.site === undefined ? '' : names.value(stage.site)} ${this.#kindAt(stage, names)}` }));
    return texts.sort((a, b) => Number(b.isFirst) - Number(a.isFirst) || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)).map(({ text }) => text).join('\u0005');
  }

  /** What the rules of a stage are but for names. */
  #kindAt(stage: Stage, names: Likeness): number {
    const { candidates, rules } = this.at(stage);
    const looking = new Set(candidates);
    return this.#ground.kindOf(rules.map((rule) => `${looking.has(rule) ? '+' : ''}${this.#kindOf(rule, names)}`).join(' '));
  }

  #kindOf(rule: ProofRule, names: Likeness): number {
    const { found, kindOf } = this.#ground;
    const known = found.kinds.get(rule);
    if (known !== undefined) return known;
    const text = names.rule(rule);
    const kind = kindOf(text);
    if (!names.saysSite(text)) found.kinds.set(rule, kind);
    return kind;
  }

  #find(stage: Stage): Concerned {
    const { settings, stages, isSilence } = this.#ground;
    const readers = this.#readersAt(stage);
    const candidates = isSilence ? stage.set.unselective : readers.filter(({ kind }) => kind === 'alert');
    // What the ruler reads, the sites record, whether or not their own alerts do.
    const forRuler = stage.sees !== 'site' ? [] : stages.flatMap((ruler) => (ruler.sees === 'recorded' ? stage.set.recordersFor(this.at(ruler).rules.flatMap(({ selectors }) => selectors), { [settings.labels.site]: stage.site ?? '' }) : []));
    const rules = stage.set.withSources([...candidates, ...forRuler]).filter((rule) => this.#isLoaded(rule));
    return { candidates, rules };
  }

  #readersAt(stage: Stage): readonly ProofRule[] {
    const { readers } = this.#ground.found;
    // What the ruler sees depends on what the sites load.
    const all = (stage.sees === 'recorded' ? undefined : readers.get(stage)) ?? stage.set.readersOf(this.#seenBy(stage));
    if (stage.sees !== 'recorded') readers.set(stage, all);
    return all.filter((rule) => this.#isLoaded(rule));
  }

  #isLoaded({ owner }: ProofRule): boolean {
    return this.#ground.without === undefined || owner !== this.#ground.without;
  }

  *#seenBy(stage: Stage): Iterable<Seen> {
    const { settings, stages, series } = this.#ground;
    if (stage.sees !== 'recorded') {
      yield* series(stage);
      return;
    }
    const { site: label } = settings.labels;
    for (const local of stages) {
      if (local.sees !== 'site' || local.site === undefined) continue;
      for (const rule of this.#readersAt(local)) if (rule.kind === 'record') yield { metric: rule.name, labels: { ...rule.certain, [label]: local.site }, isWhole: false };
      for (const { metric, labels, isWhole } of series(local)) yield { metric, labels: { ...labels, [label]: local.site }, isWhole };
    }
  }
}
