import type { WorldOr } from '../failures/world.ts';
import type { Level } from '../model/burn-policy.ts';
import type { Obligation } from '../obligations/obligation.ts';
import { obligationsOf } from '../obligations/obligations.ts';
import type { Failure } from '../obligations/failure.ts';
import { valueOf, type ExpectedLabels } from '../routing/labels.ts';
import { casesOf } from './cases.ts';
import { failingWorld } from './failing-world.ts';
import { groundOf, type GroundInput } from './ground.ts';
import type { Reaches } from './reach.ts';
import { Rehearsal, type Fired, type Memory, type Moments, type Rehearsed, type Stage } from './rehearsal.ts';
import type { ProofRule } from './rule-set.ts';
import type { SoundKind } from './sound-kinds.ts';
import { shared, StandIns, type StandIn } from './stand-ins.ts';
import { TwinRule } from './twin-rules.ts';
import type { Cell, Claim, Gap, Outcome, Told, Verdict } from './verdict.ts';

/** Everything a proof reads. */
export interface ProofInput extends GroundInput {
  /** The obligations to prove; all of them where it is not given. */
  readonly only?: (obligation: Obligation) => boolean;
  /** When everything else happens, in the intervals of evaluations: `late` unless told otherwise. */
  readonly moments?: Moments;
  /** What was seen before, for proofs of texts that differ little. */
  readonly memory?: Memory;
}

/** What was proved of every obligation, in their order. */
export interface Proof {
  readonly cells: readonly Cell[];
  /** Alerts that fire though all is well, each once. */
  readonly restless: readonly ProofRule[];
  /** Instances whose failures were not rehearsed: what becomes of them follows from another's, which differs in names only. */
  readonly followed: number;
}

/** Proves every obligation of a project on the texts of its rules and routes, or names the hole. */
export function prove(input: ProofInput): Proof {
  const { kinds = [], only } = input;
  // Where the rules of one instance have to do with another, all are read and rehearsed.
  return (kinds.length === 0 || only !== undefined ? undefined : new Prover(input, kinds).run()) ?? new Prover(input, []).proof();
}

class Prover {
  readonly #input: ProofInput;
  readonly #stages: readonly Stage[];
  readonly #reaches: Reaches;
  readonly #rehearsal: Rehearsal;
  readonly #restless = new Set<ProofRule>();
  readonly #rested = new Set<string>();
  readonly #verdicts = new Map<Obligation, Verdict>();
  readonly #standIns: StandIns;
  /** By the names of those who stand in for others or are stood in for: their obligations, in one order. */
  readonly #obligations = new Map<string, Obligation[]>();
  readonly #plays = new Map<Obligation, readonly Play[]>();
  /** Whether somebody owes something else than the first of its kind. */
  #isOff = false;

  constructor(input: ProofInput, kinds: readonly SoundKind[]) {
    this.#input = input;
    const { model, memory, rules, moments } = input;
    const { stages, reaches } = groundOf({ ...input, kinds });
    this.#stages = stages;
    this.#reaches = reaches;
    this.#standIns = new StandIns(kinds, rules, model.settings.evaluationIntervalMs);
    this.#rehearsal = new Rehearsal(model.settings, stages, reaches.longestWaitMs, memory, this.#standIns, moments);
  }

