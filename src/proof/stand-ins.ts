import type { GivenRules } from './ground.ts';
import type { Member } from './kinds.ts';
import type { Rehearsed, Seen, StandingIn } from './rehearsal.ts';
import { Renaming } from './renaming.ts';
import type { ProofRule } from './rule-set.ts';
import type { SoundKind, SoundOther } from './sound-kinds.ts';
import { TwinRule } from './twin-rules.ts';

/** For those of a kind whose rules are not read: what its first did, with their names. */
export class StandIns implements StandingIn {
  readonly #byName = new Map<string, StandIn>();
  readonly #standingFor: ReadonlySet<string>;
  readonly #about = new Map<ProofRule, string>();
  /** The second of each kind: it was rehearsed as well, and is held against what would follow from the first. */
  readonly tried: readonly StandIn[];

  constructor(kinds: readonly SoundKind[], rules: readonly GivenRules[], defaultIntervalMs: number) {
    const files = new Map(rules.map((file) => [file.path, file]));
    const standIn = (first: Member, other: SoundOther): StandIn => new StandIn(first, other, files, defaultIntervalMs);
    for (const { first, others } of kinds) for (const one of others) this.#byName.set(one.instance.name, standIn(first, one));
    this.#standingFor = new Set(kinds.flatMap(({ first, second }) => [first.instance.name, second.instance.name]));
    for (const { first, second, others } of kinds) {
      for (const { instance, about } of [second, ...others]) {
        for (const [original, rule] of about) {
          this.#about.set(original, first.instance.name);
          this.#about.set(rule, instance.name);
        }
      }
    }
    this.tried = kinds.map(({ first, second }) => standIn(first, second));
  }

  /** Whether others follow from this instance. */
  standsForOthers(instance: string): boolean {
    return this.#standingFor.has(instance);
  }

  /** The instance of a kind that a rule is of, or is about; undefined where its rules stand for nobody else's. */
  memberOf(rule: ProofRule): string | undefined {
    return rule.owner !== undefined && this.#standingFor.has(rule.owner) ? rule.owner : this.#about.get(rule);
  }

  /** Undefined for who is rehearsed. */
  of(instance: string): StandIn | undefined {
    return this.#byName.get(instance);
  }

  get count(): number {
    return this.#byName.size;
  }

  get all(): Iterable<StandIn> {
    return this.#byName.values();
  }
}

/** What follows for one instance from what was seen of another. */
export class StandIn {
  readonly name: string;
  /** Who was rehearsed in its place. */
  readonly first: string;
  readonly #renaming: Renaming;
  readonly #fileOf: (original: string) => GivenRules | undefined;
  readonly #defaultIntervalMs: number;
  readonly #rules: Map<ProofRule, ProofRule>;

  constructor(first: Member, { instance, names, paths, about }: SoundOther, files: ReadonlyMap<string, GivenRules>, defaultIntervalMs: number) {
    this.name = instance.name;
    this.first = first.instance.name;
    this.#renaming = new Renaming(first.names, names);
    this.#rules = new Map(about);
    this.#fileOf = (original) => files.get(paths.get(original) ?? '');
    this.#defaultIntervalMs = defaultIntervalMs;
  }

  /** The rule that it has in the place of one of the first's; what belongs to nobody of the kind has no twin. */
  rule(original: ProofRule): ProofRule {
    const known = this.#rules.get(original);
    if (known !== undefined) return known;
    const file = this.#fileOf(original.path);
    const made = file === undefined ? original : new TwinRule(original, this.#renaming, file, this.#defaultIntervalMs);
    this.#rules.set(original, made);
    return made;
  }

  /** What its own alerts do when those of the first do this. */
  *inTurn(seen: Iterable<Seen>): Iterable<Seen> {
    for (const one of seen) {
      switch (one.kind) {
        case 'fires':
          yield { kind: 'fires', fired: { ...one.fired, rule: this.rule(one.fired.rule), labels: this.#renaming.labels(one.fired.labels) } };
          break;
        case 'restless':
          yield { kind: 'restless', rule: this.rule(one.rule) };
          break;
        case 'unjudged':
          yield { kind: 'unjudged', rule: this.rule(one.rule), why: one.why };
      }
    }
  }
}

/** What was rehearsed, for several who read it: it is rehearsed on as far as one of them asks. */
export function shared(rehearsed: Rehearsed): Rehearsed {
  return rehearsed.kind === 'unknown' ? rehearsed : { kind: 'seen', inTurn: new Shared(rehearsed.inTurn) };
}

class Shared<T> implements Iterable<T> {
  readonly #known: T[] = [];
  readonly #rest: Iterator<T>;

  constructor(all: Iterable<T>) {
    this.#rest = all[Symbol.iterator]();
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let at = 0; ; at++) {
      const known = this.#known[at];
      if (known !== undefined) {
        yield known;
        continue;
      }
      const next = this.#rest.next();
      if (next.done === true) return;
      this.#known.push(next.value);
      yield next.value;
    }
  }
}