  /** The proof; undefined where those who stand in for others do not tell what becomes of these. */
  run(): Proof | undefined {
    const proof = this.proof();
    const isTried = (standIn: StandIn): boolean => (this.#obligations.get(standIn.name) ?? []).every((one) => isSame(this.#own(one), this.#verdictFrom(one, standIn)));
    return this.#isOff || this.#rehearsal.hasCrossed || !this.#standIns.tried.every(isTried) ? undefined : proof;
  }

  proof(): Proof {
    const { model, only } = this.#input;
    const obligations = obligationsOf(model);
    for (const one of obligations) {
      const same = this.#obligations.get(one.instance) ?? [];
      same.push(one);
      this.#obligations.set(one.instance, same);
    }
    const cells = (only === undefined ? obligations : obligations.filter(only)).map((obligation): Cell => ({ obligation, verdict: this.#waived(obligation, this.#witnessed(obligation, this.#own(obligation), obligations)) }));
    const restless = [...this.#restless];
    for (const standIn of this.#standIns.all) restless.push(...restless.flatMap((rule) => (rule.owner === standIn.first ? [standIn.rule(rule)] : [])));
    return { cells, restless: [...new Set(restless)], followed: this.#standIns.count };
  }

  /** The same verdict may be asked for by those whom the instance is a witness of. */
  #own(obligation: Obligation): Verdict {
    const found = this.#verdicts.get(obligation) ?? this.#verdictOf(obligation);
    this.#verdicts.set(obligation, found);
    return found;
  }

  /** What the instance's own series, and those of the rules, show. */
  #verdictOf(obligation: Obligation): Verdict {
    const standIn = this.#standIns.of(obligation.instance);
    if (standIn !== undefined) return this.#verdictFrom(obligation, standIn);
    return this.#verdict(obligation, this.#playsOf(obligation).map(({ one, rehearsed }) => ({ ...one, rehearsed: rehearsed() })));
  }

  /** What follows from what happened to the first of its kind. */
  #verdictFrom(obligation: Obligation, standIn: StandIn): Verdict {
    const [own, firsts] = [this.#obligations.get(obligation.instance) ?? [], this.#obligations.get(standIn.first) ?? []];
    // What is restless is known once all of the first's failures were looked at.
    for (const one of firsts) this.#own(one);
    const theirs = firsts[own.indexOf(obligation)];
    if (theirs === undefined || own.length !== firsts.length || !owesSame(theirs, obligation)) {
      this.#isOff = true;
      return { kind: 'wanting', wanting: [] };
    }
    return this.#verdict(obligation, this.#playsOf(theirs).map(({ one, rehearsed }) => {
      const seen = rehearsed();
      const failure = obligation.failures[theirs.failures.indexOf(one.failure)] ?? one.failure;
      return { failure, given: one.given, rehearsed: seen.kind === 'unknown' ? seen : { kind: 'seen', inTurn: standIn.inTurn(seen.inTurn) } };
    }));
  }

  #verdict(obligation: Obligation, cases: readonly (Pick<Outcome, 'failure' | 'given'> & { readonly rehearsed: Rehearsed })[]): Verdict {
    const outcomes = cases.map(({ failure, given, rehearsed }): Outcome => ({ failure, given, result: this.#told(obligation, failure, rehearsed) }));
    const claims: Claim[] = [];
    for (const { failure, given, result } of outcomes) {
      if (result.kind === 'gap') return { kind: 'hole', failure, given, gap: result.gap };
      claims.push({ failure, given, told: result.told });
    }
    const last = claims.reduce<Told | undefined>((latest, { told }) => (latest === undefined || told.withinMs > latest.withinMs ? told : latest), undefined);
    if (last === undefined || obligation.wanting.length > 0) return { kind: 'wanting', wanting: obligation.wanting };
    return { kind: 'proved', told: last, claims };
  }

  /** The cases of an obligation; each is rehearsed when it is looked at, and remembered where others follow from it. */
  #playsOf(obligation: Obligation): readonly Play[] {
    const known = this.#plays.get(obligation);
    if (known !== undefined) return known;
    const isShared = this.#standIns.standsForOthers(obligation.instance);
    const plays = casesOf(obligation, this.#stages.map(({ set }) => set)).map((one): Play => {
      let made: Rehearsed | undefined;
      return { one, rehearsed: () => (made ??= isShared ? shared(this.#rehearsed(obligation, one)) : this.#rehearsed(obligation, one)) };
    });
    if (isShared) this.#plays.set(obligation, plays);
    return plays;
  }

  #rehearsed(obligation: Obligation, one: Case): Rehearsed {
    const { model } = this.#input;
    const { subject } = obligation;
    const world = (): WorldOr => failingWorld(model, obligation, one);
    // Once for an instance and site: all was well in each of their failures.
    const place = JSON.stringify([obligation.instance, obligation.site]);
    const asksForRestless = subject !== undefined && !this.#rested.has(place);
    this.#rested.add(place);
    return this.#rehearsal.of({ failure: one.failure, given: one.given, world, site: obligation.site, instance: subject, owedMs: obligation.owed.withinMs, level: obligation.owed.level, hazard: obligation.hazard, asksForRestless });
  }

  #told(obligation: Obligation, failure: Failure, rehearsed: Rehearsed): Outcome['result'] {
    const gaps: Gap[] = [];
    if (rehearsed.kind === 'unknown') return { kind: 'gap', gap: { kind: 'unjudged', rule: undefined, why: rehearsed.why } };
    for (const seen of rehearsed.inTurn) {
      switch (seen.kind) {
        case 'restless':
          this.#restless.add(seen.rule);
          break;
        case 'unjudged':
          gaps.push({ kind: 'unjudged', rule: seen.rule, why: seen.why });
          break;
        case 'fires': {
          // What fires while the rules are there says nothing of their absence.
          if (failure.kind === 'rules-missing' && this.#isRestless(seen.fired.rule)) break;
          const judged = this.#judge(obligation, seen.fired);
          if (judged.kind === 'told') return judged;
          gaps.push(judged.gap);
        }
      }
    }
    return { kind: 'gap', gap: gaps.sort((a, b) => worth(a) - worth(b))[0] ?? { kind: 'unseen' } };
  }

  #isRestless(rule: ProofRule): boolean {
    return this.#restless.has(rule instanceof TwinRule ? rule.original : rule);
  }

  /** Whether one firing alert discharges an obligation. */
  #judge(obligation: Obligation, { rule, labels, afterMs, lastsMs }: Fired): Outcome['result'] {
    const { owed } = obligation;
    const isHeartbeat = obligation.hazard === 'watchdog';
    const gap = (one: Gap): Outcome['result'] => ({ kind: 'gap', gap: one });
    const level = this.#levelOf(labels) ?? 'ticket';
    const wrong = this.#misnamed(obligation, labels);
    if (wrong !== undefined && !isHeartbeat) return gap({ kind: 'misnamed', rule, ...wrong });
    const reach = this.#reaches.of(labels, level, Math.max(0, owed.withinMs - afterMs), isHeartbeat);
    switch (reach.kind) {
      case 'nobody':
        return gap({ kind: 'nobody', rule, example: reach.example, receivers: [...new Set(reach.ends.map(({ receiver }) => receiver))] });
      case 'muted':
        return gap({ kind: 'muted', rule, receiver: reach.route.receiver, from: reach.from, longestMs: reach.longestMs });
      case 'lumped':
        return gap({ kind: 'lumped', rule, receiver: reach.route.receiver, missing: reach.missing });
      case 'inhibited':
        return gap({ kind: 'inhibited', rule, by: reach.by.source.name, byPath: reach.by.source.path });
      case 'told': {
        const told: Told = { rule, level, receivers: reach.receivers, firesMs: afterMs, withinMs: afterMs + reach.waitMs };
        // Alertmanager sends nothing for a group whose alerts are over before it was first told of (notify.go, DedupStage).
        if (lastsMs <= reach.waitMs) return gap({ kind: 'brief', told, lastsMs });
        if (!isHeartbeat && owed.level === 'page' && level === 'ticket') return gap({ kind: 'low', told });
        return !isHeartbeat && told.withinMs > owed.withinMs ? gap({ kind: 'late', told }) : { kind: 'told', told };
      }
    }
  }

  #levelOf(labels: ExpectedLabels): Level | undefined {
    const { labels: names, severities } = this.#input.model.settings;
    const severity = valueOf(labels, names.severity);
    if (severity.kind !== 'known') return undefined;
    return severity.value === severities.page ? 'page' : severity.value === severities.ticket ? 'ticket' : undefined;
  }

  #misnamed({ subject, site }: Obligation, labels: ExpectedLabels): { readonly label: string; readonly value: string | undefined } | undefined {
    const names = this.#input.model.settings.labels;
    const wrong = (label: string, wanted: readonly string[]): { readonly label: string; readonly value: string | undefined } | undefined => {
      const value = labels.named.get(label);
      if (value === undefined) return { label, value: undefined };
      if (value.kind !== 'known' || wanted.includes(value.value)) return undefined;
      return { label, value: value.value === '' ? undefined : value.value };
    };
    return (subject === undefined ? undefined : wrong(names.instance, [subject.name, subject.identity])) ?? (site === '*' ? undefined : wrong(names.site, [site]));
  }

  /** What its own series cannot show, a witness may: then the witness's own proof of the same failure on the site stands for it. */
  #witnessed(obligation: Obligation, verdict: Verdict, all: readonly Obligation[]): Verdict {
    const isOpen = verdict.kind === 'wanting' || (verdict.kind === 'hole' && verdict.gap.kind === 'unseen');
    if (!isOpen || !WITNESSED.includes(obligation.hazard)) return verdict;
    for (const { instance, sees } of obligation.subject?.witnesses ?? []) {
      for (const other of all) {
        if (other.instance !== instance || other.site !== obligation.site || other.hazard !== obligation.hazard) continue;
        const found = this.#own(other);
        if (found.kind !== 'proved') continue;
        if (obligation.owed.level === 'page' && found.told.level === 'ticket') continue;
        if (found.told.withinMs <= obligation.owed.withinMs) return { kind: 'witnessed', by: instance, sees, told: found.told, claims: found.claims };
      }
    }
    return verdict;
  }

  #waived(obligation: Obligation, verdict: Verdict): Verdict {
    if (verdict.kind !== 'hole' && verdict.kind !== 'wanting') return verdict;
    const waiver = this.#input.model.waivers.find((one) => one.instance === obligation.instance && one.hazard === obligation.hazard && (one.site === '*' || one.site === obligation.site || obligation.site === '*'));
    return waiver === undefined ? verdict : { kind: 'waived', waiver };
  }
}

type Case = ReturnType<typeof casesOf>[number];

/** A case, and what alerts do in it. */
interface Play {
  readonly one: Case;
  readonly rehearsed: () => Rehearsed;
}

function owesSame(a: Obligation, b: Obligation): boolean {
  return a.hazard === b.hazard && a.site === b.site && a.part === b.part && a.owed.level === b.owed.level && a.owed.withinMs === b.owed.withinMs && a.failures.length === b.failures.length;
}

/** Whether two verdicts of one obligation say the same. */
function isSame(a: Verdict, b: Verdict): boolean {
  return saidOf(a) === saidOf(b);
}

function saidOf(verdict: Verdict): string {
  const told = ({ rule, ...rest }: Told): unknown => [rule.name, rest];
  switch (verdict.kind) {
    case 'proved':
      return JSON.stringify([verdict.kind, told(verdict.told), verdict.claims.map((one) => told(one.told))]);
    case 'hole': {
      const { gap } = verdict;
      return JSON.stringify([verdict.kind, gap.kind, 'told' in gap ? told(gap.told) : 'rule' in gap ? gap.rule?.name : '']);
    }
    case 'witnessed':
    case 'wanting':
    case 'waived':
      return verdict.kind;
  }
}

/** Failures of which a witness can tell: what it sees is that its own requests fail. */
const WITNESSED: readonly string[] = ['outage', 'partial-outage', 'slow-burn'];

const BY_WORTH: readonly Gap['kind'][] = ['inhibited', 'muted', 'lumped', 'nobody', 'brief', 'late', 'low', 'misnamed', 'unjudged', 'unseen'];

/** How near a gap is to being none: of several, the nearest is told. */
function worth(gap: Gap): number {
  return BY_WORTH.indexOf(gap.kind);
}
